/** Which world a view shows, and which comes next. */
import { isStarting } from '../state/start/starting.ts';
import type { State, Turn } from '../state/state.ts';
import type { View } from '../state/view.ts';
import type { World } from '../state/world.ts';
import { fireHook } from '../world/rules/hooks.ts';
import { unread } from '../world/scrollback.ts';
import { findWorld } from '../world/world.ts';
import { activeWorlds } from './importance.ts';
import { giveInputRowsBack } from './layout.ts';
import { paneOf, paneOn } from './panes.ts';
import { arrive, leave } from './viewport.ts';
import { worldOrder } from './worlds/order.ts';

/** Puts a world on the view of the one who acts: more-mode counts a new screenful. */
export function switchTo(turn: Turn, world: World): void {
  const { state, view } = turn;
  if (!view) return;
  view.roundFrom = null;
  leave(paneOn(state, view));
  if (view.current === world.name) return;
  view.before = view.current;
  view.current = world.name;
  giveInputRowsBack(view);
  arrive(paneOf(state, view, world));
  // A start tells at its end of that which is on screen by then.
  if (!isStarting(state)) tellWorld(turn, view, world);
}

/** Hooks hear of the world that has come on screen. */
export function tellWorld(turn: Turn, view: View, world: World): void {
  if (!view.watches) fireHook(turn, world, 'WORLD', world.name);
}

/** Back (-1) or on (1): the next active world, in the order the settings ask for. */
export function switchBy(turn: Turn, step: 1 | -1): void {
  const { state, view } = turn;
  if (!view) return;
  if (state.settings.world_switching === 'unseen_first') {
    const waiting = longestUnread(state, view);
    if (waiting) return switchTo(turn, waiting);
  }
  const active = Object.values(state.worlds)
    .filter(world => isActive(world) || world.name === view.current)
    .sort((a, b) => a.name.localeCompare(b.name, 'en'));
  const at = active.findIndex(world => world.name === view.current);
  const next = at < 0 ? active[0] : active[(at + step + active.length) % active.length];
  if (next) switchTo(turn, next);
}

/** Back (-1) or on (1) through all worlds there are, connected or not, by their numbers. */
export function switchThroughAll(turn: Turn, step: 1 | -1): void {
  const { state, view } = turn;
  const names = worldOrder(state);
  if (!view || names.length === 0) return;
  const at = names.indexOf(view.current ?? '');
  const next = at < 0 ? (step === 1 ? 0 : -1) : (at + step) % names.length;
  switchToName(turn, names.at(next) as string);
}

/** Esc 1 to Esc 9. Returns whether there is such a world. */
export function switchToNumber(turn: Turn, number: number): boolean {
  const name = worldOrder(turn.state)[number - 1];
  return name !== undefined && switchToName(turn, name);
}

/** The world that was on screen before; pressed once more, the one left by that. Returns whether there is one. */
export function switchBack(turn: Turn): boolean {
  return switchToName(turn, turn.view?.before ?? '');
}

/** Esc a: the worlds with unread lines one after the other, and then back to where that began. */
export function switchRound(turn: Turn): boolean {
  const { state, view } = turn;
  if (!view) return false;
  const from = view.roundFrom ?? view.current;
  const [waiting] = activeWorlds(state, view);
  if (!waiting) return view.roundFrom !== view.current && switchToName(turn, view.roundFrom ?? '');
  switchTo(turn, waiting);
  view.roundFrom = from;
  return true;
}

/** The world by its name; false: there is none. */
export function switchToName(turn: Turn, name: string): boolean {
  const world = findWorld(turn.state, name);
  if (world) switchTo(turn, world);
  return world !== undefined;
}

/** Esc w: the world whose unread lines have waited longest. */
export function switchToActivity(turn: Turn): boolean {
  const world = turn.view && longestUnread(turn.state, turn.view);
  if (world) switchTo(turn, world);
  return Boolean(world);
}

/** Worlds with unread lines, but for the one on the view. */
export function unreadWorlds(state: State, { current }: View): World[] {
  return Object.values(state.worlds).filter(world => unread(world.scrollback) > 0 && world.name !== current);
}

function longestUnread(state: State, view: View): World | undefined {
  return unreadWorlds(state, view).sort((a, b) => a.scrollback.unreadSince - b.scrollback.unreadSince)[0];
}

function isActive(world: World): boolean {
  return world.phase === 'connected' || world.phase === 'connecting' || unread(world.scrollback) > 0;
}
