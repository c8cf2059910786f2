/** Timers of scripts: their times stand in the state, what is done then in the interpreter. */
import type { Package } from '../../state/script/scripts.ts';
import type { State } from '../../state/state.ts';
import { cancel, isScheduled, schedule } from '../../state/timers.ts';

/** Of one package. */
export const MOST_TIMERS = 1000;

/** What a call has done to timers: how long each is to run; null: it is stopped. */
export type TimerChanges = ReadonlyMap<number, number | null>;

const PREFIX = 'wait ';

function timerOf({ name }: Package, id: number): { readonly name: string } {
  return { name: `${name} ${id}` };
}

/** Whose timer it is, and its number. */
export function waiterOf(owner: string): { readonly name: string; readonly id: number } {
  const [name = '', id] = owner.split(' ');
  return { name, id: Number(id) };
}

/** It is not late any more. */
export function forgetOverdue(of: Package, id: number): void {
  if (!of.overdue) return;
  delete of.overdue[id];
  if (Object.keys(of.overdue).length === 0) delete of.overdue;
}

export function changeTimers(state: State, of: Package, changes: TimerChanges): void {
  for (const [id, delay] of changes) {
    forgetOverdue(of, id);
    if (delay === null) cancel(state, 'wait', timerOf(of, id));
    else schedule(state, 'wait', timerOf(of, id), delay);
  }
}

/** When each of its timers is due (Unix ms), by its number. */
export function timersOf(state: State, { name }: Package): Record<string, number> {
  const own = `${PREFIX}${name} `;
  const found = Object.entries(state.timers).filter(([timer]) => timer.startsWith(own));
  return Object.fromEntries(found.map(([timer, due]) => [timer.slice(own.length), due]));
}

/** Whether it runs. */
export function isTimer(state: State, of: Package, id: number): boolean {
  return isScheduled(state, 'wait', timerOf(of, id));
}

export function countTimers(state: State, of: Package): number {
  return Object.keys(timersOf(state, of)).length;
}

/** Puts back those that it had. */
export function setTimers(state: State, of: Package, timers: Readonly<Record<string, number>>): void {
  for (const id of Object.keys(of.overdue ?? {})) if (!(id in timers)) forgetOverdue(of, Number(id));
  for (const id of Object.keys(timersOf(state, of))) cancel(state, 'wait', timerOf(of, Number(id)));
  for (const [id, due] of Object.entries(timers))
    schedule(state, 'wait', timerOf(of, Number(id)), Math.max(0, due - state.now));
}
