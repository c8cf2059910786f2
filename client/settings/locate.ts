/**
 * Where things stand in a TOML text. The text has been parsed without error before, so this reads just
 * enough of the syntax to know where each header, key and value begins and ends, and leaves the meaning to
 * the parser: https://toml.io/en/v1.0.0
 */
import { parse } from 'smol-toml';

/** A header and what follows it up to the next one. The first section has no header (`start` = `bodyStart`). */
export interface Section {
  readonly path: readonly string[];
  /** `[[path]]`: not one table but one of several. */
  readonly array: boolean;
  readonly start: number;
  /** After the line of the header. */
  readonly bodyStart: number;
  readonly pairs: readonly Pair[];
}

/** `key = value`; the path is the whole one, with that of the section before it. */
export interface Pair {
  readonly path: readonly string[];
  /** Of the key. */
  readonly start: number;
  readonly valueStart: number;
  readonly valueEnd: number;
}

/** Offsets are UTF-16 units. The first section is the one before any header, and may be empty. */
export function locate(text: string): Section[] {
  return [...sectionsIn(text)];
}

/** As locate(), one after the other. Of a text that is no TOML, some sections: it is the parser that says so. */
export function* sectionsIn(text: string): Generator<Section, undefined, undefined> {
  for (const section of sectionsAndRests(text)) if (section) yield section;
}

/** Pairs of one section between two rests. */
const AT_ONCE = 200;

/** As sectionsIn(), with a rest (null) now and then within a section of many pairs. */
export function* sectionsAndRests(text: string): Generator<Section | null, undefined, undefined> {
  const start = text.startsWith('\ufeff') ? 1 : 0;
  let section = { path: [] as string[], array: false, start, bodyStart: start, pairs: [] as Pair[] };
  for (let at = skipVoid(text, start); at < text.length; at = skipVoid(text, at)) {
    if (text[at] === '[') {
      yield section;
      const array = text[at + 1] === '[';
      const key = readKey(text, at + (array ? 2 : 1));
      const bodyStart = lineEnd(text, key.end);
      section = { path: key.path, array, start: at, bodyStart, pairs: [] };
      at = bodyStart;
    } else {
      const key = readKey(text, at);
      const valueStart = skipBlank(text, key.end + 1);
      const valueEnd = skipValue(text, valueStart);
      const path = [...section.path, ...key.path];
      const count = section.pairs.push({ path, start: at, valueStart, valueEnd });
      at = valueEnd;
      if (count % AT_ONCE === 0) yield null;
    }
  }
  yield section;
}

/** The offset after the line break of the line that holds `at` (or of the text, if it is the last). */
export function lineEnd(text: string, at: number): number {
  const newline = text.indexOf('\n', at);
  return newline < 0 ? text.length : newline + 1;
}

/** The offset of the first character of the line that holds `at`. */
export function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1;
}

/** Past spaces, line breaks and comments. */
function skipVoid(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    if (text[at] === '#') at = lineEnd(text, at);
    else if (' \t\r\n'.includes(text[at]!)) at++;
    else break;
  }
  return at;
}

function skipBlank(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t') at++;
  return at;
}

/** A dotted key; `end` is the offset of the `=` or `]` after it. */
function readKey(text: string, from: number): { path: string[]; end: number } {
  const path: string[] = [];
  let at = skipBlank(text, from);
  for (;;) {
    const end = text[at] === '"' || text[at] === "'" ? skipString(text, at) : skipBare(text, at);
    path.push(unquote(text.slice(at, end)));
    at = skipBlank(text, end);
    if (text[at] !== '.') return { path, end: at };
    at = skipBlank(text, at + 1);
  }
}

function skipBare(text: string, from: number): number {
  let at = from;
  while (at < text.length && !' \t.=]'.includes(text[at]!)) at++;
  return at;
}

/** The parser knows all the escapes of a quoted key. */
function unquote(key: string): string {
  if (key[0] !== '"' && key[0] !== "'") return key;
  try {
    return Object.keys(parse(`${key} = 0`))[0]!;
  } catch {
    // A text that is no TOML: the parser says so of the whole.
    return key;
  }
}

/** Past a string in any of the four kinds of quotes. */
function skipString(text: string, from: number): number {
  const quote = text[from]!;
  const multi = text.startsWith(quote.repeat(3), from);
  const close = multi ? quote.repeat(3) : quote;
  let at = from + close.length;
  while (at < text.length && !text.startsWith(close, at)) at += quote === '"' && text[at] === '\\' ? 2 : 1;
  at += close.length;
  // A multi-line string may end in one or two quotes of its own before the closing three.
  while (multi && text[at] === quote) at++;
  return at;
}

/** Past a value: a string, a list or inline table with all that is in it, or a bare word (number, date, true). */
function skipValue(text: string, from: number): number {
  const first = text[from];
  if (first === '"' || first === "'") return skipString(text, from);
  if (first === '[' || first === '{') return skipBrackets(text, from);
  let at = from;
  while (at < text.length && !'\r\n#'.includes(text[at]!)) at++;
  return from + text.slice(from, at).trimEnd().length;
}

function skipBrackets(text: string, from: number): number {
  let depth = 0;
  let at = from;
  do {
    const char = text[at]!;
    if (char === '"' || char === "'") at = skipString(text, at);
    else if (char === '#') at = lineEnd(text, at);
    else {
      if (char === '[' || char === '{') depth++;
      if (char === ']' || char === '}') depth--;
      at++;
    }
  } while (depth > 0 && at < text.length);
  return at;
}
