import { answerFor } from '../../../client/map/answer.ts';
import { type Book, createBook } from '../../../client/map/book.ts';
import { importInto } from '../../../client/map/import/import.ts';
import type { MapAnswer, MapRoom } from '../../../client/state/map/rooms.ts';
import { memoryFile } from '../../support/maps.ts';

function done<T>(work: Generator<unknown, T>): T {
  for (;;) {
    const next = work.next();
    if (next.done) return next.value;
  }
}

interface Imported {
  readonly book: Book;
  readonly files: Record<string, string>;
  readonly lines: readonly string[];
  room(id: string): MapRoom | null;
}

function imported(text: string, files: Record<string, string> = {}): Imported {
  const book = createBook(memoryFile(files, 'map'));
  const answer: MapAnswer = done(importInto(book, text, 'old.map'));
  const lines = answer.kind === 'said' ? answer.lines : answer.kind === 'fault' ? [answer.sentence] : [];
  return { book, files, lines, room: id => book.room(book.graph.index.get(id) ?? -1) };
}

const HEAD = 'C 65000\n\nV 2020\n\nCEXITS <278>\n\nL {ASCII NESW LINE} {N} {o}\n\n';

const exitsOf = ({ exits }: MapRoom) =>
  Object.fromEntries(
    Object.entries(exits).map(([way, { to, before }]) => [way, before ? `${to} ${before}` : to]),
  );

describe('maps of TinTin++', () => {
  test.each([
    ['parts close together', 'R {7}{0}{<fff>}{Old Gate}{ }{}{Town}{}{CITY}{}{1.000}{}'],
    ['parts with blanks', 'R {    7} {0} {<118>} {Old Gate} { } {} {Town} {} {CITY} {} {1.000} {}'],
    [
      'colours in the name',
      'R {7} {0} {} {<faf>Old <F935116>Gate<099>} {} {} {Town} {} {CITY} {} {1.000} {}',
    ],
    ['escaped characters', 'R {7} {0} {} {\\u004fld Gate} {} {} {Town} {} {CITY} {} {1.000} {}'],
    ['carriage returns', 'R {7} {0} {} {Old Gate} {} {} {Town} {} {CITY} {} {1.000} {}\r'],
    [
      'a description of several words in braces',
      'R {7} {0} {} {Old Gate} {} {A {very} old gate} {Town} {} {CITY} {} {1.000} {}',
    ],
    ['fewer parts', 'R {7} {0} {} {Old Gate} {} {} {Town}'],
  ])('a room with %s', (_, line) => {
    const { room, lines } = imported(`${HEAD}${line}\n`);
    expect(room('7')).toMatchObject({ name: 'Old Gate', area: 'Town' });
    expect(lines[0]).toBe('1 room taken from old.map.');
  });

  test.each([
    ['a way', 'E {8}{n}{n}{1}{0}{}{1.000}{}{0.00}', { n: '8' }],
    ['a way in full', 'E {8} {north} {north} {1} {0} {}', { n: '8' }],
    ['a way without a command', 'E {8} {sw} {} {4} {0} {}', { sw: '8' }],
    ['a door', 'E {8} {e} {open gate;e} {2} {0} {} {1.000} {} {0.00}', { e: '8 open gate' }],
    ['a way by other words', 'E {8} {w} {blow conch} {8} {0} {} {1.000} {} {0.00}', { 'blow conch': '8' }],
    ['a script', 'E {8} {u} {#send {u};#var x 1} {16} {0} {} {1.000} {} {0.00}', { u: '8' }],
  ])('an exit with %s', (_, line, exits) => {
    const { room } = imported(
      `${HEAD}R {7} {0} {} {Old Gate} {} {} {Town}\n${line}\n\nR {8} {0} {} {Lane}\n`,
    );
    expect(exitsOf(room('7') as MapRoom)).toEqual(exits);
  });

  test('what is left out is said, with its lines', () => {
    const { lines } = imported(
      'R {7} {8} {} {Old Gate} {} {} {Town} {} {} {x} {1.000} {}\nE {8} {u} {#send u} {16}\nR {broken\nE {x} {n}\n',
    );
    expect(lines).toEqual([
      '1 room taken from old.map.',
      'Not taken: lines that are no rooms or exits: 3, 4.',
      'Not taken: commands of TinTin++ on exits, which are ways by their names now: line 2.',
      'Not taken: flags of 1 rooms (hidden, avoided, void and others).',
      'Not taken: data of 1 rooms.',
      'Not taken: colours, symbols, descriptions, weights, landmarks, the legend.',
    ]);
  });
});

