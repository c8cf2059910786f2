/**
 * Many values changed in a TOML text at once: one look at it and one at the outcome, where one after the other reads all of it
 * for each. An import has thousands.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Steps } from '../automation/block.ts';
import { formatPath, formatValue } from './format.ts';
import { parseToml } from './load.ts';
import { lineEnd, lineStart, type Pair, type Section, sectionsIn } from './locate.ts';
import { indentOf, sectionEnd, valueAt } from './save.ts';
import { isTable } from './value.ts';

/** A value at its path; undefined: it goes. */
export interface TextChange {
  readonly path: readonly string[];
  readonly value: unknown;
}

type Table = Record<string, unknown>;

/** Fewer are made one by one. */
const MANY = 10;
/** Sections and changes between two rests. */
const AT_ONCE = 100;

/**
 * Makes the first of the changes, as many as are plain: a key of a table that has a header or has none yet, or a table that goes. Answers how many they
 * were; none of a text with a mistake, or where there are few.
 */
export function* editingMany(
  given: string,
  changes: readonly TextChange[],
): Steps<{ readonly text: string; readonly count: number }> {
  const nothing = { text: given, count: 0 };
  if (changes.length < MANY) return nothing;
  const before = parseToml(given);
  if ('fault' in before) return nothing;
  yield;
  const text = isEmpty(given) || given.endsWith('\n') ? given : given + newlineOf(given);
  const places = yield* placesIn(text);
  const wanted = tidy(before.table) as Table;
  yield;
  const edits: Edit[] = [];
  const fresh: Fresh = new Map();
  const done = new Set<string>();
  for (const change of changes) {
    const key = formatPath(change.path);
    const made = done.has(key) || !isPlain(change, places, before.table) ? null : formatted(change.value);
    if (made === null) break;
    done.add(key);
    note(text, change.path, made, places, edits, fresh);
    put(wanted, change.path, change.value);
    if (done.size % AT_ONCE === 0) yield;
  }
  if (done.size < MANY) return nothing;
  const edited = withHeaders(text, applied(text, edits), [...fresh.values()]);
  yield;
  const after = parseToml(edited);
  yield;
  const isAsWanted = 'table' in after && isDeepStrictEqual(tidy(after.table), tidy(wanted));
  return isAsWanted ? { text: edited, count: done.size } : nothing;
}

/** '' = it goes; null: TOML cannot say it, which whoever makes it by itself says. */
function formatted(value: unknown): string | null {
  try {
    return value === undefined ? '' : formatValue(value);
  } catch {
    return null;
  }
}

function isEmpty(text: string): boolean {
  return text === '' || text === '\ufeff';
}

interface Places {
  /** Of plain tables, the pairs by their paths, and the tables by theirs. */
  readonly pairs: Map<string, Pair>;
  readonly sections: Map<string, Section>;
  /** Tables that are there by keys with dots, and those that other headers are within. */
  readonly dotted: Set<string>;
  readonly outer: Set<string>;
}

function* placesIn(text: string): Steps<Places> {
  const places: Places = { pairs: new Map(), sections: new Map(), dotted: new Set(), outer: new Set() };
  let count = 0;
  for (const section of sectionsIn(text)) {
    if (++count % AT_ONCE === 0) yield;
    for (let end = 1; end < section.path.length; end++)
      places.outer.add(formatPath(section.path.slice(0, end)));
    if (section.array) continue;
    const own = formatPath(section.path);
    if (section.path.length > 0 && !places.sections.has(own)) places.sections.set(own, section);
    for (const pair of section.pairs) {
      places.pairs.set(formatPath(pair.path), pair);
      for (let end = section.path.length + 1; end < pair.path.length; end++)
        places.dotted.add(formatPath(pair.path.slice(0, end)));
    }
  }
  return places;
}

