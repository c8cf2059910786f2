/** What is asked of a large map is worked off in small steps. */
import { answerFor } from '../../../client/map/answer.ts';
import { type Book, createBook, type MapFile } from '../../../client/map/book.ts';
import type { MapAnswer, MapRoom } from '../../../client/state/map/rooms.ts';
import { memoryFile } from '../../support/maps.ts';

/** Rooms in a row, each east of the last one. */
function rowOf(rooms: number, door = false): Record<string, string> {
  const lines = [...Array(rooms).keys()].map(at =>
    JSON.stringify({
      r: `p${at}`,
      n: `Plain ${at}`,
      a: '',
      e: { e: door ? [`p${at + 1}`, 'open'] : `p${at + 1}` },
    }),
  );
  return { map: `{"clay-map":1}\n${lines.join('\n')}\n` };
}

/** With the most reads of the file in one step. */
function asked(files: Record<string, string>, to: string): { answer: MapAnswer; most: number } {
  const bytes = Buffer.from(files.map as string);
  let [reads, most] = [0, 0];
  const file: MapFile = {
    ...memoryFile(files, 'map'),
    look: () => ({ id: '', size: bytes.length }),
    read(from, length) {
      reads++;
      return bytes.subarray(from, from + length);
    },
  };
  const work = answerFor(createBook(file), { kind: 'path', from: 'p0', to, walk: false });
  for (;;) {
    reads = 0;
    const next = work.next();
    most = Math.max(most, reads);
    if (next.done) return { answer: next.value, most };
  }
}

test('the words before doors of a long way are looked up a part at a time', () => {
  const { answer, most } = asked(rowOf(4001), 'p4000');
  expect(answer).toMatchObject({ kind: 'path', name: 'Plain 4000' });
  expect(answer.kind === 'path' && answer.steps.length).toBe(4000);
  expect(most).toBeLessThanOrEqual(101);
});

test.each([
  ['rooms', rowOf(5002), 'p5001'],
  ['doors', rowOf(2502, true), 'p2501'],
])('a way that no walk takes, for its %s, is refused', (_, files, to) => {
  expect(asked(files, to).answer).toEqual({
    kind: 'fault',
    sentence: `The way to "${to}" has more than 5000 steps, which is more than a walk has.`,
  });
});

test('of fifty thousand rooms that are found those are described that are shown', () => {
  let looks = 0;
  const real = createBook(memoryFile({ map: '{"clay-map":1}\n' }, 'map'));
  const book: Book = {
    ...real,
    graph: real.graph,
    changes: [],
    *all() {
      for (let at = 0; at < 50_000; at++) {
        const room: MapRoom = {
          ...{ name: 'room', area: '', exits: {}, id: '' },
          get id() {
            looks++;
            return `p${at}`;
          },
        };
        yield room;
      }
    },
  };
  const work = answerFor(book, { kind: 'find', from: null, text: 'room' });
  let next = work.next();
  while (!next.done) next = work.next();
  expect(next.value).toMatchObject({ kind: 'said' });
  expect(next.value.kind === 'said' && next.value.lines.slice(29)).toEqual([
    'room (p29)',
    '… and 49970 more.',
  ]);
  expect(looks).toBeLessThan(50_100);
});
