/** The tape played on the state of its checkpoint: then that is what it was when the process ended. */
import { handle } from './app.ts';
import type { Taped } from './reload/tape.ts';
import type { ReadChunk, State } from './state.ts';
import { cutLogHere } from './world/logfile.ts';
import { setClock } from './world/timers.ts';

/** What was done is not done again: only the state is to be as it was. */
export function playTape(state: State, events: readonly Taped[], readChunk: ReadChunk): void {
  for (const { now, event } of events) {
    setClock(state, now);
    try {
      handle(state, event, readChunk, []);
    } catch {
      // As it was the first time, when it was told.
    }
  }
  // The last event may have been at it: what is in the files beyond is written once more.
  for (const world of Object.values(state.worlds)) cutLogHere(world);
}
