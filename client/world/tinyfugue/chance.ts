/** What is left to chance. */
import type { State } from '../../state/state.ts';

/** From 0, below 1. The numbers go on from one reload to the next, and are the same when a crash plays them again. */
export function drawn({ automation }: State): number {
  automation.seed = (Math.imul(automation.seed, 1664525) + 1013904223) >>> 0;
  return automation.seed / 2 ** 32;
}
