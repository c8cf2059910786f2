/** Maps of Mudlet as it keeps them: rooms, ways, doors, and what is left out, of each format; and files that are no such map. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readForeign } from '../../../client/host/map/foreign.ts';
import { type Book, createBook } from '../../../client/map/book.ts';
import { importInto } from '../../../client/map/import/import.ts';
import type { MapRoom } from '../../../client/state/map/rooms.ts';
import { memoryFile } from '../../support/maps.ts';
import { type WrittenMap, type WrittenRoom, writeMudletMap } from '../../support/mudlet-map.ts';

interface Imported {
  readonly book: Book;
  readonly lines: readonly string[];
  /** The most that was done without letting others have their turn, in ms of this process. */
  readonly steps: number;
  room(id: number): MapRoom | null;
}

function imported(bytes: Uint8Array, files: Record<string, string> = {}): Imported {
  const book = createBook(memoryFile(files, 'map'));
  const work = importInto(book, bytes, 'old.dat');
  for (let steps = 1; ; steps++) {
    const next = work.next();
    if (!next.done) continue;
    const answer = next.value;
    const lines = answer.kind === 'said' ? answer.lines : answer.kind === 'fault' ? [answer.sentence] : [];
    return { book, lines, steps, room: id => book.room(book.graph.index.get(String(id)) ?? -1) };
  }
}

const exitsOf = (room: MapRoom | null) =>
  Object.fromEntries(
    Object.entries(room?.exits ?? {}).map(([way, { to, before }]) => [way, before ? `${to} ${before}` : to]),
  );

const TOWN: WrittenMap = {
  areas: { [-1]: 'Default Area', 1: 'Old Town \u00e4\u{1f3f0}', 2: 'Fields' },
  labels: { 1: ['a gate', 'a lane', ''], 2: ['grass'] },
  hashes: { 'a1-b2': 7 },
  userData: { author: 'me', version: '3' },
  rooms: [
    {
      ...{ id: 7, area: 1, name: 'Gate \u00e9', at: [3, -4, 2], exits: { n: 8, nw: 9, u: 9, in: 8 } },
      ...{ special: { 'climb rope': 9, 'say open': 8 }, lockedSpecial: ['say open'] },
      ...{ stubs: [4, 7], locks: [1], weights: { n: 3 }, weight: 5, locked: true, symbol: 'G' },
      ...{ doors: { n: 2, u: 1, up: 3, 'climb rope': 2 }, lines: ['n', 'climb rope'] },
    },
    { id: 8, area: 1, exits: { s: 7 }, userData: { shop: 'yes', '': '' }, symbol: '\u2605' },
    { id: 9, area: 2, name: 'Meadow', exits: { out: 7, sw: 12345 } },
  ],
};

const ALL = Array.from({ length: 17 }, (_, at) => at + 4);

test.each(ALL)('format %i: rooms, places, names of areas, ways, and what is left out', version => {
  const { room, lines } = imported(writeMudletMap(TOWN, version));
  expect(room(7)).toMatchObject({ name: 'Gate \u00e9', area: 'Old Town \u00e4\u{1f3f0}', at: [3, -4, 2] });
  expect(room(8)).toMatchObject({ name: '', area: 'Old Town \u00e4\u{1f3f0}' });
  expect(exitsOf(room(9))).toEqual({ out: '7', sw: '12345' });
  const doors = version >= 16;
  expect(exitsOf(room(7))).toEqual({
    ...{ n: doors ? '8 open north' : '8', nw: '9', u: doors ? '9 open up' : '9', in: '8' },
    ...(version >= 6 && { 'climb rope': doors ? '9 open climb rope' : '9', 'say open': '8' }),
    ...(version >= 13 && { e: '', se: '' }),
  });
  expect(lines).toEqual([
    '3 rooms taken from old.dat.',
    `Not taken: locks of ${1 + Number(version >= 6) + Number(version >= 11)} rooms and exits: paths lead through them.`,
    `Not taken: weights of ${1 + Number(version >= 16)} rooms and exits.`,
    ...(version >= 10 ? ['Not taken: user data of 1 rooms.'] : []),
    ...(version >= 7 ? ['Not taken: hashes of 1 rooms, which go by their numbers.'] : []),
    ...(version >= 11 ? ['Not taken: 4 labels.'] : []),
    'Not taken: colours, symbols, custom lines.',
  ]);
});

