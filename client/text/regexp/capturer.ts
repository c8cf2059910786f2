/** A program that tells what its groups have matched, laid out for its machine (captures.ts): numbers in rows, and what each needs at hand. */
import { type CharacterClass, classOfSource } from './classes.ts';
import type { Assertion } from './parse.ts';
import type { CapturingProgram, Instruction } from './program.ts';

/** Instructions; `STAR` and `LAZY` are a repeat of one atom without end, as much or as little of it as there may be. */
export const ATOM = 0;
export const FORK = 1;
export const JUMP = 2;
export const SAVE = 3;
export const PLACE = 4;
export const MATCH = 5;
export const STAR = 6;
export const LAZY = 7;

export interface Capturer {
  readonly program: CapturingProgram;
  /** A match begins at the start of the text, or nowhere. */
  readonly anchored: boolean;
  /** What a match begins with; null = anything, or nothing. */
  readonly beginning: readonly CharacterClass[] | null;
  /** The letters that every match begins with, in ASCII, as small ones if capitals do not count; '' = not known. */
  readonly lead: string;
  /** There is nothing to a match but these letters. */
  readonly plain: boolean;
  readonly ops: Uint8Array;
  /** Of a fork both ways, of a jump and a repeat where it goes on, of a save the slot. */
  readonly first: Int32Array;
  readonly second: Int32Array;
  readonly classes: readonly (CharacterClass | null)[];
  readonly places: readonly (Assertion | null)[];
  /** Of a repeat: the class of what has to stand behind it, the end of the text, or null: that is not known. */
  readonly behind: readonly (CharacterClass | 'end' | null)[];
}

export function createCapturer(program: CapturingProgram): Capturer {
  const { code, atoms, exact } = program;
  const count = code.length;
  const classes = code.map(one =>
    one.op === 'atom' ? classOfSource(atoms[one.atom] as string, exact) : null,
  );
  const ops = new Uint8Array(count);
  const first = new Int32Array(count);
  const second = new Int32Array(count);
  for (const [at, one] of code.entries()) {
    const loop = loopAt(code, at);
    ops[at] = loop ?? OPS[one.op];
    if (loop !== null) {
      first[at] = at + 3;
      classes[at] = classes[at + 1] as CharacterClass;
    } else if (one.op === 'fork') {
      first[at] = one.first;
      second[at] = one.second;
    } else if (one.op === 'jump') first[at] = one.to;
    else if (one.op === 'save') first[at] = one.slot;
  }
  const places = code.map(one => (one.op === 'place' ? one.place : null));
  const behind = code.map((_, at) =>
    ops[at] === STAR || ops[at] === LAZY ? behindOf(ops, classes, places, at + 3) : null,
  );
  const begin = code.find(({ op }) => op !== 'save');
  const anchored = begin?.op === 'place' && begin.place === 'start';
  const beginning = beginningOf(code, classes);
  const lead = leadOf(program);
  const plain =
    lead.length === count - 1 && code.every(({ op }) => op === 'atom' || op === 'match') && lead !== '';
  return {
    ...{ program, anchored, beginning, lead, plain },
    ...{ ops, first, second, classes, places, behind },
  };
}

const OPS: Readonly<Record<Instruction['op'], number>> = {
  atom: ATOM,
  fork: FORK,
  jump: JUMP,
  save: SAVE,
  place: PLACE,
  match: MATCH,
};

/** Whether a repeat of a single atom begins here: a fork, the atom, and the jump back. */
function loopAt(code: readonly Instruction[], at: number): number | null {
  const [fork, atom, jump] = [code[at], code[at + 1], code[at + 2]];
  if (fork?.op !== 'fork' || atom?.op !== 'atom' || jump?.op !== 'jump' || jump.to !== at) return null;
  if (fork.first === at + 1 && fork.second === at + 3) return STAR;
  return fork.second === at + 1 && fork.first === at + 3 ? LAZY : null;
}

function behindOf(
  ops: Uint8Array,
  classes: readonly (CharacterClass | null)[],
  places: readonly (Assertion | null)[],
  from: number,
): CharacterClass | 'end' | null {
  let at = from;
  while (ops[at] === SAVE) at++;
  if (ops[at] === ATOM) return classes[at] as CharacterClass;
  return places[at] === 'end' ? 'end' : null;
}

/** More classes than this are not looked through for each character. */
const MOST_BEGINNINGS = 4;

function beginningOf(
  code: readonly Instruction[],
  classes: readonly (CharacterClass | null)[],
): CharacterClass[] | null {
  const seen = new Set<number>();
  const found = new Set<CharacterClass>();
  const next = [0];
  for (let at = next.pop(); at !== undefined; at = next.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    const step = code[at];
    if (step?.op === 'fork') next.push(step.first, step.second);
    else if (step?.op === 'jump') next.push(step.to);
    else if (step?.op === 'place' || step?.op === 'save') next.push(at + 1);
    else if (step?.op === 'atom') found.add(classes[at] as CharacterClass);
    else return null;
  }
  return found.size > MOST_BEGINNINGS ? null : [...found];
}

/** A letter as parse.ts writes it. */
const LETTER = /^\\u\{([0-9a-f]{1,2})\}$/;

function leadOf({ code, atoms, exact }: CapturingProgram): string {
  let lead = '';
  for (const one of code) {
    if (one.op === 'save' || (one.op === 'place' && one.place === 'boundary')) continue;
    const unit = one.op === 'atom' ? LETTER.exec(atoms[one.atom] as string)?.[1] : undefined;
    const letter = unit === undefined ? '' : String.fromCharCode(Number.parseInt(unit, 16));
    if (!/^[ -~]$/.test(letter)) return lead;
    lead += exact ? letter : letter.toLowerCase();
  }
  return lead;
}
