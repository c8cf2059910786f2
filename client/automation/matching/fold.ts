/**
 * Letters whatever their case, for the index: characters that a pattern takes for the same when capitals do not count are the
 * same here. One UTF-16 unit becomes one, so that places stay.
 */

import { smallOf } from '../../text/regexp/captures.ts';

/** By UTF-16 unit; made when it is first needed. */
let table: Uint16Array | null = null;

export function foldTable(): Uint16Array {
  if (table) return table;
  table = new Uint16Array(0x10000);
  for (let unit = 0; unit < table.length; unit++) table[unit] = unit;
  for (const [from, to] of CASED) for (let unit = from; unit < to; unit++) table[unit] = foldUnit(unit);
  for (const [unit, other] of SAME) table[unit] = other;
  return table;
}

/** Where letters with another case are: to ask each of the 65,536 would take some milliseconds. */
const CASED: readonly (readonly [from: number, to: number])[] = [
  [0x41, 0x5b],
  [0xb5, 0x590],
  [0x10a0, 0x1100],
  [0x13a0, 0x1400],
  [0x1c80, 0x1cc0],
  [0x1d00, 0x2000],
  [0x2100, 0x2190],
  [0x24b0, 0x24f0],
  [0x2c00, 0x2e00],
  [0xa640, 0xa800],
  [0xab30, 0xabc0],
  [0xfb00, 0xfb20],
  [0xff20, 0xff60],
];

/** Letters that are written in two ways, and have no other case of one unit by which that would be known. */
const SAME = [
  [0x1fd3, 0x0390],
  [0x1fe3, 0x03b0],
  [0xfb06, 0xfb05],
] as const;

/** Upper case first: what has one upper case, as the long s and the s have, has one lower case of that. */
function foldUnit(unit: number): number {
  return single(single(unit, 'toUpperCase'), 'toLowerCase');
}

/** What becomes two characters stays as it is. */
function single(unit: number, change: 'toUpperCase' | 'toLowerCase'): number {
  const changed = String.fromCharCode(unit)[change]();
  return changed.length === 1 ? changed.charCodeAt(0) : unit;
}

export function fold(text: string): string {
  if (text.length === 1 && text.charCodeAt(0) < 0x80) return text.toLowerCase();
  const small = smallOf(text);
  if (small !== '') return small;
  const folds = foldTable();
  const units = Uint16Array.from({ length: text.length }, (_, at) => folds[text.charCodeAt(at)] as number);
  return Buffer.from(units.buffer).toString('utf16le');
}
