/** Laws of maps: the way is the shortest, a file that is written by several says the same to all, and imports keep every room. */
import fc from 'fast-check';
import { answerFor } from '../../client/map/answer.ts';
import { type Book, createBook } from '../../client/map/book.ts';
import { emptyGraph, type Graph, putRoom, roomNumber } from '../../client/map/graph.ts';
import { routeFrom } from '../../client/map/route.ts';
import { noteTold } from '../../client/map/told.ts';
import type { MapRoom } from '../../client/state/map/rooms.ts';
import { memoryFile } from '../support/maps.ts';

function done<T>(work: Generator<unknown, T>): T {
  for (;;) {
    const next = work.next();
    if (next.done) return next.value;
  }
}

const way = fc.constantFrom('n', 'e', 's', 'w', 'u', 'enter hole');

/** For each room, by the way, the room behind it. */
const world = fc.integer({ min: 2, max: 30 }).chain(size =>
  fc.array(fc.dictionary(way, fc.integer({ min: 0, max: size + 2 }), { maxKeys: 5 }), {
    minLength: size,
    maxLength: size,
  }),
);

type World = readonly Readonly<Record<string, number>>[];

const roomsOf = (all: World): MapRoom[] =>
  all.map((exits, id) => ({
    ...{ id: String(id), name: `Room ${id % 7}`, area: `Area ${id % 3}` },
    exits: Object.fromEntries(Object.entries(exits).map(([way, to]) => [way, { to: String(to) }])),
  }));

function graphOf(all: World): Graph {
  const graph = emptyGraph();
  for (const [at, room] of roomsOf(all).entries()) putRoom(graph, room, at, 1);
  return graph;
}

/** Dijkstra as it stands in books: no queue, no cleverness. */
function distances(all: World, from: number): number[] {
  const far = all.map(() => Number.POSITIVE_INFINITY);
  far[from] = 0;
  const open = new Set(all.keys());
  while (open.size > 0) {
    const room = [...open].reduce((one, other) => (far[other]! < far[one]! ? other : one));
    open.delete(room);
    for (const to of Object.values(all[room]!))
      if (to < all.length) far[to] = Math.min(far[to]!, far[room]! + 1);
  }
  return far;
}

test('the way that is found is as short as any, and each of its steps is one of the map', () => {
  fc.assert(
    fc.property(world, fc.nat(), fc.nat(), (all, one, other) => {
      const [from, to] = [one % all.length, other % all.length];
      const graph = graphOf(all);
      const goal = roomNumber(graph, String(to));
      const route = done(routeFrom(graph, roomNumber(graph, String(from)), room => room === goal));
      const expected = distances(all, from)[to]!;
      expect(route?.ways.length ?? Number.POSITIVE_INFINITY).toBe(expected);
      route?.ways.forEach((way, at) => {
        const [here, next] = [graph.ids[route.rooms[at]!]!, graph.ids[route.rooms[at + 1]!]!];
        expect(String(all[Number(here)]![graph.ways.list[way]!])).toBe(next);
      });
    }),
    { numRuns: 300 },
  );
});

const change = fc.record({
  who: fc.nat(2),
  room: fc.nat(9),
  exits: fc.dictionary(fc.constantFrom('n', 's'), fc.integer({ min: 0, max: 9 }), { maxKeys: 2 }),
  what: fc.constantFrom('tell', 'tell', 'mark', 'delete', 'undo', 'start anew'),
});

function told(book: Book): unknown {
  done(book.follow());
  return [...Array(10).keys()].map(id => book.room(book.graph.index.get(String(id)) ?? -1));
}

test('several who write into one map, with new starts in between, all read the same', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 40 }), changes => {
      const files: Record<string, string> = {};
      const books = [0, 1, 2].map(() => createBook(memoryFile(files, 'map')));
      for (const { who, room, exits, what } of changes) {
        const book = books[who]!;
        const id = String(room);
        if (what === 'start anew') books[who] = createBook(memoryFile(files, 'map'));
        else if (what === 'tell') done(noteTold(book, roomsOf([...Array(room).fill({}), exits])[room]!));
        else if (what === 'undo') done(answerFor(book, { kind: 'undo' }));
        else {
          const edit =
            what === 'mark' ? ({ what, text: `m${room}` } as const) : ({ what: 'delete' } as const);
          done(answerFor(book, { kind: 'edit', at: id, edit }));
        }
      }
      const all = books.map(told);
      expect(all[1]).toEqual(all[0]);
      expect(all[2]).toEqual(all[0]);
      expect(told(createBook(memoryFile(files, 'map')))).toEqual(all[0]);
    }),
    { numRuns: 100 },
  );
});

test('a file that is written anew says what the old one said, and loses nothing that others append meanwhile', () => {
  const files: Record<string, string> = {};
  const [one, other] = [0, 1].map(() => createBook(memoryFile(files, 'map'))) as [Book, Book];
  const tell = (book: Book, round: number, id: number) =>
    noteTold(book, {
      id: `${id}`,
      name: `Room ${id} of ${round} ${'.'.repeat(12_000)}`,
      area: '',
      exits: {},
    });
  for (let round = 0; round < 20; round++) for (let id = 0; id < 10; id++) done(tell(one, round, id));
  expect(files.map?.length).toBeLessThan(1_500_000);
  done(tell(other, 1000, 3));
  expect(told(one)).toEqual(told(other));
  expect(JSON.stringify(told(one))).toContain('Room 3 of 1000');
});
