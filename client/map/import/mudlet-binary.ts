/**
 * Maps of Mudlet as it keeps them (`map/*.dat`), format 4 to 20: colours, names of areas, areas, labels, and then rooms up to the
 * end of the file. Nothing has a length of its own, so that all that is left out has to be read as well.
 */

import { clean } from '../../automation/data.ts';
import type { MapExit, MapRoom } from '../../state/map/rooms.ts';
import { MOST_EXITS, type Reading } from '../record.ts';
import { wayInFull, wayNamed } from '../ways.ts';
import { type Left, leftOut, nothingLeft } from './left.ts';
import { CutOff, createQtReader, type QtReader } from './qt.ts';

/** Formats that are known: the first one that had areas, and the last one. */
const KNOWN = { first: 4, last: 20 };
/** What an argument may have that is kept (UTF-16 units). */
const LONGEST = 400;
/** Things that are read without a pause. */
const SLICE = 2000;
/** Ways of a room by other words that are looked at: of so many, none of the rest gets onto the map. */
const MOST_SPECIAL = 10 * MOST_EXITS;
/** Areas and numbers of rooms that are kept meanwhile: a map has less, and a file that says otherwise fills no memory. */
const MOST_KEPT = 500_000;

/** In the order of the file. */
const WAYS = ['n', 'ne', 'e', 'se', 's', 'sw', 'w', 'nw', 'u', 'd', 'in', 'out'] as const;
/** In the order of the numbers that locks and stubs have, from 1 on. */
const NUMBERED = ['n', 'ne', 'nw', 'e', 'w', 's', 'se', 'sw', 'u', 'd', 'in', 'out'] as const;
const CLOSED = 2;
/** What older versions need of the symbol is no data of the user's. */
const SYMBOL = 'system.fallback_symbol';

const [BYTE, INT, DOUBLE, COLOUR] = [1, 4, 8, 11];
const POINT = 2 * DOUBLE;
const VECTOR = 3 * DOUBLE;

/** Whether a file that begins so is such a map: no text begins with three zeros. */
export function isMudletBinary(start: Uint8Array): boolean {
  return start.length >= INT && start[0] === 0 && start[1] === 0 && start[2] === 0;
}

interface File {
  readonly qt: QtReader;
  readonly version: number;
  readonly left: Left;
  /** What is being read, for the sentence about a file that is cut off. */
  where: string;
  things: number;
}

/** Throws an Error that says what is wrong with the file. */
export function* mudletBinaryRooms(bytes: Uint8Array): Reading {
  const qt = createQtReader(bytes);
  const file: File = { qt, version: qt.int(), left: nothingLeft(), where: 'what it begins with', things: 0 };
  if (file.version < KNOWN.first || file.version > KNOWN.last)
    throw new Error(
      `it has format ${file.version} of Mudlet's maps, where ${KNOWN.first} to ${KNOWN.last} are known: export it as JSON in Mudlet`,
    );
  let rooms = 0;
  try {
    const { areas, promised } = yield* header(file);
    const found = new Set<number>();
    while (qt.at < qt.size) {
      file.where = `its room ${rooms + 1}`;
      const id = qt.int();
      const room = yield* roomOf(file, id, areas);
      rooms++;
      if (id > 0) {
        found.add(id);
        yield room;
      } else {
        file.left.broken++;
        yield null;
      }
    }
    for (const id of promised) {
      if (!found.has(id)) file.left.missing++;
      if (isTime(file)) yield null;
    }
  } catch (error) {
    if (!(error instanceof CutOff)) throw error;
    throw new Error(`it is cut off or damaged in ${file.where}, of ${qt.size} bytes`);
  }
  return leftOut(file.left);
}

interface Header {
  /** Names by numbers. */
  readonly areas: ReadonlyMap<number, string>;
  /** Rooms that areas name. */
  readonly promised: ReadonlySet<number>;
}

function* header(file: File): Generator<null, Header> {
  const { qt, version, left } = file;
  const areas = new Map<number, string>();
  const promised = new Set<number>();
  qt.skip(qt.count(2 * INT) * 2 * INT);
  file.where = 'the names of its areas';
  yield* each(file, INT + INT, () => {
    const number = qt.int();
    const name = words(qt.text(LONGEST));
    if (areas.size < MOST_KEPT) areas.set(number, name);
  });
  file.where = 'its colours';
  if (version >= 5) qt.skip(qt.count(INT + COLOUR) * (INT + COLOUR));
  file.where = 'the hashes of its rooms';
  if (version >= 7)
    left.hashes = yield* each(file, INT + INT, () => {
      qt.skipText();
      qt.skip(INT);
    });
  file.where = 'its user data';
  if (version >= 17) yield* textPairs(file);
  if (version >= 19) {
    file.where = 'its font';
    qt.skipFont();
    qt.skip(DOUBLE + BYTE);
  }
  file.where = 'its areas';
  if (version >= 14) for (let count = qt.count(INT); count > 0; count--) yield* area(file, promised);
  file.where = 'the places of its players';
  if (version >= 18)
    yield* each(file, INT + INT, () => {
      qt.skipText();
      qt.skip(INT);
    });
  else if (version >= 12) qt.skip(INT);
  file.where = 'its labels';
  if (version >= 11)
    for (let count = qt.count(2 * INT); count > 0; count--) {
      const labels = qt.count(INT);
      qt.skip(INT);
      left.labels += labels;
      if (isTime(file)) yield null;
      for (let label = 0; label < labels; label++) {
        skipLabel(file);
        yield null;
      }
    }
  return { areas, promised };
}

