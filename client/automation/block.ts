/**
 * Rules as bytes: two rows, of rules and of what their patterns are filed under, each element by itself, so that a rule is put
 * in or taken out without a look at the others. All is worked off in steps, for there may be ten thousand.
 *
 * Behind them stands what an image that has just been started reads many times sooner: what they are filed under as numbers
 * (rows/entries.ts), and the rules as JSON (rows/quick.ts), of which it reads one by one.
 */
import { Buffer } from 'node:buffer';
import { Packr } from 'msgpackr/pack';
import type { Rule } from '../state/automation.ts';
import { type Candidates, createCandidates, type Filing } from './matching/candidates.ts';
import { type Needs, needsFiled } from './matching/matcher.ts';
import {
  type Entries,
  entriesOf,
  entriesTail,
  entriesTailSize,
  entryOf,
  readEntries,
} from './rows/entries.ts';
import { elementOf, partOf, quickTail, type Row, readTail, tailSize } from './rows/quick.ts';

const packr = new Packr({ useRecords: false });

/** Rules in the order of the file, what they are filed by, and where that stands in the bytes. */
export interface Decoded {
  readonly count: number;
  /** Rule number n: it alone is read, if it was not. */
  at(n: number): Rule;
  /** All of them. */
  readonly all: readonly Rule[];
  /** Reads all of them; null: they are. */
  readonly reading: (() => Steps<undefined>) | null;
  readonly entries: Entries;
  readonly places: Places | null;
}

/** Of the rows, the place of the first element and the ends of all. */
interface Places {
  readonly block: Uint8Array;
  readonly rules: Row;
  readonly filings: Row;
  /** Of JSON; null: there is none. */
  readonly quick: Row | null;
}

/** What goes on until it is done, with a rest wherever it yields. */
export type Steps<T> = Generator<undefined, T, undefined>;