test.each<[string, WrittenMap, string]>([
  ['a font of more families', { ...TOWN, families: ['Vera', '\u4e2d\u6587'] }, '3 rooms taken from old.dat.'],
  ['a font of no more families', { ...TOWN, families: [] }, '3 rooms taken from old.dat.'],
  ['an area without rooms', { ...TOWN, areas: { ...TOWN.areas, 5: 'Empty' } }, '3 rooms taken from old.dat.'],
  ['no labels', { ...TOWN, labels: {} }, '3 rooms taken from old.dat.'],
  ['a room of an unknown area', { rooms: [{ id: 1, area: 77 }] }, '1 room taken from old.dat.'],
  [
    'rooms that are not there',
    { ...TOWN, promised: [20, 21] },
    'Not taken: 2 rooms that areas have, and that are not in the file.',
  ],
  [
    'a room without a number',
    { rooms: [{ id: 0 }, { id: 2 }] },
    'Not taken: 1 rooms without a number, or that cannot be read.',
  ],
  [
    'no room',
    { areas: { 1: 'Town' }, rooms: [] },
    'old.dat has no room in it. colours, symbols, custom lines.',
  ],
])('%s', (_, map, line) => {
  expect(imported(writeMudletMap(map)).lines).toContain(line);
});

test('a way by other words that has a short name, and one without a name', () => {
  const { room } = imported(writeMudletMap({ rooms: [{ id: 1, special: { Up: 2, ' ': 3, '1 coin': 4 } }] }));
  expect(exitsOf(room(1))).toEqual({ u: '2', '1 coin': '4' });
});

test('what would act in a terminal is taken out of names', () => {
  const { room } = imported(writeMudletMap({ rooms: [{ id: 1, name: 'Old\u001b[2J\nGate\ud800' }] }));
  expect(room(1)?.name).not.toMatch(/[\u001b\n\ud800]/);
});

test('what stands in the map stays, rooms of the same numbers are replaced, and a second import changes nothing', () => {
  const files = {
    map: '{"clay-map":1}\n{"r":"8","n":"Other","a":"","e":{}}\n{"r":"70","n":"Mine","a":"","e":{}}\n',
  };
  expect(imported(writeMudletMap(TOWN), files).lines[0]).toBe(
    '3 rooms taken from old.dat. What else the map has stays: 1 room.',
  );
  const once = files.map;
  imported(writeMudletMap(TOWN), files);
  expect(files.map).toBe(once);
});

describe('what is no such map, or no longer one, leaves the map as it was', () => {
  const whole = writeMudletMap(TOWN);
  const versioned = (version: number) => Buffer.concat([Buffer.of(0, 0, 0, version), whole.subarray(4)]);
  /** With this number at the place. */
  const changed = (at: number, value: number) => {
    const bytes = Buffer.from(whole);
    bytes.writeUInt32BE(value, at);
    return bytes;
  };

  test.each<[string, Buffer, string]>([
    [
      'a newer format',
      versioned(21),
      "it has format 21 of Mudlet's maps, where 4 to 20 are known: export it as JSON in Mudlet",
    ],
    [
      'the first formats',
      versioned(3),
      "it has format 3 of Mudlet's maps, where 4 to 20 are known: export it as JSON in Mudlet",
    ],
    [
      'four thousand million colours',
      changed(4, 0xffffffff),
      `it is cut off or damaged in what it begins with, of ${whole.length} bytes`,
    ],
    [
      'a name of an area that is too long',
      changed(24, 0x7ffffffe),
      `it is cut off or damaged in the names of its areas, of ${whole.length} bytes`,
    ],
    [
      'the end in a room',
      whole.subarray(0, -1),
      `it is cut off or damaged in its room 3, of ${whole.length - 1} bytes`,
    ],
  ])('%s', (_, bytes, sentence) => {
    const files = { map: '{"clay-map":1}\n{"r":"1","n":"Mine","a":"","e":{}}\n' };
    expect(() => imported(bytes, files)).toThrow(new Error(sentence));
    expect(files.map).toBe('{"clay-map":1}\n{"r":"1","n":"Mine","a":"","e":{}}\n');
  });
});

