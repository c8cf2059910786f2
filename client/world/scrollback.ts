/**
 * The numbered log of a world: lines are appended, never changed. The newest ones are kept as objects; older ones are
 * sealed in chunks that go to the spill file once and are only ever read again, so neither memory nor a reload pays
 * for history (law 5).
 */

import { Packr } from 'msgpackr/pack';
import type { Line, LineKind, ReadChunk, Scrollback } from '../state/log.ts';
import type { State, Turn } from '../state/state.ts';
import type { Run } from '../state/stream.ts';

/** Lines a chunk holds at most: small enough that the open rest of 100 worlds is carried through a reload in a few ms. */
export const CHUNK_LINES = 64;
/** UTF-16 units a chunk holds at most, so that a few very long lines are spilled as well, and read back in a few ms. */
const CHUNK_SIZE = 64 * 1024;
/** What a change of style weighs, in those units. */
const RUN_SIZE = 16;
/** A screenful after many reloads should come out of a few chunks, not out of one for each line. */
const WORTH_SEALING = 8;
/** One entry of the index: float64 offset, uint32 length, uint32 number of the first line. */
const ENTRY = 16;

const packr = new Packr({ useRecords: false });

export function emptyScrollback(epoch = 0): Scrollback {
  return {
    first: 0,
    next: 0,
    epoch,
    pageStart: 0,
    seen: 0,
    unreadSince: 0,
    sealed: 0,
    open: [],
    openSize: 0,
    index: new Uint8Array(0),
    chunks: 0,
    unspilled: {},
  };
}

/** Forgets all lines; their numbers are not used again. */
export function forgetLines(scrollback: Scrollback): void {
  const { next } = scrollback;
  const { open, openSize, index, chunks, unspilled } = emptyScrollback();
  Object.assign(scrollback, { open, openSize, index, chunks, unspilled, first: next, sealed: next });
  Object.assign(scrollback, { pageStart: next, seen: next, unreadSince: 0 });
}

/** Lines that no view has shown yet. */
export function unread({ next, seen }: Scrollback): number {
  return next - seen;
}

/** Lines before `shown` have been shown to somebody. */
export function markSeen(scrollback: Scrollback, shown: number, readChunk: ReadChunk): void {
  if (shown <= scrollback.seen) return;
  scrollback.seen = shown;
  scrollback.unreadSince = lineAt(scrollback, shown, readChunk)?.time ?? 0;
}

/** Appends a line; a full chunk is sealed and handed to the spill file. */
export function append(turn: Turn, scrollback: Scrollback, line: Line): void {
  scrollback.open.push(line);
  scrollback.openSize += line.text.length + RUN_SIZE * line.runs.length;
  if (scrollback.seen === scrollback.next) scrollback.unreadSince = line.time;
  scrollback.next++;
  if (scrollback.open.length >= CHUNK_LINES || scrollback.openSize >= CHUNK_SIZE) seal(turn, scrollback);
}

/** Seals what is open, so that a reload need not carry it, unless that would make a chunk of next to nothing. */
export function sealOpen(turn: Turn, scrollback: Scrollback): void {
  if (scrollback.open.length >= WORTH_SEALING) seal(turn, scrollback);
}

function seal(turn: Turn, scrollback: Scrollback): void {
  const bytes = encodeChunk(scrollback.open);
  const offset = turn.state.spillEnd;
  turn.state.spillEnd += bytes.length;
  addEntry(scrollback, offset, bytes.length, scrollback.sealed);
  scrollback.unspilled[offset] = bytes;
  scrollback.sealed = scrollback.next;
  scrollback.open = [];
  scrollback.openSize = 0;
  logOf(turn.state).set(offset, scrollback);
  turn.effects.push({ type: 'spill', offset, bytes });
}

/** Which log a chunk on its way to the spill file is of: derived, so it is looked for where this does not say. */
const logsOnTheWay = new WeakMap<State, Map<number, Scrollback>>();

function logOf(state: State): Map<number, Scrollback> {
  const known = logsOnTheWay.get(state) ?? new Map<number, Scrollback>();
  logsOnTheWay.set(state, known);
  return known;
}

/** The spill file has the chunk at `offset`: memory need not keep it. */
export function onSpilled(state: State, offset: number): void {
  const known = logOf(state);
  const log = known.get(offset);
  known.delete(offset);
  if (log && offset in log.unspilled) delete log.unspilled[offset];
  else for (const { unspilled } of allLogs(state)) delete unspilled[offset];
}

