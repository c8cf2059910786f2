/** Texts of TinTin++ as texts of rules: what is filled in, what is escaped, and colours. */

import { COLOR_CODES } from './colors.ts';
import { behindLineEnd } from './parse.ts';

/** Where a text stands. */
export interface Where {
  /** What `%1` is here; null: nothing that there is. */
  group(number: number): string | null;
  /** Told of what is different. */
  note(changed: string): void;
  /** How many bodies the text is within: in those of others what is meant literally goes as data. */
  readonly depth: number;
  /** In a body, in which `;` parts lines. */
  readonly isBody: boolean;
}

const ESCAPED: Readonly<Record<string, string>> = { t: ' ', n: ' ', r: '', e: '', a: '', b: '' };

/** The text. Throws an Error with a reason if there is something in it that has no counterpart. */
export function translateText(given: string, where: Where): string {
  const text = given.replace(COLOR_CODES, () => {
    where.note('colours within the text are left out');
    return '';
  });
  let done = '';
  for (let at = 0; at < text.length; ) {
    const part = partAt(text, at, where);
    done += part.text;
    at = part.end;
  }
  return done;
}

interface Part {
  readonly text: string;
  readonly end: number;
}

function partAt(text: string, at: number, where: Where): Part {
  const character = text[at] as string;
  if (character === '\\') return escapeAt(text, at, where);
  if (character === '%') return argumentAt(text, at, where);
  if (character === '$') return variableAt(text, at, where);
  if (character === '@') return functionAt(text, at);
  if (character === '&' && /^&\d/.test(text.slice(at, at + 2)))
    throw new Error('&0 and on are of #regexp, which has no counterpart');
  const behind = behindLineEnd(text, at);
  if (behind !== null) return { text: ' ', end: behind };
  return { text: literal(character, where), end: at + 1 };
}

/** A sign that means nothing, wherever it stands. */
const asData = (sign: string) => `$${`{"${sign}"}`}`;

/** What means something in rules, as text. */
function literal(character: string, { depth, isBody }: Where): string {
  if (character === '$') return depth > 0 ? asData('$') : '$$';
  if (character === ';' && isBody) return depth > 0 ? asData(';') : '\\;';
  if (character === '\\' && isBody) return asData('\\\\');
  return character;
}

function escapeAt(text: string, at: number, where: Where): Part {
  const hex = /^\\x([\da-fA-F]{2})/.exec(text.slice(at, at + 4));
  if (hex) {
    const character = String.fromCharCode(Number.parseInt(hex[1] as string, 16));
    return { text: character < ' ' ? '' : literal(character, where), end: at + 4 };
  }
  const letter = text[at + 1];
  // A line that goes on.
  if (letter === undefined || letter === '\n' || letter === '\r') return { text: '', end: at + 1 };
  if (Object.hasOwn(ESCAPED, letter)) {
    where.note('signs for the terminal within the text are left out');
    return { text: ESCAPED[letter] as string, end: at + 2 };
  }
  return { text: literal(letter, where), end: at + 2 };
}

function argumentAt(text: string, at: number, where: Where): Part {
  const [whole, signs = '', number] = /^(%+)(\d{1,2})?/.exec(text.slice(at)) as RegExpExecArray;
  if (number === undefined) return { text: signs, end: at + signs.length };
  if (signs.length > 1) return { text: signs.slice(1) + number, end: at + whole.length };
  const group = where.group(Number(number));
  if (group === null) return { text: '', end: at + whole.length };
  // What follows may be a digit of its own.
  const next = text[at + whole.length] ?? '';
  const shown = /^\$\d+$/.test(group) && /[\d]/.test(next) ? `\${${group.slice(1)}}` : group;
  return { text: shown, end: at + whole.length };
}

function variableAt(text: string, at: number, where: Where): Part {
  const [signs = ''] = /^\$+/.exec(text.slice(at)) ?? [];
  const behind = at + signs.length;
  if (signs.length > 1) {
    const isEscape = /[A-Za-z_{]/.test(text[behind] ?? '');
    return { text: literal('$', where).repeat(signs.length - (isEscape ? 1 : 0)), end: behind };
  }
  const name = nameAt(text, at);
  if (!name) return { text: literal('$', where), end: at + 1 };
  return { text: `\${${name.name}}`, end: name.end };
}

/** `$name`, `${name}`, `$name[key]`: the name of the variable here. Null: none stands there. */
export function nameAt(text: string, at: number): { name: string; end: number } | null {
  const rest = text.slice(at);
  // A key has some end: that of one which is never closed is not looked for in all that follows.
  const braced = /^\$\{([A-Za-z_]\w*)((?:\[[^\]{}]{0,100}\])*)\}/.exec(rest);
  const bare = braced ?? /^\$([A-Za-z_]\w*)((?:\[[^\]]{0,100}\])*)/.exec(rest);
  if (!bare) return null;
  const [whole, name = '', keys = ''] = bare;
  return { name: flatName(name, keys), end: at + whole.length };
}

/** Of a table each value is a variable of its own here. */
function flatName(name: string, keys: string): string {
  const parts = [...keys.matchAll(/\[\{?([^\]{}]*)\}?\]/g)].map(([, key = '']) => key);
  const odd = parts.find(key => !/^\w+$/.test(key));
  if (odd !== undefined)
    throw new Error(`$${name}[${odd}]: a variable here has no parts that are chosen later`);
  return [name, ...parts].join('_');
}

function functionAt(text: string, at: number): Part {
  const [, signs = '', name] = /^(@+)(?:([A-Za-z_]\w*)(?=\{))?/.exec(text.slice(at)) ?? [];
  if (name === undefined) return { text: signs, end: at + signs.length };
  if (signs.length > 1) return { text: `${signs.slice(1)}${name}`, end: at + signs.length + name.length };
  throw new Error(`@${name}{…}: functions have no counterpart in rules`);
}
