/** Which lines of a log match, a bit each: to count them and to go from one to the next takes no look at the lines. */
import type { Scrollback } from '../../state/log.ts';
import type { Looked } from '../../state/view.ts';

/** Bits set in a byte, for each of its values. */
const COUNTS = Uint8Array.from({ length: 256 }, (_, value) => {
  let count = 0;
  for (let rest = value; rest > 0; rest &= rest - 1) count++;
  return count;
});

/** Nothing was looked through yet; it begins at line `at`. */
export function nothingLooked(world: string, { first, next, epoch }: Scrollback, at: number): Looked {
  const bits = new Uint8Array(((next - first) >> 3) + 64);
  return { world, epoch, from: at, to: at, base: first, bits };
}

/** The next line below or above was looked through. */
export function addLooked(looked: Looked, number: number, matches: boolean): void {
  if (matches) set(looked, number);
  if (number < looked.from) looked.from = number;
  else looked.to = number + 1;
}

function set(looked: Looked, number: number): void {
  const at = number - looked.base;
  if (at >> 3 >= looked.bits.length) {
    const grown = new Uint8Array(looked.bits.length * 2);
    grown.set(looked.bits);
    looked.bits = grown;
  }
  looked.bits[at >> 3]! |= 1 << (at & 7);
}

/** Whether the line was looked through, and matches. */
export function isHit({ base, bits, from, to }: Looked, number: number): boolean {
  const at = number - base;
  return number >= from && number < to && ((bits[at >> 3] ?? 0) & (1 << (at & 7))) !== 0;
}

/** The last match before line `before`; null if there is none in what was looked through. */
export function hitBefore(looked: Looked, before: number): number | null {
  const { base, bits, from, to } = looked;
  for (let number = Math.min(before, to) - 1; number >= from; number--) {
    const at = number - base;
    // Eight at once.
    if ((at & 7) === 7 && bits[at >> 3] === 0) number -= 7;
    else if (isHit(looked, number)) return number;
  }
  return null;
}

/** The first match behind line `after`; null if there is none in what was looked through. */
export function hitAfter(looked: Looked, after: number): number | null {
  const { base, bits, from, to } = looked;
  for (let number = Math.max(after + 1, from); number < to; number++) {
    const at = number - base;
    if ((at & 7) === 0 && bits[at >> 3] === 0) number += 7;
    else if (isHit(looked, number)) return number;
  }
  return null;
}

/** How many lines from `start` on match, of those that were looked through. */
export function countHits(looked: Looked, start = looked.from): number {
  const { base, bits, from, to } = looked;
  let count = 0;
  let number = Math.max(start, from);
  for (; number < to && ((number - base) & 7) !== 0; number++) if (isHit(looked, number)) count++;
  if (number >= to) return count;
  // What is behind `to` has no bit.
  for (let at = (number - base) >> 3; at < (to - base + 7) >> 3; at++) count += COUNTS[bits[at] as number]!;
  return count;
}
