/** automation.toml, read: text in, rules out. A mistake anywhere is a fault of the whole file, with its line and column. */
import { finish, type Steps } from '../../automation/block.ts';
import { define } from '../../automation/define.ts';
import type { Rule, RuleKind, Variable } from '../../state/automation.ts';
import { parseToml } from '../load.ts';
import { lineStart, locate, type Section, sectionsAndRests } from '../locate.ts';
import { describe, isTable } from '../value.ts';
import { variablesIn } from './variables.ts';

export const FILE = 'automation.toml';

/** Tables of the file that hold rules. */
export const kinds: readonly RuleKind[] = ['trigger', 'alias', 'bind', 'hook', 'timer'];

export type Loaded =
  | { readonly rules: readonly Rule[]; readonly variables: readonly Variable[] }
  | { readonly fault: string };

/** The rules of the file, in its order. */
export function parseAutomation(text: string): Loaded {
  return finish(parsing(text));
}

/**
 * As parseAutomation(), in steps: the file is read in pieces, each of which is TOML by itself: it begins at a rule, or is a part of a
 * long table of variables, below the header of that.
 */
export function* parsing(text: string): Steps<Loaded> {
  const found: Found = { rules: new Map(), names: new Set(), variables: [], tables: new Set() };
  let lines = 0;
  for (const piece of piecesOf(text)) {
    yield;
    if (!piece) continue;
    const own = text.slice(piece.start, piece.end);
    const fault = piece.parts
      ? yield* takeParts(text, piece, piece.parts, lines, found)
      : yield* take(own, lines, found);
    if (fault !== null) return { fault };
    lines += own.split('\n').length - 1;
  }
  return { rules: [...found.rules.values()].flat(), variables: found.variables };
}

/** The parts of a long table, read one by one. What has a mistake is read as a whole: that tells where it is. */
function* takeParts(
  text: string,
  { start, end }: Piece,
  { header, starts, name }: Parts,
  lines: number,
  found: Found,
): Steps<string | null> {
  const own: Variable[] = [];
  const names = new Set<string>();
  for (const [at, from] of starts.entries()) {
    const document = parseToml((at === 0 ? '' : header) + text.slice(from, starts[at + 1] ?? end));
    const some = 'fault' in document ? '' : variablesIn(document.table);
    if (typeof some === 'string') return yield* take(text.slice(start, end), lines, found);
    for (const one of some) {
      own.push(one);
      names.add(one.name);
    }
    yield;
  }
  if (names.size < own.length || found.tables.has(name))
    return yield* take(text.slice(start, end), lines, found);
  found.tables.add(name);
  for (const one of own) found.variables.push(one);
  return null;
}

/** What the pieces so far have said. */
interface Found {
  /** All of one kind in a row. */
  readonly rules: Map<RuleKind, Rule[]>;
  readonly names: Set<string>;
  readonly variables: Variable[];
  /** Tables that a file has once. */
  readonly tables: Set<string>;
}

/** UTF-16 units of a piece, or more if one rule has them; and variables of a table that is read in parts. */
const PIECE = 2048;
const MANY = 200;

interface Piece {
  readonly start: number;
  readonly end: number;
  readonly parts?: Parts;
}

/** A long table of variables: its header, for each part but the first, and where the parts begin. */
interface Parts {
  readonly header: string;
  readonly starts: readonly number[];
  /** As among `tables`. */
  readonly name: string;
}

/** With a rest (null) now and then. */
function* piecesOf(text: string): Generator<Piece | null> {
  let start = 0;
  let long: Section | null = null;
  for (const section of sectionsAndRests(text)) {
    if (!section) {
      yield null;
      continue;
    }
    const end = lineStart(text, section.start);
    // What belongs to a rule before the table is no piece by itself.
    if (long && beginsAnew(section)) {
      yield* piecesAround(text, start, long, end);
      start = end;
    }
    long = isLong(section) ? section : null;
    if (section.start - start < PIECE || !isOfRules(section)) continue;
    yield { start, end };
    start = end;
  }
  if (long) yield* piecesAround(text, start, long, text.length);
  else yield { start, end: text.length };
}

function isOfRules({ array, path }: Section): boolean {
  return array && path.length === 1;
}

function beginsAnew(section: Section): boolean {
  return isOfRules(section) || VARIABLES.includes(section.path[0] as string);
}

