/** A client without a computer around it: the loop alone, for what is to be seen of it beforehand. */

import { createLoop, type Loop } from '../runtime/loop.ts';
import type { Effect } from '../state/events.ts';
import type { ReadChunk } from '../state/log.ts';
import type { State } from '../state/state.ts';
import { type Profile, RICH } from '../terminal/profile.ts';

/** Throws what goes wrong. `perform` is given the effects; `profile`: what it is drawn for. */
export function dryRun(
  state: State,
  readChunk: ReadChunk,
  perform: (effect: Effect) => void,
  profile: Profile = RICH,
): Loop {
  return createLoop({
    state,
    readChunk,
    port: () => ({ profile: () => profile, write() {}, isIdle: () => true, repair: () => false }),
    now: () => state.now + 1,
    // No real timers: Node keeps in a start-up snapshot when it last had one due, and would start none that is due later.
    after: () => () => {},
    onceRead: () => () => {},
    perform,
    record() {},
    onFault(error) {
      throw error;
    },
    onHandled() {},
  });
}
