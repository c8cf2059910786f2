/**
 * Rules as bytes: two rows, of rules and of what their patterns are filed under, each element by itself, so that a rule is put
 * in or taken out without a look at the others. All is worked off in steps, for there may be ten thousand.
 *
 * Behind them the same stands once more as JSON (quick.ts), which an image that has just been started reads many times sooner.
 */
import { Buffer } from 'node:buffer';
import { Packr } from 'msgpackr/pack';
import type { Rule } from '../state/automation.ts';
import { type Candidates, createCandidates, type Filing } from './matching/candidates.ts';
import { type Needs, needsFiled } from './matching/matcher.ts';
import { elementOf, partOf, quickTail, type Row, readTail, tailSize } from './quick.ts';

const packr = new Packr({ useRecords: false });

/** Rules in the order of the file, what each of their patterns is filed under, and where both stand in the bytes. */
export interface Decoded {
  readonly all: readonly Rule[];
  readonly filings: readonly (readonly Filing[])[];
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
  if (rules.length === 0) return { all: [], filings: [], places: null };
  const find = finderOf(rules, known, more);
  let index: Candidates | null = null;
  const filings: (readonly Filing[])[] = [];
  const rows = [newRow(), newRow()] as const;
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
      filings.push(filing);
      add(rows[0], packr.pack(rule));
      add(rows[1], packr.pack(filing));
      quick = withElement(quick, rule, filing);
      if (++work % AT_ONCE === 0) yield;
    } else {
      const { of, at } = found;
      filings.push(of.filings[at] as readonly Filing[]);
      addKnown(rows[0], places.block, places.rules, at);
      addKnown(rows[1], places.block, places.filings, at);
      // Of an image before: thousands are not said in JSON for one that has changed.
      if (quick && places.quick) addKnown(quick, places.block, places.quick, at);
      else quick = null;
      if (n % KNOWN_AT_ONCE === 0) yield;
    }
  }
  yield;
  return { all: rules, filings, places: joined(rows, quick) };
}

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

function joined([rules, filings]: readonly [NewRow, NewRow], quick: NewRow | null): Places {
  const size = 1 + 2 * HEAD + rules.size + filings.size;
  const block = new Uint8Array(size + (quick ? quick.size + tailSize(rules.ends.length) : 0));
  block[0] = PAIR;
  const first = write(block, 1 + HEAD, rules, true);
  const second = write(block, 1 + 2 * HEAD + rules.size, filings, true);
  const third = quick && write(block, size, quick, false);
  if (quick && third) block.set(quickTail([first, second, third]), size + quick.size);
  return { block, rules: first, filings: second, quick: third };
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
  if (block.length === 0) return { all: [], filings: [], places: null };
  const tail = readTail(block);
  if (tail) return yield* quicklyDecoded(block, tail);
  const rules = yield* read<Rule>(block, 1);
  const filings = yield* read<readonly Filing[]>(block, rules.row.ends.at(-1) ?? rules.row.start);
  return {
    all: rules.values,
    filings: filings.values,
    places: { block, rules: rules.row, filings: filings.row, quick: null },
  };
}

/** Rules of JSON between two rests. */
const PARSED_AT_ONCE = 32;

function* quicklyDecoded(
  block: Uint8Array,
  [rules, filings, quick]: readonly [Row, Row, Row],
): Steps<Decoded> {
  const { ends, start } = quick;
  const all: Rule[] = [];
  const filed: (readonly Filing[])[] = [];
  while (all.length < ends.length) {
    const until = Math.min(ends.length, all.length + PARSED_AT_ONCE);
    const from = all.length === 0 ? start : (ends[all.length - 1] as number);
    for (const [rule, filing] of partOf(block.subarray(from, ends[until - 1]))) {
      all.push(rule);
      filed.push(filing);
    }
    yield;
  }
  return { all, filings: filed, places: { block, rules, filings, quick } };
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
