/** Which characters a class has: asked of the engine of JavaScript once for each character, for all patterns that have the class. */
import { codeAt } from '../units.ts';

export interface CharacterClass {
  readonly test: RegExp;
  /** By code point: UNKNOWN, or whether it is one of them. */
  readonly ascii: Uint8Array;
  readonly others: Map<number, boolean>;
  /** Every character is in it. */
  readonly isAny: boolean;
}

const UNKNOWN = 0;
const OUTSIDE = 1;
const INSIDE = 2;
/** As parse.ts writes what a dot stands for. */
const ANY = '[^]';
/** A text may have any number of different characters. */
const MOST_OTHERS = 4096;
/** Patterns share few classes; whoever makes others again and again has them forgotten. */
const MOST_CLASSES = 4096;

const known = new Map<string, CharacterClass>();

/** The class of this source, as parse.ts makes it. */
export function classOfSource(source: string, exact: boolean): CharacterClass {
  const key = `${exact ? '=' : '~'}${source}`;
  const found = known.get(key) ?? newClass(source, exact);
  if (known.size >= MOST_CLASSES) known.clear();
  known.set(key, found);
  return found;
}

function newClass(source: string, exact: boolean): CharacterClass {
  const test = new RegExp(`^${source}$`, exact ? 'u' : 'iu');
  return { test, ascii: new Uint8Array(128), others: new Map(), isAny: source === ANY };
}

/** The first place from here on, before `end`, with a character that is not in the class; all of the text is ASCII. */
export function passed(of: CharacterClass, units: Uint16Array, from: number, end: number): number {
  if (of.isAny) return end;
  const { ascii } = of;
  let at = from;
  while (at < end) {
    const known = ascii[units[at] as number];
    if (known === OUTSIDE || (known === UNKNOWN && !isInClass(of, units[at] as number))) return at;
    at++;
  }
  return at;
}

/** Whether the character that begins at this place of the text, which is within it, is in the class; `units`: of the text. */
export function has(of: CharacterClass, units: Uint16Array, at: number): boolean {
  const unit = units[at] as number;
  const known = unit < 128 ? of.ascii[unit] : UNKNOWN;
  return known === UNKNOWN ? isInClass(of, codeAt(units, at)) : known === INSIDE;
}

function isInClass({ test, ascii, others }: CharacterClass, code: number): boolean {
  if (code < ascii.length) {
    if (ascii[code] === UNKNOWN) ascii[code] = test.test(String.fromCharCode(code)) ? INSIDE : OUTSIDE;
    return ascii[code] === INSIDE;
  }
  const before = others.get(code);
  if (before !== undefined) return before;
  const found = test.test(String.fromCodePoint(code));
  if (others.size >= MOST_OTHERS) others.clear();
  others.set(code, found);
  return found;
}
