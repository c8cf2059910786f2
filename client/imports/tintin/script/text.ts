/** Texts of TinTin++ as expressions of JavaScript. */
import { COLOR_CODES } from '../colors.ts';
import { argumentsOf, behindLineEnd, closingBrace, escapedAt } from '../parse.ts';
import { jsName, type Scope, within } from './scope.ts';

/** A text is literal parts, and expressions between them. */
type Part = { readonly text: string } | { readonly code: string };

/** How a text is read: what a backslash takes the sense off, and what `%*` is, differs. */
type Kind = 'text' | 'expression';

/** UTF-16 units: it is looked for what is odd, at each quote up to the next one. */
const LONGEST_EXPRESSION = 2000;
/** UTF-16 units of a key in brackets: the `]` of one that is never closed is not looked for any further. */
const LONGEST_KEY = 100;

/** The text as an expression: `'north'`, `m[1]`, a template. Throws an Error with a reason. */
export function textOf(given: string, scope: Scope): string {
  const plain = given.replace(COLOR_CODES, () => {
    scope.note('colours within the text are left out');
    return '';
  });
  return joined(partsOf(plain, scope, 'text'));
}

/** An expression of `#math` or `#if` behind one of the tags of the script: what is filled in is data for it. */
export function tagged(tag: string, given: string, scope: Scope): string {
  if (given.length > LONGEST_EXPRESSION)
    throw new Error(`an expression has more than ${LONGEST_EXPRESSION} characters`);
  // It stands for what is filled in (helpers/expressions.ts).
  if (given.includes('\u0001')) throw new Error('a control character in an expression has no counterpart');
  const parts = partsOf(given, scope, 'expression');
  const bare = parts.map(part => ('code' in part ? '1' : part.text)).join('');
  const odd = /[^\w\s.,+\-*/%<>=!&|^~()]/.exec(bare.replace(/"(?:\\.|[^"\\])*"|\{.*\}/gs, '1'))?.[0];
  if (odd !== undefined) throw new Error(`${odd} in ${given.trim().slice(0, 20)} has no counterpart`);
  const inner = parts.map(part => ('code' in part ? filled(part.code) : asRaw(part.text)));
  return `${tag}\`${inner.join('').trim()}\``;
}

/** As it stands between backticks, where its raw text is asked for: what a backslash has before it there means nothing already. */
function asRaw(text: string): string {
  return text.replace(/\\[\s\S]|[\\`]|\$(?=\{)/g, one => (one.length === 2 ? one : `\\${one}`));
}

/** What the text is if nothing is filled in; null: something is. */
export function constant(given: string, scope: Scope): string | null {
  const parts = partsOf(given, scope, 'text');
  return parts.every(part => 'text' in part)
    ? parts.map(part => ('text' in part ? part.text : '')).join('')
    : null;
}

/** As a text of JavaScript. */
export function quoted(text: string): string {
  const inner = text
    .replace(/[\\']/g, '\\$&')
    .replace(/[\0-\x1f\x7f\u2028\u2029]/g, one => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return `'${inner}'`;
}

/** Within a template it stands in braces already. */
function filled(code: string): string {
  return `\${${code.replace(/^\((.*)\)$/, '$1')}}`;
}

function joined(parts: readonly Part[]): string {
  const [first, ...others] = parts;
  if (!first) return "''";
  if (others.length === 0) return 'code' in first ? first.code : quoted(first.text);
  const inner = parts.map(part =>
    'code' in part
      ? filled(part.code)
      : quoted(part.text)
          .slice(1, -1)
          .replace(/\\'/g, "'")
          .replace(/`|\$(?=\{)/g, '\\$&'),
  );
  return `\`${inner.join('')}\``;
}

function partsOf(text: string, scope: Scope, kind: Kind): Part[] {
  const parts: Part[] = [];
  const add = (part: Part) => {
    const last = parts.at(-1);
    if ('text' in part && last && 'text' in last) parts[parts.length - 1] = { text: last.text + part.text };
    else if (!('text' in part) || part.text !== '') parts.push(part);
  };
  for (let at = 0; at < text.length; ) {
    const read = readAt(text, at, scope, kind);
    add(read.part);
    at = read.end;
  }
  return parts;
}

interface Read {
  readonly part: Part;
  readonly end: number;
}

function readAt(text: string, at: number, scope: Scope, kind: Kind): Read {
  const character = text[at] as string;
  const found =
    character === '\\'
      ? escapeAt(text, at, kind)
      : character === '%'
        ? argumentAt(text, at, scope)
        : character === '$'
          ? variableAt(text, at, scope)
          : character === '&'
            ? countAt(text, at, scope, kind)
            : character === '*'
              ? keysAt(text, at)
              : character === '@'
                ? functionAt(text, at, scope)
                : null;
  if (found) return found;
  const behind = behindLineEnd(text, at);
  if (behind !== null) return { part: { text: ' ' }, end: behind };
  return { part: { text: character }, end: at + 1 };
}

const ESCAPED: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '', e: '', a: '', b: '' };

