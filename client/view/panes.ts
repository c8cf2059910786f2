/** The logs on each view, and letting new lines onto them. */
import type { State, Turn } from '../state/state.ts';
import { isScheduled } from '../state/timers.ts';
import type { View, Viewport } from '../state/view.ts';
import type { World } from '../state/world.ts';
import { worldNamed, worldOn } from '../world/audience.ts';
import { markSeen } from '../world/scrollback.ts';
import { outputArea } from './layout.ts';
import { emptyViewport, follow, type Pane, takeOverAnchor } from './viewport.ts';
import { measureFor } from './widths.ts';

/** The world's log if a world is on the view, else the console. */
export function paneOn(state: State, view: View): Pane {
  return paneOf(state, view, worldOn(state, view));
}

/** The log of a world, or with null the console, where the view stands in it. */
export function paneOf(state: State, { viewports }: View, world: World | null): Pane {
  const scrollback = world?.scrollback ?? state.console;
  const name = world?.name ?? '';
  if (!Object.hasOwn(viewports, name)) viewports[name] = emptyViewport(scrollback);
  const viewport = viewports[name] as Viewport;
  return { scrollback, viewport };
}

/** Lets lines onto the screen of every view, as far as more-mode allows; what is on one is seen. */
export function releaseNew({ state, readChunk }: Turn): void {
  for (const view of Object.values(state.views)) {
    // Its terminal is away, and may come again.
    if (isScheduled(state, 'gone', view)) continue;
    measureFor(view, state);
    const pane = paneOn(state, view);
    // What is printed does not wait.
    const more = state.settings.more_mode && !view.plain;
    follow(pane, outputArea(state, view), more, readChunk);
    // Who only watches changes nothing for the others.
    if (!view.watches) markSeen(pane.scrollback, pane.viewport.shown, readChunk);
  }
}

/** Views that a build before has scrolled back: their places are rows of the width that they have now. */
export function takeOverPlaces({ state, readChunk }: Turn): void {
  for (const view of Object.values(state.views)) {
    measureFor(view, state);
    for (const name of Object.keys(view.viewports)) {
      const world = worldNamed(state, name);
      if (world || name === '')
        takeOverAnchor(paneOf(state, view, world), outputArea(state, view, world), readChunk);
    }
  }
}