test('forty thousand rooms are worked off in more than a hundred steps', () => {
  const rooms = Array.from(
    { length: 40_000 },
    (_, at): WrittenRoom => ({
      ...{ id: at + 1, area: 1, name: `Plain ${at}`, at: [at % 200, Math.floor(at / 200), 0] },
      exits: { n: at + 201, e: at + 2 },
      userData: { kind: 'plain' },
    }),
  );
  const { lines, steps } = imported(writeMudletMap({ areas: { 1: 'Plain' }, rooms }));
  expect(lines[0]).toBe('40000 rooms taken from old.dat.');
  expect(steps).toBeGreaterThan(100);
});

test.each<[string, Buffer, number]>([
  [
    'data of one room',
    writeMudletMap({ rooms: [{ id: 1, userData: many(30_000, at => [`k${at}`, '']) }] }),
    6,
  ],
  ['ways of one room', writeMudletMap({ rooms: [{ id: 1, special: many(30_000, at => [`w${at}`, 2]) }] }), 6],
  ['names of areas', writeMudletMap({ areas: many(10_000, at => [`${at}`, 'x']), rooms: [{ id: 1 }] }), 4],
  ['rooms without a number', writeMudletMap({ rooms: [...Array(500).fill({ id: 0 }), { id: 1 }] }), 500],
  ['labels', writeMudletMap({ labels: { 1: Array(3000).fill('x') }, rooms: [{ id: 1 }] }), 3000],
  [
    'areas without labels',
    writeMudletMap({ labels: many(30_000, at => [`${at}`, []]), rooms: [{ id: 1 }] }),
    6,
  ],
  [
    'rooms that areas name',
    writeMudletMap({
      areas: { 1: 'x' },
      promised: Array.from({ length: 30_000 }, (_, at) => at + 2),
      rooms: [{ id: 1 }],
    }),
    12,
  ],
])('%s without end are gone over in steps', (_, bytes, least) => {
  const { steps, lines } = imported(bytes);
  expect(steps).toBeGreaterThan(least);
  expect(lines[0]).toBe('1 room taken from old.dat.');
});

function many<T>(count: number, one: (at: number) => [string, T]): Record<string, T> {
  return Object.fromEntries(Array.from({ length: count }, (_, at) => one(at)));
}

test('a picture of a hundred thousand parts is none', () => {
  const bytes = writeMudletMap({ labels: { 1: ['x'] }, rooms: [{ id: 1 }] });
  const at = bytes.indexOf('IDAT') - 4;
  const parts = Buffer.concat(Array(100_000).fill(Buffer.from('\0\0\0\0IDAT\0\0\0\0', 'latin1')));
  const long = Buffer.concat([bytes.subarray(0, at), parts, bytes.subarray(at)]);
  expect(() => imported(long)).toThrow('it is cut off or damaged in its labels');
});

describe('the file of the map', () => {
  let home = '';
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'clay-map-'));
  });
  afterEach(() => rmSync(home, { recursive: true }));

  function read(file: string): string | Uint8Array {
    const work = readForeign(home, file);
    for (;;) {
      const next = work.next();
      if (next.done) return next.value;
    }
  }

  test('is read as bytes, in pieces', () => {
    const bytes = writeMudletMap({ userData: { long: '\u20ac'.repeat(700_000) }, rooms: [{ id: 1 }] });
    writeFileSync(join(home, 'a.dat'), bytes);
    expect(Buffer.compare(read('a.dat') as Uint8Array, bytes)).toBe(0);
  });

  test('that has zeros later on is neither', () => {
    writeFileSync(join(home, 'a.dat'), 'R {7}\0');
    expect(() => read('a.dat')).toThrow('it is neither text nor a map of Mudlet');
  });
});