const mudlet = {
  anonymousAreaName: 'None',
  areaCount: 2,
  areas: [
    {
      gridMode: false,
      id: 1,
      labels: [{ id: 0, text: 'a "label" with { and [' }],
      name: 'Town \\ "north"',
      roomCount: 2,
      rooms: [
        {
          coordinates: [3, -4, 0],
          environment: 266,
          exits: [
            { exitId: 8, name: 'east', door: 'closed', weight: 3 },
            { exitId: 9, name: 'climb {rope}', locked: true },
          ],
          id: 7,
          name: 'Old "Gate"',
          stubExits: [{ name: 'north' }],
          userData: { rooms: '[1,2]', note: '}' },
        },
        { coordinates: [4, -4, 0], exits: [{ exitId: 7, name: 'west' }], id: 8, name: 'Lane', weight: 5 },
      ],
    },
    { id: 2, name: 'Fields', rooms: [{ coordinates: [0, 0, 1], exits: [], id: 9 }, { name: 'no number' }] },
  ],
  customEnvColors: [{ color24RGB: [1, 2, 3], id: 1 }],
  defaultAreaName: 'Default Area',
  formatVersion: 1,
};

describe('maps of Mudlet as JSON', () => {
  test.each([0, 1, 4])('rooms, exits, doors, stubs, whatever stands in texts (indent %s)', indent => {
    const { room, lines } = imported(JSON.stringify(mudlet, null, indent));
    expect(room('7')).toMatchObject({ name: 'Old "Gate"', area: 'Town \\ "north"', at: [3, -4, 0] });
    expect(exitsOf(room('7') as MapRoom)).toEqual({ e: '8 open east', 'climb {rope}': '9', n: '' });
    expect(exitsOf(room('8') as MapRoom)).toEqual({ w: '7' });
    expect(room('9')).toMatchObject({ name: '', area: 'Fields' });
    expect(lines).toEqual([
      '3 rooms taken from old.map.',
      'Not taken: 1 rooms without a number, or that cannot be read.',
      'Not taken: locks of 1 rooms and exits: paths lead through them.',
      'Not taken: weights of 2 rooms and exits.',
      'Not taken: user data of 1 rooms.',
      'Not taken: 1 labels.',
      'Not taken: colours, symbols, custom lines.',
    ]);
  });

  test('a file that ends in the middle has the rooms up to there', () => {
    const text = JSON.stringify(mudlet);
    expect(imported(text.slice(0, text.indexOf('"Fields"'))).lines[0]).toBe('2 rooms taken from old.map.');
  });
});

test('a second import changes nothing, and what else the map has stays', () => {
  const text = JSON.stringify(mudlet);
  const { files, book } = imported('R {7} {0} {} {Other}\nR {70} {0} {} {Mine}\n');
  done(answerFor(book, { kind: 'edit', at: '70', edit: { what: 'mark', text: 'home' } }));
  const once = imported(text, files);
  expect(once.lines[0]).toBe('3 rooms taken from old.map. What else the map has stays: 1 room.');
  expect(once.room('70')).toMatchObject({ name: 'Mine', mark: 'home' });
  const before = files.map;
  imported(text, files);
  expect(files.map).toBe(before);
});

test.each(['', 'hello', '{"a": 1}', '\x7fELF'])('what is no map is refused with a sentence: %j', text => {
  expect(imported(text).lines).toEqual([
    'old.map is no map that Clay reads: those are TinTin++ maps (#map write) and Mudlet maps (.dat, or as JSON).',
  ]);
});