/** Does it all at once. */
export function finish<T>(steps: Steps<T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** Rules between two rests, and of those that are known. */
const AT_ONCE = 8;
const KNOWN_AT_ONCE = 1000;
/** MessagePack: a pair, and a row of up to 4 G elements. */
const PAIR = 0x92;
const ROW = 0xdd;
const HEAD = 5;

/** The rules encoded; those that are `known` already are taken as they are. */
export function* encoded(rules: readonly Rule[], known?: Decoded, more?: Decoded): Steps<Decoded> {
  if (rules.length === 0) return NO_RULES;
  const find = finderOf(rules, known, more);
  let index: Candidates | null = null;
  const rows = [newRow(), newRow(), newRow()] as const;
  /** null: one of them cannot be said in JSON. */
  let quick: NewRow | null = newRow();
  let work = 0;
  // Letters that many rules have are those of the game's own words: what they stand for is met again and again.
  const needed = new Map<Rule, readonly Needs[]>();
  for (const [n, rule] of rules.entries()) {
    if (find(rule, n)?.of.places) continue;
    index ??= createCandidates();
    const all = needsFiled(rule);
    needed.set(rule, all);
    for (const needs of all) index.heed(needs);
    if (++work % AT_ONCE === 0) yield;
  }
  for (const [n, rule] of rules.entries()) {
    const found = find(rule, n);
    const places = found?.of.places;
    if (!found || !places) {
      const filing = (needed.get(rule) ?? []).map(one => (index as Candidates).add(0, one));
      add(rows[0], packr.pack(rule));
      add(rows[1], packr.pack(filing));
      add(rows[2], entryOf(rule, filing));
      quick = withElement(quick, rule, filing);
      if (++work % AT_ONCE === 0) yield;
    } else {
      const { of, at } = found;
      addKnown(rows[0], places.block, places.rules, at);
      addKnown(rows[1], places.block, places.filings, at);
      addKnown(rows[2], of.entries.bytes, { start: 0, ends: of.entries.ends }, at);
      // Of an image before: thousands are not said in JSON for one that has changed.
      if (quick && places.quick) addKnown(quick, places.block, places.quick, at);
      else quick = null;
      if (n % KNOWN_AT_ONCE === 0) yield;
    }
  }
  yield;
  return { ...listed(rules), ...joined(rows, quick) };
}

/** Rules that are there. */
function listed(all: readonly Rule[]): Pick<Decoded, 'count' | 'at' | 'all' | 'reading'> {
  return { count: all.length, at: n => all[n] as Rule, all, reading: null };
}

const NO_RULES: Decoded = { ...listed([]), entries: entriesOf(new ArrayBuffer(0), []), places: null };

/** The row with the rule; null if what is read from it would not be the same. */
function withElement(quick: NewRow | null, rule: Rule, filing: readonly Filing[]): NewRow | null {
  if (!quick) return null;
  const element = elementOf(rule, filing);
  if (!isSame(packr.pack(partOf(element)), packr.pack([[rule, filing]]))) return null;
  add(quick, element);
  return quick;
}

interface Found {
  readonly of: Decoded;
  readonly at: number;
}

/** Finds what is known of rule number n. Most stand where they stood, from the start or from the end: few are looked for. */
function finderOf(
  rules: readonly Rule[],
  known: Decoded | undefined,
  more: Decoded | undefined,
): (rule: Rule, n: number) => Found | undefined {
  const all = known?.all ?? [];
  const most = Math.min(all.length, rules.length);
  let head = 0;
  while (head < most && all[head] === rules[head]) head++;
  let tail = 0;
  while (tail < most - head && all.at(-1 - tail) === rules.at(-1 - tail)) tail++;
  const others = new Map<Rule, Found>();
  if (known) for (let at = head; at < all.length - tail; at++) others.set(all[at] as Rule, { of: known, at });
  if (more) for (const [at, rule] of more.all.entries()) others.set(rule, { of: more, at });
  return (rule, n) => {
    if (known && n < head) return { of: known, at: n };
    if (known && n >= rules.length - tail) return { of: known, at: n + all.length - rules.length };
    return others.get(rule);
  };
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}

/** Elements one behind the other: their bytes, in as few parts as can be, and their ends. */
interface NewRow {
  readonly parts: { readonly from: Uint8Array; readonly start: number; end: number }[];
  readonly ends: number[];
  size: number;
}

function newRow(): NewRow {
  return { parts: [], ends: [], size: 0 };
}

function add(row: NewRow, from: Uint8Array, start = 0, end = from.length): void {
  const last = row.parts.at(-1);
  if (last?.from === from && last.end === start) last.end = end;
  else row.parts.push({ from, start, end });
  row.size += end - start;
  row.ends.push(row.size);
}

function addKnown(row: NewRow, block: Uint8Array, { start, ends }: Row, at: number): void {
  add(row, block, at === 0 ? start : ends[at - 1], ends[at]);
}

function joined(
  [rules, filings, entries]: readonly [NewRow, NewRow, NewRow],
  quick: NewRow | null,
): Pick<Decoded, 'entries' | 'places'> {
  const count = rules.ends.length;
  const size = 1 + 2 * HEAD + rules.size + filings.size;
  const whole = size + entries.size + entriesTailSize(count);
  const block = new Uint8Array(whole + (quick ? quick.size + tailSize(count) : 0));
  block[0] = PAIR;
  const first = write(block, 1 + HEAD, rules, true);
  const second = write(block, 1 + 2 * HEAD + rules.size, filings, true);
  write(block, size, entries, false);
  block.set(entriesTail(entries.ends), size + entries.size);
  const third = quick && write(block, whole, quick, false);
  if (quick && third) block.set(quickTail([first, second, third]), whole + quick.size);
  return {
    entries: readEntries(block, whole) as Entries,
    places: { block, rules: first, filings: second, quick: third },
  };
}

/** `isRow`: with the head that MessagePack has before one. */
function write(block: Uint8Array, start: number, { parts, ends }: NewRow, isRow: boolean): Row {
  if (isRow) {
    block[start - HEAD] = ROW;
    new DataView(block.buffer).setUint32(start - HEAD + 1, ends.length);
  }
  let at = start;
  for (const part of parts) {
    block.set(part.from.subarray(part.start, part.end), at);
    at += part.end - part.start;
  }
  return { start, ends: ends.map(end => start + end) };
}

/** The rules that the bytes stand for. */
export function* decoded(block: Uint8Array): Steps<Decoded> {
  if (block.length === 0) return NO_RULES;
  const tail = readTail(block);
  const entries = readEntries(block, tail ? tail[2].start : block.length);
  if (tail && entries) return quicklyDecoded(block, tail, entries);
  const { rules, filings, places } = yield* tail ? parsed(block, tail) : unpacked(block);
  return { ...listed(rules), entries: entries ?? (yield* entriesFor(rules, filings)), places };
}

/** All that stands in the rows. */
interface Whole {
  readonly rules: readonly Rule[];
  readonly filings: readonly (readonly Filing[])[];
  readonly places: Places;
}

function* unpacked(block: Uint8Array): Steps<Whole> {
  const rules = yield* read<Rule>(block, 1);
  const filings = yield* read<readonly Filing[]>(block, rules.row.ends.at(-1) ?? rules.row.start);
  const places = { block, rules: rules.row, filings: filings.row, quick: null };
  return { rules: rules.values, filings: filings.values, places };
}

/** Rules of JSON between two rests. */
const PARSED_AT_ONCE = 32;

function* parsed(block: Uint8Array, [rules, filings, quick]: readonly [Row, Row, Row]): Steps<Whole> {
  const all: Rule[] = [];
  const filed: (readonly Filing[])[] = [];
  while (all.length < quick.ends.length) {
    const to = Math.min(quick.ends.length, all.length + PARSED_AT_ONCE);
    for (const [rule, filing] of partOf(elements(block, quick, all.length, to))) {
      all.push(rule);
      filed.push(filing);
    }
    yield;
  }
  return { rules: all, filings: filed, places: { block, rules, filings, quick } };
}

/** Bytes of those from one to before another. */
function elements(block: Uint8Array, { start, ends }: Row, from: number, to: number): Uint8Array {
  return block.subarray(from === 0 ? start : ends[from - 1], ends[to - 1]);
}

/** Of a block that has none: what builds of before have written. */
function* entriesFor(rules: readonly Rule[], filings: readonly (readonly Filing[])[]): Steps<Entries> {
  const row = newRow();
  for (const [n, rule] of rules.entries()) {
    add(row, entryOf(rule, filings[n] as readonly Filing[]));
    if (n % AT_ONCE === 0) yield;
  }
  const bytes = new Uint8Array(row.size);
  write(bytes, 0, row, false);
  return entriesOf(bytes.buffer, row.ends);
}

/** Each is read when it is asked for. */
function quicklyDecoded(
  block: Uint8Array,
  [rules, filings, quick]: readonly [Row, Row, Row],
  entries: Entries,
): Decoded {
  const count = quick.ends.length;
  const known = new Array<Rule | undefined>(count).fill(undefined);
  let read = 0;

  function part(from: number, to: number): Rule[] {
    return partOf(elements(block, quick, from, to)).map(([rule]) => rule);
  }

  function* reading(): Steps<undefined> {
    while (read < count) {
      const to = Math.min(count, read + PARSED_AT_ONCE);
      for (const [at, rule] of part(read, to).entries()) known[read + at] ??= rule;
      read = to;
      yield;
    }
    return undefined;
  }

  return {
    count,
    at: n => (known[n] ??= part(n, n + 1)[0] as Rule),
    get all() {
      if (read < count) finish(reading());
      return known as Rule[];
    },
    ...{ reading, entries },
    places: { block, rules, filings, quick },
  };
}

function* read<T>(
  block: Uint8Array,
  from: number,
): Steps<{ values: T[]; row: Row & { readonly ends: readonly number[] } }> {
  const { count, size } = headAt(block, from);
  const start = from + size;
  const values: T[] = [];
  const ends: number[] = [];
  while (values.length < count) {
    const first = ends.at(-1) ?? start;
    const until = Math.min(count, values.length + AT_ONCE);
    packr.unpackMultiple(block.subarray(first), (value: T, _start?: number, end?: number) => {
      values.push(value);
      ends.push(first + (end as number));
      return values.length < until;
    });
    yield;
  }
  return { values, row: { start, ends } };
}

/** A row by its first byte: its length is in that, in two bytes behind it, or in four. */
function headAt(block: Uint8Array, at: number): { count: number; size: number } {
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
  const first = view.getUint8(at);
  if (first === 0xdc) return { count: view.getUint16(at + 1), size: 3 };
  return first === ROW ? { count: view.getUint32(at + 1), size: HEAD } : { count: first & 0x0f, size: 1 };
}
