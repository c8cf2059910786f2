/**
 * Frames of the control protocol: four bytes of length (big-endian), then one msgpack value. The reader is
 * plain state and may stop between any two bytes; it gives one value at a time, because the bytes after the
 * last frame of a connection are the session's plaintext and none of its business.
 */
import { Packr } from 'msgpackr/pack';
import { type Fault, fault, isFault } from './fault.ts';
import { isPlainMsgpack } from './msgpack-check.ts';

/** A message is some hundred bytes; a client certificate with its key and chain, the largest, stays below 20 KiB. */
export const MAX_FRAME = 64 * 1024;

const HEADER = 4;

export interface FrameReader {
  /** Bytes [start, end) are read but not yet given out; null while there are none. */
  buffer: Uint8Array | null;
  start: number;
  end: number;
  /** Once a frame was bad nothing after it can be trusted. */
  broken: Fault | null;
}

// Maps with their keys, not msgpackr's own records: any msgpack library can read along.
const codec = new Packr({ useRecords: false, variableMapSize: true, int64AsType: 'number' });

export function newFrameReader(): FrameReader {
  return { buffer: null, start: 0, end: 0, broken: null };
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

/** Takes bytes in. */
export function feedFrames(reader: FrameReader, bytes: Uint8Array): void {
  makeRoom(reader, bytes.length);
  reader.buffer!.set(bytes, reader.end);
  reader.end += bytes.length;
}

/** The next value, or the fault that ends the conversation, or null while the next frame is incomplete. */
export function nextFrame(reader: FrameReader): { readonly value: unknown } | Fault | null {
  if (reader.broken) return reader.broken;
  const available = reader.end - reader.start;
  if (!reader.buffer || available < HEADER) return null;
  const length = Buffer.from(reader.buffer.buffer, reader.buffer.byteOffset).readUInt32BE(reader.start);
  if (length > MAX_FRAME) {
    return (reader.broken = fault('FRAME_TOO_LARGE', `A frame of ${length} bytes was refused.`));
  }
  if (available < HEADER + length) return null;
  const body = reader.buffer.subarray(reader.start + HEADER, reader.start + HEADER + length);
  const value = decode(body);
  if (isFault(value)) return (reader.broken = value);
  reader.start += HEADER + length;
  if (reader.start === reader.end) Object.assign(reader, newFrameReader());
  return value;
}

/** The bytes after the last frame, which leave the reader empty. */
export function takeRest(reader: FrameReader): Uint8Array {
  const rest = reader.buffer?.slice(reader.start, reader.end) ?? new Uint8Array(0);
  Object.assign(reader, newFrameReader());
  return rest;
}

function decode(body: Uint8Array): { readonly value: unknown } | Fault {
  if (!isPlainMsgpack(body)) return fault('FRAME_MALFORMED', 'A frame that is not msgpack was refused.');
  try {
    // A copy, because the decoder may hand out views of binary values.
    return { value: codec.unpack(Buffer.from(body)) };
  } catch {
    // Well-formed, but nothing that a message could be, such as a map whose keys are maps.
    return fault('FRAME_MALFORMED', 'A frame that holds no message was refused.');
  }
}

/** Doubles the buffer, so that a peer who sends byte by byte costs no more than one who does not. */
function makeRoom(reader: FrameReader, length: number): void {
  const kept = reader.end - reader.start;
  if (reader.buffer && reader.end + length <= reader.buffer.length) return;
  const roomy = new Uint8Array(Math.max(256, 2 * kept, kept + length));
  if (reader.buffer) roomy.set(reader.buffer.subarray(reader.start, reader.end));
  Object.assign(reader, { buffer: roomy, start: 0, end: kept });
}
