/**
 * Runs a regular expression over a text, all ways at once, a character at a time (Thompson, Pike): the work is at most the
 * size of the program for each character, whatever the pattern, and it can stop at any character with what is under way
 * as plain numbers.
 */

import type { Progress } from '../../state/view.ts';
import { late } from '../late.ts';
import type { Meter } from '../meter.ts';
import type { Assertion } from './parse.ts';
import type { Program } from './program.ts';

/** A program ready to run: what is derived from it, so that it costs once. */
export interface Machine {
  readonly program: Program;
  /** Which atoms a character is one of, by its code point. */
  readonly classes: Map<number, Uint8Array>;
  readonly tests: readonly RegExp[];
  /** Finds where a match may begin; null = anywhere. */
  readonly beginning: RegExp | null;
  /** Finds what every match holds; null = not known. */
  readonly required: RegExp | null;
  /** Places already on the list of this step, by the number of the step. */
  readonly listed: Float64Array;
  step: number;
}

/** Characters that are looked at between two looks at the clock. */
const BETWEEN = 16;
/** Characters of which it is known what they are; a text may have any number of different ones. */
const MOST_CLASSES = 2048;
/**
 * Units of work, of some 10 ns: a place in the program that is come to; to find out what a character is, for each atom; to
 * look for a fixed text, a character.
 */
const STEP_COST = 2;
const CLASS_COST = 16;
const LITERAL_COST = 1 / 4;

export function createMachine(program: Program): Machine {
  const flags = program.exact ? 'u' : 'iu';
  const machine: Machine = {
    program,
    classes: new Map(),
    tests: program.atoms.map(source => new RegExp(`^${source}$`, flags)),
    beginning: null,
    required: program.required === '' ? null : new RegExp(literal(program.required), flags),
    listed: new Float64Array(program.code.length).fill(-1),
    step: 0,
  };
  return { ...machine, beginning: beginningOf(machine, flags) };
}

function literal(text: string): string {
  return [...text].map(character => `\\u{${character.codePointAt(0)?.toString(16)}}`).join('');
}

/** One of the characters a match may begin with; null if it may begin with any, or with none. */
function beginningOf({ program }: Machine, flags: string): RegExp | null {
  const seen = new Set<number>();
  const sources = new Set<string>();
  const next = [0];
  for (let at = next.pop(); at !== undefined; at = next.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    const instruction = program.code[at];
    if (instruction?.op === 'fork') next.push(instruction.first, instruction.second);
    else if (instruction?.op === 'jump') next.push(instruction.to);
    else if (instruction?.op === 'place' || instruction?.op === 'save') next.push(at + 1);
    else if (instruction?.op === 'atom') sources.add(program.atoms[instruction.atom] as string);
    else return null;
  }
  return sources.has('[^]') ? null : new RegExp([...sources].join('|'), `g${flags}`);
}

/**
 * Whether the text matches anywhere; null: there was no time left to tell, and `progress` says where to go on, with the
 * ways under way.
 */
export function testSome(machine: Machine, text: string, progress: Progress, meter: Meter): boolean | null {
  if (progress.from === 0 && machine.required) {
    meter.spend(text.length * LITERAL_COST);
    if (!machine.required.test(text)) return false;
  }
  let ways = progress.ways ?? [];
  let at = progress.from;
  for (let looked = 0; ; looked++) {
    if (looked % BETWEEN === BETWEEN - 1 && !meter.hasTime()) {
      progress.from = at;
      progress.ways = ways;
      return null;
    }
    if (ways.length === 0) at = nextBeginning(machine, text, at, meter);
    if (at > text.length) return false;
    const here = follow(machine, text, at, [...ways, 0], meter);
    if (here.matched) return true;
    if (at === text.length) return false;
    ways = advance(machine, text, at, here.atoms, meter);
    at += widthAt(text, at);
  }
}

/** From `at` on; behind the end of the text if there is none. */
function nextBeginning({ beginning }: Machine, text: string, at: number, meter: Meter): number {
  if (!beginning) return at;
  beginning.lastIndex = at;
  const found = beginning.exec(text)?.index ?? text.length + 1;
  meter.spend((found - at) * LITERAL_COST);
  return found;
}

export function widthAt(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}

