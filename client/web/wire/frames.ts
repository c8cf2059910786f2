/**
 * WebSocket frames (RFC 6455), the server's side, without extensions: what compresses could not be carried through a
 * reload. `step` takes bytes and gives messages; it may stop between any two bytes.
 */
import { isUtf8 } from 'node:buffer';
import type { FrameState } from '../../state/web.ts';

/** Bytes of a message, and frames that it may come in. */
export const MESSAGE_LIMIT = 256 * 1024;
const FRAMES_LIMIT = 64;
/** Of a ping, a pong, a close. */
const CONTROL_LIMIT = 125;

export interface Message {
  readonly type: 'text' | 'binary' | 'ping' | 'pong' | 'close';
  readonly data: Uint8Array;
}

/** Why a connection is to be closed: a code of the standard, and words for the other side. */
export interface Breach {
  readonly code: 1002 | 1007 | 1008 | 1009;
  readonly why: string;
}

const CONTINUATION = 0;
const TEXT = 1;
const BINARY = 2;
const CLOSE = 8;
const PING = 9;
const PONG = 10;

export function emptyFrames(): FrameState {
  return {
    mode: 'head',
    head: new Uint8Array(0),
    opcode: 0,
    fin: false,
    mask: 0,
    left: 0,
    at: 0,
    part: [],
    kind: 0,
    parts: [],
    size: 0,
    count: 0,
  };
}

/** Reads what came. The messages before a breach count; after one nothing more is to be read. */
export function step(state: FrameState, came: Uint8Array): { messages: Message[]; breach: Breach | null } {
  const messages: Message[] = [];
  const bytes = Buffer.from(came.buffer, came.byteOffset, came.length);
  let at = 0;
  for (;;) {
    if (state.mode === 'head') {
      const taken = takeHead(state, bytes, at);
      if (typeof taken === 'object') return { messages, breach: taken };
      at += taken;
      if (state.mode === 'head') return { messages, breach: null };
    }
    at += takeData(state, bytes, at);
    if (state.left > 0) return { messages, breach: null };
    state.mode = 'head';
    const done = endOfFrame(state);
    if (done === null) continue;
    if ('code' in done) return { messages, breach: done };
    messages.push(done);
    // Nothing counts that comes after it.
    if (done.type === 'close') return { messages, breach: null };
  }
}

/** Takes bytes for the frame's head, and goes on to its data once it is whole. */
function takeHead(state: FrameState, bytes: Buffer, at: number): number | Breach {
  const had = state.head.length;
  const next = bytes.subarray(at, at + HEAD_SIZE);
  // There may be ten thousand frames in what has come: hardly a head is in two parts.
  const known = had === 0 ? next : Buffer.concat([state.head, next]);
  const breach = known.length < 2 ? null : flawOf(state, known[0] as number, known[1] as number);
  if (breach) return breach;
  const size = known.length < 2 ? HEAD_SIZE : headSize(known[1] as number);
  if (known.length < size) {
    // The bytes that came are the host's.
    state.head = Uint8Array.from(known);
    return known.length - had;
  }
  if (had > 0) state.head = new Uint8Array(0);
  return begin(state, known.subarray(0, size)) ?? size - had;
}

/** The longest there is. */
const HEAD_SIZE = 14;

function headSize(second: number): number {
  const length = second & 127;
  return 2 + (length === 127 ? 8 : length === 126 ? 2 : 0) + 4;
}

/** What is wrong with the first two bytes of a frame; null = nothing. */
function flawOf({ kind }: FrameState, first: number, second: number): Breach | null {
  const opcode = first & 15;
  const breach = (why: string): Breach => ({ code: 1002, why });
  if (first & 0x70) return breach('reserved bits');
  if (!(second & 128)) return breach('not masked');
  if (opcode >= CLOSE) {
    if (opcode > PONG) return breach('unknown opcode');
    return first & 128 && (second & 127) <= CONTROL_LIMIT
      ? null
      : breach('control frame too long or in parts');
  }
  if (opcode > BINARY) return breach('unknown opcode');
  if (opcode === CONTINUATION ? kind === 0 : kind !== 0) return breach('continuation out of place');
  return null;
}

