/** What scripts keep on disk: written a second after it has changed, a file each. */
import type { Package } from '../../../state/script/scripts.ts';
import type { State } from '../../../state/state.ts';
import { isScheduled, schedule } from '../../../state/timers.ts';
import { packagesOf } from '../packages.ts';

/** UTF-16 units of a file. */
export const LONGEST_STORE = 1024 * 1024;
/** Of a script that a build before has started, which hands it over whole: what is longer takes too long. */
const LONGEST_WHOLE = 128 * 1024;

export function storeLimit({ prelude }: Package): number {
  return prelude === undefined ? LONGEST_WHOLE : LONGEST_STORE;
}

/** ms: what changes with each line is not written with each. */
const DELAY = 1000;

/** It has changed. */
export function noteStore(state: State, of: Package): void {
  of.unsaved = true;
  of.keeps = true;
  if (!isScheduled(state, 'store', of)) schedule(state, 'store', of, DELAY);
}

/** Memory may be older than the files, after a crash: they are written once more. */
export function noteStores(state: State): void {
  for (const of of packagesOf(state)) if (of.keeps) noteStore(state, of);
}
