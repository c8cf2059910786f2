/**
 * Regular expressions as Perl and JavaScript write them, without what would make a match more than a walk through the
 * text: looking ahead or behind, and what a group has matched (`\1`). What it cannot take is said in one sentence.
 */
import { raise } from '../../../shared/fault.ts';

/**
 * `atom`: one character, told by a class that the engine of JavaScript reads; `characters`: it is one of these, where they are
 * few and known. `capture`: a group that is remembered, by its number and maybe its name ('' = none).
 */
export type Node =
  | { readonly type: 'atom'; readonly source: string; readonly characters?: readonly string[] }
  | { readonly type: 'capture'; readonly of: Node; readonly index: number; readonly name: string }
  | { readonly type: 'row'; readonly parts: readonly Node[] }
  | { readonly type: 'choice'; readonly choices: readonly Node[] }
  | {
      readonly type: 'repeat';
      readonly of: Node;
      readonly min: number;
      /** Infinity: no end. */
      readonly max: number;
      readonly greedy: boolean;
    }
  | { readonly type: 'place'; readonly place: Assertion };

/** Where something stands, without a character of its own; `gap`, `gap after`: nothing but a blank stands before it, behind it. */
export type Assertion = 'start' | 'end' | 'boundary' | 'inside' | 'gap' | 'gap after';

/** What of the pattern is still to be read. */
interface Reader {
  readonly text: readonly string[];
  at: number;
  /** Groups that have begun. */
  groups: number;
}

/** Characters of a class that are kept one by one: `[Tt]`, not `[a-z]`. */
const FEW = 8;

/** Letters of every language are letters of words. */
const WORD = '\\p{L}\\p{M}\\p{N}_';
const CLASSES: Readonly<Record<string, string>> = {
  d: '\\d',
  D: '\\D',
  s: '\\s',
  S: '\\S',
  w: `[${WORD}]`,
  W: `[^${WORD}]`,
};
const CONTROLS: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', f: '\f', v: '\v', '0': '\0' };
/** `[[:alpha:]]`, as grep has them. */
const NAMED: Readonly<Record<string, string>> = {
  alpha: '\\p{L}',
  digit: '\\d',
  alnum: '\\p{L}\\p{N}',
  space: '\\s',
  upper: '\\p{Lu}',
  lower: '\\p{Ll}',
  punct: '\\p{P}\\p{S}',
  word: WORD,
};
/** A pattern of at most 256 characters has no more repeats that mean anything. */
const MOST_REPEATS = 1000;

/** Throws, with one sentence, what cannot be taken. */
export function parse(text: string): Node {
  const reader: Reader = { text: [...text], at: 0, groups: 0 };
  const node = choice(reader);
  if (reader.at < reader.text.length) refuse('a ) has no ( before it');
  return node;
}

function refuse(why: string): never {
  return raise('REGEXP', why);
}

const peek = ({ text, at }: Reader): string => text[at] ?? '';

function take(reader: Reader): string {
  const character = peek(reader);
  reader.at++;
  return character;
}

/** Reads `wanted`, one character, if it comes next. */
function eat(reader: Reader, wanted: string): boolean {
  if (reader.text[reader.at] !== wanted) return false;
  reader.at++;
  return true;
}

function choice(reader: Reader): Node {
  const choices = [row(reader)];
  while (eat(reader, '|')) choices.push(row(reader));
  return choices.length === 1 ? (choices[0] as Node) : { type: 'choice', choices };
}

function row(reader: Reader): Node {
  const parts: Node[] = [];
  while (reader.at < reader.text.length && peek(reader) !== '|' && peek(reader) !== ')')
    parts.push(repeated(reader, single(reader)));
  return { type: 'row', parts };
}

function repeated(reader: Reader, node: Node): Node {
  const range = rangeHere(reader);
  if (!range) return node;
  const greedy = !eat(reader, '?');
  if (rangeHere(reader)) refuse('a repeat follows a repeat');
  return { type: 'repeat', of: node, ...range, greedy };
}

