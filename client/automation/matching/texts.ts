/**
 * Texts that are filed, with their letters folded, one behind the other in one piece of memory: to compare one with a line is a
 * walk over numbers, and makes nothing.
 */
import { foldTable } from './fold.ts';

/** Part of a line, as it is compared: UTF-16 units as they came, and how many. */
export interface LineUnits {
  readonly units: Uint16Array;
  readonly length: number;
}

export interface Texts {
  /** Returns what the text is known by. */
  add(text: string): number;
  /** The same of a text among others, its length at this place and its units behind that. */
  take(from: Uint16Array, place: number): number;
  /** Whether they began with these: each of them is known by its place already. */
  holds(from: Uint16Array): boolean;
  /** All of them: what a text is known by is the place of its length, and its units are behind that. Good until the next is added. */
  all(): Uint16Array;
  /** Whether it stands in the line from this place on, whatever the case of its letters there. */
  stands(text: number, line: LineUnits, from: number): boolean;
}

const FIRST = 256;

const NO_TEXTS = new Uint16Array(0);

/** `first`: memory that holds texts already; it is only read. */
export function createTexts(first: Uint16Array = NO_TEXTS): Texts {
  const folds = foldTable();
  /** Of each text its length, and its units. */
  let pool = first;
  let used = first.length;

  function room(length: number): number {
    const place = used;
    used += 1 + length;
    if (used > pool.length) {
      const more = new Uint16Array(Math.max(FIRST, 2 * used));
      more.set(pool);
      pool = more;
    }
    pool[place] = length;
    return place;
  }

  return {
    add(text) {
      const place = room(text.length);
      for (let at = 0; at < text.length; at++) pool[place + 1 + at] = text.charCodeAt(at);
      return place;
    },
    take(from, place) {
      const length = from[place] as number;
      const taken = room(length);
      pool.set(from.subarray(place + 1, place + 1 + length), taken + 1);
      return taken;
    },
    holds: from => from === first,
    all: () => pool,
    stands(text, { units, length }, from) {
      const count = pool[text] as number;
      if (from < 0 || from + count > length) return false;
      for (let at = 0; at < count; at++)
        if (pool[text + 1 + at] !== folds[units[from + at] as number]) return false;
      return true;
    },
  };
}

/** Rows of numbers, of so many columns, that become more; row 0 stands for none. */
export interface Rows {
  readonly columns: number;
  cells: Int32Array;
  /** Cells that are taken. */
  used: number;
}

export function createRows(columns: number): Rows {
  return { columns, cells: new Int32Array(FIRST), used: columns };
}

/** Returns the place of its first cell. */
export function addRow(rows: Rows, values: readonly number[]): number {
  const { columns, used } = rows;
  if (used + columns > rows.cells.length) growRows(rows);
  rows.cells.set(values, used);
  rows.used = used + columns;
  return used;
}

/** Makes room for as many rows again. */
export function growRows(rows: Rows): void {
  const more = new Int32Array(2 * rows.cells.length);
  more.set(rows.cells);
  rows.cells = more;
}
