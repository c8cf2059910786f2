/**
 * Which timer is due next, in a time that does not grow with their number: a binary heap beside the timers. It is
 * derived from them, not state: it may be forgotten at any time and is then made anew. Entries that timers have left
 * behind, which were cancelled or put off, are dropped when they come to the top.
 */
import type { Timers } from './state.ts';

interface Entry {
  readonly name: string;
  readonly at: number;
}

interface Heap {
  readonly entries: Entry[];
  /** With more entries than this most of them are left behind. */
  limit: number;
}

/** Fewer entries than this are not worth being made anew. */
const LEAST_LIMIT = 64;

const heaps = new WeakMap<Timers, Heap>();

/** A timer was set. */
export function noteTimer(timers: Timers, name: string, at: number): void {
  const heap = heaps.get(timers);
  if (heap === undefined) return;
  push(heap.entries, { name, at });
  if (heap.entries.length > heap.limit) forgetDue(timers);
}

/** The earliest timer, and of two at the same time the one first by name; null = there is none. */
export function firstTimer(timers: Timers): Entry | null {
  const { entries } = heaps.get(timers) ?? build(timers);
  for (let first = entries[0]; first !== undefined; first = entries[0]) {
    if (timers[first.name] === first.at) return first;
    pop(entries);
  }
  return null;
}

/** Timers were changed in another way than by setting one, or by taking one away. */
export function forgetDue(timers: Timers): void {
  heaps.delete(timers);
}

function build(timers: Timers): Heap {
  const entries = Object.entries(timers).map(([name, at]) => ({ name, at }));
  // What is sorted is a heap.
  entries.sort((a, b) => (isBefore(a, b) ? -1 : 1));
  const heap = { entries, limit: Math.max(LEAST_LIMIT, 2 * entries.length) };
  heaps.set(timers, heap);
  return heap;
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.at < b.at || (a.at === b.at && a.name < b.name);
}

function push(entries: Entry[], entry: Entry): void {
  let at = entries.length;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    const above = entries[parent] as Entry;
    if (!isBefore(entry, above)) break;
    entries[at] = above;
    at = parent;
  }
  entries[at] = entry;
}

/** Takes the first one away. */
function pop(entries: Entry[]): void {
  const last = entries.pop();
  if (last === undefined || entries.length === 0) return;
  let at = 0;
  for (let child = 1; child < entries.length; child = 2 * at + 1) {
    const [left, right] = [entries[child] as Entry, entries[child + 1]];
    const least = right !== undefined && isBefore(right, left) ? child + 1 : child;
    const below = entries[least] as Entry;
    if (!isBefore(below, last)) break;
    entries[at] = below;
    at = least;
  }
  entries[at] = last;
}
