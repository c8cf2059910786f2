/**
 * The numbered log of a world: lines are appended, never changed. The newest ones are kept as objects; older ones are
 * sealed in chunks that go to the spill file once and are only ever read again, so neither memory nor a reload pays
 * for history (law 5).
 */

import type { Line, ReadChunk, Scrollback } from '../state/log.ts';
import type { Turn } from '../state/state.ts';
import type { Run, StyledText } from '../state/stream.ts';
import {
  CHUNK_LINES,
  decodeChunk,
  encodeChunk,
  isRepeated,
  isSame,
  LOST,
  REPEATED_LINES,
} from './chunks/chunk.ts';
import { addEntry, entryOf } from './chunks/chunk-index.ts';
import { spill } from './chunks/unspilled.ts';
import { hiddenBetween, noteHidden } from './lines/hidden.ts';

export { CHUNK_LINES, decodeChunk, encodeChunk } from './chunks/chunk.ts';

/** UTF-16 units a chunk holds at most, so that a few very long lines are spilled as well, and read back in a few ms. */
const CHUNK_SIZE = 64 * 1024;
/** What a change of style weighs, in those units. */
const RUN_SIZE = 16;
/** A link that goes on is the same text to a chunk and to memory; a reload writes it out, until the chunk is sealed. */
const SAME_LINK = 1 / 16;
/** A screenful after many reloads should come out of a few chunks, not out of one for each line. */
const WORTH_SEALING = 8;

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
  delete scrollback.hidden;
  if (sealedLast?.scrollback === scrollback) sealedLast = null;
}

/** Lines that no view has shown yet. */
export function unread(scrollback: Scrollback): number {
  const { next, seen } = scrollback;
  return next - seen - hiddenBetween(scrollback, seen, next);
}

/** Lines before `shown` have been shown to somebody. */
export function markSeen(scrollback: Scrollback, shown: number, readChunk: ReadChunk): void {
  if (shown <= scrollback.seen) return;
  scrollback.seen = shown;
  scrollback.unreadSince = lineAt(scrollback, shown, readChunk)?.time ?? 0;
}

/** Appends a line; a full chunk is sealed and handed to the spill file. */
export function append(turn: Turn, scrollback: Scrollback, line: Line): void {
  const [first] = scrollback.open;
  // Longer than usual is a chunk of one line again and again.
  if (first && scrollback.open.length >= CHUNK_LINES && !isSame(line, first)) seal(turn, scrollback);
  scrollback.open.push(line);
  scrollback.openSize += line.text.length + sizeOf(line.runs);
  const { original } = line;
  if (original) scrollback.openSize += original.text.length + sizeOf(original.runs);
  if (line.hidden) noteHidden(scrollback, scrollback.next);
  const isSeen = scrollback.seen === scrollback.next;
  if (isSeen) scrollback.unreadSince = line.hidden ? 0 : line.time;
  scrollback.next++;
  // What is hidden is no news.
  if (isSeen && line.hidden) scrollback.seen = scrollback.next;
  if (isFull(scrollback)) seal(turn, scrollback);
}

function sizeOf(runs: readonly Run[]): number {
  let size = RUN_SIZE * runs.length;
  let last = '';
  // Of each line that comes, and hardly any has a link.
  for (let i = 0; i < runs.length; i++) {
    const link = runs[i]?.link;
    if (link === undefined) {
      last = '';
      continue;
    }
    if (link !== '') size += Math.ceil(link.length * (link === last ? SAME_LINK : 1));
    last = link;
  }
  return size;
}

function isFull({ open, openSize }: Scrollback): boolean {
  if (openSize >= CHUNK_SIZE || open.length >= REPEATED_LINES) return true;
  return open.length === CHUNK_LINES && !isRepeated(open);
}

/** Seals what is open, so that a reload need not carry it, unless that would make a chunk of next to nothing. */
export function sealOpen(turn: Turn, scrollback: Scrollback): void {
  if (scrollback.open.length >= WORTH_SEALING) seal(turn, scrollback);
}

function seal(turn: Turn, scrollback: Scrollback): void {
  const lines = scrollback.open;
  const bytes = encodeChunk(lines);
  const offset = turn.state.spillEnd;
  turn.state.spillEnd += bytes.length;
  addEntry(scrollback, { offset, length: bytes.length, first: scrollback.sealed });
  scrollback.sealed += lines.length;
  scrollback.open = [];
  scrollback.openSize = 0;
  sealedLast = { scrollback, offset, lines };
  spill(turn, scrollback, offset, bytes);
}

/** The line as rules have heard it. */
export function heard(line: Line): StyledText {
  return line.original ?? line;
}

/** Line `number`, or undefined when there is none such. */
export function lineAt(scrollback: Scrollback, number: number, readChunk: ReadChunk): Line | undefined {
  if (number < scrollback.first || number >= scrollback.next) return undefined;
  if (number >= scrollback.sealed) return scrollback.open[number - scrollback.sealed];
  const { offset, length, first } = entryOf(scrollback, number);
  if (length === 0) return LOST;
  if (sealedLast?.offset === offset && sealedLast.scrollback === scrollback)
    return sealedLast.lines[number - first];
  const kept = scrollback.unspilled[offset];
  const lines = kept ? inMemory(kept) : readChunk(offset, length);
  return lines[number - first];
}

/**
 * What was sealed last, of whichever world: derived as well. While a world talks a screen shows what is open and this. To read
 * it back for each frame was garbage that outlives V8's quick collections, and the slow ones that it led to kept keys waiting.
 */
let sealedLast: {
  readonly scrollback: Scrollback;
  readonly offset: number;
  readonly lines: readonly Line[];
} | null = null;

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
