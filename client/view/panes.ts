/** The log on screen, and letting new lines onto it. */
import type { State, Turn } from '../state/state.ts';
import { currentWorld } from '../world/world.ts';
import { outputArea } from './layout.ts';
import { type Pane, release } from './viewport.ts';

/** The world's log if a world is on screen, else the console. */
export function currentPane(state: State): Pane {
  return currentWorld(state) ?? state.console;
}

/** Lets the lines that came in this turn onto their screens, as far as more-mode allows. */
export function releaseNew({ state, readChunk, touched }: Turn): void {
  const area = outputArea(state);
  const { more_mode } = state.settings;
  for (const pane of [state.console, currentPane(state), ...touched]) {
    if (pane.reading.shown < pane.scrollback.next) release(pane, area, more_mode, readChunk);
  }
}
