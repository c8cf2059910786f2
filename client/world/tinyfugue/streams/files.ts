/**
 * Streams as they are kept: lines that are to be written wait in the state until the host says that they are in the file.
 * What an image before this one may have written beyond what is known is cut off first, so that each line is there once.
 */
import type { State, Turn } from '../../../state/state.ts';
import { isScheduled, schedule } from '../../../state/timers.ts';
import type { Stream, StreamEvent } from '../../../state/tinyfugue/streams.ts';
import { complainHere } from '../../world.ts';
import { tinyFugueOf } from '../store.ts';

/** The timer of what waits to be written. */
export const WRITING = { name: 'streams' };

/** Open at a time; of each what waits: lines, and signs in all (UTF-16 units). */
const MOST_STREAMS = 100;
const MOST_LINES = 10_000;
const MOST_SIGNS = 1024 * 1024;
/** Lines of a batch. */
const BATCH = 2000;
/** ms until a full disk is asked again. */
const RETRY = 10_000;

/** By its handle, a number; null: there is none, or it is closed. */
export function streamNamed({ tinyfugue }: State, handle: string): Stream | null {
  const { streams = {} } = tinyfugue ?? {};
  const found = /^\d+$/.test(handle) && Object.hasOwn(streams, handle) ? streams[Number(handle)] : undefined;
  return found && !found.closed ? found : null;
}

/** Returns its handle; null: there are too many. */
export function openStream({ state }: Turn, stream: Stream): number | null {
  const tinyfugue = tinyFugueOf(state);
  const streams = (tinyfugue.streams ??= {});
  if (Object.keys(streams).length >= MOST_STREAMS) return null;
  const handle = (tinyfugue.lastStream ?? 0) + 1;
  tinyfugue.lastStream = handle;
  streams[handle] = stream;
  return handle;
}

const isWritten = ({ mode }: Stream) => mode === 'w' || mode === 'a';

/** What waits is written before it goes. */
export function closeStream(turn: Turn, handle: number, stream: Stream): void {
  if (!isWritten(stream) || stream.lines.length === 0) return drop(turn, handle);
  stream.closed = true;
  delete stream.held;
  writeStreams(turn, stream);
}

function drop({ state }: Turn, handle: number): void {
  const tinyfugue = tinyFugueOf(state);
  delete tinyfugue.streams?.[handle];
}

/** The line waits in it. False: no more fits in. */
export function noteLine(stream: Stream, line: string): boolean {
  const signs = (stream.signs ?? 0) + line.length;
  if (stream.lines.length >= MOST_LINES || signs > MOST_SIGNS) return false;
  stream.lines.push(line);
  stream.signs = signs;
  return true;
}

/** The first that waits. */
export function takeLine(stream: Stream): string | undefined {
  const line = stream.lines.shift();
  if (line !== undefined && stream.signs !== undefined) stream.signs -= line.length;
  return line;
}

export function writeSoon({ state }: Turn, pause = 0): void {
  if (!isScheduled(state, 'macro', WRITING)) schedule(state, 'macro', WRITING, pause);
}

/** Streams that write to this file. */
function writersOf(state: State, path: string | undefined): Stream[] {
  const all = Object.values(state.tinyfugue?.streams ?? {});
  return all.filter(one => isWritten(one) && one.path === path);
}

/** How long the file is, for all that write to it: none cuts off what another one has written, should an image end. */
export function noteSize(state: State, path: string | undefined, size: number): void {
  for (const one of writersOf(state, path)) one.size = size;
}

/** It was emptied: of an interrupted write nothing is left in it. */
export function noteEmptied(state: State, path: string): void {
  for (const one of writersOf(state, path)) delete one.cutTo;
}

/** Has the host write what waits: of all that do not hold it back, or of this one. */
export function writeStreams({ state, effects }: Turn, only?: Stream): void {
  for (const [handle, stream] of Object.entries(state.tinyfugue?.streams ?? {})) {
    const isMeant = only === undefined ? !stream.held : stream === only;
    const { path } = stream;
    if (!isMeant || !isWritten(stream) || stream.lines.length === 0 || stream.writing !== undefined) continue;
    const writers = writersOf(state, path);
    const cutTo = writers.find(one => one.cutTo !== undefined)?.cutTo;
    // What an interrupted write has left is cut off once: behind that stands what this one writes.
    if (cutTo !== undefined && writers.some(({ writing }) => writing !== undefined)) continue;
    effects.push(batchOf(Number(handle), stream, BATCH, cutTo ?? null));
  }
}

/** The first lines that wait, on their way; `size`: what the file is cut off at before. */
function batchOf(handle: number, stream: Stream, most: number, size: number | null) {
  const batch = stream.lines.slice(0, most);
  stream.writing = batch.length;
  const text = batch.map(line => `${line}\n`).join('');
  return { type: 'write stream' as const, handle, path: stream.path ?? '', size, count: batch.length, text };
}

/** Before a checkpoint: also what is held back. */
export function writeAllStreams(turn: Turn): void {
  for (const stream of Object.values(turn.state.tinyfugue?.streams ?? {})) writeStreams(turn, stream);
}

/** At the end: all that waits, one stream after the other, for there is no other turn. */
export function writeStreamsWhole({ state, effects }: Turn): void {
  const cut = new Set<string | undefined>();
  for (const [handle, stream] of Object.entries(state.tinyfugue?.streams ?? {})) {
    const { lines, path, writing } = stream;
    if (!isWritten(stream) || lines.length === 0 || writing !== undefined) continue;
    const cutTo = writersOf(state, path).find(one => one.cutTo !== undefined)?.cutTo;
    effects.push(batchOf(Number(handle), stream, lines.length, cut.has(path) ? null : (cutTo ?? null)));
    cut.add(path);
  }
}

/** They are in the file, or could not be written. */
export function onStreamWritten(
  turn: Turn,
  { handle, count, size, fault }: Extract<StreamEvent, { type: 'stream written' }>,
): void {
  const stream = turn.state.tinyfugue?.streams?.[handle];
  if (!stream) return;
  delete stream.writing;
  if (fault) {
    if (!stream.failed) complainHere(turn, `${fault.sentence} Its lines wait and are written later.`);
    stream.failed = true;
    return writeSoon(turn, RETRY);
  }
  for (let left = count; left > 0; left--) takeLine(stream);
  noteSize(turn.state, stream.path, size);
  const writers = writersOf(turn.state, stream.path);
  // They have waited for what was to be cut off.
  if (writers.some(({ cutTo }) => cutTo !== undefined)) writeSoon(turn);
  for (const one of writers) delete one.cutTo;
  delete stream.failed;
  if (stream.lines.length === 0) {
    if (stream.closed) drop(turn, handle);
  } else if (!stream.held) writeSoon(turn);
}

/** Another image goes on: of what the one before it was writing nobody knows how far it came. */
export function resumeStreams(turn: Turn): void {
  for (const stream of Object.values(turn.state.tinyfugue?.streams ?? {})) {
    if (stream.writing === undefined) continue;
    delete stream.writing;
    if (stream.size !== undefined) stream.cutTo ??= stream.size;
    writeSoon(turn);
  }
}
