/**
 * What the groups of a regular expression have matched: the ways through the program one after the other, the preferred one
 * first, and no place of the program twice at the same character. So the work is at most the size of the program for each
 * character, and the match is the one that Perl and JavaScript find.
 */
import type { Meter } from '../meter.ts';
import { codeAt, isAsciiText, unitsOf } from '../units.ts';
import {
  ATOM,
  type Capturer,
  FORK,
  JUMP,
  LAZY,
  type Letters,
  MATCH,
  PLACE,
  SAVE,
  STAR,
  WORD,
} from './capturer.ts';
import { type CharacterClass, has, passed } from './classes.ts';
import { holds } from './machine.ts';
import type { Assertion } from './parse.ts';

/** Bits of places that were come to: (instruction, character). One for all, as long as no text needs more. */
let visited = new Uint32Array(1024);

function forgetVisited(bits: number): void {
  const words = (bits >> 5) + 1;
  if (words > visited.length) visited = new Uint32Array(2 * words);
  else visited.fill(0, 0, words);
}

/** Whether the place was not come to yet. */
function isNew(bit: number): boolean {
  const word = visited[bit >> 5] as number;
  const mask = 1 << (bit & 31);
  visited[bit >> 5] = word | mask;
  return (word & mask) === 0;
}

/** The first place from one to the other, both within, that was come to before; none: the one behind them. All up to it are come to now. */
function firstOld(from: number, to: number): number {
  const last = to >> 5;
  let mask = -1 << (from & 31);
  for (let at = from >> 5; at <= last; at++) {
    if (at === last) mask &= -1 >>> (31 - (to & 31));
    const word = visited[at] as number;
    const old = word & mask;
    if (old !== 0) {
      const lowest = old & -old;
      visited[at] = word | (mask & (lowest - 1));
      return 32 * at + 31 - Math.clz32(lowest);
    }
    visited[at] = word | mask;
    mask = -1;
  }
  return to + 1;
}

/** The text that was looked at last: many rules look at the same. */
let lastText = '';
let lastSmall = '';

/** ASCII in small letters; '' = it is more than ASCII. */
export function smallOf(text: string): string {
  if (text === lastText) return lastSmall;
  lastText = text;
  lastSmall = isAsciiText(text) ? text.toLowerCase() : '';
  return lastSmall;
}

/**
 * Start and end of each group of the first match from `from` on, the whole first, -1 where a group took no part; null: there is
 * none, or no time left to find it, which the meter tells.
 */
export function capture(capturer: Capturer, text: string, from: number, meter: Meter): number[] | null {
  const { anchored, ops, lead, exact } = capturer;
  if (anchored && from > 0) return null;
  const small = lead === '' || exact ? text : smallOf(text);
  const isKnown = lead !== '' && small !== '';
  if (isKnown && capturer.plain) {
    meter.spend(lead.length);
    const at = small.indexOf(lead, from);
    return at < 0 ? null : [at, at + lead.length];
  }
  const line = lineOf(text);
  let isClean = false;
  for (let at = from; at <= text.length && meter.hasTime(); at += widthOf(line, at)) {
    if (isKnown) {
      at = small.indexOf(lead, at);
      if (at < 0) return null;
    } else if (!anchored) {
      const before = at;
      at = nextBeginning(capturer, line, before);
      meter.spend(Math.floor((at - before) / PASSED));
    }
    if (at > text.length) return null;
    meter.spend(BEGUN);
    if (!isClean) forgetVisited(ops.length * (text.length + 1));
    isClean = true;
    const slots = walk(capturer, text, line, at, meter);
    if (slots) return slots;
    if (anchored) return null;
  }
  return null;
}

/** So many characters that nothing can begin with are passed over in the time of a step; and the steps that it takes to begin. */
const PASSED = 2;
const BEGUN = 8;

/** A text as it is walked over: its units, and whether all of it is ASCII. One for all, for a walk is done before the next begins. */
interface Line {
  units: Uint16Array;
  length: number;
  isAscii: boolean;
}

const line: Line = { units: new Uint16Array(1), length: 0, isAscii: true };

