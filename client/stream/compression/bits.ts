/** Bits out of the input of an inflater (RFC 1951, 3.1.1), and what its steps have in common. */
import type { InflateState } from '../../state/stream.ts';
import { decode, type HuffmanCode, NEED_BITS, NO_CODE } from './huffman.ts';

/** Compressed bytes being read, and how far. */
export interface Source {
  readonly bytes: Uint8Array;
  pos: number;
}

/** What a step answers: go on, or why not. */
export type Stepped = 'go' | 'input' | 'output' | 'end' | 'check' | { readonly error: string };

export type Step = (state: InflateState, source: Source, stop: number) => Stepped;

/** Makes at least `count` (≤ 16) bits available, if the input has them. */
export function need(state: InflateState, source: Source, count: number): boolean {
  while (state.bits < count) {
    if (source.pos === source.bytes.length) return false;
    state.hold |= source.bytes[source.pos++]! << state.bits;
    state.bits += 8;
  }
  return true;
}

export function take(state: InflateState, count: number): number {
  const value = state.hold & ((1 << count) - 1);
  state.hold >>= count;
  state.bits -= count;
  return value;
}

/** Whole bytes read ahead go back to the input: after the end of a stream they are plain text. */
export function giveBack(state: InflateState, source: Source): void {
  source.pos -= state.bits >> 3;
  state.bits &= 7;
  state.hold &= (1 << state.bits) - 1;
}

/** The next code word; NEED_BITS if the input ends inside it. `extra` bits after it are made available too. */
export function peek(
  state: InflateState,
  source: Source,
  code: HuffmanCode,
  extra: (symbol: number) => number,
) {
  for (;;) {
    const entry = decode(code, state.hold, state.bits);
    if (entry === NO_CODE) return NO_CODE;
    if (entry !== NEED_BITS && (entry & 15) + extra(entry >> 4) <= state.bits) return entry;
    if (!need(state, source, state.bits + 1)) return NEED_BITS;
  }
}