const SIGNS: Readonly<Record<string, readonly [number, number]>> = {
  '*': [0, Number.POSITIVE_INFINITY],
  '+': [1, Number.POSITIVE_INFINITY],
  '?': [0, 1],
};

/** What a repeat begins with: nearly all characters are none of it. */
const REPEATS = '*+?{';

function beginsRepeat(character: string): boolean {
  return character !== '' && REPEATS.includes(character);
}

function rangeHere(reader: Reader): { min: number; max: number } | null {
  if (!beginsRepeat(peek(reader))) return null;
  const sign = SIGNS[peek(reader)];
  if (sign) {
    reader.at++;
    return { min: sign[0], max: sign[1] };
  }
  const found = /^\{(\d+)(,?)(\d*)\}/.exec(reader.text.slice(reader.at, reader.at + 24).join(''));
  // Any other brace stands for itself.
  if (!found) return null;
  reader.at += found[0].length;
  const min = Number(found[1]);
  const max = found[2] === '' ? min : found[3] === '' ? Number.POSITIVE_INFINITY : Number(found[3]);
  if (min > max) refuse(`${found[0]}: the first number is the larger one`);
  if (min > MOST_REPEATS || (max > MOST_REPEATS && max !== Number.POSITIVE_INFINITY))
    refuse(`${found[0]}: more than ${MOST_REPEATS} repeats`);
  return { min, max };
}

function single(reader: Reader): Node {
  if (beginsRepeat(peek(reader)) && rangeHere({ ...reader }))
    refuse(`nothing stands before ${peek(reader)} that it could repeat`);
  const character = take(reader);
  if (character === '(') return group(reader);
  if (character === '[') return set(reader);
  if (character === '\\') return escaped(reader);
  if (character === '.') return ANY;
  if (character === '^') return { type: 'place', place: 'start' };
  if (character === '$') return { type: 'place', place: 'end' };
  return literal(character);
}

const AS_GROUP = 'match it as well, and put the part that you want into a group';
const AS_RULE = 'a rule of a higher priority with fall = false can take the lines that are not meant';

/** What does the same without looking ahead or behind. */
const LOOKS: Readonly<Record<string, string>> = {
  ...{ '?=': AS_GROUP, '?<=': AS_GROUP },
  ...{ '?!': AS_RULE, '?<!': AS_RULE },
};

function group(reader: Reader): Node {
  if (peek(reader) !== '?') return captured(reader, '');
  const [look] = /^\?<?[=!]/.exec(reader.text.slice(reader.at, reader.at + 3).join('')) ?? [];
  if (look) refuse(`looking ahead or behind, (${look}…), is not possible here: ${LOOKS[look]}`);
  reader.at++;
  return eat(reader, ':') ? inside(reader) : captured(reader, nameOfGroup(reader));
}

function captured(reader: Reader, name: string): Node {
  const index = ++reader.groups;
  return { type: 'capture', of: inside(reader), index, name };
}

function inside(reader: Reader): Node {
  const node = choice(reader);
  if (!eat(reader, ')')) refuse('a ( has no ) behind it');
  return node;
}

/** `(?<name>…)` and `(?P<name>…)` are groups like others. */
function nameOfGroup(reader: Reader): string {
  const found = /^P?<(\w+)>/.exec(reader.text.slice(reader.at).join(''));
  if (!found) refuse('(? is followed by : or a name, as in (?:…)');
  reader.at += found[0].length;
  return found[1] as string;
}

/** Those of ASCII, by their codes: nearly all of all patterns are these, and one serves all. */
const literals: (Node | undefined)[] = [];

/** This character and no other. */
export function literal(character: string): Node {
  const code = character.codePointAt(0) as number;
  return code < 128 ? (literals[code] ??= newLiteral(character)) : newLiteral(character);
}

function newLiteral(character: string): Node {
  return { type: 'atom', source: sourceOf(character), characters: [character] };
}

/** Any character. */
export const ANY: Node = { type: 'atom', source: '[^]' };