function lineOf(text: string): Line {
  line.units = unitsOf(text);
  line.length = text.length;
  line.isAscii = isAsciiText(text);
  return line;
}

function widthOf({ units, isAscii }: Line, at: number): number {
  return isAscii || codeAt(units, at) <= 0xffff ? 1 : 2;
}

/** The next place where a match may begin; behind the end of the text: none. */
function nextBeginning({ beginning }: Capturer, line: Line, from: number): number {
  if (!beginning) return from;
  const { units, length } = line;
  let at = from;
  for (; at < length; at += widthOf(line, at))
    for (const one of beginning) if (has(one, units, at)) return at;
  return length + 1;
}

/** Steps between two looks at the meter. */
const BETWEEN = 1024;

/** Ways still to be gone, in threes: a place of the program, a character, and of a repeat the first one; or -1 - slot and what it held. */
let ways = new Int32Array(3 * 256);
let depth = 0;

function push(pc: number, at: number, least: number): void {
  if (depth + 3 > ways.length) {
    const more = new Int32Array(2 * ways.length);
    more.set(ways);
    ways = more;
  }
  ways[depth++] = pc;
  ways[depth++] = at;
  ways[depth++] = least;
}

/** Stands for no first character: a way is gone from its place on. */
const NEW = -1;

function walk(capturer: Capturer, text: string, line: Line, start: number, meter: Meter): number[] | null {
  const { ops, first, second, classes, places, letters, groups } = capturer;
  const { units, length, isAscii } = line;
  const width = length + 1;
  const slots = new Array<number>(2 * groups.length).fill(-1);
  depth = 0;
  compared = 0;
  push(0, start, NEW);
  let count = 0;
  let unpaid = 0;
  while (depth > 0) {
    const least = ways[--depth] as number;
    let at = ways[--depth] as number;
    let pc = ways[--depth] as number;
    if (pc < 0) {
      slots[-1 - pc] = at;
      continue;
    }
    if (least !== NEW) {
      const from = at;
      at = ops[pc] === STAR ? oneLess(capturer, pc, line, at, least) : oneMore(capturer, pc, line, at);
      if (at < 0) continue;
      if (ops[pc] === STAR) count += from - at;
      pc = first[pc] as number;
    }
    while (isNew(pc * width + at)) {
      count += 1 + compared;
      compared = 0;
      if (count - unpaid >= BETWEEN) {
        meter.spend(count - unpaid);
        unpaid = count;
        if (!meter.hasTime()) return null;
      }
      const op = ops[pc];
      if (op === WORD && isAscii) {
        const word = letters[pc] as Letters;
        if (!standsAt(word, units, at)) break;
        at += word.small.length;
        pc = first[pc] as number;
      } else if (op === ATOM || op === WORD) {
        if (at >= length || !has(classes[pc] as CharacterClass, units, at)) break;
        at += widthOf(line, at);
        pc++;
      } else if (op === STAR) {
        const from = at;
        at = runOf(classes[pc] as CharacterClass, line, at, pc * width);
        count += at - from;
        at = oneLess(capturer, pc, line, at, from);
        if (at < 0) break;
        pc = first[pc] as number;
      } else if (op === LAZY) {
        at = leastOf(capturer, pc, line, at, pc * width);
        if (at < 0) break;
        pc = first[pc] as number;
      } else if (op === SAVE) {
        const slot = first[pc++] as number;
        push(-1 - slot, slots[slot] as number, NEW);
        slots[slot] = at;
      } else if (op === FORK) {
        push(second[pc] as number, at, NEW);
        pc = first[pc] as number;
      } else if (op === JUMP) pc = first[pc] as number;
      else if (op === PLACE) {
        if (!holds(places[pc] as Assertion, text, at)) break;
        pc++;
      } else if (op === MATCH) {
        meter.spend(count + compared - unpaid);
        slots[0] = start;
        slots[1] = at;
        return slots;
      }
    }
  }
  meter.spend(count + compared - unpaid);
  return null;
}

/** Letters that standsAt() has found to be there, or there in part, and characters that leastOf() has passed, since walk() has paid for them. */
let compared = 0;

