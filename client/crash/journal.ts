/**
 * The journal: every event since the last checkpoint, written before it is handled. The state is what the events have
 * made of the checkpoint, so both together are the state to the last byte, also when the process ends without a chance
 * to say so (law 4). A file per checkpoint, which begins with "TAP2"; each record is a length (uint32), a CRC-32 (uint32)
 * and that many bytes of MessagePack, `[now, event]`; length 0 alone says that the event before it is done, effects and
 * all. Builds before wrote neither the beginning nor checksums.
 */

import { closeSync, existsSync, openSync, readdirSync, readFileSync, writevSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import { Packr } from 'msgpackr/pack';
import { unlinkIfThere } from '../../shared/unlink.ts';
import type { Event } from '../state/events.ts';
import type { JournalPosition, ReadBuffer } from './read-buffer.ts';

export interface JournalEntry {
  readonly now: number;
  readonly event: Event;
}

export interface Journal {
  record(event: Event, now: number): void;
  /** The events so far are done; else that would show only when the next one comes. */
  mark(): void;
  /** Of the file that is written now. */
  number(): number;
  /** Bytes since the last cut. */
  size(): number;
  /** False before the first cut, and once something could not be written: what is on it cannot be relied on. */
  isWhole(): boolean;
  /** From here on a new file: a checkpoint is being taken. Answers its number. */
  cut(): number;
  /** The checkpoint that goes with file `number` is written; those before it are done with. */
  drop(number: number): void;
  /** The file that is written now is where it belongs. */
  isThere(): boolean;
  /** The orderly end. */
  remove(): void;
}

const packr = new Packr({ useRecords: false });
/** Of settings: those of thousands of worlds are written as records, each name of a field once. A reader needs not to be told. */
const ofWorlds = new Packr({ useRecords: object => 'host' in object, mapsAsObjects: true });
const MARK = Buffer.alloc(4);
/** No length of a record is as large as this is, read as one. */
const MAGIC = Buffer.from('TAP2');

/**
 * Files are called `<stem>.<number>.tape`; the stem is asked for at each cut. What `readBuffer` holds of the terminal is forgotten as soon as it is recorded.
 * `onLost` is called when something could not be written; the next cut begins anew.
 */
export function createJournal(
  stem: () => string,
  first: number,
  readBuffer: ReadBuffer,
  onLost: () => void,
): Journal {
  let number = first;
  let fd = -1;
  let size = 0;
  let marked = true;
  let whole = false;

  function append(parts: Uint8Array[]): void {
    if (!whole) return;
    try {
      const length = sizeOf(parts);
      size += length;
      whole = writevSync(fd, parts) === length;
    } catch {
      // A full disk, most likely.
      whole = false;
    }
    if (!whole) onLost();
  }

  function close(): void {
    if (fd >= 0) closeSync(fd);
    fd = -1;
  }

  return {
    record(event, now) {
      const parts = packed(now, event);
      const head = Buffer.allocUnsafe(8);
      head.writeUInt32LE(sizeOf(parts), 0);
      head.writeUInt32LE(
        parts.reduce((sum, part) => crc32(part, sum), 0),
        4,
      );
      marked = false;
      append([head, ...parts]);
      if (event.type === 'input') readBuffer.markRecorded({ file: number, size });
    },
    mark() {
      if (!marked) append([MARK]);
      marked = true;
    },
    number: () => number,
    size: () => size,
    isWhole: () => whole,
    cut() {
      close();
      number++;
      size = 0;
      marked = true;
      const file = fileName(stem(), number);
      unlinkIfThere(file);
      fd = openSync(file, 'wx', 0o600);
      whole = true;
      append([MAGIC]);
      readBuffer.markRecorded({ file: number, size });
      return number;
    },
    drop(before) {
      for (const { file, number: its } of filesOf(stem())) if (its < before) unlinkIfThere(file);
    },
    isThere: () => fd < 0 || existsSync(fileName(stem(), number)),
    remove() {
      close();
      whole = false;
      for (const { file } of filesOf(stem())) unlinkIfThere(file);
    },
  };
}

/**
 * `[now, event]` in MessagePack. What a server has sent is nearly all that is ever recorded, and goes to the file from where it
 * was read: packed it would be copied into new memory, a quarter of a megabyte at a time.
 */
function packed(now: number, event: Event): Uint8Array[] {
  if (event.type === 'settings read') return [ofWorlds.pack([now, event])];
  if (event.type !== 'received') return [packr.pack([now, event])];
  const { bytes, ...rest } = event;
  const before = packr.pack([now, { ...rest, bytes: NO_BYTES }]);
  return [before.subarray(0, -EMPTY_BINARY), binaryHead(bytes.length), bytes];
}

const NO_BYTES = Buffer.alloc(0);
/** Bytes that none take. */
const EMPTY_BINARY = 2;

/** How MessagePack announces so many bytes. */
function binaryHead(length: number): Buffer {
  const head = Buffer.allocUnsafe(5);
  head[0] = 0xc6;
  head.writeUInt32BE(length, 1);
  return head;
}

function sizeOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, part) => sum + part.length, 0);
}

