/**
 * A map: its file, and in memory which room leads where. Whoever changes a room appends its line; what stands in the file counts,
 * also what another Clay has appended. Everything that may be long can stop on its way (`yield`) and goes on from there.
 */
import type { MapRoom } from '../state/map/rooms.ts';
import { dropRoom, emptyGraph, type Graph, isVisited, putRoom } from './graph.ts';
import { HEAD, type MapRecord, readRecord, recordLine } from './record.ts';

/** The file of a map, whoever has it. */
export interface MapFile {
  /** Which file it is now, and its size (bytes); null = there is none. */
  look(): { readonly id: string; readonly size: number } | null;
  read(from: number, length: number): Uint8Array;
  /** Makes the file if there is none. */
  append(text: string): void;
  /** Puts another one in its place; what was appended to the old one from `upTo` on comes behind it. */
  replace(pieces: Iterable<string>, upTo: number): Generator<void, void>;
}

/** Read and worked off in one go (bytes): some hundred lines, one or two milliseconds. */
const PIECE = 32 * 1024;
/** A line that is longer (bytes) is no room. */
const LONGEST = 64 * 1024;
/** The file is written anew once so much of it (bytes) counts no more, and more than does. */
const SPARE = 1024 * 1024;

export interface Book {
  readonly graph: Graph;
  /** Reads what is new in the file. */
  follow(): Generator<void, void>;
  /** The room as its line says it; null: nobody knows it. */
  room(number: number): MapRoom | null;
  /** Puts what there is into the place of the file. */
  replace(pieces: Iterable<string>): Generator<void, void>;
  /** Appends the lines, and follows. */
  write(records: readonly MapRecord[]): Generator<void, void>;
  /** All rooms in the order of the file, or all that have the text somewhere, whatever its capitals; undefined between pieces. */
  all(text?: string): Generator<MapRoom | undefined, void>;
  /** Changes by hand that can be taken back, oldest first. */
  readonly changes: readonly Change[];
  /** A record as it stands in the file from there on. */
  recordAt(offset: number): MapRecord | null;
  /** Where the line of a room begins; -1: it has none. */
  offsetOf(id: string): number;
}

export interface Change {
  readonly id: string;
  readonly before: number;
}

/** Changes that can be taken back. */
const MOST_CHANGES = 100;

export function createBook(file: MapFile): Book {
  let graph = emptyGraph();
  let changes: Change[] = [];
  let known = { id: '', size: 0 };
  /** How long the file was when it could not be written anew (bytes). */
  let unreadable = 0;

  function* follow(): Generator<void, void> {
    for (let now = file.look(); now; now = file.look()) {
      if (now.id !== known.id || now.size < known.size) {
        graph = emptyGraph();
        changes = [];
        unreadable = 0;
        known = { id: now.id, size: 0 };
      }
      if (now.size === known.size || !readPiece(now.size)) break;
      yield;
    }
    const spare = known.size - graph.bytes;
    if (spare > SPARE && spare > graph.bytes && known.size > 2 * unreadable) yield* rewrite();
  }

  /** False: there is no whole line more. */
  function readPiece(size: number): boolean {
    let bytes = file.read(known.size, Math.min(PIECE, size - known.size));
    let end = bytes.lastIndexOf(10);
    if (end < 0 && bytes.length === PIECE) {
      bytes = file.read(known.size, Math.min(PIECE + LONGEST, size - known.size));
      end = bytes.lastIndexOf(10);
      // So long a line is none: what is left of it is not one either.
      if (end < 0) end = bytes.length - 1;
    }
    if (end < 0) return false;
    for (let start = 0; start <= end; ) {
      const stop = bytes.indexOf(10, start);
      const line = bytes.subarray(start, stop < 0 ? end + 1 : stop);
      take(line, known.size + start);
      start += line.length + 1;
    }
    known.size += end + 1;
    return true;
  }

  function take(bytes: Uint8Array, offset: number): void {
    const record = readRecord(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString());
    if (!record) return;
    const { room, before, undo } = record;
    if (undo) changes.pop();
    else if (before !== undefined) changes.push({ id: room.id, before });
    if (changes.length > MOST_CHANGES) changes.shift();
    if ('gone' in room) dropRoom(graph, room.id);
    else putRoom(graph, room, offset, bytes.length);
  }

  function* rewrite(): Generator<void, void> {
    const upTo = known.size;
    const pieces: string[] = [`${HEAD}\n`];
    for (const room of all()) {
      if (room) pieces.push(`${recordLine({ room })}\n`);
      else yield;
    }
    if (pieces.length - 1 < graph.known) {
      // Another Clay was faster, or the disk fails: the long file has all that there is.
      unreadable = known.size;
      return;
    }
    yield* file.replace(pieces, upTo);
    known = { id: '', size: 0 };
    yield* follow();
  }

  function* replace(pieces: Iterable<string>): Generator<void, void> {
    yield* file.replace(pieces, known.size);
    known = { id: '', size: 0 };
    yield* follow();
  }

  function recordAt(offset: number): MapRecord | null {
    if (offset < 0 || offset >= known.size) return null;
    const bytes = file.read(offset, Math.min(LONGEST, known.size - offset));
    const end = bytes.indexOf(10);
    return readRecord(Buffer.from(end < 0 ? bytes : bytes.subarray(0, end)).toString());
  }

  function room(number: number): MapRoom | null {
    if (!isVisited(graph, number)) return null;
    const bytes = file.read(graph.offset.all[number] as number, graph.size.all[number] as number);
    const record = readRecord(Buffer.from(bytes).toString());
    return record && !('gone' in record.room) ? record.room : null;
  }

  /** By pieces of the file: a line counts if it is the one that its room has. */
  function* all(text = ''): Generator<MapRoom | undefined, void> {
    // As it stands in JSON.
    const sought = JSON.stringify(text.toLowerCase()).slice(1, -1);
    for (let from = 0; from < known.size; ) {
      const bytes = Buffer.from(file.read(from, Math.min(PIECE + LONGEST, known.size - from)));
      const end = bytes.lastIndexOf(10);
      if (end < 0) {
        // As in readPiece(): so long a line is none.
        if (bytes.length < PIECE + LONGEST) return;
        from += bytes.length;
        yield undefined;
        continue;
      }
      for (let start = 0; start <= end && start < PIECE; ) {
        const stop = bytes.indexOf(10, start);
        const line = bytes.subarray(start, stop).toString();
        const record = sought === '' || line.toLowerCase().includes(sought) ? readRecord(line) : null;
        const isNow = record && offsetOf(record.room.id) === from + start;
        if (isNow && !('gone' in record.room)) yield record.room;
        start = stop + 1;
        if (start > end || start >= PIECE) {
          from += start;
          break;
        }
      }
      yield undefined;
    }
  }

  function offsetOf(id: string): number {
    const number = graph.index.get(id);
    return number === undefined ? -1 : (graph.offset.all[number] as number);
  }

  function* write(records: readonly MapRecord[]): Generator<void, void> {
    const head = file.look() ? '' : `${HEAD}\n`;
    file.append(head + records.map(record => `${recordLine(record)}\n`).join(''));
    yield* follow();
  }

  return {
    get graph() {
      return graph;
    },
    get changes() {
      return changes;
    },
    ...{ follow, room, write, replace, all, recordAt, offsetOf },
  };
}
