/**
 * Canonical Huffman codes of deflate (RFC 1951, 3.2.2). A code is decoded by one look into a table of
 * 2^ROOT entries; the rare longer codes are found by counting, as the RFC defines them. Tables are derived
 * from the code lengths and never part of a state.
 */

/** 1024 entries of two bytes: built in a microsecond, and longer codes stand for one symbol in a thousand. */
export const ROOT = 10;
const MAX_BITS = 15;

export interface HuffmanCode {
  /** By the next ROOT bits: symbol × 16 + code length; 0 where the code is longer or there is none. */
  readonly root: Uint16Array;
  /** How many codes there are of each length. */
  readonly counts: Uint16Array;
  /** Symbols in the order of their codes. */
  readonly symbols: Uint16Array;
}

/** What decoding can answer besides symbol × 16 + length. */
export const NEED_BITS = 0;
export const NO_CODE = -1;

/**
 * The code with these lengths; null if they make no prefix code. `lone` allows what zlib allows: a set with
 * one code of one bit (a distance code that is used for one distance only), or with none.
 */
export function huffmanCode(lengths: Uint8Array, lone: boolean): HuffmanCode | null {
  const counts = new Uint16Array(MAX_BITS + 1);
  for (const length of lengths) counts[length]!++;
  if (!isComplete(counts, lengths.length, lone)) return null;
  counts[0] = 0;
  const offsets = new Uint16Array(MAX_BITS + 2);
  for (let bits = 1; bits <= MAX_BITS; bits++) offsets[bits + 1] = offsets[bits]! + counts[bits]!;
  const symbols = new Uint16Array(lengths.length);
  for (let symbol = 0; symbol < lengths.length; symbol++) {
    const length = lengths[symbol]!;
    if (length > 0) symbols[offsets[length]!++] = symbol;
  }
  return { root: rootTable(counts, symbols), counts, symbols };
}

function isComplete(counts: Uint16Array, total: number, lone: boolean): boolean {
  let left = 1;
  for (let bits = 1; bits <= MAX_BITS; bits++) {
    left = left * 2 - counts[bits]!;
    if (left < 0) return false;
  }
  return left === 0 || (lone && total - counts[0]! === counts[1]! && counts[1]! <= 1);
}

function rootTable(counts: Uint16Array, symbols: Uint16Array): Uint16Array {
  const root = new Uint16Array(1 << ROOT);
  let code = 0;
  let index = 0;
  for (let length = 1; length <= ROOT; length++) {
    for (let n = counts[length]!; n > 0; n--) {
      const entry = symbols[index++]! * 16 + length;
      for (let at = reversed(code, length); at < root.length; at += 1 << length) root[at] = entry;
      code++;
    }
    code <<= 1;
  }
  return root;
}

/** Codes stand in the stream with their first bit lowest. */
function reversed(code: number, length: number): number {
  let result = 0;
  for (let bit = 0; bit < length; bit++) result |= ((code >> bit) & 1) << (length - 1 - bit);
  return result;
}

/** Symbol × 16 + length of the code that `hold` begins with; NEED_BITS, or NO_CODE if there is none. */
export function decode(code: HuffmanCode, hold: number, bits: number): number {
  const entry = code.root[hold & ((1 << ROOT) - 1)]!;
  if (entry === 0) return decodeLong(code, hold, bits);
  return (entry & 15) <= bits ? entry : NEED_BITS;
}

function decodeLong(code: HuffmanCode, hold: number, bits: number): number {
  let value = 0;
  let first = 0;
  let index = 0;
  for (let length = 1; length <= MAX_BITS; length++) {
    if (length > bits) return NEED_BITS;
    value |= (hold >> (length - 1)) & 1;
    const count = code.counts[length]!;
    if (value - first < count) return code.symbols[index + value - first]! * 16 + length;
    index += count;
    first = (first + count) << 1;
    value <<= 1;
  }
  return NO_CODE;
}