export interface JournalEntries {
  readonly done: JournalEntry[];
  /** Nobody knows whether it was done. */
  readonly last: JournalEntry | null;
  /** Something of it cannot be read, nor relied on what follows: it ends there. */
  readonly isDamaged: boolean;
}

/**
 * What the journal has from file `first` on; null if there is none. Of the last event alone nobody knows whether it was
 * done: those before it were, effects and all, or it would not be there. One that only tells what has been done is.
 */
export function readJournal(stem: string, first: number): JournalEntries | null {
  const files = filesOf(stem).filter(({ number }) => number >= first);
  if (files.length === 0) return null;
  const done: JournalEntry[] = [];
  let last: JournalEntry | null = null;
  let isDamaged = false;
  for (const [i, { file }] of files.entries()) {
    if (isDamaged) break;
    for (const entry of entries(readFileSync(file))) {
      // What the end of the process has cut off was never handled; but there is more.
      isDamaged = entry === 'damaged' || (entry === 'cut off' && i < files.length - 1);
      if (entry === 'cut off') break;
      if (last) done.push(last);
      last = entry === 'damaged' ? null : entry;
    }
  }
  if (last === null || !REPORTS.has(last.event.type)) return { done, last, isDamaged };
  return { done: [...done, last], last: null, isDamaged };
}

/** What the shell answers to a deed. */
const REPORTS: ReadonlySet<Event['type']> = new Set([
  'logged',
  'log failed',
  'spilled',
  'spill failed',
  'history saved',
]);

/** Whether there is input in the journal behind the position. */
export function hasInputAfter(stem: string, { file: number, size }: JournalPosition): boolean {
  return filesOf(stem).some(its => {
    if (its.number < number) return false;
    const from = its.number === number ? size : 0;
    return [...entries(readFileSync(its.file), from)].some(
      entry => typeof entry !== 'string' && entry?.event.type === 'input',
    );
  });
}

/** From byte `from` on; null for a mark. Behind one that is not as it was written, or not finished, there is nothing. */
function* entries(bytes: Buffer, from = 0): Generator<JournalEntry | null | 'damaged' | 'cut off'> {
  const hasChecksums = bytes.subarray(0, 4).equals(MAGIC);
  const head = hasChecksums ? 8 : 4;
  for (let at = Math.max(from, hasChecksums ? 4 : 0); at < bytes.length; ) {
    const length = at + 4 <= bytes.length ? bytes.readUInt32LE(at) : bytes.length;
    if (length === 0) {
      yield null;
      at += 4;
      continue;
    }
    const end = at + head + length;
    if (end > bytes.length) return yield 'cut off';
    const entry = entryOf(bytes.subarray(at + head, end), hasChecksums ? bytes.readUInt32LE(at + 4) : null);
    yield entry ?? 'damaged';
    if (!entry) return;
    at = end;
  }
}

/** null if it is not what was written. */
function entryOf(record: Buffer, checksum: number | null): JournalEntry | null {
  if (checksum !== null && crc32(record) !== checksum) return null;
  try {
    const [now, event] = packr.unpack(record) as [number, Event];
    return { now, event };
  } catch {
    return null;
  }
}

function fileName(stem: string, number: number): string {
  return `${stem}.${number}.tape`;
}

/** In the order of their numbers. */
function filesOf(stem: string): { file: string; number: number }[] {
  const directory = dirname(stem);
  const prefix = `${basename(stem)}.`;
  return readdirSync(directory)
    .filter(name => name.startsWith(prefix) && name.endsWith('.tape'))
    .map(name => ({
      file: `${directory}/${name}`,
      number: Number(name.slice(prefix.length, -'.tape'.length)),
    }))
    .sort((a, b) => a.number - b.number);
}
