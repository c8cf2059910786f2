/**
 * Rules as bytes: two rows, of rules and of what their patterns are filed under, each element by itself, so that a rule is put
 * in or taken out without a look at the others. Both are worked off in steps, for there may be ten thousand.
 */
import { Packr } from 'msgpackr/pack';
import type { Rule } from '../state/automation.ts';
import { createCandidates, type Filing } from './matching/candidates.ts';
import { needsFiled } from './matching/matcher.ts';

const packr = new Packr({ useRecords: false });

/** Rules in the order of the file, what each of their patterns is filed under, and where both stand in the bytes. */
export interface Decoded {
  readonly all: readonly Rule[];
  readonly filings: readonly (readonly Filing[])[];
  readonly places: Places | null;
}

/** Of both rows, the place of the first element and the ends of all. */
interface Places {
  readonly block: Uint8Array;
  readonly rules: Row;
  readonly filings: Row;
}

interface Row {
  readonly start: number;
  readonly ends: readonly number[];
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
  let index: ReturnType<typeof createCandidates> | null = null;
  const filings: (readonly Filing[])[] = [];
  const rows = [newRow(), newRow()] as const;
  let work = 0;
  for (const [n, rule] of rules.entries()) {
    const found = find(rule, n);
    const places = found?.of.places;
    if (!found || !places) {
      const candidates = (index ??= createCandidates());
      const filing = needsFiled(rule).map(one => candidates.add(0, one));
      filings.push(filing);
      add(rows[0], packr.pack(rule));
      add(rows[1], packr.pack(filing));
      if (++work % AT_ONCE === 0) yield;
    } else {
      const { of, at } = found;
      filings.push(of.filings[at] as readonly Filing[]);
      addKnown(rows[0], places.block, places.rules, at);
      addKnown(rows[1], places.block, places.filings, at);
      if (n % KNOWN_AT_ONCE === 0) yield;
    }
  }
  yield;
  return { all: rules, filings, places: joined(rows) };
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

function joined([rules, filings]: readonly [NewRow, NewRow]): Places {
  const block = new Uint8Array(1 + 2 * HEAD + rules.size + filings.size);
  block[0] = PAIR;
  const first = write(block, 1, rules);
  return { block, rules: first, filings: write(block, first.start + rules.size, filings) };
}

function write(block: Uint8Array, from: number, { parts, ends }: NewRow): Row {
  block[from] = ROW;
  new DataView(block.buffer).setUint32(from + 1, ends.length);
  const start = from + HEAD;
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
  const rules = yield* read<Rule>(block, 1);
  const filings = yield* read<readonly Filing[]>(block, rules.row.ends.at(-1) ?? rules.row.start);
  return {
    all: rules.values,
    filings: filings.values,
    places: { block, rules: rules.row, filings: filings.row },
  };
}

function* read<T>(block: Uint8Array, from: number): Steps<{ values: T[]; row: Row }> {
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