export function allLogs(state: State): Scrollback[] {
  return [state.console, ...Object.values(state.worlds).map(world => world.scrollback)];
}

/** Tries the chunks again that are not in the spill file. */
export function retryUnspilled(turn: Turn, scrollback: Scrollback): void {
  for (const [offset, bytes] of Object.entries(scrollback.unspilled)) {
    turn.effects.push({ type: 'spill', offset: Number(offset), bytes });
  }
}

/** Line `number`, or undefined when there is none such. */
export function lineAt(scrollback: Scrollback, number: number, readChunk: ReadChunk): Line | undefined {
  if (number < scrollback.first || number >= scrollback.next) return undefined;
  if (number >= scrollback.sealed) return scrollback.open[number - scrollback.sealed];
  const view = indexView(scrollback);
  let low = 0;
  let high = scrollback.chunks - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (view.getUint32(middle * ENTRY + 12) <= number) low = middle;
    else high = middle - 1;
  }
  const offset = view.getFloat64(low * ENTRY);
  const length = view.getUint32(low * ENTRY + 8);
  const first = view.getUint32(low * ENTRY + 12);
  const kept = scrollback.unspilled[offset];
  const lines = kept ? inMemory(kept) : readChunk(offset, length);
  return lines[number - first];
}

/**
 * What a chunk in memory decodes to: derived, and gone with the chunk. Only what is asked for: every entry of a WeakMap
 * outlives V8's quick collections, so that a chunk of each seal in here made half of all work at full speed.
 */
const decoded = new WeakMap<Uint8Array, readonly Line[]>();

function inMemory(chunk: Uint8Array): readonly Line[] {
  const lines = decoded.get(chunk) ?? decodeChunk(chunk);
  decoded.set(chunk, lines);
  return lines;
}

function indexView({ index }: Scrollback): DataView {
  return new DataView(index.buffer, index.byteOffset, index.byteLength);
}

function addEntry(scrollback: Scrollback, offset: number, length: number, first: number): void {
  const at = scrollback.chunks * ENTRY;
  if (scrollback.index.length < at + ENTRY) {
    const grown = new Uint8Array(Math.max(4 * ENTRY, scrollback.index.length * 2));
    grown.set(scrollback.index);
    scrollback.index = grown;
  }
  const view = indexView(scrollback);
  view.setFloat64(at, offset);
  view.setUint32(at + 8, length);
  view.setUint32(at + 12, first);
  scrollback.chunks++;
}

/** A chunk in columns: times, kinds (one letter a line), texts joined by newlines (no line holds one), runs. */
type Columns = [times: number[], kinds: string, text: string, runs: (0 | (number | string)[])[]];

const KIND_LETTER: Record<LineKind, string> = { game: 'g', clay: 'c', again: 'a' };
const LETTER_KIND: Readonly<Record<string, LineKind>> = { c: 'clay', a: 'again' };

export function encodeChunk(lines: readonly Line[]): Uint8Array {
  const columns: Columns = [
    lines.map(line => line.time),
    lines.map(line => KIND_LETTER[line.kind]).join(''),
    lines.map(line => line.text).join('\n'),
    lines.map(line => (line.runs.length === 0 ? 0 : flatten(line.runs))),
  ];
  return packr.pack(columns);
}

export function decodeChunk(bytes: Uint8Array): Line[] {
  const [times, kinds, text, runs] = packr.unpack(bytes) as Columns;
  const texts = text.split('\n');
  return times.map((time, i) => ({
    text: texts[i] as string,
    runs: runs[i] ? unflatten(runs[i]) : [],
    time,
    kind: LETTER_KIND[kinds[i] as string] ?? 'game',
  }));
}

/** Three items a run: offset, style, link ('' = none). */
function flatten(runs: readonly Run[]): (number | string)[] {
  const flat: (number | string)[] = [];
  for (const run of runs) flat.push(run.at, run.style, run.link ?? '');
  return flat;
}

function unflatten(flat: (number | string)[]): Run[] {
  const runs: Run[] = [];
  for (let i = 0; i < flat.length; i += 3) {
    const at = flat[i] as number;
    const style = flat[i + 1] as string;
    const link = flat[i + 2] as string;
    runs.push(link === '' ? { at, style } : { at, style, link });
  }
  return runs;
}
