/**
 * Three letters of a text as a number, for the index: letters that differ in their case alone have the same number, and letters,
 * and digits with signs, are told apart among themselves.
 */
import { foldTable } from './fold.ts';

/** Bits of the code of a letter. */
const BITS = 6;
/** How many codes of letters there are. */
export const CODES = 1 << BITS;
/** Numbers of three letters are below this. */
export const SLOTS = 1 << (3 * BITS);

/** Of a folded UTF-16 unit, up to 63: `a` to `z` are 33 to 58, digits, blanks and signs below 32. */
export function codeOf(unit: number): number {
  if (unit < 0x80) return ((unit & 0x40) >> 1) | (unit & 0x1f);
  return (unit ^ (unit >> 6) ^ (unit >> 12)) & (CODES - 1);
}

/** Of three letters, from that of the letters before it: the first one of those goes, and `code` comes. */
export function nextSlot(slot: number, code: number): number {
  return ((slot << BITS) ^ code) & (SLOTS - 1);
}

/** Of three letters, by their codes. */
export function slotOf(first: number, second: number, third: number): number {
  return ((first << (2 * BITS)) ^ (second << BITS) ^ third) & (SLOTS - 1);
}

/** The same of three letters at this place, whose codes are in the table: without a call, for a thousand are asked for at once. */
export function slotIn(units: Uint16Array, at: number, codes: Uint8Array): number {
  const first = codes[units[at] as number] as number;
  const second = codes[units[at + 1] as number] as number;
  return (
    ((first << (2 * BITS)) ^ (second << BITS) ^ (codes[units[at + 2] as number] as number)) & (SLOTS - 1)
  );
}

/** There are fewer buckets for what is known of each three letters, for most are never met: some share one. */
export const BUCKETS = 0x10000;

export function bucketOf(slot: number): number {
  return (slot ^ (slot >> 9)) & (BUCKETS - 1);
}

/** By UTF-16 unit, the code of what it is folded to; made when it is first needed. */
let table: Uint8Array | null = null;

export function codeTable(): Uint8Array {
  if (table) return table;
  const folds = foldTable();
  // Not by from(), which calls a function for each of 65,536.
  table = new Uint8Array(folds.length);
  for (let unit = 0; unit < table.length; unit++) table[unit] = codeOf(folds[unit] as number);
  return table;
}
