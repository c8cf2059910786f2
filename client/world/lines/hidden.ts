/** Which lines of a log are hidden, a bit each, so that it costs no look at them to say how many are shown. */
import type { HiddenLines, Scrollback } from '../../state/log.ts';

/** Bits set in a byte, for each of its values. */
const COUNTS = Uint8Array.from({ length: 256 }, (_, value) => {
  let count = 0;
  for (let rest = value; rest > 0; rest &= rest - 1) count++;
  return count;
});
/** Bytes that the bits begin with; they are doubled when there are no more. */
const FIRST_BYTES = 64;

/** Line `number`, the newest, is hidden. */
export function noteHidden(scrollback: Scrollback, number: number): void {
  const { base, bits } = grown(scrollback, number);
  bits[(number - base) >> 3]! |= 1 << ((number - base) & 7);
}

function grown(scrollback: Scrollback, number: number): HiddenLines {
  const { base, bits } = scrollback.hidden ?? { base: number, bits: new Uint8Array(FIRST_BYTES) };
  const needed = ((number - base) >> 3) + 1;
  const larger = needed > bits.length ? new Uint8Array(Math.max(needed, 2 * bits.length)) : bits;
  if (larger !== bits) larger.set(bits);
  scrollback.hidden = { base, bits: larger };
  return scrollback.hidden;
}

/** How many of the lines [from, to) are hidden. */
export function hiddenBetween({ hidden }: Scrollback, from: number, to: number): number {
  if (!hidden) return 0;
  const { base, bits } = hidden;
  const end = Math.min(to - base, 8 * bits.length);
  let at = Math.max(0, from - base);
  let count = 0;
  for (; at < end && (at & 7) !== 0; at++) count += (bits[at >> 3]! >> (at & 7)) & 1;
  for (; at + 8 <= end; at += 8) count += COUNTS[bits[at >> 3] as number]!;
  for (; at < end; at++) count += (bits[at >> 3]! >> (at & 7)) & 1;
  return count;
}
