/** The Huffman codes of the block being read: derived from the lengths in the state, and never part of it. */
import type { InflateState } from '../../state/stream.ts';
import { type HuffmanCode, huffmanCode } from './huffman.ts';

export interface BlockCodes {
  readonly literal: HuffmanCode;
  readonly distance: HuffmanCode;
}

/** By identity of the lengths in the state: each block brings a new array, and a reload builds anew. */
const metaCodes = new WeakMap<Uint8Array, HuffmanCode>();
const codes = new WeakMap<Uint8Array, BlockCodes>();
let fixedCodes: BlockCodes | null = null;

export function metaCode(lengths: Uint8Array): HuffmanCode | null {
  const known = metaCodes.get(lengths);
  if (known !== undefined) return known;
  const code = huffmanCode(lengths, false);
  if (code !== null) metaCodes.set(lengths, code);
  return code;
}

/** The codes of the block being read: fixed where no lengths were sent. */
export function blockCodes(state: InflateState): BlockCodes | null {
  if (state.lengths.length === 0) {
    fixedCodes ??= makeFixedCodes();
    return fixedCodes;
  }
  const known = codes.get(state.lengths);
  if (known !== undefined) return known;
  const literal = huffmanCode(state.lengths.subarray(0, state.literals), true);
  const distance = huffmanCode(state.lengths.subarray(state.literals), true);
  if (literal === null || distance === null) return null;
  const made = { literal, distance };
  codes.set(state.lengths, made);
  return made;
}

/** RFC 1951, 3.2.6. */
function makeFixedCodes(): BlockCodes {
  const lengths = new Uint8Array(288).fill(8, 0, 144).fill(9, 144, 256).fill(7, 256, 280).fill(8, 280);
  return {
    literal: huffmanCode(lengths, false)!,
    distance: huffmanCode(new Uint8Array(32).fill(5), false)!,
  };
}
