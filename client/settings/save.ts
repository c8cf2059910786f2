/**
 * settings.toml, changed: the smallest edit of the text that makes the wanted change, so that comments, order
 * and keys of other versions stay. The result is parsed again and compared with the wanted settings; only if
 * they differ (a layout not foreseen here) is the whole file written anew. The host writes the file.
 */
import { isDeepStrictEqual } from 'node:util';
import { stringify } from 'smol-toml';
import { finish, type Steps } from '../automation/block.ts';
import { formatPath, formatValue } from './format.ts';
import { parseToml } from './load.ts';
import { lineEnd, lineStart, locate, type Pair, type Section } from './locate.ts';
import { isTable } from './value.ts';

type Path = readonly string[];
type Table = Record<string, unknown>;

/**
 * The text of settings.toml with the setting at `path` (`['web', 'port']`, `['worlds', 'Alpha']`) set to
 * `value`, or removed if that is undefined. A table as value replaces the whole table, key by key.
 * Throws an Error with a sentence, and so never touches the text, if it is not TOML or if TOML cannot say the value.
 */
export function editSettings(text: string, path: Path, value: unknown): string {
  return finish(editingSettings(text, path, value));
}

/** The same in steps: a file of thousands of worlds is not read and compared in one go. */
export function* editingSettings(text: string, path: Path, value: unknown): Steps<string> {
  const before = parseToml(text);
  if ('fault' in before) throw new Error(`${before.fault} The file stays as it is until this is mended.`);
  yield;
  const wanted = withValue(before.table, path, value);
  const edited = edit(text, path, value, before.table);
  yield;
  if (yield* holding(edited, wanted, path)) return edited;
  const rewritten = stringify(wanted);
  yield;
  if (yield* holding(rewritten, wanted, path)) return rewritten;
  throw new Error(`${formatPath(path)} cannot be written to settings.toml; the file stays as it is.`);
}

/** The text of a settings.toml that says this and nothing else. Throws TypeError for what TOML cannot say. */
export function settingsText(changes: readonly { readonly path: Path; readonly value: unknown }[]): string {
  const all: Table = {};
  for (const { path, value } of changes) {
    let table = all;
    for (const key of path.slice(0, -1)) table = (table[key] ??= {}) as Table;
    table[path.at(-1) as string] = value;
  }
  return stringify(all);
}

/** May go wrong where a layout is odd, even to what is no TOML: the caller looks at the result. */
function edit(text: string, path: Path, value: unknown, table = tableOf(text)): string {
  if (!table) return text;
  const old = valueAt(table, path);
  if (value === undefined && old === undefined) return text;
  const sections = locate(text);
  const inline = pairs(sections).find(pair => pair.path.length < path.length && isWithin(path, pair.path));
  if (inline) return rewriteInline(text, table, inline, path, value);
  if (value === undefined) return remove(text, sections, path);
  const pair = pairs(sections).find(one => isSame(one.path, path));
  if (pair) return splice(text, pair.valueStart, pair.valueEnd, formatValue(value));
  // The tables of the schema get headers of their own; deeper ones (environ) are written inline unless they have one.
  if (isTable(value) && isTable(old)) return replaceTable(text, old, path, value);
  if (isTable(value) && path.length <= 2) return replaceTable(withHeader(text, path), {}, path, value);
  return append(text, path, value);
}

/** What the text says; null: it is no TOML. */
function tableOf(text: string): Table | null {
  const read = parseToml(text);
  return 'fault' in read ? null : read.table;
}

/** Key by key, so that the comments of those that stay are kept. */
function replaceTable(text: string, old: Table, path: Path, value: Table): string {
  const gone = Object.keys(old).filter(key => !Object.hasOwn(value, key));
  const changed = Object.keys(value).filter(key => !isDeepStrictEqual(plain(old[key]), plain(value[key])));
  return [...changed, ...gone].reduce((done, key) => edit(done, [...path, key], valueAt(value, [key])), text);
}

// ---------------------------------------------------------------- finding

/** Those of plain tables: what `[[…]]` holds has no path of its own. */
function pairs(sections: readonly Section[]): Pair[] {
  return sections.filter(section => !section.array).flatMap(section => [...section.pairs]);
}

function isSame(one: Path, other: Path): boolean {
  return one.length === other.length && isWithin(one, other);
}

/** Whether `path` is `table` or something in it. */
function isWithin(path: Path, table: Path): boolean {
  return table.every((key, index) => path[index] === key);
}

// ---------------------------------------------------------------- adding

function append(text: string, path: Path, value: unknown): string {
  const parent = path.slice(0, -1);
  const sections = locate(text);
  const own = sections.find(section => !section.array && isSame(section.path, parent));
  if (own && (own.pairs.length > 0 || own !== sections[0])) return insertInto(text, own, path, value);
  if (parent.length === 0) return insertOnTop(text, sections[1], path, value);
  const dotted = sections.find(
    section => section.path.length < parent.length && section.pairs.some(pair => isWithin(pair.path, parent)),
  );
  if (dotted) return insertInto(text, dotted, path, value, parent);
  return append(withHeader(text, parent), path, value);
}

