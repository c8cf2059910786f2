/** When the status bar changes by itself: timers for what it shows of the time, and none for what it does not. */
import { minOf } from '../../../shared/arrays.ts';
import type { State } from '../../state/state.ts';
import { cancel, dueTime, isScheduled, schedule } from '../../state/timers.ts';
import { fieldNames } from '../../text/fields.ts';
import { worldNamed, worldOn } from '../../world/audience.ts';
import { timerDue } from '../../world/rules/timers.ts';
import { formatsOf, isShown } from './formats.ts';

/** Sets the timers at which the bars of the views are drawn anew. */
export function scheduleBar(state: State): void {
  if (!isScheduled(state, 'clock', null)) schedule(state, 'clock', null, 60_000 - (state.now % 60_000));
  scheduleCountdown(state);
}

/** The seconds until a world on screen connects again change: the next time at this moment. */
function scheduleCountdown(state: State): void {
  const isWaiting = Object.values(state.views).some(
    ({ current }) => worldNamed(state, current ?? '')?.phase === 'waiting',
  );
  const counts = isWaiting && isShown(state, 'state');
  const next = Math.min(
    counts
      ? minOf(Object.values(state.views).map(view => untilNextSecond(state, view)))
      : Number.POSITIVE_INFINITY,
    untilTimer(state),
  );
  if (next === Number.POSITIVE_INFINITY) cancel(state, 'countdown', null);
  else if (dueTime(state, 'countdown', null) !== state.now + next) schedule(state, 'countdown', null, next);
}

/** How long (ms) the timers that the bar names have the same number of seconds left. */
function untilTimer(state: State): number {
  const { timers } = state.automation;
  if (!timers) return Number.POSITIVE_INFINITY;
  const { left, right } = formatsOf(state);
  const names = [...fieldNames(left), ...fieldNames(right)].flatMap(name =>
    name.startsWith('timer.') && Object.hasOwn(timers, name.slice(6)) ? [name.slice(6)] : [],
  );
  return minOf(
    names.map(name => ((timerDue(state, name) - state.now - 1) % 1000) + 1).filter(next => next > 0),
  );
}

/** How long (ms) the view shows the same number of seconds; Infinity = it shows none. */
function untilNextSecond(state: State, view: State['views'][string]): number {
  const world = view.kind === 'terminal' ? worldOn(state, view) : null;
  const due = world?.phase === 'waiting' ? dueTime(state, 'reconnect', world) : undefined;
  if (due === undefined) return Number.POSITIVE_INFINITY;
  const left = due - state.now;
  // The last second ends with the attempt itself.
  return left <= 1000 ? Number.POSITIVE_INFINITY : ((left - 1) % 1000) + 1;
}
