/** Literals and matches (RFC 1951, 3.2.5): the inner loop of the inflater. */
import type { InflateState } from '../../state/stream.ts';
import { NO_BYTES } from '../values.ts';
import { need, peek, type Source, type Stepped, take } from './bits.ts';
import { decode, type HuffmanCode, NEED_BITS, NO_CODE, ROOT } from './huffman.ts';
import { type BlockCodes, blockCodes } from './inflate-codes.ts';

const MAX_MATCH = 258;

/** RFC 1951, 3.2.5: base and extra bits of length symbols 257 to 285 and distance symbols 0 to 29. */
const LENGTH_EXTRA = Uint8Array.from({ length: 29 }, (_, symbol) =>
  symbol < 8 || symbol === 28 ? 0 : (symbol >> 2) - 1,
);
const LENGTH_BASE = bases(LENGTH_EXTRA, 3);
// Not `with()`: where a start-up snapshot is made, Node 20 has no array method newer than ES2022.
LENGTH_BASE[28] = MAX_MATCH;
const DISTANCE_EXTRA = Uint8Array.from({ length: 30 }, (_, symbol) => Math.max(0, (symbol >> 1) - 1));
const DISTANCE_BASE = bases(DISTANCE_EXTRA, 1);

function bases(extra: Uint8Array, first: number): Uint16Array {
  const result = new Uint16Array(extra.length);
  let base = first;
  for (let symbol = 0; symbol < extra.length; symbol++) {
    result[symbol] = base;
    base += 1 << extra[symbol]!;
  }
  return result;
}

const SYMBOL_EXTRA = (symbol: number): number => (symbol > 256 ? (LENGTH_EXTRA[symbol - 257] ?? 0) : 0);

/** One symbol a step where input or room is short; where they are not, readFast does the work, and what it made is enough. */
export function readSymbols(state: InflateState, source: Source, stop: number): Stepped {
  const block = blockCodes(state)!;
  const from = state.written;
  for (;;) {
    readFast(state, source, stop, block);
    if (state.mode !== 'symbol') return 'go';
    if (state.written === stop || (state.written > from && state.written > stop - MAX_MATCH)) return 'output';
    const entry = peek(state, source, block.literal, SYMBOL_EXTRA);
    if (entry === NEED_BITS) return 'input';
    const symbol = entry >> 4;
    if (entry === NO_CODE || symbol > 285) return { error: 'invalid literal or length code' };
    take(state, entry & 15);
    if (symbol < 256) state.window[state.written++ & (state.window.length - 1)] = symbol;
    else return symbol === 256 ? endBlock(state) : startMatch(state, symbol);
  }
}

function endBlock(state: InflateState): Stepped {
  state.lengths = NO_BYTES;
  state.metaLengths = NO_BYTES;
  state.mode = 'block';
  return 'go';
}

function startMatch(state: InflateState, symbol: number): Stepped {
  state.length = LENGTH_BASE[symbol - 257]! + take(state, LENGTH_EXTRA[symbol - 257]!);
  state.mode = 'distance';
  return 'go';
}

const NO_EXTRA = (): number => 0;

export function readDistance(state: InflateState, source: Source): Stepped {
  const entry = peek(state, source, blockCodes(state)!.distance, NO_EXTRA);
  if (entry === NEED_BITS) return 'input';
  if (entry === NO_CODE || entry >> 4 > 29) return { error: 'invalid distance code' };
  take(state, entry & 15);
  state.distance = entry >> 4;
  state.mode = 'distance-extra';
  return 'go';
}

export function readDistanceExtra(state: InflateState, source: Source): Stepped {
  const extra = DISTANCE_EXTRA[state.distance]!;
  if (!need(state, source, extra)) return 'input';
  state.distance = DISTANCE_BASE[state.distance]! + take(state, extra);
  if (state.distance > state.written) return { error: 'invalid distance too far back' };
  state.mode = 'match';
  return 'go';
}

export function copyMatch(state: InflateState, _source: Source, stop: number): Stepped {
  const { window } = state;
  const mask = window.length - 1;
  const count = Math.min(state.length, stop - state.written);
  for (let n = 0; n < count; n++) {
    window[state.written & mask] = window[(state.written - state.distance) & mask]!;
    state.written++;
  }
  state.length -= count;
  if (state.length > 0) return 'output';
  state.distance = 0;
  state.mode = 'symbol';
  return 'go';
}

