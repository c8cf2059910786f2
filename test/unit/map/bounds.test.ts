/** A server that tells of one room without end, or calls its ways as it likes, does the map no harm. */

import { createBook, type MapFile } from '../../../client/map/book.ts';
import { importInto } from '../../../client/map/import/import.ts';
import { noteTold } from '../../../client/map/told.ts';
import type { MapRoom } from '../../../client/state/map/rooms.ts';
import { gmcp } from '../../support/corridor.ts';
import { memoryFile } from '../../support/maps.ts';
import { type Play, playAlpha } from '../../support/play.ts';

function done<T>(work: Generator<unknown, T>): T {
  for (;;) {
    const next = work.next();
    if (next.done) return next.value;
  }
}

const tell = (play: Play, room: object) =>
  play.receive('Alpha', gmcp(`Room.Info ${JSON.stringify({ area: 'Town', exits: {}, ...room })}`));

function town(): Play {
  const play = playAlpha();
  play.receive('Alpha', Buffer.of(255, 251, 201));
  return play;
}

const MAP = 'mud.example_4000';
const linesOf = (play: Play) =>
  Buffer.from(play.disk.maps[MAP] ?? '')
    .toString()
    .trim()
    .split('\n');

function said(play: Play, command: string): string {
  play.enter(command);
  return play.output().join('\n');
}

test('a room that is told of with new exits again and again stays one short line, and those behind it are found', () => {
  const play = town();
  tell(play, { num: 1, name: 'Trap', exits: { n: 2 } });
  tell(play, { num: 1, name: 'Trap', exits: { n: 2 } });
  play.enter('/map link climb 1');
  for (let round = 0; round < 14; round++) {
    const exits = Object.fromEntries(
      [...Array(90).keys()].map(at => [`${round} ${at} ${'\u00e4'.repeat(40)}`, 3]),
    );
    tell(play, { num: 1, name: 'Trap', exits });
  }
  tell(play, { num: 2, name: 'Fountain', exits: { s: 1 } });
  expect(linesOf(play).filter(line => Buffer.byteLength(line) > 16 * 1024)).toHaveLength(0);
  const last = JSON.parse(linesOf(play).findLast(line => line.includes('"r":"1"')) as string);
  expect(Object.keys(last.e).length).toBeLessThanOrEqual(100);
  expect(last.e).toMatchObject({ n: '2', climb: '1' });
  expect(said(play, '/map find fountain')).toContain('Fountain (2, Town)');
});

const line = (id: string, more: object = {}) =>
  `${JSON.stringify({ r: id, n: `Room ${id}`, a: '', e: {}, ...more })}\n`;

/** As an earlier Clay has left it: a line that is longer than any room. */
const withLong = (): Record<string, string> => ({
  map: `{"clay-map":1}\n${line('1')}${line('2', { k: 'x'.repeat(150_000) })}${line('3')}${line('4')}`,
});

test('a line that is too long hides no room behind it', () => {
  const book = createBook(memoryFile(withLong(), 'map'));
  done(book.follow());
  const names = [...book.all()].filter(room => room !== undefined).map(room => room.name);
  expect(names).toEqual(['Room 1', 'Room 3', 'Room 4']);
  expect(book.graph.known).toBe(3);
});

test('a file that is written anew keeps the rooms behind a line that is too long', () => {
  const files = withLong();
  for (let round = 0; round < 150; round++) files.map += line('1', { n: `${round}${'.'.repeat(8000)}` });
  const book = createBook(memoryFile(files, 'map'));
  done(book.follow());
  expect(files.map?.length).toBeLessThan(20_000);
  expect([...book.all()].filter(room => room !== undefined).map(room => room.id)).toEqual(['3', '4', '1']);
});

