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
const EMPTY_WORDS = new Uint32Array(PAGE / 4);

/** The blocks of `memory` that are others than in `base`. */
export function pagesOf(memory: Uint8Array, base: MemoryImage | null): MemoryImage {
  const before = base ? memoryOf(base) : EMPTY.subarray(0, 0);
  const map = new Uint8Array(Math.ceil(memory.length / BLOCK / 8));
  const runs = createRuns(map);
  const now = wordsOf(memory);
  const was = wordsOf(before);
  for (let at = 0; at < memory.length; at += PAGE) {
    const page = memory.subarray(at, at + PAGE);
    const isNew = at >= before.length;
    if (Buffer.compare(page, isNew ? EMPTY : before.subarray(at, at + PAGE)) === 0) continue;
    if (isNew) noteBlocks(now, at / 4, EMPTY_WORDS, 0, runs);
    else noteBlocks(now, at / 4, was, at / 4, runs);
  }
  const pages = new Uint8Array(runs.count() * BLOCK);
  let to = 0;
  // Blocks that lie side by side, as most do, are copied at once.
  runs.each((first, end) => {
    pages.set(memory.subarray(first * BLOCK, end * BLOCK), to);
    to += (end - first) * BLOCK;
  });
  return { size: memory.length, block: BLOCK, map, pages };
}

function wordsOf(bytes: Uint8Array): Uint32Array {
  return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
}

/** Notes blocks, which come in order, in the map, and as runs of them. */
function createRuns(map: Uint8Array) {
  const bounds: number[] = [];
  let count = 0;
  return {
    count: () => count,
    add(block: number): void {
      map[block >> 3]! |= 1 << (block & 7);
      count++;
      if (bounds.at(-1) === block) bounds[bounds.length - 1] = block + 1;
      else bounds.push(block, block + 1);
    },
    each(use: (first: number, end: number) => void): void {
      for (let at = 0; at < bounds.length; at += 2) use(bounds[at]!, bounds[at + 1]!);
    },
  };
}

function noteBlocks(
  now: Uint32Array,
  at: number,
  was: Uint32Array,
  from: number,
  runs: ReturnType<typeof createRuns>,
): void {
  for (let word = 0; word < PAGE / 4; word += WORDS) {
    let next = word;
    const end = word + WORDS;
    while (next < end && now[at + next] === was[from + next]) next++;
    if (next < end) runs.add((at + word) / WORDS);
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
  let first = 0;
  let count = 0;

  function put(): void {
    if (count > 0) memory.set(pages.subarray(from, from + count * block), first * block);
    from += count * block;
    count = 0;
  }

  for (let byte = 0; byte < map.length; byte++) {
    const bits = map[byte]!;
    if (bits === 0) continue;
    for (let bit = 0; bit < 8; bit++) {
      if (((bits >> bit) & 1) === 0) continue;
      const at = byte * 8 + bit;
      if (at !== first + count) {
        put();
        first = at;
      }
      count++;
    }
  }
  put();
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