/** From here on a call of copyWithin costs less than a loop (measured). */
const LONG_MATCH = 24;

/** A literal and match take at most 48 bits; two bytes are read ahead of need. */
const FAST_INPUT = 8;

/**
 * The inner loop: everything in local variables, no check of input or room inside a symbol. Ends before a
 * symbol: at the end of a block, with too little input or room for its next round, or where something is
 * wrong, for the slow way to say what. Bytes that it read ahead are given back, so that the state is the same
 * as if it had not run.
 */
function readFast(state: InflateState, source: Source, stop: number, block: BlockCodes): void {
  const { bytes } = source;
  const { window } = state;
  const mask = window.length - 1;
  const lastPos = bytes.length - FAST_INPUT;
  const from = state.written;
  const lastAt = stop - MAX_MATCH;
  const literalRoot = block.literal.root;
  const distanceRoot = block.distance.root;
  const rootMask = (1 << ROOT) - 1;
  let { hold, bits } = state;
  let pos = source.pos;
  let written = from;
  let wrong = false;
  let symbolHold = hold;
  let symbolBits = bits;
  let symbolPos = pos;
  while (pos <= lastPos && written <= lastAt) {
    symbolHold = hold;
    symbolBits = bits;
    symbolPos = pos;
    if (bits < 15) {
      hold |= (bytes[pos]! | (bytes[pos + 1]! << 8)) << bits;
      pos += 2;
      bits += 16;
    }
    let entry: number = literalRoot[hold & rootMask]!;
    if (entry === 0) entry = decodeLongest(block.literal, hold);
    let size = entry & 15;
    const symbol = entry >> 4;
    if ((wrong = symbol < 0 || symbol > 285)) break;
    hold >>= size;
    bits -= size;
    if (symbol < 256) {
      window[written++ & mask] = symbol;
      continue;
    }
    if (symbol === 256) {
      endBlock(state);
      break;
    }
    if (bits < 15) {
      hold |= (bytes[pos]! | (bytes[pos + 1]! << 8)) << bits;
      pos += 2;
      bits += 16;
    }
    size = LENGTH_EXTRA[symbol - 257]!;
    let length = LENGTH_BASE[symbol - 257]! + (hold & ((1 << size) - 1));
    hold >>= size;
    bits -= size;
    if (bits < 15) {
      hold |= (bytes[pos]! | (bytes[pos + 1]! << 8)) << bits;
      pos += 2;
      bits += 16;
    }
    entry = distanceRoot[hold & rootMask]!;
    if (entry === 0) entry = decodeLongest(block.distance, hold);
    size = entry & 15;
    const far = entry >> 4;
    if ((wrong = far < 0 || far > 29)) break;
    hold >>= size;
    bits -= size;
    if (bits < 15) {
      hold |= (bytes[pos]! | (bytes[pos + 1]! << 8)) << bits;
      pos += 2;
      bits += 16;
    }
    size = DISTANCE_EXTRA[far]!;
    const distance = DISTANCE_BASE[far]! + (hold & ((1 << size) - 1));
    hold >>= size;
    bits -= size;
    if ((wrong = distance > written)) break;
    let back = (written - distance) & mask;
    if (length > LONG_MATCH && length <= distance && back + length <= window.length) {
      window.copyWithin(written & mask, back, back + length);
      written += length;
    } else for (; length > 0; length--) window[written++ & mask] = window[back++ & mask]!;
  }
  if (wrong) {
    hold = symbolHold;
    bits = symbolBits;
    pos = symbolPos;
  }
  // No more than was read here: bits of an earlier packet stay.
  const ahead = Math.min(bits >> 3, pos - source.pos);
  state.bits = bits - ahead * 8;
  state.hold = hold & ((1 << state.bits) - 1);
  state.written = written;
  source.pos = pos - ahead;
}

/** With 15 bits at hand every code is decided. */
function decodeLongest(code: HuffmanCode, hold: number): number {
  return decode(code, hold, 15);
}
