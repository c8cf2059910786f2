/**
 * Bytes to characters. The bytes of a character that has not arrived whole wait in the state; decoders are
 * shared and keep nothing. What is no character becomes U+FFFD, as a streaming TextDecoder has it.
 */

import { Buffer, isAscii } from 'node:buffer';
import type { CharsetState } from '../../state/stream.ts';
import { NO_BYTES } from '../values.ts';
import { type Encoding, findEncoding, sharedDecoder, singleTable } from './encoding.ts';
import { decodeIso2022Jp } from './iso2022jp.ts';
import { decodeMultibyte } from './multibyte.ts';

export function emptyCharset(): CharsetState {
  return { negotiated: null, pending: NO_BYTES, encoding: '', shift: 'ascii' };
}

/** What CHARSET agreed on, else the world's setting, else (a setting nobody knows) UTF-8. */
export function encodingOf(charset: CharsetState, setting: string): Encoding {
  return findEncoding(charset.negotiated ?? setting) ?? findEncoding('utf-8')!;
}

/**
 * Bytes as text if each of them is the one character that it is in ASCII, whatever came before them; null if there is
 * any doubt: UTF-16 makes one character of two such bytes, ISO-2022-JP another one or none.
 */
export function decodeAscii(charset: CharsetState, encoding: Encoding, bytes: Buffer): string | null {
  const isSuperset = encoding.kind === 'utf-8' || encoding.kind === 'single' || encoding.kind === 'multi';
  if (!isSuperset || charset.pending.length > 0) return null;
  if (charset.encoding !== encoding.name) switchTo(charset, encoding);
  return isAscii(bytes) ? bytes.toString('latin1') : null;
}

/**
 * Bytes [from, to) as text if they are valid UTF-8, which tells how many bytes each part of it took; null, and nothing
 * has changed, if they are not, or another encoding.
 */
export function decodeUtf8(
  charset: CharsetState,
  encoding: Encoding,
  bytes: Buffer,
  from: number,
  to: number,
): string | null {
  if (encoding.kind !== 'utf-8' || charset.encoding !== encoding.name) return null;
  const { pending } = charset;
  const text = decode(charset, encoding, bytes, from, to);
  if (!text.includes('\ufffd')) return text;
  charset.pending = pending;
  return null;
}

/** The end of what `decodeUtf8` has made goes back, and what waits behind it too: so many bytes. */
export function giveBackUtf8(charset: CharsetState, text: string): number {
  const count = Buffer.byteLength(text, 'utf8') + charset.pending.length;
  charset.pending = NO_BYTES;
  return count;
}

/** Decodes bytes [from, to). */
export function decode(
  charset: CharsetState,
  encoding: Encoding,
  bytes: Buffer,
  from: number,
  to: number,
): string {
  const torn = charset.encoding === encoding.name ? '' : switchTo(charset, encoding);
  if (charset.pending.length === 0) return torn + DECODERS[encoding.kind](charset, encoding, bytes, from, to);
  const joined = Buffer.concat([charset.pending, bytes.subarray(from, to)]);
  charset.pending = NO_BYTES;
  return torn + DECODERS[encoding.kind](charset, encoding, joined, 0, joined.length);
}

/** The encoding changed: half a character of the old one will never be whole. */
function switchTo(charset: CharsetState, encoding: Encoding): string {
  const torn = charset.pending.length > 0 ? '\ufffd' : '';
  charset.pending = NO_BYTES;
  charset.encoding = encoding.name;
  charset.shift = 'ascii';
  return torn;
}

type Decoder = (charset: CharsetState, encoding: Encoding, bytes: Buffer, from: number, to: number) => string;

const DECODERS: Record<Encoding['kind'], Decoder> = {
  'utf-8': decodeUtf8Bytes,
  'utf-16': decodeUtf16,
  single: decodeSingle,
  multi: decodeMulti,
  'iso-2022-jp': (charset, _encoding, bytes, from, to) => decodeIso2022Jp(charset, bytes, from, to),
};

function keep(charset: CharsetState, bytes: Uint8Array, count: number, to: number): void {
  if (count > 0) charset.pending = Uint8Array.from(bytes.subarray(to - count, to));
}

// ---------------------------------------------------------------- UTF-8

function decodeUtf8Bytes(
  charset: CharsetState,
  _encoding: Encoding,
  bytes: Buffer,
  from: number,
  to: number,
): string {
  const count = unfinishedUtf8(bytes, from, to);
  keep(charset, bytes, count, to);
  return bytes.toString('utf8', from, to - count);
}

/** How many bytes at the end begin a character that could still become valid. */
function unfinishedUtf8(bytes: Uint8Array, from: number, to: number): number {
  for (let count = 1; count < 4 && to - count >= from; count++) {
    const byte = bytes[to - count]!;
    if (byte < 0x80) return 0;
    if (byte < 0xc0) continue;
    if (utf8Length(byte) <= count) return 0;
    return count === 1 || isSecond(byte, bytes[to - count + 1]!) ? count : 0;
  }
  return 0;
}

function utf8Length(lead: number): number {
  if (lead < 0xc2 || lead > 0xf4) return 1;
  return lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

/** Overlong forms, surrogates and code points past U+10FFFF are out with their second byte (Unicode, table 3-7). */
function isSecond(lead: number, byte: number): boolean {
  if (lead === 0xe0) return byte >= 0xa0;
  if (lead === 0xed) return byte < 0xa0;
  if (lead === 0xf0) return byte >= 0x90;
  return lead !== 0xf4 || byte < 0x90;
}

// ---------------------------------------------------------------- one byte, one character

/** Scratch space for one piece; a packet is seldom longer. */
const PIECE = 16 * 1024;
const scratch = Buffer.alloc(PIECE * 2);
const units = new Uint16Array(scratch.buffer, scratch.byteOffset, PIECE);

function decodeSingle(
  _charset: CharsetState,
  encoding: Encoding,
  bytes: Buffer,
  from: number,
  to: number,
): string {
  if (isAscii(bytes.subarray(from, to))) return bytes.toString('latin1', from, to);
  const table = singleTable(encoding);
  let text = '';
  for (let at = from; at < to; at += PIECE) {
    const count = Math.min(PIECE, to - at);
    for (let n = 0; n < count; n++) units[n] = table[bytes[at + n]!]!;
    text += scratch.toString('utf16le', 0, count * 2);
  }
  return text;
}

// ---------------------------------------------------------------- several bytes, one character

function decodeMulti(
  charset: CharsetState,
  encoding: Encoding,
  bytes: Buffer,
  from: number,
  to: number,
): string {
  if (isAscii(bytes.subarray(from, to))) return bytes.toString('latin1', from, to);
  const { text, pending } = decodeMultibyte(encoding, bytes, from, to);
  keep(charset, bytes, pending, to);
  return text;
}

/** Whole units only, and no high surrogate without what follows it. */
function decodeUtf16(
  charset: CharsetState,
  encoding: Encoding,
  bytes: Buffer,
  from: number,
  to: number,
): string {
  const odd = (to - from) % 2;
  const highByte = to - odd - (encoding.name === 'utf-16le' ? 1 : 2);
  const isHighSurrogate = highByte >= from && bytes[highByte]! >> 2 === 0xd8 >> 2;
  const count = odd + (isHighSurrogate ? 2 : 0);
  keep(charset, bytes, count, to);
  return sharedDecoder(encoding).decode(bytes.subarray(from, to - count));
}
