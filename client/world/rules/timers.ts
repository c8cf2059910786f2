/** Timers of the user's: bodies that are run at their times, which stand in the state and go through reloads and crashes. */
import { wishesOfBody } from '../../automation/act.ts';
import type { RuleTimer } from '../../state/automation.ts';
import type { State, Turn } from '../../state/state.ts';
import { cancel, dueTime, schedule } from '../../state/timers.ts';
import { attendedView, worldOn } from '../audience.ts';
import { valueIn } from './values.ts';
import { grant } from './wishes.ts';

/** Timers at most: nobody keeps so many in mind. */
const MOST_TIMERS = 500;

export function timersOf({ automation }: State): readonly RuleTimer[] {
  return Object.values(automation.timers ?? {});
}

/** Starts it, in place of the one of its name; `after`: ms until it acts for the first time. False: there are too many. */
export function startTimer({ state }: Turn, timer: RuleTimer, after: number): boolean {
  const { automation } = state;
  automation.timers ??= {};
  if (!Object.hasOwn(automation.timers, timer.name) && Object.keys(automation.timers).length >= MOST_TIMERS)
    return false;
  automation.timers[timer.name] = timer;
  schedule(state, 'rule', timer, after);
  return true;
}

/** False: there is none of this name. */
export function stopTimer({ state }: Turn, name: string): boolean {
  const { timers } = state.automation;
  if (!timers || !Object.hasOwn(timers, name)) return false;
  delete timers[name];
  cancel(state, 'rule', { name });
  return true;
}

/** When it acts next (Unix ms). */
export function timerDue(state: State, name: string): number {
  return dueTime(state, 'rule', { name }) ?? state.now;
}

/** Its time has come, `late` ms ago: what was missed is done once, and the times after it are what they were. */
export function onTimer(turn: Turn, name: string, late: number): void {
  const { state } = turn;
  const timer = state.automation.timers?.[name];
  if (!timer) return;
  const isLast = timer.left === 1;
  if (timer.left !== null) timer.left--;
  if (isLast) stopTimer(turn, name);
  else schedule(state, 'rule', timer, timer.every - (timer.every > 0 ? late % timer.every : 0));
  // What is off keeps its times.
  if (state.automation.on) runBody(turn, timer);
}

function runBody(turn: Turn, { world: name, body }: RuleTimer): void {
  const { state } = turn;
  const view = attendedView(state);
  const world = name === '' ? view && worldOn(state, view) : (state.worlds[name] ?? null);
  for (const wish of wishesOfBody(body, null, one => valueIn(state, world, one)))
    grant(turn, world, wish, 'rule');
}