function isPlain({ path, value }: TextChange, places: Places, table: Table): boolean {
  const { pairs, sections, dotted, outer } = places;
  if (path.length < 2 || isTable(value)) return false;
  const key = formatPath(path);
  if (value === undefined && sections.has(key)) return !dotted.has(key) && !outer.has(key);
  // What stands in one line is written anew as a whole.
  if (path.some((_, at) => at > 0 && pairs.has(formatPath(path.slice(0, at))))) return false;
  if (pairs.has(key)) return true;
  return valueAt(table, path) === undefined && !dotted.has(formatPath(path.slice(0, -1)));
}

/** A part of the text that becomes another one. */
interface Edit {
  readonly start: number;
  readonly end: number;
  readonly insert: string;
}

/** Lines of tables that have no header yet, by their paths. */
type Fresh = Map<string, { readonly path: readonly string[]; readonly lines: string[] }>;

/** Notes what is to be done in the text, or below a header that it has not yet. */
function note(
  text: string,
  path: readonly string[],
  made: string,
  { pairs, sections }: Places,
  edits: Edit[],
  fresh: Fresh,
): void {
  const pair = pairs.get(formatPath(path));
  if (made === '') {
    const table = sections.get(formatPath(path));
    if (table) edits.push({ start: table.start, end: sectionEnd(text, table), insert: '' });
    else if (pair)
      edits.push({ start: lineStart(text, pair.start), end: lineEnd(text, pair.valueEnd), insert: '' });
    return;
  }
  if (pair) return void edits.push({ start: pair.valueStart, end: pair.valueEnd, insert: made });
  const parent = path.slice(0, -1);
  const key = formatPath(parent);
  const line = `${formatPath(path.slice(-1))} = ${made}`;
  const section = sections.get(key);
  if (section) {
    const last = section.pairs.at(-1);
    const at = last ? lineEnd(text, last.valueEnd) : section.bodyStart;
    const indent = last ? indentOf(text, last.start) : '';
    return void edits.push({ start: at, end: at, insert: `${indent}${line}${newlineOf(text)}` });
  }
  const others = fresh.get(key);
  if (others) others.lines.push(line);
  else fresh.set(key, { path: parent, lines: [line] });
}

function newlineOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

function applied(text: string, edits: readonly Edit[]): string {
  // A stable sort: what is put in at one place stays in its order.
  const inOrder = edits.toSorted((one, other) => one.start - other.start || one.end - other.end);
  const parts: string[] = [];
  let at = 0;
  for (const { start, end, insert } of inOrder) {
    parts.push(text.slice(at, start), insert);
    at = end;
  }
  return parts.join('') + text.slice(at);
}

function withHeaders(
  text: string,
  edited: string,
  tables: readonly { readonly path: readonly string[]; readonly lines: readonly string[] }[],
): string {
  const newline = newlineOf(text);
  const parts = tables.map(({ path, lines }, at) => {
    const space = at === 0 && edited.trim() === '' ? '' : newline;
    return `${space}[${formatPath(path)}]${newline}${lines.map(line => line + newline).join('')}`;
  });
  return edited + parts.join('');
}

/** In place: it is a copy. */
function put(table: Table, path: readonly string[], value: unknown): void {
  let inner = table;
  for (const key of path.slice(0, -1)) {
    if (!Object.hasOwn(inner, key) || !isTable(inner[key])) {
      if (value === undefined) return;
      set(inner, key, {});
    }
    inner = inner[key] as Table;
  }
  const key = path.at(-1) as string;
  if (value === undefined) delete inner[key];
  else set(inner, key, value);
}

/** Whatever the key is called. */
function set(table: Table, key: string, value: unknown): void {
  Object.defineProperty(table, key, { value, configurable: true, enumerable: true, writable: true });
}

/** A copy in ordinary objects, without tables that hold nothing: whether those are there does not matter. */
function tidy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(tidy);
  if (!isTable(value)) return value;
  const made: Table = {};
  for (const [key, inner] of Object.entries(value)) {
    const own = tidy(inner);
    if (isTable(own) && Object.keys(own).length === 0) continue;
    set(made, key, own);
  }
  return made;
}
