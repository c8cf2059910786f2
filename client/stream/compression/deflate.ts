/**
 * A zlib stream (RFC 1950) of stored blocks (RFC 1951, 3.2.4), for MCCP3. What a player types is a line of
 * some twenty bytes: every sync-flushed block costs five or more whatever is done to its content, and a
 * stored block costs five and needs neither a window nor a bit position in the state.
 */

import { Buffer } from 'node:buffer';
import type { DeflateState } from '../../state/stream.ts';
import { adler32 } from './checksum.ts';

/** LEN is a 16-bit field. */
const MAX_STORED = 0xffff;
/** The header of a stored block that is not the last one. */
const STORED = Uint8Array.of(0);

export function emptyDeflate(): DeflateState {
  return { started: false, adler: 1 };
}

/** Bytes as they go onto the wire; whole when they arrive, as after Z_SYNC_FLUSH. */
export function deflate(state: DeflateState, bytes: Uint8Array): Uint8Array {
  if (bytes.length === 0) return bytes;
  const wire: Uint8Array[] = [Uint8Array.from(start(state))];
  for (let at = 0; at < bytes.length; at += MAX_STORED) {
    const part = bytes.subarray(at, at + MAX_STORED);
    wire.push(STORED, Uint8Array.from(stored(part.length)), part);
  }
  state.adler = adler32(state.adler, bytes);
  return Buffer.concat(wire);
}

/** The end of the stream (Z_FINISH): an empty last block and the check value. */
export function deflateEnd(state: DeflateState): Uint8Array {
  const { adler } = state;
  const check = [adler >>> 24, (adler >>> 16) & 255, (adler >>> 8) & 255, adler & 255];
  return Uint8Array.from([...start(state), 1, ...stored(0), ...check]);
}

/** Once a stream: deflate with a 32 KiB window, fastest level, no dictionary. */
function start(state: DeflateState): number[] {
  if (state.started) return [];
  state.started = true;
  return [0x78, 0x01];
}

/** LEN and NLEN of a stored block. */
function stored(length: number): number[] {
  return [length & 255, length >> 8, ~length & 255, (~length >> 8) & 255];
}
