/**
 * What the groups of a regular expression have matched: the ways through the program one after the other, the preferred one
 * first, and no place of the program twice at the same character. So the work is at most the size of the program for each
 * character, and the match is the one that Perl and JavaScript find.
 */
import type { Meter } from '../meter.ts';
import { type CharacterClass, classOfSource, isInClass } from './classes.ts';
import { holds, widthAt } from './machine.ts';
import type { Assertion } from './parse.ts';
import type { CapturingProgram, Instruction } from './program.ts';

export interface Capturer {
  readonly program: CapturingProgram;
  /** A match begins at the start of the text, or nowhere. */
  readonly anchored: boolean;
  /** What a match begins with; null = anything, or nothing. */
  readonly beginning: readonly CharacterClass[] | null;
  readonly steps: readonly Step[];
}

/** An instruction, with what it needs at hand. */
type Step =
  | Exclude<Instruction, { op: 'atom' }>
  | { readonly op: 'atom'; readonly characters: CharacterClass };

export function createCapturer(program: CapturingProgram): Capturer {
  const { code, atoms, exact } = program;
  const first = code.find(({ op }) => op !== 'save');
  const steps = code.map(one =>
    one.op === 'atom' ? { op: one.op, characters: classOfSource(atoms[one.atom] as string, exact) } : one,
  );
  const anchored = first?.op === 'place' && first.place === 'start';
  return { program, anchored, beginning: beginningOf(steps), steps };
}

/** More classes than this are not looked through for each character. */
const MOST_BEGINNINGS = 4;

function beginningOf(steps: readonly Step[]): CharacterClass[] | null {
  const seen = new Set<number>();
  const classes = new Set<CharacterClass>();
  const next = [0];
  for (let at = next.pop(); at !== undefined; at = next.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    const step = steps[at];
    if (step?.op === 'fork') next.push(step.first, step.second);
    else if (step?.op === 'jump') next.push(step.to);
    else if (step?.op === 'place' || step?.op === 'save') next.push(at + 1);
    else if (step?.op === 'atom') classes.add(step.characters);
    else return null;
  }
  return classes.size > MOST_BEGINNINGS ? null : [...classes];
}

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

/**
 * Start and end of each group of the first match from `from` on, the whole first, -1 where a group took no part; null: there is
 * none, or no time left to find it, which the meter tells.
 */
export function capture(capturer: Capturer, text: string, from: number, meter: Meter): number[] | null {
  const { anchored, beginning, steps } = capturer;
  forgetVisited(steps.length * (text.length + 1));
  for (let at = from; at <= text.length && meter.hasTime(); at += widthAt(text, at)) {
    if (anchored && at > 0) return null;
    if (beginning && !beginsAt(beginning, text, at)) continue;
    const slots = walk(capturer, text, at, meter);
    if (slots) return slots;
  }
  return null;
}

function beginsAt(beginning: readonly CharacterClass[], text: string, at: number): boolean {
  const code = text.codePointAt(at);
  return code !== undefined && beginning.some(one => isInClass(one, code));
}

/** Steps between two looks at the meter. */
const BETWEEN = 1024;

function walk({ steps, program }: Capturer, text: string, start: number, meter: Meter): number[] | null {
  const width = text.length + 1;
  const slots = new Array<number>(2 * program.groups.length).fill(-1);
  // Ways still to be gone, as pairs: a place of the program and a character, or -1 - slot and what it held.
  const ways = [0, start];
  let count = 0;
  while (ways.length > 0) {
    let at = ways.pop() as number;
    let pc = ways.pop() as number;
    if (pc < 0) {
      slots[-1 - pc] = at;
      continue;
    }
    while (isNew(pc * width + at)) {
      if (++count % BETWEEN === 0) {
        meter.spend(BETWEEN);
        if (!meter.hasTime()) return null;
      }
      const step = steps[pc++] as Step;
      if (step.op === 'match') {
        meter.spend(count % BETWEEN);
        slots[0] = start;
        slots[1] = at;
        return slots;
      }
      if (step.op === 'atom') {
        const code = text.codePointAt(at);
        if (code === undefined || !isInClass(step.characters, code)) break;
        at += code > 0xffff ? 2 : 1;
      } else if (step.op === 'fork') {
        ways.push(step.second, at);
        pc = step.first;
      } else if (step.op === 'jump') pc = step.to;
      else if (step.op === 'save') {
        ways.push(-1 - step.slot, slots[step.slot] as number);
        slots[step.slot] = at;
      } else if (!holds(step.place as Assertion, text, at)) break;
    }
  }
  meter.spend(count % BETWEEN);
  return null;
}
