/**
 * What the groups of a regular expression have matched: the ways through the program one after the other, the preferred one
 * first, and no place of the program twice at the same character. So the work is at most the size of the program for each
 * character, and the match is the one that Perl and JavaScript find.
 */
import type { Meter } from '../meter.ts';
import { ATOM, type Capturer, FORK, JUMP, LAZY, MATCH, PLACE, SAVE, STAR } from './capturer.ts';
import { type CharacterClass, has } from './classes.ts';
import { holds, widthAt } from './machine.ts';
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

/** The text that was looked at last: many rules look at the same. */
let lastText = '';
let lastSmall = '';
const ASCII = /^[\0-\x7f]*$/;

/** ASCII in small letters; '' = it is more than ASCII. */
export function smallOf(text: string): string {
  if (text === lastText) return lastSmall;
  lastText = text;
  lastSmall = ASCII.test(text) ? text.toLowerCase() : '';
  return lastSmall;
}

/**
 * Start and end of each group of the first match from `from` on, the whole first, -1 where a group took no part; null: there is
 * none, or no time left to find it, which the meter tells.
 */
export function capture(capturer: Capturer, text: string, from: number, meter: Meter): number[] | null {
  const { anchored, ops, lead, program } = capturer;
  if (anchored && from > 0) return null;
  const small = lead === '' || program.exact ? text : smallOf(text);
  const isKnown = lead !== '' && small !== '';
  if (isKnown && capturer.plain) {
    meter.spend(lead.length);
    const at = small.indexOf(lead, from);
    return at < 0 ? null : [at, at + lead.length];
  }
  let isClean = false;
  for (let at = from; at <= text.length && meter.hasTime(); at += widthAt(text, at)) {
    if (isKnown) {
      at = small.indexOf(lead, at);
      if (at < 0) return null;
    } else if (!anchored) at = nextBeginning(capturer, text, at);
    if (at > text.length) return null;
    if (!isClean) forgetVisited(ops.length * (text.length + 1));
    isClean = true;
    const slots = walk(capturer, text, at, meter);
    if (slots) return slots;
    if (anchored) return null;
  }
  return null;
}

/** The next place where a match may begin; behind the end of the text: none. */
function nextBeginning({ beginning }: Capturer, text: string, from: number): number {
  if (!beginning) return from;
  const [only] = beginning;
  let at = from;
  if (only && beginning.length === 1) {
    while (at < text.length && !has(only, text, at)) at += widthAt(text, at);
    return at < text.length ? at : text.length + 1;
  }
  for (; at < text.length; at += widthAt(text, at))
    for (const one of beginning) if (has(one, text, at)) return at;
  return text.length + 1;
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

function walk(capturer: Capturer, text: string, start: number, meter: Meter): number[] | null {
  const { ops, first, second, classes, places, program } = capturer;
  const width = text.length + 1;
  const slots = new Array<number>(2 * program.groups.length).fill(-1);
  depth = 0;
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
      at = ops[pc] === STAR ? oneLess(capturer, pc, text, at, least) : oneMore(capturer, pc, text, at);
      if (at < 0) continue;
      count += Math.abs(at - from);
      pc = first[pc] as number;
    }
    while (isNew(pc * width + at)) {
      count++;
      if (count - unpaid >= BETWEEN) {
        meter.spend(count - unpaid);
        unpaid = count;
        if (!meter.hasTime()) return null;
      }
      const op = ops[pc];
      if (op === ATOM) {
        if (at >= text.length || !has(classes[pc] as CharacterClass, text, at)) break;
        at += widthAt(text, at);
        pc++;
      } else if (op === STAR) {
        const from = at;
        at = runOf(classes[pc] as CharacterClass, text, at, pc * width);
        count += at - from;
        at = oneLess(capturer, pc, text, at, from);
        if (at < 0) break;
        pc = first[pc] as number;
      } else if (op === LAZY) {
        const from = at;
        at = leastOf(capturer, pc, text, at, pc * width);
        if (at < 0) break;
        count += at - from;
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
        meter.spend(count - unpaid);
        slots[0] = start;
        slots[1] = at;
        return slots;
      }
    }
  }
  meter.spend(count - unpaid);
  return null;
}

/** How far characters of the class reach, as long as nobody has come from here before. */
function runOf(of: CharacterClass, text: string, from: number, bits: number): number {
  let at = from;
  while (at < text.length && has(of, text, at)) {
    at += widthAt(text, at);
    if (!isNew(bits + at)) break;
  }
  return at;
}

/**
 * The last place from `at` back to `least` where the program can go on behind a repeat; the places before it are ways still to be
 * gone. Negative: there is none.
 */
function oneLess({ behind }: Capturer, pc: number, text: string, from: number, least: number): number {
  const wanted = behind[pc] ?? null;
  let at = from;
  if (wanted === 'end') {
    if (at < text.length) return -1;
  } else if (wanted !== null)
    while (at >= least && !(at < text.length && has(wanted, text, at))) at = before(text, at);
  if (at < least) return -1;
  const next = before(text, at);
  if (next >= least) push(pc, next, least);
  return at;
}

function before(text: string, at: number): number {
  const isPair = at > 1 && widthAt(text, at - 2) === 2;
  return at - (isPair ? 2 : 1);
}

/** A repeat that takes as little as can be is gone on with: by one more character. */
function oneMore(capturer: Capturer, pc: number, text: string, at: number): number {
  const bits = pc * (text.length + 1);
  if (at >= text.length || !has(capturer.classes[pc] as CharacterClass, text, at)) return -1;
  const next = at + widthAt(text, at);
  return isNew(bits + next) ? leastOf(capturer, pc, text, next, bits) : -1;
}

/** The first place from here where the program can go on behind a repeat; those behind it are ways still to be gone. Negative: none. */
function leastOf(
  { behind, classes }: Capturer,
  pc: number,
  text: string,
  from: number,
  bits: number,
): number {
  const wanted = behind[pc] ?? null;
  const of = classes[pc] as CharacterClass;
  let at = from;
  while (
    wanted !== null &&
    !(wanted === 'end' ? at >= text.length : at < text.length && has(wanted, text, at))
  ) {
    if (at >= text.length || !has(of, text, at)) return -1;
    at += widthAt(text, at);
    if (!isNew(bits + at)) return -1;
  }
  push(pc, at, 0);
  return at;
}
