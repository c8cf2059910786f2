/** Named timers in the state: a reload carries them over and they fire once, at their time. */

import type { State } from './state.ts';
import { firstTimer, forgetDue, noteTimer } from './timer-heap.ts';
import type { View } from './view.ts';
import type { World } from './world.ts';

export type WorldTimer =
  | 'connect'
  | 'silence'
  | 'reconnect'
  | 'keepalive'
  | 'login'
  | 'login-limit'
  | 'prompt'
  | 'secret'
  | 'inbox'
  | 'pace'
  | 'log'
  | 'replay'
  | 'rule-log'
  | 'paste-line'
  | 'walk';
export const VIEW_TIMERS = ['escape', 'paste', 'recall', 'search', 'grep', 'script', 'gone', 'keys'] as const;
export type ViewTimer = (typeof VIEW_TIMERS)[number];
export type AppTimer =
  | 'clock'
  | 'countdown'
  | 'reloaded'
  | 'spill'
  | 'web'
  | 'ask'
  | 'scripts'
  | 'filing'
  | 'sounds'
  | 'said'
  | 'imports';
/**
 * Timers that the user, a script or a macro has made, by their names; and by its name, what a script has to keep, one that is
 * being loaded, or what a start waits for (start/starting.ts).
 */
export type NamedTimer = 'rule' | 'wait' | 'store' | 'macro' | 'opening' | 'job' | 'start';
export type TimerName = WorldTimer | ViewTimer | AppTimer | NamedTimer;

type Owner = World | View | { readonly name: string } | null;

/** Due `delay` ms from now; a timer of the same name is replaced. */
export function schedule(state: State, what: WorldTimer, owner: World, delay: number): void;
export function schedule(state: State, what: ViewTimer, owner: View, delay: number): void;
export function schedule(state: State, what: AppTimer, owner: null, delay: number): void;
export function schedule(
  state: State,
  what: NamedTimer,
  owner: { readonly name: string },
  delay: number,
): void;
export function schedule(state: State, what: string, owner: Owner, delay: number): void {
  const name = timerName(what, owner);
  state.timers[name] = state.now + delay;
  noteTimer(state.timers, name, state.now + delay);
}

export function cancel(state: State, what: TimerName, owner: Owner): void {
  const name = timerName(what, owner);
  // To remove what is not there takes as long as to remove what is: most are not, and this is done for each read.
  if (name in state.timers) delete state.timers[name];
}

export function isScheduled(state: State, what: TimerName, owner: Owner): boolean {
  return timerName(what, owner) in state.timers;
}

/** Returns when the timer fires (Unix ms), or undefined if it is not set. */
export function dueTime(state: State, what: TimerName, owner: Owner): number | undefined {
  return state.timers[timerName(what, owner)];
}

export interface Due {
  readonly what: TimerName;
  /** Name of a world or id of a view; null for a timer of the client as a whole. */
  readonly owner: string | null;
  /** By how much its time is over (ms). */
  readonly late: number;
}

/**
 * The timers that are due, earliest first. Each leaves the state when its turn comes: one that an earlier one has
 * cancelled does not fire, one that is set meanwhile fires the next time, and a fault in one leaves the others for then.
 */
export function* takeDue(state: State): Generator<Due> {
  const due = dueNow(state);
  for (const { name, at } of due) {
    if (state.timers[name] !== at) continue;
    delete state.timers[name];
    yield { ...parseName(name), late: state.now - at };
  }
}

/** As they are now; they stay in the state. */
function dueNow({ timers, now }: State): { name: string; at: number }[] {
  const due = [];
  for (let first = firstTimer(timers); first !== null && first.at <= now; first = firstTimer(timers)) {
    due.push(first);
    delete timers[first.name];
  }
  // Back again, for each to leave when its turn comes.
  for (const { name, at } of due) {
    timers[name] = at;
    noteTimer(timers, name, at);
  }
  return due;
}

function parseName(name: string): Omit<Due, 'late'> {
  const space = name.indexOf(' ');
  if (space < 0) return { what: name as AppTimer, owner: null };
  return { what: name.slice(0, space) as WorldTimer | ViewTimer, owner: name.slice(space + 1) };
}

/** Sets the time. A clock that was put back takes the timers along, or they would stand still until it has caught up. */
export function setClock(state: State, now: number): void {
  const back = state.now - now;
  if (back > 0) {
    for (const [name, at] of Object.entries(state.timers)) state.timers[name] = at - back;
    forgetDue(state.timers);
  }
  state.now = now;
}

/** When the next timer is due (Unix ms); Infinity = never. */
export function nextDue(state: State): number {
  return firstTimer(state.timers)?.at ?? Number.POSITIVE_INFINITY;
}

function timerName(what: string, owner: Owner): string {
  if (!owner) return what;
  return `${what} ${'id' in owner ? owner.id : owner.name}`;
}
