/**
 * Decompression that can be stopped and snapshotted at any byte (RFC 1950, 1951, 1952): zlib by the book,
 * gzip and raw deflate because servers were seen to send them. zlib itself cannot be used here: its window
 * and bit position are out of reach, and a reload would lose them.
 *
 * The state is always as far on as its input allows, so it does not depend on where packets were cut.
 */
import type { InflateState } from '../../state/stream.ts';
import { NO_BYTES } from '../values.ts';
import { giveBack, need, type Source, type Step, type Stepped, take } from './bits.ts';
import { adler32, crc32 } from './checksum.ts';
import {
  copyStored,
  readBlock,
  readLengths,
  readMetaLengths,
  readStoredLength,
  readTableSizes,
} from './inflate-blocks.ts';
import { copyMatch, readDistance, readDistanceExtra, readSymbols } from './inflate-symbols.ts';

/** A match reaches back this far at most (RFC 1951, 3.2.5). */
const MAX_WINDOW = 32 * 1024;
/** Most idle worlds have sent a few KiB only; the window grows with what was written. */
const MIN_WINDOW = 4 * 1024;

export interface Inflated {
  /** A view of the window: use it before the next call. */
  readonly output: Uint8Array;
  /** `input`: all input is used up; `output`: call again; `end`: the rest of the input is not ours. */
  readonly status: 'input' | 'output' | 'end' | 'error';
  readonly error: string;
  /** The code tables of a block were made, which costs as much as a hundred lines; no call makes more than one. */
  readonly tables: boolean;
}

export function emptyInflate(): InflateState {
  return {
    mode: 'header',
    format: 'zlib',
    hold: 0,
    bits: 0,
    lastBlock: false,
    window: NO_BYTES,
    written: 0,
    check: 0,
    length: 0,
    distance: 0,
    metaLengths: NO_BYTES,
    lengths: NO_BYTES,
    literals: 0,
    distances: 0,
    metas: 0,
    have: 0,
    flags: 0,
    trailer: 0,
  };
}

/** Decompresses until the input is used up, `room` bytes are out, tables are made, the window wraps or the stream ends. */
export function inflate(state: InflateState, source: Source, room: number): Inflated {
  makeRoom(state);
  const from = state.written & (state.window.length - 1);
  const most = Math.min(room, state.window.length - from);
  const stop = state.written + most;
  const start = state.written;
  let status: Stepped;
  let tables = false;
  do {
    const was = state.mode;
    status = STEPS[was](state, source, stop);
    tables = was === 'lengths' && status === 'go';
  } while (status === 'go' && !tables);
  // There is more to come: the block itself.
  if (status === 'go') status = 'output';
  if (status === 'output' || status === 'end') giveBack(state, source);
  const output = state.window.subarray(from, from + state.written - start);
  if (state.format === 'zlib') state.check = adler32(state.check, output);
  else if (state.format === 'gzip') state.check = crc32(state.check, output);
  if (status === 'check') {
    if (state.trailer === state.check) return { output, status: 'end', error: '', tables };
    return { output, status: 'error', error: 'wrong check value', tables };
  }
  if (status === 'input' || status === 'output' || status === 'end')
    return { output, status, error: '', tables };
  return { output, status: 'error', error: status.error, tables };
}

const STEPS: Record<InflateState['mode'], Step> = {
  header: readHeader,
  'gzip-header': readGzipHeader,
  'gzip-extra': skipGzipExtra,
  'gzip-text': skipGzipText,
  block: readBlock,
  'stored-length': readStoredLength,
  stored: copyStored,
  'table-sizes': readTableSizes,
  'meta-lengths': readMetaLengths,
  lengths: readLengths,
  symbol: readSymbols,
  distance: readDistance,
  'distance-extra': readDistanceExtra,
  match: copyMatch,
  trailer: readTrailer,
  done: () => 'end',
};

/** Until the ring has its full size it does not wrap but grows. */
function makeRoom(state: InflateState): void {
  const { window, written } = state;
  if (written < window.length || window.length === MAX_WINDOW) return;
  state.window = new Uint8Array(window.length === 0 ? MIN_WINDOW : window.length * 2);
  state.window.set(window);
}

// ---------------------------------------------------------------- headers and trailer

function readHeader(state: InflateState, source: Source): Stepped {
  if (!need(state, source, 16)) return 'input';
  const first = state.hold & 255;
  const second = (state.hold >> 8) & 255;
  if (first === 0x1f && second === 0x8b) {
    state.format = 'gzip';
    state.mode = 'gzip-header';
    take(state, 16);
    return 'go';
  }
  state.mode = 'block';
  if ((first & 15) !== 8 || first >> 4 > 7 || ((first << 8) | second) % 31 !== 0) {
    state.format = 'raw';
    return 'go';
  }
  take(state, 16);
  state.check = 1;
  return second & 0x20 ? { error: 'preset dictionary' } : 'go';
}

const FHCRC = 2;
const FEXTRA = 4;
const FNAME = 8;
const FCOMMENT = 16;

/** CM, FLG, MTIME, XFL, OS: eight bytes of which only the flags matter. */
function readGzipHeader(state: InflateState, source: Source): Stepped {
  for (; state.have < 8; state.have++) {
    if (!need(state, source, 8)) return 'input';
    const byte = take(state, 8);
    if (state.have === 1) state.flags = byte;
  }
  return gzipField(state);
}

/** What the flags announce comes in this order; each is cleared when it was read. */
function gzipField(state: InflateState): Stepped {
  const { flags } = state;
  if (flags & FEXTRA) {
    state.mode = 'gzip-extra';
    state.length = -1;
  } else if (flags & (FNAME | FCOMMENT)) state.mode = 'gzip-text';
  else if (flags & FHCRC) {
    state.mode = 'gzip-extra';
    state.length = 2;
  } else state.mode = 'block';
  return 'go';
}

/** FEXTRA with its length, or (length known) the two bytes of FHCRC. */
function skipGzipExtra(state: InflateState, source: Source): Stepped {
  if (state.length < 0) {
    if (!need(state, source, 16)) return 'input';
    state.length = take(state, 16);
  }
  for (; state.length > 0; state.length--) {
    if (!need(state, source, 8)) return 'input';
    take(state, 8);
  }
  state.flags &= state.flags & FEXTRA ? ~FEXTRA : ~FHCRC;
  return gzipField(state);
}

function skipGzipText(state: InflateState, source: Source): Stepped {
  do if (!need(state, source, 8)) return 'input';
  while (take(state, 8) !== 0);
  state.flags &= state.flags & FNAME ? ~FNAME : ~FCOMMENT;
  return gzipField(state);
}

/** Adler-32, highest byte first, or CRC-32 and length, lowest byte first; raw deflate has none. */
function readTrailer(state: InflateState, source: Source): Stepped {
  const size = state.format === 'zlib' ? 4 : state.format === 'gzip' ? 8 : 0;
  for (; state.have < size; state.have++) {
    if (!need(state, source, 8)) return 'input';
    const byte = take(state, 8);
    if (state.have >= 4) continue;
    const shift = state.format === 'zlib' ? 24 - 8 * state.have : 8 * state.have;
    state.trailer = (state.trailer | (byte << shift)) >>> 0;
  }
  giveBack(state, source);
  state.mode = 'done';
  return size === 0 ? 'end' : 'check';
}
