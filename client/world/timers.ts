/** Named timers in the state: a reload carries them over and they fire once, at their time. */
import type { State, World } from '../state.ts';
import { firstTimer, forgetDue, noteTimer } from './due.ts';

export type WorldTimer =
  | 'connect'
  | 'reconnect'
  | 'keepalive'
  | 'login'
  | 'login-limit'
  | 'prompt'
  | 'inbox'
  | 'log';
export type AppTimer = 'clock' | 'escape' | 'paste' | 'recall' | 'search' | 'spill';

/** Due `delay` ms from now; a timer of the same name is replaced. */
export function schedule(state: State, what: WorldTimer, world: World, delay: number): void;
export function schedule(state: State, what: AppTimer, world: null, delay: number): void;
export function schedule(state: State, what: string, world: World | null, delay: number): void {
  const name = timerName(what, world);
  state.timers[name] = state.now + delay;
  noteTimer(state.timers, name, state.now + delay);
}

export function cancel(state: State, what: WorldTimer | AppTimer, world: World | null): void {
  delete state.timers[timerName(what, world)];
}

export function isScheduled(state: State, what: WorldTimer | AppTimer, world: World | null): boolean {
  return timerName(what, world) in state.timers;
}

export interface Due {
  readonly what: WorldTimer | AppTimer;
  readonly world: string | null;
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
  if (space < 0) return { what: name as AppTimer, world: null };
  return { what: name.slice(0, space) as WorldTimer, world: name.slice(space + 1) };
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

function timerName(what: string, world: World | null): string {
  return world ? `${what} ${world.name}` : what;
}
