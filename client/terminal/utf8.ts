/** Characters from the terminal, which may be cut inside of one: UTF-8, or those of its locale. */
import { Buffer } from 'node:buffer';
import type { KeysState } from '../state/terminal.ts';
import { decode as decodeCharset, emptyCharset } from '../stream/charset/charset.ts';
import { findEncoding } from '../stream/charset/encoding.ts';

/**
 * Text of bytes[from, to), with what was kept from before. A character cut by the end of the bytes is kept;
 * one cut by something else (a control, the end of a paste) becomes U+FFFD, as do bytes that are no UTF-8.
 */
export function decode(state: KeysState, bytes: Uint8Array, from: number, to: number): string {
  const kept = state.utf8;
  if (from === to && (kept.length === 0 || to === bytes.length)) return '';
  const encoding = state.charset === undefined ? null : findEncoding(state.charset);
  if (encoding) {
    const charset = { ...emptyCharset(), encoding: encoding.name, pending: kept };
    const text = decodeCharset(charset, encoding, Buffer.from(bytes), from, to);
    const isTorn = to !== bytes.length && charset.pending.length > 0;
    state.utf8 = isTorn ? new Uint8Array(0) : Uint8Array.from(charset.pending);
    return isTorn ? `${text}\ufffd` : text;
  }
  const all = kept.length === 0 ? bytes.subarray(from, to) : Buffer.concat([kept, bytes.subarray(from, to)]);
  const end = to === bytes.length ? wholeCharacters(all) : all.length;
  // A copy: the caller's buffer is its own.
  state.utf8 = Uint8Array.from(all.subarray(end));
  return Buffer.from(all.buffer, all.byteOffset, end).toString('utf8');
}

/** What was kept of a character that nothing will complete. */
export function decodeRest(state: KeysState): string {
  const text = Buffer.from(state.utf8).toString('utf8');
  state.utf8 = new Uint8Array(0);
  return text;
}

/** Length without a character that is cut at the end. */
function wholeCharacters(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!;
    if ((byte & 0xc0) === 0x80) continue;
    const size = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return size > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}
