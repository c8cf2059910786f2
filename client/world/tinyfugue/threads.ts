/** Programs that are under way, between their turns. */
import type { Turn } from '../../state/state.ts';
import { cancel, isScheduled, schedule } from '../../state/timers.ts';
import { tinyFugueOf } from './store.ts';

/** Their timer. */
export const RUN = { name: 'run' };

/** They go on in a turn of their own. */
export function wake({ state }: Turn): void {
  if (!isScheduled(state, 'macro', RUN)) schedule(state, 'macro', RUN, 0);
}

/** Files what was defined lately. */
export const FILING = { name: 'filing' };
/** ms: more may be defined. */
const FILED_WITHIN = 30;

export function fileSoon({ state }: Turn): void {
  if (!isScheduled(state, 'macro', FILING)) schedule(state, 'macro', FILING, FILED_WITHIN);
}

/** Ends it. False: there is none of this number. */
export function endThread(turn: Turn, id: number): boolean {
  const tinyfugue = tinyFugueOf(turn.state);
  const left = tinyfugue.threads.filter(one => one.id !== id);
  const isThere = left.length < tinyfugue.threads.length;
  tinyfugue.threads = left;
  if (left.length === 0) cancel(turn.state, 'macro', RUN);
  return isThere;
}
