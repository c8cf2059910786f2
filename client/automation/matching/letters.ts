/**
 * Three letters of a text as a number, for the index: letters that differ in their case alone have the same number, and letters,
 * and digits with signs, are told apart among themselves.
 */
import { foldTable } from './fold.ts';

/** Numbers of three letters are below this. */
export const SLOTS = 0x10000;
/** Bits by which a letter is shifted against the next one; each has one more. */
const SHIFT = 5;
/** How many codes of letters there are. */
export const CODES = 0x40;

/** Of a folded UTF-16 unit, up to 63: `a` to `z` are 33 to 58, digits, blanks and signs below 32. */
export function codeOf(unit: number): number {
  if (unit < 0x80) return ((unit & 0x40) >> 1) | (unit & 0x1f);
  return (unit ^ (unit >> 6) ^ (unit >> 12)) & (CODES - 1);
}

export function slotOfCodes(a: number, b: number, c: number): number {
  return (a << (2 * SHIFT)) ^ (b << SHIFT) ^ c;
}

/** By UTF-16 unit, the code of what it is folded to; made when it is first needed. */
let table: Uint8Array | null = null;

export function codeTable(): Uint8Array {
  return (table ??= Uint8Array.from(foldTable(), codeOf));
}
