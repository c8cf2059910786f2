/** What the keys and commands do that move through the output: by rows and pages of the view of the one who acts. */
import type { Turn } from '../../state/state.ts';
import type { View } from '../../state/view.ts';
import { outputArea } from '../layout.ts';
import { paneOn } from '../panes.ts';
import {
  isScrolled,
  isWaiting,
  readingRows,
  scrollDown,
  scrollToTop,
  scrollUp,
  showAll,
} from '../viewport.ts';

/** Somebody is there who reads. */
export interface ReadingTurn extends Turn {
  readonly view: View;
}

/** A page: one row of the old one stays, so that the eye finds its place. */
export function pageRows({ state, view }: ReadingTurn): number {
  return Math.max(1, readingRows(paneOn(state, view), outputArea(state, view)) - 1);
}

export function halfPageRows(turn: ReadingTurn): number {
  return Math.ceil(pageRows(turn) / 2);
}

/** Something is further down, wherever the user is. */
export function hasMore({ state, view }: ReadingTurn): boolean {
  const pane = paneOn(state, view);
  return isScrolled(pane.viewport) || isWaiting(pane);
}

/** Up (negative) or down by so many rows; at the end those that wait come on screen. */
export function readBy({ state, view, readChunk }: ReadingTurn, rows: number): void {
  const pane = paneOn(state, view);
  const area = outputArea(state, view);
  if (rows < 0) scrollUp(pane, -rows, area, readChunk);
  else scrollDown(pane, rows, area, state.settings.more_mode, readChunk);
}

/** Everything that waits, at once, and back to the end. */
export function readAll({ state, view }: ReadingTurn): void {
  showAll(paneOn(state, view));
}

/** To the oldest line there is. */
export function readFromTop({ state, view, readChunk }: ReadingTurn): void {
  scrollToTop(paneOn(state, view), outputArea(state, view), readChunk);
}
