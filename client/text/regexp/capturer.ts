/** A program that tells what its groups have matched, laid out for its machine (captures.ts): numbers in rows, and what each needs at hand. */
import { type CharacterClass, classOfSource } from './classes.ts';
import type { Assertion } from './parse.ts';
import type { CapturingProgram, Instruction } from './program.ts';

/**
 * Instructions; `STAR` and `LAZY` are a repeat of one atom without end, as much or as little of it as there may be; `WORD` are
 * atoms of one letter each, in a row.
 */
export const ATOM = 0;
export const FORK = 1;
export const JUMP = 2;
export const SAVE = 3;
export const PLACE = 4;
export const MATCH = 5;
export const STAR = 6;
export const LAZY = 7;
export const WORD = 8;

/** Letters of ASCII in a row, as they may stand in a text that is all ASCII. */
export interface Letters {
  readonly small: Uint8Array;
  readonly capital: Uint8Array;
}

/** It is kept for each rule that was ever asked: nothing is in it that a match does not ask for. */
export interface Capturer {
  /** As in its program. */
  readonly exact: boolean;
  readonly groups: readonly string[];
  /** A match begins at the start of the text, or nowhere. */
  readonly anchored: boolean;
  /** What a match begins with; null = anything, or nothing. */
  readonly beginning: readonly CharacterClass[] | null;
  /** The letters that every match begins with, in ASCII, as small ones if capitals do not count; '' = not known. */
  readonly lead: string;
  /** There is nothing to a match but these letters. */
  readonly plain: boolean;
  readonly ops: Uint8Array;
  /** Of a fork both ways, of a jump, a repeat and letters where it goes on, of a save the slot. */
  readonly first: Int32Array;
  readonly second: Int32Array;
  readonly classes: readonly (CharacterClass | null)[];
  readonly places: readonly (Assertion | null)[];
  /** Of a repeat: the class of what has to stand behind it, the end of the text, or null: that is not known. */
  readonly behind: readonly (CharacterClass | 'end' | null)[];
  /** What has to stand here, or behind the repeat that is here; null: it is no letters, or one. */
  readonly letters: readonly (Letters | null)[];
}

/** Loops, not row on row of numbers: hundreds of these may be made of one line. */
export function createCapturer(program: CapturingProgram): Capturer {
  const { code, exact, groups } = program;
  const count = code.length;
  const classes = classesOf(program);
  const ops = new Uint8Array(count);
  const first = new Int32Array(count);
  const second = new Int32Array(count);
  const places: (Assertion | null)[] = new Array(count).fill(null);
  for (let at = 0; at < count; at++) {
    const one = code[at] as Instruction;
    const loop = one.op === 'fork' ? loopAt(code, at) : null;
    ops[at] = loop ?? OPS[one.op];
    if (loop !== null) {
      first[at] = at + 3;
      classes[at] = classes[at + 1] as CharacterClass;
    } else if (one.op === 'fork') {
      first[at] = one.first;
      second[at] = one.second;
    } else if (one.op === 'jump') first[at] = one.to;
    else if (one.op === 'save') first[at] = one.slot;
    else if (one.op === 'place') places[at] = one.place;
  }
  const behind: (CharacterClass | 'end' | null)[] = new Array(count).fill(null);
  for (let at = 0; at < count; at++)
    if (ops[at] === STAR || ops[at] === LAZY) behind[at] = behindOf(ops, classes, places, at + 3);
  const single = singleLetters(program);
  const letters = joinLetters(program, single, ops, first);
  const begin = code.find(({ op }) => op !== 'save');
  const anchored = begin?.op === 'place' && begin.place === 'start';
  // Asked of what may begin anywhere only.
  const beginning = anchored ? null : beginningOf(code, classes);
  const lead = leadOf(program, single);
  const plain =
    lead.length === count - 1 && code.every(({ op }) => op === 'atom' || op === 'match') && lead !== '';
  // Not spread: of all that is done here that would take longest.
  return {
    exact,
    groups,
    anchored,
    beginning,
    lead,
    plain,
    ops,
    first,
    second,
    classes,
    places,
    behind,
    letters,
  };
}

/** By instruction; null: it is about no character. */
function classesOf({ code, atoms, exact }: CapturingProgram): (CharacterClass | null)[] {
  const own = atoms.map(source => classOfSource(source, exact));
  return code.map(one => (one.op === 'atom' ? (own[one.atom] as CharacterClass) : null));
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
  const at = behindSaves(ops, from);
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
const LONGEST_LETTER = 6;
const LETTER = /^\\u\{([0-9a-f]{1,2})\}$/;

/** The letter of ASCII that the class is; '' = it is none. */
function letterOf(source: string): string {
  const unit = source.length > LONGEST_LETTER ? undefined : LETTER.exec(source)?.[1];
  const letter = unit === undefined ? '' : String.fromCharCode(Number.parseInt(unit, 16));
  return letter >= ' ' && letter <= '~' ? letter : '';
}

/** By instruction the letter of ASCII that it wants; '' = it is none. */
function singleLetters({ code, atoms }: CapturingProgram): string[] {
  const letters = atoms.map(letterOf);
  return code.map(one => (one.op === 'atom' ? (letters[one.atom] as string) : ''));
}

/** Finds letters in a row that nothing leads into the middle of, and makes one instruction of them. */
function joinLetters(
  { code, exact }: CapturingProgram,
  letters: readonly string[],
  ops: Uint8Array,
  first: Int32Array,
): (Letters | null)[] {
  const words: (Letters | null)[] = new Array(code.length).fill(null);
  const entries = new Uint8Array(code.length + 1);
  for (const one of code)
    if (one.op === 'fork') entries[one.first] = entries[one.second] = 1;
    else if (one.op === 'jump') entries[one.to] = 1;
  for (let at = 0; at < code.length; at++) {
    let word = letters[at] as string;
    if (word === '') continue;
    let end = at + 1;
    for (; end < code.length && letters[end] !== '' && entries[end] === 0; end++) word += letters[end];
    if (word.length > 1) {
      ops[at] = WORD;
      first[at] = end;
      words[at] = lettersOf(word, exact);
    }
    at = end - 1;
  }
  for (let at = 0; at < code.length; at++)
    if (ops[at] === STAR || ops[at] === LAZY) words[at] = words[behindSaves(ops, at + 3)] ?? null;
  return words;
}

/** By the word, with `=` before it where capitals count: rules have many words of the game in common. */
const known = new Map<string, Letters>();
const MOST_KNOWN = 4096;

function lettersOf(word: string, exact: boolean): Letters {
  const key = exact ? `=${word}` : `~${word.toLowerCase()}`;
  const found = known.get(key);
  if (found) return found;
  const made = exact
    ? { small: unitsIn(word), capital: unitsIn(word) }
    : { small: unitsIn(word.toLowerCase()), capital: unitsIn(word.toUpperCase()) };
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(key, made);
  return made;
}

function unitsIn(word: string): Uint8Array {
  const units = new Uint8Array(word.length);
  for (let at = 0; at < word.length; at++) units[at] = word.charCodeAt(at);
  return units;
}

function behindSaves(ops: Uint8Array, from: number): number {
  let at = from;
  while (ops[at] === SAVE) at++;
  return at;
}

function leadOf({ code, exact }: CapturingProgram, letters: readonly string[]): string {
  let lead = '';
  for (const [at, one] of code.entries()) {
    if (one.op === 'save' || (one.op === 'place' && one.place === 'boundary')) continue;
    if (letters[at] === '') break;
    lead += letters[at];
  }
  return exact ? lead : lead.toLowerCase();
}