/** After the last pair of the section (the last that is within `near`), or below its header. */
function insertInto(text: string, section: Section, path: Path, value: unknown, near: Path = []): string {
  const last = section.pairs.findLast(pair => isWithin(pair.path, near));
  const at = last ? lineEnd(text, last.valueEnd) : section.bodyStart;
  const indent = last ? indentOf(text, last.start) : '';
  return insertLines(text, at, [`${indent}${pairText(path.slice(section.path.length), value)}`]);
}

/** Before the first header and the comment that belongs to it, or at the end of a file without one. */
function insertOnTop(text: string, first: Section | undefined, path: Path, value: unknown): string {
  const line = pairText(path, value);
  if (!first) return insertLines(text, text.length, [line]);
  let at = lineStart(text, first.start);
  while (at > 0 && /^[ \t]*#/.test(text.slice(lineStart(text, at - 1), at))) at = lineStart(text, at - 1);
  return insertLines(text, Math.max(at, text.startsWith('\ufeff') ? 1 : 0), [line, '']);
}

function withHeader(text: string, path: Path): string {
  const header = `[${formatPath(path)}]`;
  return insertLines(text, text.length, text.trim() === '' ? [header] : ['', header]);
}

function pairText(path: Path, value: unknown): string {
  return `${formatPath(path)} = ${formatValue(value)}`;
}

// ---------------------------------------------------------------- removing

/** Takes out every pair and header at or below `path`. Comments above them stay: they may speak of more. */
function remove(text: string, sections: readonly Section[], path: Path): string {
  const spans = sections.flatMap(section => spansOf(text, section, path));
  return spans.reduceRight((done, [start, end]) => splice(done, lineStart(text, start), end, ''), text);
}

function spansOf(text: string, section: Section, path: Path): [start: number, end: number][] {
  const isTarget = section.path.length > 0 && isWithin(section.path, path);
  if (isTarget) return [[section.start, sectionEnd(text, section)]];
  const gone = section.pairs.filter(pair => isWithin(pair.path, path));
  return gone.map(pair => [pair.start, lineEnd(text, pair.valueEnd)]);
}

/** After the last pair: a comment below it may belong to the next header. */
export function sectionEnd(text: string, section: Section): number {
  const last = section.pairs.at(-1);
  return last ? lineEnd(text, last.valueEnd) : section.bodyStart;
}

// ---------------------------------------------------------------- text

/** An inline table is one line, and is written anew as one line. */
function rewriteInline(text: string, before: Table, pair: Pair, path: Path, value: unknown): string {
  const table = valueAt(withValue(before, path, value), pair.path);
  return splice(text, pair.valueStart, pair.valueEnd, formatValue(table));
}

function splice(text: string, start: number, end: number, insert: string): string {
  return text.slice(0, start) + insert + text.slice(end);
}

/** Inserts whole lines at the start of a line (or at an end without line break), with the file's line ends. */
function insertLines(text: string, at: number, lines: readonly string[]): string {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const head = text.slice(0, at);
  const gap = head === '' || head === '\ufeff' || head.endsWith('\n') ? '' : newline;
  return head + gap + lines.map(line => line + newline).join('') + text.slice(at);
}

export function indentOf(text: string, at: number): string {
  return /^[ \t]*/.exec(text.slice(lineStart(text, at), at))![0];
}

// ---------------------------------------------------------------- values

export function valueAt(table: Table, path: Path): unknown {
  let value: unknown = table;
  for (const key of path) {
    if (!isTable(value) || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
}

/** A copy of the table with one value changed or, if undefined, removed. What is in its way is replaced by a table. */
function withValue(table: Table, path: Path, value: unknown): Table {
  const [key, ...rest] = path;
  if (key === undefined) return isTable(value) ? value : {};
  const inner = table[key];
  const next = rest.length === 0 ? value : withValue(isTable(inner) ? inner : {}, rest, value);
  const others = Object.entries(table).filter(([name]) => name !== key);
  return Object.fromEntries(next === undefined ? others : [...others, [key, next]]);
}

/** Whether the text says what is wanted. The tables around a removed key may be there, empty, or not at all. */
function* holding(text: string, wanted: Table, path: Path): Steps<boolean> {
  const read = tableOf(text);
  yield;
  if (!read) return false;
  const [said, meant] = [pruned(plain(read), path), pruned(plain(wanted), path)];
  yield;
  return isDeepStrictEqual(said, meant);
}

function pruned(value: unknown, path: Path): unknown {
  if (!isTable(value) || path.length === 0) return value;
  const [key = '', ...rest] = path;
  const inner = rest.length > 0 ? pruned(value[key], rest) : value[key];
  const empty =
    rest.length > 0 && (inner === undefined || (isTable(inner) && Object.keys(inner).length === 0));
  const others = Object.entries(value).filter(([name]) => name !== key);
  return Object.fromEntries(empty || inner === undefined ? others : [...others, [key, inner]]);
}

/** The same value in ordinary objects: the reader's have no prototype, which would count as a difference. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (!isTable(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}