function* area(file: File, promised: Set<number>): Generator<null, void> {
  const { qt, version } = file;
  qt.skip(INT);
  yield* each(file, INT, () => {
    const room = qt.int();
    if (promised.size < MOST_KEPT) promised.add(room);
  });
  qt.skip(qt.count(INT) * INT);
  qt.skip(qt.count(3 * INT) * 3 * INT);
  qt.skip(BYTE + 6 * INT + VECTOR);
  for (let maps = version >= 17 ? 4 : 6; maps > 0; maps--) qt.skip(qt.count(2 * INT) * 2 * INT);
  qt.skip(VECTOR + BYTE + INT);
  if (version >= 17) yield* textPairs(file);
  if (isTime(file)) yield null;
}

function skipLabel({ qt, version }: File): void {
  qt.skip(INT + (version >= 12 ? VECTOR : POINT) + POINT + POINT);
  qt.skipText();
  qt.skip(2 * COLOUR);
  qt.skipPicture();
  if (version >= 15) qt.skip(2 * BYTE);
}

function* roomOf(file: File, id: number, areas: ReadonlyMap<number, string>): Generator<null, MapRoom> {
  const { qt, version, left } = file;
  const area = areas.get(qt.int()) ?? '';
  const at = [qt.int(), qt.int(), qt.int()] as const;
  const exits: Record<string, MapExit> = Object.create(null);
  for (const way of WAYS) {
    const to = qt.int();
    if (to > 0) exits[way] = { to: String(to) };
  }
  qt.skip(INT);
  if (qt.int() > 1) left.weights++;
  // Angles and a zoom of the first maps.
  if (version < 8) qt.skip(4 * DOUBLE);
  const name = words(qt.text(LONGEST));
  if (qt.byte() !== 0) left.locked++;
  if (version >= 6) yield* specialExits(file, exits);
  if (version >= 19) qt.skipText();
  else if (version >= 9) qt.skip(BYTE);
  if (version >= 10 && (yield* userData(file))) left.userData++;
  if (version >= 11) {
    yield* lines(file);
    const locks = qt.count(INT);
    left.locked += locks;
    qt.skip(locks * INT);
  }
  if (version >= 13)
    yield* each(file, INT, () => {
      const way = NUMBERED[qt.int() - 1];
      if (way) exits[way] ??= { to: '' };
    });
  if (version >= 16) {
    const weights = yield* each(file, INT + INT, () => {
      qt.skipText();
      qt.skip(INT);
    });
    left.weights += weights;
    yield* each(file, INT + INT, () => {
      const way = wayNamed(words(qt.text(LONGEST)));
      const exit = qt.int() >= CLOSED ? exits[way] : undefined;
      if (exit && exit.to !== '') exits[way] = { ...exit, before: `open ${wayInFull(way)}` };
    });
  }
  return { id: String(id), name, area, exits, at };
}

/** Ways by other words. Before each stands whether it is locked, in all but the first maps. */
function* specialExits(file: File, exits: Record<string, MapExit>): Generator<null, void> {
  const { qt, left } = file;
  let taken = 0;
  yield* each(file, INT + INT, () => {
    const to = qt.int();
    const text = qt.text(LONGEST);
    if (to < 1 || taken >= MOST_SPECIAL) return;
    const [, lock = '', command = ''] = /^([01]?)(.*)$/s.exec(text) ?? [];
    const way = wayNamed(words(command));
    if (way === '') return;
    if (lock === '1') left.locked++;
    exits[way] = { to: String(to) };
    taken++;
  });
}

/** Whether there is any of the user's. */
function* userData(file: File): Generator<null, boolean> {
  const { qt } = file;
  let own = 0;
  yield* each(file, INT + INT, () => {
    if (qt.text(SYMBOL.length + 1) !== SYMBOL) own++;
    qt.skipText();
  });
  return own > 0;
}

/** Lines that are drawn by hand: their points, arrows, colours and styles, each by the way. */
function* lines(file: File): Generator<null, void> {
  const { qt, version } = file;
  const isNew = version >= 20;
  yield* each(file, INT + INT, () => {
    qt.skipText();
    qt.skip(qt.count(POINT) * POINT);
  });
  yield* each(file, INT + BYTE, () => {
    qt.skipText();
    qt.skip(BYTE);
  });
  yield* each(file, INT + INT, () => {
    qt.skipText();
    qt.skip(isNew ? COLOUR : qt.count(INT) * INT);
  });
  yield* each(file, INT + INT, () => {
    qt.skipText();
    if (isNew) qt.skip(INT);
    else qt.skipText();
  });
}

function* textPairs(file: File): Generator<null, void> {
  yield* each(file, INT + INT, () => {
    file.qt.skipText();
    file.qt.skipText();
  });
}

/** Each of a list is read by `one` and has at least so many bytes. How many there were. */
function* each(file: File, least: number, one: () => void): Generator<null, number> {
  const count = file.qt.count(least);
  for (let at = 0; at < count; at++) {
    one();
    if (isTime(file)) yield null;
  }
  return count;
}

/** Whether others are to have their turn. */
function isTime(file: File): boolean {
  return ++file.things % SLICE === 0;
}

function words(text: string): string {
  return clean(text).trim();
}
