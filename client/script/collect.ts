/**
 * What nothing leads to any more, in circles, is given back between two calls: that takes steps by what a script keeps, and
 * has nothing to do with what the call is about. When it is due depends on the memory alone, so that it comes at the same
 * call again.
 */
import type { Instance } from './webassembly.ts';

/** Memory of an interpreter (bytes). */
export const MOST_MEMORY = 16 * 1024 * 1024;
/** Bytes that one call may add before the engine collects in the middle of it. */
const ROOM = 8 * 1024 * 1024;
/** Many times of what all memory that there may be takes: some 4 million. */
const TO_COLLECT = 50_000_000;

/** Collects if that is due. Returns the steps that it took; the fuel is to be set anew. */
export function collectDue({ fuel, functions }: Instance): number {
  const {
    qjs_get_allocated_size: size,
    qjs_get_gc_threshold: threshold,
    qjs_run_gc,
    qjs_set_gc_threshold,
  } = functions;
  fuel.value = TO_COLLECT;
  if (size!() + ROOM <= threshold!()) return 0;
  qjs_run_gc!();
  const kept = size!();
  // When it is half as much again, or half of what is free is used: above the limit would be never.
  qjs_set_gc_threshold!(kept + Math.floor(Math.min(kept, Math.max(0, MOST_MEMORY - kept)) / 2) + ROOM);
  return TO_COLLECT - fuel.value;
}
