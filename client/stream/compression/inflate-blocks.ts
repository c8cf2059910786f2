/** Deflate blocks: their headers, stored ones, and the code lengths of dynamic ones (RFC 1951, 3.2.3 to 3.2.7). */
import type { InflateState } from '../../state/stream.ts';
import { NO_BYTES } from '../values.ts';
import { need, peek, type Source, type Stepped, take } from './bits.ts';
import { NEED_BITS, NO_CODE } from './huffman.ts';
import { blockCodes, metaCode } from './inflate-codes.ts';

export function readBlock(state: InflateState, source: Source): Stepped {
  if (state.lastBlock) return endStream(state);
  if (!need(state, source, 3)) return 'input';
  state.lastBlock = take(state, 1) === 1;
  const type = take(state, 2);
  if (type === 3) return { error: 'invalid block type' };
  state.have = 0;
  if (type === 0) {
    take(state, state.bits & 7);
    state.mode = 'stored-length';
  } else if (type === 1) {
    state.lengths = NO_BYTES;
    state.mode = 'symbol';
  } else state.mode = 'table-sizes';
  return 'go';
}

function endStream(state: InflateState): Stepped {
  take(state, state.bits & 7);
  state.have = 0;
  state.mode = 'trailer';
  return 'go';
}

export function readStoredLength(state: InflateState, source: Source): Stepped {
  for (; state.have < 2; state.have++) {
    if (!need(state, source, 16)) return 'input';
    const value = take(state, 16);
    if (state.have === 0) state.length = value;
    else if (value !== (~state.length & 0xffff)) return { error: 'invalid stored block length' };
  }
  state.mode = 'stored';
  return 'go';
}

export function copyStored(state: InflateState, source: Source, stop: number): Stepped {
  const mask = state.window.length - 1;
  while (state.length > 0) {
    if (state.written === stop) return 'output';
    if (state.bits >= 8) {
      state.window[state.written++ & mask] = take(state, 8);
      state.length--;
      continue;
    }
    const count = Math.min(state.length, stop - state.written, source.bytes.length - source.pos);
    if (count === 0) return 'input';
    state.window.set(source.bytes.subarray(source.pos, source.pos + count), state.written & mask);
    source.pos += count;
    state.written += count;
    state.length -= count;
  }
  state.mode = 'block';
  return 'go';
}

export function readTableSizes(state: InflateState, source: Source): Stepped {
  if (!need(state, source, 14)) return 'input';
  state.literals = take(state, 5) + 257;
  state.distances = take(state, 5) + 1;
  state.metas = take(state, 4) + 4;
  if (state.literals > 286 || state.distances > 30) return { error: 'too many length or distance symbols' };
  state.metaLengths = new Uint8Array(19);
  state.lengths = new Uint8Array(state.literals + state.distances);
  state.have = 0;
  state.mode = 'meta-lengths';
  return 'go';
}

/** Order of the meta code's lengths (RFC 1951, 3.2.7). */
const META_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

export function readMetaLengths(state: InflateState, source: Source): Stepped {
  for (; state.have < state.metas; state.have++) {
    if (!need(state, source, 3)) return 'input';
    state.metaLengths[META_ORDER[state.have]!] = take(state, 3);
  }
  state.have = 0;
  state.mode = 'lengths';
  return 'go';
}

const META_EXTRA = (symbol: number): number => (symbol < 16 ? 0 : [2, 3, 7][symbol - 16]!);

export function readLengths(state: InflateState, source: Source): Stepped {
  const meta = metaCode(state.metaLengths);
  if (meta === null) return { error: 'invalid code lengths set' };
  while (state.have < state.lengths.length) {
    const entry = peek(state, source, meta, META_EXTRA);
    if (entry === NEED_BITS) return 'input';
    if (entry === NO_CODE) return { error: 'invalid code length' };
    take(state, entry & 15);
    if (!fillLengths(state, entry >> 4)) return { error: 'invalid bit length repeat' };
  }
  if (state.lengths[256] === 0) return { error: 'no end-of-block code' };
  if (blockCodes(state) === null) return { error: 'invalid literal or distance code lengths' };
  state.mode = 'symbol';
  return 'go';
}

function fillLengths(state: InflateState, symbol: number): boolean {
  if (symbol < 16) {
    state.lengths[state.have++] = symbol;
    return true;
  }
  if (symbol === 16 && state.have === 0) return false;
  const value = symbol === 16 ? state.lengths[state.have - 1]! : 0;
  const count = take(state, META_EXTRA(symbol)) + (symbol === 18 ? 11 : 3);
  if (state.have + count > state.lengths.length) return false;
  state.lengths.fill(value, state.have, state.have + count);
  state.have += count;
  return true;
}
