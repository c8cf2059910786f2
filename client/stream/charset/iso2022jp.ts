/**
 * ISO-2022-JP (RFC 1468): it shifts between character sets by escape sequences, and a MUD sends colours by
 * escape sequences too. So it is decoded here: what is not a shift passes through as an escape sequence.
 * Kanji are those of EUC-JP without the high bits.
 */

import { Buffer } from 'node:buffer';
import type { CharsetState } from '../../state/stream.ts';
import { findEncoding } from './encoding.ts';
import { pairTable } from './multibyte.ts';

const ESC = 0x1b;

type Shift = CharsetState['shift'];

/** What follows ESC, as one number. */
const SHIFTS: ReadonlyMap<number, Shift> = new Map([
  [pair('(B'), 'ascii'],
  [pair('(J'), 'roman'],
  [pair('(I'), 'katakana'],
  [pair('$B'), 'kanji'],
  [pair('$@'), 'kanji'],
]);

function pair(text: string): number {
  return text.charCodeAt(0) * 256 + text.charCodeAt(1);
}

/** What a shift begins with: `(` and `$`. */
const SHIFTERS = [0x28, 0x24];
const CSI = 0x5b;

/** A colour sequence is far shorter; a longer one passes in pieces. */
const MAX_CSI = 32;

/** Decodes bytes [from, to); an unfinished shift, colour or kanji waits in `pending`. */
export function decodeIso2022Jp(charset: CharsetState, bytes: Buffer, from: number, to: number): string {
  let text = '';
  for (let at = from; at < to; ) {
    const isEscape = bytes[at] === ESC;
    const length = isEscape ? escapeLength(bytes, at, to) : wordLength(charset.shift, bytes[at]!);
    if (at + length > to) {
      charset.pending = Uint8Array.from(bytes.subarray(at, to));
      break;
    }
    if (isEscape) text += carryOut(charset, bytes, at, length);
    else text += length === 2 ? kanji(bytes[at]!, bytes[at + 1]!) : character(charset, bytes[at]!);
    at += length;
  }
  return text;
}

/** 3 for a shift, whole or not; all of a CSI sequence, which stays ASCII whatever is shifted to; 1 for others. */
function escapeLength(bytes: Buffer, at: number, to: number): number {
  // Nothing may follow yet: then it may become a shift.
  if (at + 1 === to || mayBeShift(bytes, at, to)) return 3;
  if (bytes[at + 1] !== CSI) return 1;
  for (let end = at + 2; end < at + MAX_CSI; end++) {
    if (end >= to) return to - at + 1;
    if (bytes[end]! < 0x20 || bytes[end]! > 0x7e) return end - at;
    if (bytes[end]! >= 0x40) return end - at + 1;
  }
  return 1;
}

function mayBeShift(bytes: Buffer, at: number, to: number): boolean {
  if (!SHIFTERS.includes(bytes[at + 1]!)) return false;
  return at + 2 === to || SHIFTS.has(bytes.readUInt16BE(at + 1));
}

function carryOut(charset: CharsetState, bytes: Buffer, at: number, length: number): string {
  const shift = length === 3 ? SHIFTS.get(bytes.readUInt16BE(at + 1)) : undefined;
  if (shift === undefined) return bytes.toString('latin1', at, at + length);
  charset.shift = shift;
  return '';
}

function wordLength(shift: Shift, byte: number): number {
  return shift === 'kanji' && byte > 0x20 && byte < 0x7f ? 2 : 1;
}

function kanji(first: number, second: number): string {
  if (second <= 0x20 || second >= 0x7f) return '\ufffd';
  return String.fromCharCode(pairTable(findEncoding('euc-jp')!)[(first | 0x80) * 256 + (second | 0x80)]!);
}

function character(charset: CharsetState, byte: number): string {
  if (byte >= 0x80) return '\ufffd';
  // A line ends in ASCII (RFC 1468): whoever forgot to shift back is understood again from the next line on.
  if (byte === 0x0a) charset.shift = 'ascii';
  if (charset.shift === 'katakana' && byte > 0x20 && byte < 0x60) return String.fromCharCode(0xff40 + byte);
  if (charset.shift === 'roman' && byte === 0x5c) return '¥';
  if (charset.shift === 'roman' && byte === 0x7e) return '‾';
  return String.fromCharCode(byte);
}

/** Kanji as EUC-JP has them, shifted; ends in ASCII. `find` answers the EUC-JP bytes as one number. */
export function encodeIso2022Jp(text: string, find: (codePoint: number) => number | undefined): Uint8Array {
  const bytes: number[] = [];
  let shifted = false;
  for (const char of text) {
    const codePoint = char.codePointAt(0)!;
    const ascii = codePoint < 0x80;
    if (ascii === shifted) bytes.push(ESC, ascii ? 0x28 : 0x24, 0x42);
    shifted = !ascii;
    const code = ascii ? codePoint : find(codePoint)! & 0x7f7f;
    if (ascii) bytes.push(code);
    else bytes.push(code >> 8, code & 0xff);
  }
  if (shifted) bytes.push(ESC, 0x28, 0x42);
  return Buffer.from(bytes);
}