function escapeAt(text: string, at: number, kind: Kind): Read {
  // The one who reads the expression reads it.
  if (kind === 'expression') return { part: { text: text.slice(at, at + 2) }, end: at + 2 };
  const hex = /^\\x([\da-fA-F]{2})/.exec(text.slice(at, at + 4));
  if (hex) return { part: { text: String.fromCharCode(Number.parseInt(hex[1] as string, 16)) }, end: at + 4 };
  const letter = text[at + 1] ?? '';
  // A line that goes on.
  if (letter === '\n' || letter === '\r') return { part: { text: '' }, end: at + 1 };
  return { part: { text: ESCAPED[letter] ?? letter }, end: at + 2 };
}

function argumentAt(text: string, at: number, { argument, inner }: Scope): Read {
  const [whole = '', signs = '', number] = /^(%+)(\d{1,2})?/.exec(text.slice(at)) ?? [];
  const end = at + whole.length;
  if (number === undefined) return { part: { text: signs }, end };
  const one = signs.length === 1 ? argument : signs.length === 2 ? inner : undefined;
  if (one === undefined) throw new Error(`${whole} is of a body that stands too deep`);
  // Nothing has matched that would be filled in.
  if (one === null) return { part: { text: argument === null ? whole : whole.slice(1) }, end };
  return { part: { code: one(Number(number)) }, end };
}

/** `name[key][$other]` behind the sign, with or without braces around it. */
interface Path {
  /** As it is written: it may be put together, as `%1_hp` is. */
  readonly name: string;
  readonly keys: readonly string[];
  readonly end: number;
}

/** `isWhole`: nothing but the name stands there, which may be put together then, as it may be in braces. */
function pathAt(text: string, from: number, isWhole = false): Path | null {
  const isBraced = text[from] === '{';
  const start = isBraced ? from + 1 : from;
  const name = isBraced || isWhole ? madeName(text, start) : /^[A-Za-z_]\w*/.exec(text.slice(start))?.[0];
  if (name === undefined) return null;
  let at = start + name.length;
  const keys: string[] = [];
  while (text[at] === '[') {
    const close = closingBracket(text, at);
    if (close < 0) break;
    const key = text.slice(at + 1, close).replace(/^%\*$/, '');
    keys.push(key.startsWith('{') && closingBrace(key) === key.length - 1 ? key.slice(1, -1) : key);
    at = close + 1;
  }
  if (!isBraced) return { name, keys, end: at };
  return text[at] === '}' ? { name, keys, end: at + 1 } : null;
}

/** Letters, digits, dots, and what is filled in between them. */
function madeName(text: string, start: number): string | undefined {
  const pieces = /(?:[\w.]+|%%?\d{1,2}|\$\w+(?:\[[\w$]*\])*)/y;
  const last = Math.min(text.length, start + LONGEST_KEY);
  let at = start;
  while (at < last) {
    const isCall = text[at] === '@' || text.startsWith('${', at);
    const open = isCall ? text.indexOf('{', at) : -1;
    pieces.lastIndex = at;
    const end = open >= 0 ? closingBrace(text, open) + 1 : pieces.test(text) ? pieces.lastIndex : at;
    if (end <= at) break;
    at = end;
  }
  const name = text.slice(start, at);
  return name === '' || /^[\d.]/.test(name) ? undefined : name;
}

/** The name as an expression. */
function nameOf(name: string, scope: Scope): string {
  return /^\w+$/.test(name) ? quoted(name) : textOf(name, within(scope));
}

function closingBracket(text: string, start: number): number {
  let depth = 0;
  const last = Math.min(text.length, start + LONGEST_KEY);
  for (let at = start; at < last; at++) {
    if (text[at] === '[') depth++;
    else if (text[at] === ']' && --depth === 0) return at;
    else if (text[at] === ';' || text[at] === '\n') return -1;
  }
  return -1;
}

