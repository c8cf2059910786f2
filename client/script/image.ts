/** The memory of an interpreter as plain bytes: only pages that have something in them. */
import type { MemoryImage } from '../state/script/scripts.ts';

/** Bytes of a page. */
export const PAGE = 4096;

const EMPTY = new Uint8Array(PAGE);

/** The pages of `memory` that are not all zero. */
export function pagesOf(memory: Uint8Array): MemoryImage {
  const count = memory.length / PAGE;
  const map = new Uint8Array(Math.ceil(count / 8));
  const used: number[] = [];
  for (let page = 0; page < count; page++) {
    if (Buffer.compare(memory.subarray(page * PAGE, (page + 1) * PAGE), EMPTY) === 0) continue;
    map[page >> 3]! |= 1 << (page & 7);
    used.push(page);
  }
  const pages = new Uint8Array(used.length * PAGE);
  for (const [at, page] of used.entries())
    pages.set(memory.subarray(page * PAGE, (page + 1) * PAGE), at * PAGE);
  return { size: memory.length, map, pages };
}

/** Makes `memory`, which is as large as the image says, what it was. */
export function fillMemory(memory: Uint8Array, { size, map, pages }: MemoryImage): void {
  memory.fill(0);
  let at = 0;
  for (let page = 0; page < size / PAGE; page++) {
    if (!((map[page >> 3] ?? 0) & (1 << (page & 7)))) continue;
    memory.set(pages.subarray(at, at + PAGE), page * PAGE);
    at += PAGE;
  }
}
