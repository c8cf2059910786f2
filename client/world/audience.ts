/** Who looks at what: the world on a view, the view that is attended, the size that a server is told. */
import type { Scrollback } from '../state/log.ts';
import type { State } from '../state/state.ts';
import { isScheduled } from '../state/timers.ts';
import type { View, Viewport } from '../state/view.ts';
import type { World } from '../state/world.ts';

/** The world of this name, if there is one: what every object has by itself, as `constructor`, is none. */
export function worldNamed({ worlds }: State, name: string): World | null {
  return Object.hasOwn(worlds, name) ? (worlds[name] as World) : null;
}

/** The world on the view; null while it shows the console. */
export function worldOn(state: State, { current }: View): World | null {
  return current === null ? null : worldNamed(state, current);
}

/** The log on the view: its world's, or the console. */
export function logOn(state: State, view: View): Scrollback {
  return worldOn(state, view)?.scrollback ?? state.console;
}

/** Its terminal is lost, and may come back: nobody sees what is shown on it. */
export function isAway(state: State, view: View): boolean {
  return isScheduled(state, 'gone', view);
}

/**
 * The view that did something last, or any whose user may do something; null if there is none. One whose terminal is lost only
 * if no other is there: what is said there is seen when that comes back.
 */
export function attendedView(state: State): View | null {
  const { views, attended } = state;
  const last = views[attended];
  if (last && !isAway(state, last)) return last;
  const others = Object.values(views).filter(({ watches }) => !watches);
  return others.find(view => !isAway(state, view)) ?? last ?? others[0] ?? null;
}

/** Nothing of the world waits behind a pause any more, on no view. */
export function releaseEverywhere({ views }: State, { name, scrollback }: World): void {
  for (const { viewports } of Object.values(views)) {
    const viewport = Object.hasOwn(viewports, name) && viewports[name];
    if (!viewport) continue;
    // What was not read by then is still to be found.
    if (viewport.shown < scrollback.next) viewport.mark = { line: viewport.shown, offset: 0 };
    passAll(viewport, scrollback);
  }
}

/** An answer to the greeting: whoever looks at the world waits for what follows it, and not for a key. */
export function releaseGreeting({ views }: State, world: World): void {
  world.greeting = false;
  for (const { current, viewports } of Object.values(views)) {
    const isHere = current === world.name && Object.hasOwn(viewports, world.name);
    const viewport = isHere && viewports[world.name];
    if (viewport) passAll(viewport, world.scrollback);
  }
}

function passAll(viewport: Viewport, { next }: Scrollback): void {
  Object.assign(viewport, { shown: next, part: null, rows: 0, paused: false });
}

/** Whose size and kind of terminal the world's server is told: that of the view that typed to it last. */
export function sizingView(state: State, { sizedBy }: World): View | null {
  return state.views[sizedBy] ?? attendedView(state);
}