function variableAt(text: string, at: number, scope: Scope): Read | null {
  const [signs = ''] = /^\$+/.exec(text.slice(at)) ?? [];
  const behind = at + signs.length;
  if (signs.length > 1)
    return { part: { text: /[A-Za-z_{]/.test(text[behind] ?? '') ? signs.slice(1) : signs }, end: behind };
  const path = pathAt(text, at + 1);
  if (!path) return null;
  const { name, keys, end } = path;
  if (keys.at(-1) === '')
    return { part: { code: `braces(${call('values', [name, ...keys.slice(0, -1)], scope)})` }, end };
  return { part: { code: readOf(name, keys, scope) }, end };
}

/** The value of a variable. */
function readOf(name: string, keys: readonly string[], scope: Scope): string {
  const local = scope.locals.get(name);
  if (local !== undefined && keys.length === 0) return local;
  if (local !== undefined) throw new Error(`$${name}[…] of a local variable has no counterpart`);
  return call('get', [name, ...keys], scope);
}

function call(helper: string, [name = '', ...keys]: readonly string[], scope: Scope): string {
  if (keys.some(key => /(?:^|[^\\])%[^\d]|\.\./.test(key)))
    throw new Error(`$${name}[${keys.join('][')}]: parts that are chosen by a pattern have no counterpart`);
  const inner = within(scope);
  return `${helper}(${[nameOf(name, scope), ...keys.map(key => textOf(key, inner))].join(', ')})`;
}

/** `&list[]`: how many there are; `&name`: whether there is one. `&1`: what `#regexp` has found. */
function countAt(text: string, at: number, scope: Scope, kind: Kind): Read | null {
  const [, number] = /^&(\d{1,2})/.exec(text.slice(at)) ?? [];
  if (number !== undefined && kind === 'text')
    return scope.found ? { part: { code: scope.found(Number(number)) }, end: at + 1 + number.length } : null;
  if (number !== undefined && scope.found)
    return { part: { code: scope.found(Number(number)) }, end: at + 1 + number.length };
  const path = pathAt(text, at + 1);
  if (!path) return null;
  const { name, keys, end } = path;
  if (keys.at(-1) === '') return { part: { code: call('size', [name, ...keys.slice(0, -1)], scope) }, end };
  if (kind === 'text') return null;
  if (scope.locals.has(name)) throw new Error(`&${name} of a local variable has no counterpart`);
  return { part: { code: call('exists', [name, ...keys], scope) }, end };
}

/** `*table[]`: its keys. */
function keysAt(text: string, at: number): Read | null {
  const path = pathAt(text, at + 1);
  if (path?.keys.at(-1) !== '') return null;
  const names = [path.name, ...path.keys.slice(0, -1)];
  if (names.some(name => !/^\w+$/.test(name)))
    throw new Error(`*${path.name}[…] with what is filled in has no counterpart`);
  return { part: { code: `braces(keys(${names.map(quoted).join(', ')}))` }, end: path.end };
}

function functionAt(text: string, at: number, scope: Scope): Read | null {
  const [, name] = /^@([A-Za-z_]\w*)\{/.exec(text.slice(at)) ?? [];
  if (name === undefined) return null;
  if (!scope.file.functions.has(name))
    throw new Error(`@${name}{…}: there is no function of that name in the file`);
  const open = at + 1 + name.length;
  const close = closingBrace(text, open);
  if (close < 0) throw new Error(`@${name}{ has no } behind it`);
  const inner = within(scope);
  const given = partsBySemicolon(text.slice(open + 1, close)).map(one => textOf(one, inner));
  return { part: { code: `${jsName(name)}(${given.join(', ')})` }, end: close + 1 };
}

/** `{a}{b}` and `a;b` are two. */
function partsBySemicolon(text: string): string[] {
  const trimmed = text.trim();
  if (trimmed === '') return [];
  if (trimmed.startsWith('{')) return argumentsOf(trimmed, 99);
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\') at = escapedAt(text, at);
    else if (text[at] === '{') depth++;
    else if (text[at] === '}') depth--;
    else if (text[at] === ';' && depth === 0) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  return [...parts, text.slice(from)];
}

/** What a command assigns to: how the name is written, and how something is put there. Throws an Error with a reason. */
export function target(
  given: string,
  scope: Scope,
): { read: string; names: string; assign(value: string): string } {
  const path = pathAt(given.trim(), 0, true);
  if (!path || path.end !== given.trim().length)
    throw new Error(`${given.trim().slice(0, 20)} is no name of a variable here`);
  const { name, keys } = path;
  if (keys.includes('')) throw new Error(`${given.trim()}: a key that is not there has no counterpart`);
  const local = scope.locals.get(name);
  if (local !== undefined && keys.length > 0)
    throw new Error(`${name}[…] of a local variable has no counterpart`);
  if (local !== undefined)
    return { read: local, names: quoted(name), assign: value => `${local} = ${value};` };
  const all = [nameOf(name, scope), ...keys.map(key => textOf(key, scope))];
  const names = all.length === 1 ? (all[0] as string) : `[${all.join(', ')}]`;
  return { read: `get(${all.join(', ')})`, names, assign: value => `set(${names}, ${value});` };
}

/** All of the text is one variable, whose value may be a table: `$name`. */
export function isVariable(text: string): boolean {
  const path = text.startsWith('$') ? pathAt(text, 1) : null;
  return path !== null && path.end === text.length;
}

/** What `#foreach` goes through. */
export function listOf(given: string, scope: Scope): string {
  const text = given.trim();
  const [sign = ''] = text;
  const path = sign === '$' || sign === '*' ? pathAt(text, 1) : null;
  if (path && path.end === text.length && path.keys.at(-1) === '')
    return call(sign === '$' ? 'values' : 'keys', [path.name, ...path.keys.slice(0, -1)], scope);
  const fixed = constant(given, scope);
  // The braces part what is in it.
  if (fixed !== null && !/[{}\\]/.test(fixed)) {
    const parts = partsBySemicolon(fixed).filter((part, at, all) => part !== '' || at < all.length - 1);
    return `[${parts.map(part => quoted(part.trim())).join(', ')}]`;
  }
  return `items(${textOf(given, scope)})`;
}
