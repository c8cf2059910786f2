/**
 * The memory of an interpreter as plain bytes: only blocks that differ from those of its base, which is what all
 * interpreters of one kind begin as, or from zero, where there is none. What is alive is counted all over the memory, so
 * that few pages stay as they were, but most of each does.
 */
import type { MemoryImage } from '../state/script/scripts.ts';

/** Bytes that are compared at once, and those of a block. */
const PAGE = 4096;
const BLOCK = 64;
const WORDS = BLOCK / 4;
const EMPTY = new Uint8Array(PAGE);

/** The blocks of `memory` that are others than in `base`. */
export function pagesOf(memory: Uint8Array, base: MemoryImage | null): MemoryImage {
  const before = base && memoryOf(base);
  const map = new Uint8Array(Math.ceil(memory.length / BLOCK / 8));
  const changed: number[] = [];
  for (let at = 0; at < memory.length; at += PAGE) {
    const page = memory.subarray(at, at + PAGE);
    const was = before && at < before.length ? before.subarray(at, at + PAGE) : EMPTY;
    if (Buffer.compare(page, was) !== 0) noteBlocks(page, was, at / BLOCK, changed);
  }
  const pages = new Uint8Array(changed.length * BLOCK);
  for (const [at, block] of changed.entries()) {
    map[block >> 3]! |= 1 << (block & 7);
    pages.set(memory.subarray(block * BLOCK, (block + 1) * BLOCK), at * BLOCK);
  }
  return { size: memory.length, block: BLOCK, map, pages };
}

function noteBlocks(page: Uint8Array, was: Uint8Array, first: number, changed: number[]): void {
  const now = new Uint32Array(page.buffer, page.byteOffset, PAGE / 4);
  const before = new Uint32Array(was.buffer, was.byteOffset, PAGE / 4);
  for (let block = 0; block < PAGE / BLOCK; block++) {
    let at = block * WORDS;
    const end = at + WORDS;
    while (at < end && now[at] === before[at]) at++;
    if (at < end) changed.push(first + block);
  }
}

/** Makes `memory`, which is as large as the image says, what it was. */
export function fillMemory(
  memory: Uint8Array,
  { map, pages, block = PAGE }: MemoryImage,
  base: MemoryImage | null,
): void {
  memory.fill(0);
  if (base) memory.set(memoryOf(base));
  let from = 0;
  for (const [byte, bits] of map.entries())
    for (let bit = 0; bits >> bit !== 0; bit++) {
      if (!((bits >> bit) & 1)) continue;
      memory.set(pages.subarray(from, from + block), (byte * 8 + bit) * block);
      from += block;
    }
}

/** Derived from bases: all of their memory. */
const expanded = new WeakMap<MemoryImage, Uint8Array>();

function memoryOf(base: MemoryImage): Uint8Array {
  const known = expanded.get(base);
  if (known) return known;
  const memory = new Uint8Array(base.size);
  fillMemory(memory, base, null);
  expanded.set(base, memory);
  return memory;
}
