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

/** Less (ms) is no rest: whoever waits so again and again does nothing else, for ever maybe. */
export const LEAST_REST = 10;
/** So many waits may be shorter in a row, as where long work lets keys through; and one more after so many ms. */
const MOST_SHORT = 1000;
const ONE_MORE = 100;

interface Occasion {
  /** The one that this is about, which comes again when it would have come. */
  readonly timer?: number;
  readonly isAboutText?: boolean;
}

/** True: it is to be told that it never rests; not where lines have it wait, of which there may be thousands in a burst. */
export function changeTimers(
  state: State,
  of: Package,
  changes: TimerChanges,
  { timer, isAboutText = false }: Occasion,
): boolean {
  let isNews = false;
  for (const [id, delay] of changes) {
    forgetOverdue(of, id);
    if (delay === null) cancel(state, 'wait', timerOf(of, id));
    else if (delay >= LEAST_REST || id === timer || isAboutText || mayHurry(state, of))
      schedule(state, 'wait', timerOf(of, id), delay);
    else {
      schedule(state, 'wait', timerOf(of, id), LEAST_REST);
      isNews ||= of.hurry?.told !== true;
      if (of.hurry) of.hurry.told = true;
    }
  }
  return isNews;
}

function mayHurry({ now }: State, of: Package): boolean {
  const hurry = (of.hurry ??= { left: MOST_SHORT, at: now });
  hurry.left = Math.min(MOST_SHORT, hurry.left + Math.max(0, now - hurry.at) / ONE_MORE);
  hurry.at = now;
  if (hurry.left < 1) return false;
  hurry.left--;
  return true;
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