/** As the engine reads it wherever it stands. */
function sourceOf(character: string): string {
  return `\\u{${(character.codePointAt(0) as number).toString(16)}}`;
}

function escaped(reader: Reader): Node {
  const letter = peek(reader);
  if (letter === 'b' || letter === 'B') {
    reader.at++;
    return { type: 'place', place: letter === 'b' ? 'boundary' : 'inside' };
  }
  const { source, character } = escapedAtom(reader);
  return character === undefined ? { type: 'atom', source } : literal(character);
}

/** What a backslash makes of what is behind it, in a class or not. */
function escapedAtom(reader: Reader): { source: string; character?: string } {
  const rest = reader.text.slice(reader.at, reader.at + 48).join('');
  const property = /^[pP]\{[\w=]+\}/.exec(rest)?.[0];
  if (property) {
    reader.at += property.length;
    return { source: known(`\\${property}`) };
  }
  const number = /^(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|u\{([\da-fA-F]{1,6})\})/.exec(rest);
  if (number) {
    reader.at += number[0].length;
    const code = Number.parseInt(number[1] ?? number[2] ?? (number[3] as string), 16);
    if (code > 0x10ffff) refuse(`\\${number[0]} is no character`);
    return ofCharacter(String.fromCodePoint(code));
  }
  const letter = take(reader);
  if (letter === '') refuse('nothing follows the last \\');
  if (Object.hasOwn(CLASSES, letter)) return { source: CLASSES[letter] as string };
  if (Object.hasOwn(CONTROLS, letter)) return ofCharacter(CONTROLS[letter] as string);
  if (/[1-9k]/.test(letter)) refuse(`\\${letter}, what a group has matched, is not possible here`);
  if (/[a-zA-Z]/.test(letter)) refuse(`\\${letter} means nothing`);
  return ofCharacter(letter);
}

function ofCharacter(character: string): { source: string; character: string } {
  return { source: sourceOf(character), character };
}

/** A name of characters that the engine knows. */
function known(source: string): string {
  try {
    new RegExp(source, 'u');
  } catch {
    refuse(`${source} is no kind of character`);
  }
  return source;
}

function set(reader: Reader): Node {
  const isNegated = eat(reader, '^');
  let source = isNegated ? '[^' : '[';
  const characters: string[] = [];
  let isFew = !isNegated;
  // As in grep, a ] that comes first stands for itself.
  for (let first = true; first || peek(reader) !== ']'; first = false) {
    if (peek(reader) === '') refuse('a [ has no ] behind it');
    const { source: part, character } = rangeOf(reader);
    source += part;
    if (character === undefined) isFew = false;
    else characters.push(character);
  }
  reader.at++;
  const atom = { type: 'atom', source: `${source}]` } as const;
  return isFew && characters.length <= FEW ? { ...atom, characters } : atom;
}

function rangeOf(reader: Reader): { source: string; character?: string } {
  const name = /^\[:(\w+):\]/.exec(reader.text.slice(reader.at, reader.at + 12).join(''));
  if (name && Object.hasOwn(NAMED, name[1] as string)) {
    reader.at += name[0].length;
    return { source: NAMED[name[1] as string] as string };
  }
  const low = member(reader);
  const isRange = peek(reader) === '-' && (reader.text[reader.at + 1] ?? ']') !== ']';
  if (!isRange || low.character === undefined) return low;
  reader.at++;
  const high = member(reader);
  if (high.character === undefined) return { source: `${low.source}\\-${high.source}` };
  if ((low.character.codePointAt(0) as number) > (high.character.codePointAt(0) as number))
    refuse(`${low.character}-${high.character}: the first one comes behind the second`);
  return { source: `${low.source}-${high.source}` };
}

function member(reader: Reader): { source: string; character?: string } {
  const character = take(reader);
  if (character !== '\\') return ofCharacter(character);
  if (eat(reader, 'b')) return ofCharacter('\b');
  if (eat(reader, 'w')) return { source: WORD };
  if (peek(reader) === 'W') refuse('\\W in [ ] is not possible; [^\\w] is');
  return escapedAtom(reader);
}
