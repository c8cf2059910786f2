/**
 * Rules once more, as JSON, behind the rows of a block: a build that does not know of it reads the rows alone. JSON is read by V8
 * itself, while the functions that read MessagePack have not been compiled in an image that has just been started: its first
 * line waited for that, with a thousand rules for as long as a third of all that a reload takes.
 */
import { Buffer } from 'node:buffer';
import type { Rule } from '../../state/automation.ts';
import type { Filing } from '../matching/candidates.ts';

/** Elements in a block: where the first begins, and where each ends. */
export interface Row {
  readonly start: number;
  readonly ends: ArrayLike<number>;
}

/** An element of the row: a rule with what its patterns are filed under. */
type Element = readonly [Rule, readonly Filing[]];

/** The last bytes of a block with such a row: no rows of before end so. */
const MARK = Buffer.from('\0quick 1');

/** A comma behind each, so that any of them that follow each other are a list. */
export function elementOf(rule: Rule, filing: readonly Filing[]): Uint8Array {
  return Buffer.from(`${JSON.stringify([rule, filing])},`);
}

/** Elements that follow each other. */
export function partOf(bytes: Uint8Array): Element[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length - 1).toString();
  return JSON.parse(`[${text}]`) as Element[];
}

/** What stands behind the elements: the places of the three rows, in the order of bytes of this machine, and the mark. */
export function quickTail(rows: readonly [Row, Row, Row]): Uint8Array {
  const count = rows[0].ends.length;
  const numbers = new Uint32Array(tailNumbers(count));
  for (const [which, { start, ends }] of rows.entries()) {
    numbers.set(ends, which * count);
    numbers[3 * count + which] = start;
  }
  numbers[3 * count + 3] = count;
  return Buffer.concat([new Uint8Array(numbers.buffer), MARK]);
}

/** Bytes of what stands behind so many elements. */
export function tailSize(count: number): number {
  return Uint32Array.BYTES_PER_ELEMENT * tailNumbers(count) + MARK.length;
}

/** The ends of three rows, their starts, and how many elements each has. */
function tailNumbers(count: number): number {
  return 3 * count + 4;
}

/** The rows of rules, of filings and of JSON; null: there is none of JSON. */
export function readTail(block: Uint8Array): readonly [Row, Row, Row] | null {
  const end = block.length - MARK.length;
  if (end < tailSize(0) || !MARK.equals(block.subarray(end))) return null;
  // A copy: numbers begin at a fourth byte, and what a snapshot was read from is a Buffer, whose slice() is none.
  const numbersAt = (from: number, to: number) =>
    new Uint32Array(new Uint8Array(block.subarray(from, to)).buffer);
  const [rules = 0, filings = 0, quick = 0, count = 0] = numbersAt(end - 16, end);
  const ends = numbersAt(block.length - tailSize(count), end);
  return [rules, filings, quick].map((start, which) => ({
    start,
    ends: ends.subarray(which * count, (which + 1) * count),
  })) as unknown as readonly [Row, Row, Row];
}
