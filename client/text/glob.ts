/**
 * Patterns as players type them: plain text, with `*` for anything and `?` for one character; `\\*` and `\\?` are those
 * themselves. Capitals do not count, unless they shall.
 */
import type { Progress } from '../state/view.ts';
import type { Meter } from './meter.ts';

/** The parts between the stars, in lower case unless capitals count; a GAP in them stands for any character. */
export type Glob = readonly string[];

/** What no text has: Unicode keeps it free for such uses. */
const GAP = '\uffff';

/** UTF-16 units of a pattern that count: nobody looks for more, and each 32 of them cost a step for each character. */
const LONGEST = 256;

export function parsePattern(text: string, exact = false): Glob {
  const parts = [''];
  for (const sign of folded(text.slice(0, LONGEST), exact).match(/\\[*?]|./gs) ?? []) {
    if (sign === '*') parts.push('');
    else parts.push(parts.pop() + (sign === '?' ? GAP : sign.slice(-1)));
  }
  return parts.filter(part => part !== '');
}

/** The pattern of a text that means itself and nothing else. */
export function plainPattern(text: string, exact = false): Glob {
  return text === '' ? [] : [folded(text.slice(0, LONGEST), exact)];
}

/** Whether the parts occur in the text in order. Linear in the text for each part: no pattern can make it hang. */
export function matches(pattern: Glob, text: string): boolean {
  return findParts(pattern, text) !== null;
}

/** Where each part was found, as [start, end) pairs, or null if the text does not match. */
export function findParts(pattern: Glob, text: string): [number, number][] | null {
  return partsFrom(pattern, folded(text, false), 0);
}

/** As findParts(), again and again behind what was found, until there are `most` pairs or no more. */
export function findAllParts(pattern: Glob, text: string, exact: boolean, most: number): [number, number][] {
  const lower = folded(text, exact);
  const all: [number, number][] = [];
  for (let from = 0; all.length < most && pattern.length > 0; ) {
    const found = partsFrom(pattern, lower, from);
    if (!found) break;
    for (const pair of found) all.push(pair);
    from = all.at(-1)?.[1] ?? lower.length;
  }
  return all;
}

function partsFrom(pattern: Glob, lower: string, start: number): [number, number][] | null {
  const found: [number, number][] = [];
  let from = start;
  for (const part of pattern) {
    const at = find(part, lower, from);
    if (at < 0) return null;
    from = at + part.length;
    found.push([at, from]);
  }
  return found;
}

/** Each place where the pattern stands, from its first part to the end of its last, as [start, end) pairs; `most` of them. */
export function findEach(pattern: Glob, text: string, most: number): [number, number][] {
  const lower = folded(text, false);
  const found: [number, number][] = [];
  for (let from = 0; found.length < most; ) {
    const start = pattern.length > 0 ? find(pattern[0]!, lower, from) : -1;
    let end = start < 0 ? -1 : start;
    for (const part of pattern) {
      const at = end < 0 ? -1 : find(part, lower, end);
      end = at < 0 ? -1 : at + part.length;
    }
    if (end < 0) return found;
    found.push([start, end]);
    from = end;
  }
  return found;
}

/** Characters looked through at a time. */
const PIECE = 16 * 1024;
/** What a `?` makes a character cost. */
const GAP_COST = 8;

/**
 * As matches(), a piece at a time while there is time, for a text may be a mebibyte; null: there was not, and `progress` says
 * where to go on. What is done is told to `spend`.
 */
export function matchSome(
  pattern: Glob,
  text: string,
  progress: Progress,
  { hasTime, spend }: Meter,
  exact = false,
): boolean | null {
  for (let part = pattern[progress.part]; part !== undefined; part = pattern[progress.part]) {
    if (progress.from + part.length > text.length) return false;
    if (!hasTime()) return null;
    const piece = text.slice(progress.from, progress.from + PIECE + part.length - 1);
    const at = find(part, folded(piece, exact), 0);
    spend((at < 0 ? piece.length : at + part.length) * (part.includes(GAP) ? GAP_COST : 1));
    if (at >= 0) progress.part++;
    progress.from += at < 0 ? PIECE : at + part.length;
  }
  return true;
}

/** In which every character stays where it is: this one alone would become two. */
function folded(text: string, exact: boolean): string {
  if (exact) return text;
  return text.replaceAll('\u0130', 'i').toLowerCase();
}

function find(part: string, text: string, from: number): number {
  return part.includes(GAP) ? findWithGaps(part, text, from) : text.indexOf(part, from);
}

/**
 * The first place where `part` stands, whose gaps stand for anything. By bits (Shift-And): bit i of the state says that the
 * first i + 1 characters of the part end here. So the time is linear whatever text and pattern are.
 */
function findWithGaps(part: string, text: string, from: number): number {
  const words = Math.ceil(part.length / 32);
  const masks = masksOf(part, words);
  const others = masks.get(GAP) as Uint32Array;
  const state = new Uint32Array(words);
  const last = part.length - 1;
  for (let at = from; at < text.length; at++) {
    step(state, masks.get(text[at] as string) ?? others);
    if ((state[last >> 5]! >>> (last & 31)) & 1) return at - last;
  }
  return -1;
}

/** For each character of the part the places where it may stand; for all others those of gaps. */
function masksOf(part: string, words: number): Map<string, Uint32Array> {
  // By UTF-16 units, as the text is read.
  const masks = new Map(`${GAP}${part}`.split('').map(unit => [unit, new Uint32Array(words)]));
  for (const [unit, mask] of masks) {
    for (let i = 0; i < part.length; i++)
      if (part[i] === GAP || part[i] === unit) mask[i >> 5]! |= 1 << (i & 31);
  }
  return masks;
}

function step(state: Uint32Array, mask: Uint32Array): void {
  let carry = 1;
  for (let word = 0; word < state.length; word++) {
    const before = state[word]!;
    state[word] = ((before << 1) | carry) & mask[word]!;
    carry = before >>> 31;
  }
}
