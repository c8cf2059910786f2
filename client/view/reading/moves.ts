/** What the keys and commands do that move through the output: by rows and pages of the view of the one who acts. */
import type { Turn } from '../../state/state.ts';
import type { Search, View } from '../../state/view.ts';
import { searchOf } from '../dialog/stack.ts';
import { outputArea } from '../layout.ts';
import { paneOn } from '../panes.ts';
import { filterTo, scrollFiltered } from '../search/filter.ts';
import {
  isScrolled,
  isWaiting,
  readingRows,
  scrollDown,
  scrollToTop,
  scrollUp,
  showAll,
} from '../viewport.ts';

/** Where there is no screen. */
export const NOTHING_SCROLLS =
  'Nothing scrolls here: what was printed stays with the terminal; /recall 50 prints the last 50 lines once more.';

/** Somebody is there who reads. */
export interface ReadingTurn extends Turn {
  readonly view: View;
}

/** A page: one row of the old one stays, so that the eye finds its place. */
export function pageRows({ state, view }: ReadingTurn): number {
  const area = outputArea(state, view);
  const rows = filterOn(view) ? area.rows : readingRows(paneOn(state, view), area);
  return Math.max(1, rows - 1);
}

/** The search that lets only the lines that match on the screen: what moves, moves among them. */
function filterOn(view: View): Search | null {
  const search = searchOf(view);
  return search?.filter ? search : null;
}

export function halfPageRows(turn: ReadingTurn): number {
  return Math.ceil(pageRows(turn) / 2);
}

/** Something is further down, wherever the user is. */
export function hasMore({ state, view }: ReadingTurn): boolean {
  if (filterOn(view)) return true;
  const pane = paneOn(state, view);
  return isScrolled(pane.viewport) || isWaiting(pane);
}

/** Up (negative) or down by so many rows; at the end those that wait come on screen. */
export function readBy({ state, view, readChunk }: ReadingTurn, rows: number): void {
  const pane = paneOn(state, view);
  const area = outputArea(state, view);
  const filter = filterOn(view);
  if (filter) scrollFiltered(pane, filter, area, readChunk, rows);
  else if (rows < 0) scrollUp(pane, -rows, area, readChunk);
  else scrollDown(pane, rows, area, state.settings.more_mode, readChunk);
}

/** Everything that waits, at once, and back to the end. */
export function readAll({ state, view, readChunk }: ReadingTurn): void {
  const pane = paneOn(state, view);
  const filter = filterOn(view);
  if (filter) filterTo('newest', pane, filter, outputArea(state, view), readChunk);
  else showAll(pane);
}

/** To the oldest line there is. */
export function readFromTop({ state, view, readChunk }: ReadingTurn): void {
  const pane = paneOn(state, view);
  const area = outputArea(state, view);
  const filter = filterOn(view);
  if (filter) filterTo('oldest', pane, filter, area, readChunk);
  else scrollToTop(pane, area, readChunk);
}
