/** What scripts keep on disk: written a second after it has changed, a file each. */
import type { Package } from '../../state/script/scripts.ts';
import type { State, Turn } from '../../state/state.ts';
import { isScheduled, schedule } from '../../state/timers.ts';
import { complainHere } from '../world.ts';
import { fileOf } from './packages.ts';

/** ms: what changes with each line is not written with each. */
const DELAY = 1000;
/** UTF-16 units. */
const MOST = 1024 * 1024;

/** It has changed. */
export function noteStore(state: State, of: Package): void {
  of.unsaved = true;
  if (!isScheduled(state, 'store', of)) schedule(state, 'store', of, DELAY);
}

/** Has it written. */
export function saveStore(turn: Turn, of: Package, text: string): void {
  delete of.unsaved;
  if (text.length <= MOST) turn.effects.push({ type: 'save store', name: of.name, text });
  else
    complainHere(turn, `${fileOf(of)} keeps more than ${MOST / 1024} KiB in clay.store: it is not written.`);
}