test('a file that cannot be read as a whole is not written anew, nor imported into', () => {
  const files = { map: `{"clay-map":1}\n${line('1')}${line('2')}`, text: '' };
  for (let round = 0; round < 150; round++) files.map += line('1', { n: `${round}${'.'.repeat(8000)}` });
  const before = files.map;
  const whole = memoryFile(files, 'map');
  let spoiled = 0;
  // It has been read once, a small piece after the other; when it is read again for the new file, a room is missing.
  const file: MapFile = {
    ...whole,
    read(from, length) {
      const bytes = Buffer.from(whole.read(from, length));
      const at = length > 64 * 1024 ? bytes.indexOf('"r":"2"') : -1;
      if (at < 0) return bytes;
      spoiled++;
      return bytes.fill(0x20, at, at + 7);
    },
  };
  const book = createBook(file);
  done(book.follow());
  expect(spoiled).toBe(1);
  expect(files.map === before).toBe(true);
  const old = 'R {7} {0} {} {Old Gate} {} {} {Town}\n';
  expect(done(importInto(book, old, 'old.map'))).toMatchObject({
    kind: 'fault',
    sentence:
      "old.map is not imported: of the map's 2 rooms only 1 can be read just now. The map is as it was.",
  });
  expect(files.map === before).toBe(true);
});

test('a room whose name is changed without end has no file written anew for it', () => {
  const files: Record<string, string> = {};
  const file = memoryFile(files, 'map');
  let times = 0;
  const book = createBook({
    ...file,
    replace(pieces, upTo) {
      times++;
      return file.replace(pieces, upTo);
    },
  });
  const room: MapRoom = { id: '1', name: 'a', area: '', exits: {} };
  for (let round = 0; round < 2500; round++) done(book.write([{ room: { ...room, name: `${round % 2}` } }]));
  expect(times).toBe(0);
});

test('a map that has a million numbers takes no more of a room that it knows', () => {
  const play = town();
  tell(play, { num: 1, name: 'Gate', exits: { n: 2 } });
  const book = createBook(memoryFile(play.disk.maps, MAP));
  done(book.follow());
  book.graph.ids.length = 1_000_000;
  const room: MapRoom = { id: '1', name: 'Gate', area: 'Town', exits: { n: { to: '2' } } };
  expect(done(noteTold(book, { ...room, name: 'Old Gate' }))).toBe(true);
  expect(() => done(noteTold(book, { ...room, exits: { s: { to: '3' } } }))).toThrow(/takes no more/);
});

test('ways are called as servers like, also as what every object has', () => {
  const play = town();
  const told = `{"num":1,"name":"Gate","exits":{"constructor":2,"__proto__":3,"toString":4,"n":5}}`;
  play.receive('Alpha', gmcp(`Room.Info ${told}`));
  const exits = JSON.parse(linesOf(play).at(-1) as string).e;
  expect(Object.entries(exits).sort()).toEqual([
    ['__proto__', '3'],
    ['constructor', '2'],
    ['n', '5'],
    ['tostring', '4'],
  ]);
  tell(play, { num: 2, name: 'Yard', exits: { valueOf: 1 } });
  play.press('M-m');
  expect(play.screen().join('\n')).toContain('[@]');
  play.type('q');
  expect(said(play, '/map link constructor 1')).toContain('constructor leads to Gate (1)');
  expect(said(play, '/map link __proto__ 1')).toContain('__proto__ leads to Gate (1)');
  expect(said(play, '/map path 1')).toContain('is 1 step from here');
});

test('what is too much for a room by hand is said, and not written', () => {
  const play = town();
  tell(play, { num: 1, name: 'Gate' });
  expect(said(play, `/map note ${'x'.repeat(17_000)}`)).toContain('That is too much for the room 1');
  expect(said(play, '/map note thieves')).toContain('Noted: thieves');
});

test('an import takes of a room what a line takes, and says of how many', () => {
  const ways = [...Array(150).keys()].map(at => `E {8} {way ${at}} {way ${at}} {8} {0} {}\n`).join('');
  const files: Record<string, string> = {};
  const book = createBook(memoryFile(files, 'map'));
  const old = `R {7} {0} {} {Old Gate} {} {} {Town}\n${ways}R {8} {0} {} {Lane}\n`;
  expect(done(importInto(book, old, 'old.map'))).toMatchObject({
    lines: expect.arrayContaining([
      '2 rooms taken from old.map.',
      'Not taken: of 1 room what is beyond 100 ways or 16 KiB.',
    ]),
  });
  expect(Object.keys(book.room(book.graph.index.get('7') ?? -1)?.exits ?? {})).toHaveLength(100);
});