/** Where the ways lead without a character: the atoms that come next, in order of preference, as far as a match. */
function follow(
  machine: Machine,
  text: string,
  at: number,
  ways: readonly number[],
  meter: Meter,
): { atoms: number[]; matched: boolean } {
  const { code } = machine.program;
  const { listed } = machine;
  const step = ++machine.step;
  const atoms: number[] = [];
  const stack: number[] = [];
  let visits = 0;
  for (const way of ways) {
    stack.push(way);
    for (let pc = stack.pop(); pc !== undefined; pc = stack.pop()) {
      if (listed[pc] === step) continue;
      listed[pc] = step;
      visits++;
      const instruction = code[pc]!;
      if (instruction.op === 'atom') atoms.push(pc);
      else if (instruction.op === 'fork') stack.push(instruction.second, instruction.first);
      else if (instruction.op === 'jump') stack.push(instruction.to);
      else if (instruction.op === 'match') return done(true);
      else if (instruction.op === 'save' || holds(instruction.place, text, at)) stack.push(pc + 1);
    }
  }
  return done(false);

  function done(matched: boolean) {
    meter.spend(STEP_COST * visits + ways.length + 1);
    return { atoms, matched };
  }
}

/** Where those lead that take the character at `at`. */
function advance(
  machine: Machine,
  text: string,
  at: number,
  atoms: readonly number[],
  meter: Meter,
): number[] {
  const { code } = machine.program;
  const is = classOf(machine, text.codePointAt(at) as number, meter);
  meter.spend(atoms.length);
  const next: number[] = [];
  for (const pc of atoms) {
    const instruction = code[pc]!;
    if (instruction.op === 'atom' && is[instruction.atom]) next.push(pc + 1);
  }
  return next;
}

function classOf({ classes, tests }: Machine, code: number, meter: Meter): Uint8Array {
  const known = classes.get(code);
  if (known) return known;
  const character = String.fromCodePoint(code);
  meter.spend(tests.length * CLASS_COST);
  const found = Uint8Array.from(tests, test => (test.test(character) ? 1 : 0));
  if (classes.size >= MOST_CLASSES) classes.clear();
  classes.set(code, found);
  return found;
}

const isBlank = (unit: number) => unit === 0x20 || (unit >= 0x09 && unit <= 0x0d);
const WORD = late(() => /[\p{L}\p{M}\p{N}_]/u);

export function holds(place: Assertion, text: string, at: number): boolean {
  if (place === 'start') return at === 0;
  if (place === 'end') return at === text.length;
  if (place === 'gap') return at === 0 || isBlank(text.charCodeAt(at - 1));
  if (place === 'gap after') return at === text.length || isBlank(text.charCodeAt(at));
  const isEdge = WORD().test(text.charAt(at - 1)) !== WORD().test(text.charAt(at));
  return isEdge === (place === 'boundary');
}

/**
 * The first match from `from` on as [start, end), the one that Perl and JavaScript find; null: there is none, or no time to
 * find it.
 */
export function findSpan(
  machine: Machine,
  text: string,
  from: number,
  meter: Meter,
): [number, number] | null {
  let ways: number[] = [];
  let starts: number[] = [];
  let found: [number, number] | null = null;
  for (let at = from; at <= text.length && meter.hasTime(); at += widthAt(text, at)) {
    if (ways.length === 0) {
      if (found) return found;
      at = nextBeginning(machine, text, at, meter);
      if (at > text.length) return null;
    }
    // A match that begins later is of no interest once there is one.
    if (!found) {
      ways.push(0);
      starts.push(at);
    }
    const here = followWithStarts(machine, text, at, ways, starts, meter);
    if (here.match !== null) found = [here.match, at];
    if (at === text.length) break;
    ({ ways, starts } = here);
  }
  return found;
}

/** As follow() and advance(), each way with the place where it began; what is less preferred than a match is dropped. */
function followWithStarts(
  machine: Machine,
  text: string,
  at: number,
  ways: readonly number[],
  starts: readonly number[],
  meter: Meter,
): { ways: number[]; starts: number[]; match: number | null } {
  const next: { ways: number[]; starts: number[]; match: number | null } = {
    ways: [],
    starts: [],
    match: null,
  };
  const before = machine.step;
  for (const [i, way] of ways.entries()) {
    // One list for all of them: a place that a preferred way has reached is taken.
    machine.step = before;
    const { atoms, matched } = follow(machine, text, at, [way], meter);
    const start = starts[i] as number;
    const taken = at < text.length ? advance(machine, text, at, atoms, meter) : [];
    for (const one of taken) {
      next.ways.push(one);
      next.starts.push(start);
    }
    if (matched) {
      next.match = start;
      break;
    }
  }
  return next;
}