function isLong({ array, path, pairs }: Section): boolean {
  const [of, , more] = path;
  return !array && pairs.length > MANY && more === undefined && of === VARIABLES[path.length - 1];
}

/** What stands before the table, and the table. */
function* piecesAround(text: string, from: number, { start, bodyStart, path, pairs }: Section, end: number) {
  const header = text.slice(lineStart(text, start), bodyStart);
  const begin = lineStart(text, start);
  if (begin > from) yield { start: from, end: begin };
  const starts = [begin];
  for (const pair of pairs)
    if (pair.start - (starts.at(-1) as number) > PIECE) starts.push(lineStart(text, pair.start));
  yield { start: begin, end, parts: { header, starts, name: path.join(' ') } };
}

/** Adds what a piece says, behind so many `lines`; or says what is wrong with it. */
function* take(piece: string, lines: number, found: Found): Steps<string | null> {
  const document = parseToml(piece, FILE, lines);
  if ('fault' in document) return document.fault;
  const wrong = (place: Place, why: string) => faultAt(piece, lines, place, why);
  for (const [key, tables] of Object.entries(document.table)) {
    const kind = kinds.find(one => one === key);
    if (VARIABLES.includes(key)) {
      const fault = takeVariables(key, tables, found);
      if (fault !== null) return wrong({ key }, fault);
    } else if (!kind) {
      const all = kinds.map(one => `[[${one}]]`).join(', ');
      return wrong({ key }, `there is no table ${key}: there are ${all}`);
    } else if (!Array.isArray(tables)) {
      return wrong({ key }, `rules stand below [[${kind}]] each, not in ${describe(tables)}`);
    } else {
      for (const [at, table] of tables.entries()) {
        const fault = takeRule(kind, table, found);
        if (fault)
          return wrong({ key, at, ...(fault.key !== undefined && { within: fault.key }) }, fault.why);
        yield;
      }
    }
  }
  return null;
}

const VARIABLES: readonly string[] = ['variables', 'world_variables'];

function takeVariables(key: string, table: unknown, { variables, tables }: Found): string | null {
  const own = variablesIn({ [key]: table });
  if (typeof own === 'string') return own;
  const names = key === 'variables' ? [key] : Object.keys(table as object).map(world => `${key} ${world}`);
  if (names.some(name => tables.has(name))) return `${key} stands there twice`;
  for (const name of names) tables.add(name);
  for (const one of own) variables.push(one);
  return null;
}

function takeRule(kind: RuleKind, table: unknown, { rules, names }: Found) {
  if (!isTable(table)) return { why: `a ${kind} is a table, not ${describe(table)}` };
  const defined = define(kind, table);
  if ('fault' in defined) return { why: defined.fault, key: defined.key };
  const { name } = defined.rule;
  if (names.has(`${kind} ${name}`)) return { why: `there are two of the name ${name}`, key: 'name' };
  names.add(`${kind} ${name}`);
  const others = rules.get(kind);
  if (others) others.push(defined.rule);
  else rules.set(kind, [defined.rule]);
  return null;
}

/** Where in the file: a key at its top, or the number of a table of this key, and a key within that. */
interface Place {
  readonly key: string;
  readonly at?: number;
  readonly within?: string;
}

function faultAt(text: string, lines: number, place: Place, why: string): string {
  const offset = offsetOf(locate(text), place);
  const before = text.slice(0, offset).split('\n');
  return `${FILE}, line ${lines + before.length}, column ${(before.at(-1) ?? '').length + 1}: ${why}.`;
}

function offsetOf(sections: readonly Section[], { key, at = 0, within }: Place): number {
  const section = sectionsOf(sections, key)[at] ?? sections.find(({ path }) => path[0] === key);
  const pair = (section ? [section] : sections)
    .flatMap(({ pairs }) => pairs)
    .find(({ path }) => path.at(-1) === (within ?? key) || (path[0] === key && within === undefined));
  return (within === undefined ? undefined : pair?.start) ?? section?.start ?? pair?.start ?? 0;
}

/** The sections of the tables `[[key]]`, in their order. */
export function sectionsOf(sections: readonly Section[], key: string): readonly Section[] {
  return sections.filter(({ array, path }) => array && path.length === 1 && path[0] === key);
}