function begin(state: FrameState, head: Buffer): Breach | null {
  const length = lengthOf(head);
  if (length === null) return { code: 1002, why: 'length not in its shortest form' };
  const opcode = (head[0] as number) & 15;
  if (opcode < CLOSE && state.size + length > MESSAGE_LIMIT) return { code: 1009, why: 'message too long' };
  if (opcode < CLOSE && state.count >= FRAMES_LIMIT) return { code: 1008, why: 'message in too many parts' };
  state.mode = 'data';
  state.opcode = opcode;
  state.fin = ((head[0] as number) & 128) !== 0;
  state.mask = head.readUInt32BE(head.length - 4);
  state.left = length;
  state.at = 0;
  state.part = [];
  return null;
}

/** null: a shorter form would have done. */
function lengthOf(head: Buffer): number | null {
  const short = (head[1] as number) & 127;
  if (short < 126) return short;
  if (short === 126) return head.readUInt16BE(2) < 126 ? null : head.readUInt16BE(2);
  const long = head.readBigUInt64BE(2);
  return long < 65_536n ? null : Number(long);
}

function takeData(state: FrameState, bytes: Uint8Array, at: number): number {
  const count = Math.min(state.left, bytes.length - at);
  if (count === 0) return 0;
  const piece = Buffer.from(bytes.subarray(at, at + count));
  for (let i = 0; i < count; i++)
    piece[i] = (piece[i] as number) ^ (state.mask >>> (24 - 8 * ((state.at + i) & 3)));
  state.at += count;
  state.left -= count;
  addPiece(state.part, piece);
  return count;
}

/** Byte by byte a long frame would be as many pieces: small ones are put together. */
function addPiece(pieces: Uint8Array[], piece: Uint8Array): void {
  const last = pieces.at(-1);
  if (last && last.length + piece.length <= 1024) pieces.splice(-1, 1, Buffer.concat([last, piece]));
  else pieces.push(piece);
}

/** The frame is whole: what that makes; null: there is more of its message to come. */
function endOfFrame(state: FrameState): Message | Breach | null {
  const data = Buffer.concat(state.part);
  state.part = [];
  if (state.opcode >= CLOSE) return controlOf(state.opcode, data);
  if (state.opcode !== CONTINUATION) state.kind = state.opcode;
  state.parts.push(data);
  state.size += data.length;
  state.count++;
  if (!state.fin) return null;
  const whole = Buffer.concat(state.parts);
  const type = state.kind === TEXT ? 'text' : 'binary';
  Object.assign(state, { kind: 0, parts: [], size: 0, count: 0 });
  return type === 'text' && !isUtf8(whole) ? { code: 1007, why: 'not UTF-8' } : { type, data: whole };
}

function controlOf(opcode: number, data: Buffer): Message | Breach {
  if (opcode !== CLOSE) return { type: opcode === PING ? 'ping' : 'pong', data };
  if (data.length === 1 || (data.length > 1 && !isCloseCode(data.readUInt16BE(0))))
    return { code: 1002, why: 'bad close code' };
  return isUtf8(data.subarray(2)) ? { type: 'close', data } : { code: 1007, why: 'not UTF-8' };
}

function isCloseCode(code: number): boolean {
  if (code >= 3000) return code <= 4999;
  return code >= 1000 && code <= 1014 && code !== 1004 && code !== 1005 && code !== 1006;
}

/** A whole frame from the server: never masked. */
export function frame(type: Message['type'], data: Uint8Array): Buffer {
  const opcode = { text: TEXT, binary: BINARY, ping: PING, pong: PONG, close: CLOSE }[type];
  return Buffer.concat([headOf(128 | opcode, data.length), data]);
}

function headOf(first: number, length: number): Buffer {
  if (length < 126) return Buffer.from([first, length]);
  if (length < 65_536) return Buffer.from([first, 126, length >> 8, length & 255]);
  const head = Buffer.alloc(10);
  head[0] = first;
  head[1] = 127;
  head.writeBigUInt64BE(BigInt(length), 2);
  return head;
}

/** A close frame. */
export function closeFrame(code: number, why = ''): Buffer {
  const data = Buffer.alloc(2 + Buffer.byteLength(why));
  data.writeUInt16BE(code, 0);
  data.write(why, 2);
  return frame('close', data);
}
