/**
 * Frames of the control protocol: four bytes of length (big-endian), then one msgpack value. The reader is
 * plain state and may stop between any two bytes; it gives one value at a time, because the bytes after the
 * last frame of a connection are the session's plaintext and none of its business.
 */
import { Packr } from 'msgpackr/pack';
import { type Fault, fault, isFault } from '../fault.ts';
import { isPlainMsgpack } from './msgpack-check.ts';

/** A message is some hundred bytes; a client certificate with its key and chain, the largest, stays below 20 KiB. */
export const MAX_FRAME = 64 * 1024;

const HEADER = 4;

export interface FrameReader {
  /** Bytes [start, end) are read but not yet given out; null while there are none. */
  buffer: Uint8Array | null;
  start: number;
  end: number;
  /** `buffer` is the caller's: it is read, never written to. */
  borrowed: boolean;
  /** Once a frame was bad nothing after it can be trusted. */
  broken: Fault | null;
}

// Maps with their keys, not msgpackr's own records: any msgpack library can read along.
const codec = new Packr({
  useRecords: false,
  variableMapSize: true,
  int64AsType: 'number',
  copyBuffers: true,
});

export function newFrameReader(): FrameReader {
  return { buffer: null, start: 0, end: 0, borrowed: false, broken: null };
}

/** One value as a frame. Throws FRAME_TOO_LARGE: what is sent is ours to keep small. */
export function encodeFrame(value: object): Buffer {
  const body = codec.pack(value);
  if (body.length > MAX_FRAME) throw new RangeError(`FRAME_TOO_LARGE: a frame of ${body.length} bytes`);
  const frame = Buffer.allocUnsafe(HEADER + body.length);
  frame.writeUInt32BE(body.length, 0);
  frame.set(body, HEADER);
  return frame;
}

/** Takes bytes in. They have to stay as they are until `nextFrame` has found no further frame in them. */
export function feedFrames(reader: FrameReader, bytes: Uint8Array): void {
  // Nearly always one frame or more, whole: nothing has to be copied then.
  if (!reader.buffer) return hold(reader, bytes, bytes.length, true);
  makeRoom(reader, bytes.length);
  reader.buffer.set(bytes, reader.end);
  reader.end += bytes.length;
}

/** The next value, or the fault that ends the conversation, or null while the next frame is incomplete. */
export function nextFrame(reader: FrameReader): { readonly value: unknown } | Fault | null {
  if (reader.broken) return reader.broken;
  const { buffer, start, end } = reader;
  if (!buffer) return null;
  if (end - start < HEADER) return incomplete(reader);
  const length = lengthAt(buffer, start);
  if (length > MAX_FRAME) {
    return (reader.broken = fault('FRAME_TOO_LARGE', `A frame of ${length} bytes was refused.`));
  }
  const next = start + HEADER + length;
  if (end < next) return incomplete(reader);
  const value = decode(buffer.subarray(start + HEADER, next));
  if (isFault(value)) return (reader.broken = value);
  if (next === end) empty(reader);
  else reader.start = next;
  return value;
}

/** The bytes after the last frame, which leave the reader empty. */
export function takeRest(reader: FrameReader): Uint8Array {
  const rest = new Uint8Array(reader.buffer?.subarray(reader.start, reader.end) ?? []);
  empty(reader);
  return rest;
}

/** Unsigned: a length of 2 GiB and more is refused as too large, not taken for a negative one. */
function lengthAt(bytes: Uint8Array, at: number): number {
  return ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0;
}

/** Most messages; the decoder is quickest with bytes that it has seen before. */
const DESK_SIZE = 1024;

let desk: Buffer | null = null;

function decode(body: Uint8Array): { readonly value: unknown } | Fault {
  if (!isPlainMsgpack(body)) return fault('FRAME_MALFORMED', 'A frame that is not msgpack was refused.');
  try {
    if (body.length > DESK_SIZE) return { value: codec.unpack(Buffer.from(body)) };
    desk ??= Buffer.allocUnsafeSlow(DESK_SIZE);
    desk.set(body);
    return { value: codec.unpack(desk, body.length) };
  } catch {
    // Well-formed, but nothing that a message could be, such as a map whose keys are maps.
    return fault('FRAME_MALFORMED', 'A frame that holds no message was refused.');
  }
}

/** Keeps what there is of the next frame in memory of our own. */
function incomplete(reader: FrameReader): null {
  if (reader.borrowed) makeRoom(reader, 0);
  return null;
}

/** Doubles the buffer, so that a peer who sends byte by byte costs no more than one who does not. */
function makeRoom(reader: FrameReader, length: number): void {
  const { buffer, start, end, borrowed } = reader;
  const kept = end - start;
  if (!buffer || (!borrowed && end + length <= buffer.length)) return;
  const roomy = new Uint8Array(Math.max(256, 2 * kept, kept + length));
  roomy.set(buffer.subarray(start, end));
  hold(reader, roomy, kept, false);
}

function hold(reader: FrameReader, buffer: Uint8Array | null, end: number, borrowed: boolean): void {
  reader.buffer = buffer;
  reader.start = 0;
  reader.end = end;
  reader.borrowed = borrowed;
}

function empty(reader: FrameReader): void {
  hold(reader, null, 0, false);
}