/** Whether the letters stand in a text that is all ASCII: behind its end is a 0, which is no letter. */
function standsAt({ small, capital }: Letters, units: Uint16Array, from: number): boolean {
  let n = 0;
  for (; n < small.length; n++) {
    const unit = units[from + n];
    if (unit !== small[n] && unit !== capital[n]) break;
  }
  compared += n;
  return n === small.length;
}

/** How far characters of the class reach, as long as nobody has come from here before. */
function runOf(of: CharacterClass, line: Line, from: number, bits: number): number {
  const { units, length, isAscii } = line;
  if (isAscii) {
    const end = passed(of, units, from, length);
    return end === from ? from : Math.min(end, firstOld(bits + from + 1, bits + end) - bits);
  }
  let at = from;
  while (at < length && has(of, units, at)) {
    at += widthOf(line, at);
    if (!isNew(bits + at)) break;
  }
  return at;
}

/**
 * The last place from `at` back to `least` where the program can go on behind a repeat; the places before it are ways still to be
 * gone. Negative: there is none.
 */
function oneLess(capturer: Capturer, pc: number, line: Line, from: number, least: number): number {
  const { units, length, isAscii } = line;
  const word = capturer.letters[pc];
  const wanted = capturer.behind[pc] ?? null;
  let at = from;
  if (word && isAscii) at = lastOf(word, units, at, least);
  else if (wanted === 'end') {
    if (at < length) return -1;
  } else if (wanted !== null)
    while (at >= least && !(at < length && has(wanted, units, at))) at = before(line, at);
  if (at < least) return -1;
  const next = before(line, at);
  if (next >= least) push(pc, next, least);
  return at;
}

/** The last place from `at` back to `least` where the letters stand; below that: there is none. */
function lastOf(word: Letters, units: Uint16Array, from: number, least: number): number {
  const small = word.small[0] as number;
  const capital = word.capital[0] as number;
  let at = from;
  for (; at >= least; at--) {
    const unit = units[at] as number;
    if ((unit === small || unit === capital) && standsAt(word, units, at)) return at;
  }
  return at;
}

function before({ units, isAscii }: Line, at: number): number {
  return isAscii || at < 2 || codeAt(units, at - 2) <= 0xffff ? at - 1 : at - 2;
}

/** A repeat that takes as little as can be is gone on with: by one more character. */
function oneMore(capturer: Capturer, pc: number, line: Line, at: number): number {
  const { units, length } = line;
  const bits = pc * (length + 1);
  if (at >= length || !has(capturer.classes[pc] as CharacterClass, units, at)) return -1;
  const next = at + widthOf(line, at);
  return isNew(bits + next) ? leastOf(capturer, pc, line, next, bits) : -1;
}

/** The first place from here where the program can go on behind a repeat; those behind it are ways still to be gone. Negative: none. */
function leastOf(capturer: Capturer, pc: number, line: Line, from: number, bits: number): number {
  const of = capturer.classes[pc] as CharacterClass;
  const { units, length } = line;
  let at = from;
  // All that is left: most globs end so.
  if (line.isAscii && of.isAny && capturer.behind[pc] === 'end' && from < length) {
    const old = firstOld(bits + from + 1, bits + length) - bits;
    at = Math.min(old, length);
    compared += at - from;
    if (old <= length) return -1;
  }
  while (!canGoOn(capturer, pc, line, at)) {
    // Also of those that lead nowhere: there may be as many of them as there are repeats.
    compared++;
    if (at >= length || !has(of, units, at)) return -1;
    at += widthOf(line, at);
    if (!isNew(bits + at)) return -1;
  }
  push(pc, at, 0);
  return at;
}

/** Whether what has to stand behind the repeat stands here, as far as that is known. */
function canGoOn(
  { letters, behind }: Capturer,
  pc: number,
  { units, length, isAscii }: Line,
  at: number,
): boolean {
  const word = letters[pc];
  if (word && isAscii) return standsAt(word, units, at);
  const wanted = behind[pc] ?? null;
  if (wanted === null) return true;
  return wanted === 'end' ? at >= length : at < length && has(wanted, units, at);
}
