/** The logs on each view, and letting new lines onto them. */
import type { State, Turn } from '../state/state.ts';
import type { View } from '../state/view.ts';
import type { World } from '../state/world.ts';
import { worldOn } from '../world/audience.ts';
import { markSeen } from '../world/scrollback.ts';
import { outputArea } from './layout.ts';
import { emptyViewport, type Pane, release } from './viewport.ts';

/** The world's log if a world is on the view, else the console. */
export function paneOn(state: State, view: View): Pane {
  return paneOf(state, view, worldOn(state, view));
}

/** The log of a world, or with null the console, where the view stands in it. */
export function paneOf(state: State, { viewports }: View, world: World | null): Pane {
  const scrollback = world?.scrollback ?? state.console;
  const viewport = (viewports[world?.name ?? ''] ??= emptyViewport(scrollback));
  return { scrollback, viewport };
}

/** Lets the lines that came in this turn onto every view, as far as more-mode allows; what is on one is seen. */
export function releaseNew({ state, readChunk, touched }: Turn): void {
  const { more_mode } = state.settings;
  for (const view of Object.values(state.views)) {
    const shown = worldOn(state, view);
    for (const world of new Set([null, shown, ...touched])) {
      const pane = paneOf(state, view, world);
      if (pane.viewport.shown < pane.scrollback.next)
        release(pane, outputArea(state, view, world), more_mode, readChunk);
      if (world === shown) markSeen(pane.scrollback, pane.viewport.shown, readChunk);
    }
  }
}
