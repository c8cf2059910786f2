/** Named timers in the state: a reload carries them over and they fire once, at their time. */
import type { State, World } from '../state.ts';

export type WorldTimer = 'connect' | 'reconnect' | 'keepalive' | 'login' | 'prompt' | 'inbox' | 'log';
export type AppTimer = 'clock' | 'escape' | 'recall' | 'search' | 'spill' | 'history';

/** Due `delay` ms from now; a timer of the same name is replaced. */
export function schedule(state: State, what: WorldTimer, world: World, delay: number): void;
export function schedule(state: State, what: AppTimer, world: null, delay: number): void;
export function schedule(state: State, what: string, world: World | null, delay: number): void {
  state.timers[timerName(what, world)] = state.now + delay;
}

export function cancel(state: State, what: WorldTimer | AppTimer, world: World | null): void {
  delete state.timers[timerName(what, world)];
}

export function isScheduled(state: State, what: WorldTimer | AppTimer, world: World | null): boolean {
  return timerName(what, world) in state.timers;
}

/** Takes the timers that are due out of the state, earliest first. */
export function takeDue(state: State): { what: WorldTimer | AppTimer; world: string | null }[] {
  const due = Object.entries(state.timers).filter(([, at]) => at <= state.now);
  due.sort(([, a], [, b]) => a - b);
  for (const [name] of due) delete state.timers[name];
  return due.map(([name]) => {
    const space = name.indexOf(' ');
    if (space < 0) return { what: name as AppTimer, world: null };
    return { what: name.slice(0, space) as WorldTimer, world: name.slice(space + 1) };
  });
}

/** When the next timer is due (Unix ms); Infinity = never. */
export function nextDue(state: State): number {
  return Math.min(...Object.values(state.timers), Number.POSITIVE_INFINITY);
}

function timerName(what: string, world: World | null): string {
  return world ? `${what} ${world.name}` : what;
}
