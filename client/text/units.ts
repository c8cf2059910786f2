/**
 * The UTF-16 units of a text in memory of their own: who walks over a line again and again is at hand of each at once, where a
 * string that was put together from pieces would be asked for each which piece that is in.
 */

/** What the texts are that are walked over: lines, as far as rules look at them. */
const USUAL = 4096;

let units = new Uint16Array(USUAL + 1);
let bytes: Buffer | null = null;
let last = '';
/** Whether all of the last text is ASCII; null: nobody has asked. */
let isAscii: boolean | null = null;

/** Good until the next call; behind the last unit stands a 0. */
export function unitsOf(text: string): Uint16Array {
  // Many rules ask for the same.
  if (text === last) return units;
  if (units.length <= text.length) {
    units = new Uint16Array(text.length + 1);
    bytes = null;
  }
  bytes ??= Buffer.from(units.buffer);
  bytes.write(text, 'utf16le');
  units[text.length] = 0;
  last = text;
  isAscii = null;
  return units;
}

/** Whether all of the text is ASCII: known, once it was asked. */
export function isAsciiText(text: string): boolean {
  const all = unitsOf(text);
  if (isAscii !== null) return isAscii;
  let bits = 0;
  const { length } = text;
  const even = length & ~1;
  for (let at = 0; at < even; at += 2) bits |= (all[at] as number) | (all[at + 1] as number);
  // Behind the last one stands a 0.
  isAscii = (bits | (all[even] as number)) < 0x80;
  return isAscii;
}

/** The code point whose first unit stands at this place. */
export function codeAt(all: Uint16Array, at: number): number {
  const unit = all[at] as number;
  if ((unit & 0xfc00) !== 0xd800) return unit;
  const next = all[at + 1] as number;
  return (next & 0xfc00) === 0xdc00 ? 0x10000 + ((unit & 0x3ff) << 10) + (next & 0x3ff) : unit;
}
