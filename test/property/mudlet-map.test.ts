/** Laws of Mudlet's maps: what is written is read, in each format; cut off or damaged anywhere, a file gives one sentence at most. */
import fc from 'fast-check';
import { createBook } from '../../client/map/book.ts';
import { importInto } from '../../client/map/import/import.ts';
import type { MapAnswer, MapRoom } from '../../client/state/map/rooms.ts';
import { memoryFile } from '../support/maps.ts';
import { type WrittenMap, writeMudletMap } from '../support/mudlet-map.ts';

function imported(bytes: Uint8Array): { answer: MapAnswer; rooms: Map<string, MapRoom> } {
  const book = createBook(memoryFile({}, 'map'));
  const work = importInto(book, bytes, 'old.dat');
  for (;;) {
    const next = work.next();
    if (!next.done) continue;
    const rooms = new Map<string, MapRoom>();
    for (const room of book.all()) if (room) rooms.set(room.id, room);
    return { answer: next.value, rooms };
  }
}

const words = fc.stringMatching(/^[a-zA-Z\u00e4\u4e2d][a-zA-Z0-9 \u00e4\u4e2d]{0,8}[a-z]$/);
const number = fc.integer({ min: 1, max: 2 ** 31 - 1 });
const place = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const way = fc.constantFrom('n', 'ne', 'e', 'se', 's', 'sw', 'w', 'nw', 'u', 'd', 'in', 'out');

const room = fc.record({
  id: number,
  area: fc.constantFrom(1, 2, 3),
  name: words,
  at: fc.tuple(place, place, place),
  exits: fc.dictionary(way, number),
  special: fc.dictionary(
    words.map(text => `climb ${text.toLowerCase()}`),
    number,
    { maxKeys: 3 },
  ),
  weights: fc.dictionary(way, fc.integer({ min: 1, max: 9 })),
  locked: fc.boolean(),
  symbol: fc.constantFrom('', 'S', '\u2605'),
  userData: fc.dictionary(words, words, { maxKeys: 3 }),
  lines: fc.uniqueArray(way, { maxLength: 2 }),
});

const map: fc.Arbitrary<WrittenMap> = fc.record({
  areas: fc.constant({ 1: 'Town', 2: 'Fields' }),
  labels: fc.dictionary(fc.constantFrom('1', '2'), fc.array(words, { maxLength: 3 })),
  hashes: fc.dictionary(words, number, { maxKeys: 3 }),
  userData: fc.dictionary(words, words, { maxKeys: 3 }),
  families: fc.array(words, { maxLength: 2 }),
  rooms: fc.uniqueArray(room, { minLength: 1, maxLength: 6, selector: one => one.id }),
});

const version = fc.integer({ min: 4, max: 20 });
const NAMES: Record<number, string> = { 1: 'Town', 2: 'Fields' };

test('what is written is read, in each format', () => {
  fc.assert(
    fc.property(map, version, (written, format) => {
      const { rooms } = imported(writeMudletMap(written, format));
      expect([...rooms.keys()].sort()).toEqual(written.rooms.map(({ id }) => String(id)).sort());
      for (const one of written.rooms) {
        const read = rooms.get(String(one.id));
        expect(read).toMatchObject({ name: one.name, area: NAMES[one.area ?? 0] ?? '', at: one.at });
        const ways = { ...one.exits, ...(format >= 6 && one.special) };
        expect(
          Object.fromEntries(Object.entries(read?.exits ?? {}).map(([name, { to }]) => [name, to])),
        ).toEqual(Object.fromEntries(Object.entries(ways).map(([name, to]) => [name, String(to)])));
      }
    }),
    { numRuns: 150 },
  );
});

/** The one sentence, or null: it was taken. */
function sentenceOf(bytes: Uint8Array): string | null {
  try {
    const { answer } = imported(bytes);
    return answer.kind === 'fault' ? answer.sentence : null;
  } catch (error) {
    return (error as Error).message;
  }
}

const SENTENCE =
  /^(?:it is cut off or damaged in [a-z 0-9]+, of \d+ bytes|it has format -?\d+ of Mudlet's maps, where 4 to 20 are known: export it as JSON in Mudlet|old\.dat (?:has no room in it\. .*|is no map that Clay reads: .*))$/;

test('a file that is cut off anywhere gives one sentence, or the rooms before', () => {
  fc.assert(
    fc.property(map, version, (written, format) => {
      const bytes = writeMudletMap(written, format);
      const empty = writeMudletMap({ ...written, rooms: [] }, format).length;
      let taken = 0;
      for (let end = 0; end < bytes.length; end++) {
        const sentence = sentenceOf(bytes.subarray(0, end));
        if (sentence === null) {
          expect(end).toBeGreaterThan(empty);
          taken++;
        } else expect(sentence).toMatch(SENTENCE);
      }
      // Only behind one of the rooms: there the file is as whole as any.
      expect(taken).toBe(written.rooms.length - 1);
    }),
    { numRuns: 10 },
  );
});

test('a file with some other bytes in it gives one sentence, or rooms', () => {
  fc.assert(
    fc.property(
      map,
      version,
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 8 }),
      (written, format, changes) => {
        const bytes = writeMudletMap(written, format);
        for (const [at, value] of changes) bytes[at % bytes.length] = value;
        const sentence = sentenceOf(bytes);
        if (sentence !== null) expect(sentence).toMatch(SENTENCE);
      },
    ),
    { numRuns: 500 },
  );
});
