/**
 * What of a log is on screen: more-mode (a screenful since the user last did something, then wait) and scrolling back.
 * Both are cursors into the numbered log, so nothing here moves or copies lines.
 */
import type { Line, ReadChunk, Scrollback } from '../state/log.ts';
import type { Viewport } from '../state/view.ts';
import { lineAt } from '../world/scrollback.ts';
import { rowStarts, rowsOf, type TextArea } from './rows.ts';

/** A log, a world's or the console, with the place that a view has in it. */
export interface Pane {
  readonly scrollback: Scrollback;
  readonly viewport: Viewport;
}

/** The place of a view that comes to the log: behind what others have seen of it. */
export function emptyViewport({ seen }: Scrollback): Viewport {
  return { shown: seen, rows: 0, paused: false, anchor: null, pastPage: -1 };
}

export function pendingLines({ scrollback, viewport }: Pane): number {
  return scrollback.next - viewport.shown;
}

/** Lets new lines onto the screen until, in more-mode, a screenful has gone by; then pauses. */
export function release(pane: Pane, area: TextArea, moreMode: boolean, readChunk: ReadChunk): void {
  const { scrollback, viewport } = pane;
  if (!moreMode) {
    viewport.shown = scrollback.next;
    viewport.paused = false;
    return;
  }
  while (!viewport.paused && viewport.shown < scrollback.next) {
    const line = lineAt(scrollback, viewport.shown, readChunk) as Line;
    const height = rowsOf(line, area);
    // The first line after a pause is always let through, or one taller than the screen would never be shown.
    if (viewport.rows > 0 && viewport.rows + height > area.rows) {
      viewport.paused = true;
    } else {
      viewport.rows += height;
      viewport.shown++;
    }
  }
}

/** The user did something: the next pause comes a screenful from now. */
export function acted({ viewport }: Pane): void {
  if (!viewport.paused) viewport.rows = 0;
}

/** Tab: the next screenful. */
export function releaseScreen(pane: Pane, area: TextArea, moreMode: boolean, readChunk: ReadChunk): void {
  pane.viewport.anchor = null;
  pane.viewport.paused = false;
  pane.viewport.rows = 0;
  release(pane, area, moreMode, readChunk);
}

/** Everything pending, at once, and back to the end. */
export function releaseAll({ scrollback, viewport }: Pane): void {
  viewport.shown = scrollback.next;
  viewport.rows = 0;
  viewport.paused = false;
  viewport.anchor = null;
}

/** Lines below the last one on screen, while scrolled back. */
export function linesBelow({ viewport }: Pane): number {
  return viewport.anchor ? Math.max(0, viewport.shown - 1 - viewport.anchor.line) : 0;
}

type Place = { line: number; row: number };

/** Moves the view up (negative) or down by screen rows; down past the end is the end, up past the start the start. */
export function scroll(pane: Pane, rows: number, area: TextArea, readChunk: ReadChunk): void {
  const heightOf = (line: number) => height(pane, line, area, readChunk);
  const end = lastPlace(pane, heightOf);
  const start = firstPlace(pane, area, heightOf, end);
  const at = { ...(pane.viewport.anchor ?? end) };
  // A search anchors at the last row, whatever the width; a line may have fewer rows since a resize.
  at.row = Math.min(at.row, heightOf(at.line) - 1);
  // Where all lines fit on the screen, those before a "clear screen" are what there is to scroll to.
  if (rows < 0 && !isBefore(start, at)) pane.viewport.pastPage = pane.scrollback.pageStart;
  for (let left = -rows; left > 0 && isBefore(start, at); left--) {
    if (at.row > 0) at.row--;
    else at.row = heightOf(--at.line) - 1;
  }
  for (let left = rows; left > 0 && isBefore(at, end); left--) {
    if (at.row + 1 < heightOf(at.line)) at.row++;
    else {
      at.line++;
      at.row = 0;
    }
  }
  pane.viewport.anchor = isBefore(at, end) ? at : null;
}

function isBefore(a: Place, b: Place): boolean {
  return a.line < b.line || (a.line === b.line && a.row < b.row);
}

function lastPlace({ viewport, scrollback }: Pane, heightOf: (line: number) => number): Place {
  const line = Math.max(scrollback.first, viewport.shown - 1);
  return { line, row: heightOf(line) - 1 };
}

/** The anchor at which the oldest row of the log stands at the top of the area. */
function firstPlace(
  { viewport, scrollback }: Pane,
  area: TextArea,
  heightOf: (line: number) => number,
  end: Place,
): Place {
  let rows = 0;
  for (let line = scrollback.first; line < viewport.shown; line++) {
    const tall = heightOf(line);
    if (rows + tall >= area.rows) return { line, row: area.rows - rows - 1 };
    rows += tall;
  }
  return end;
}

function height({ scrollback }: Pane, number: number, area: TextArea, readChunk: ReadChunk): number {
  const line = lineAt(scrollback, number, readChunk);
  return line ? rowsOf(line, area) : 1;
}

/** A row of the screen: a line of the log and the part of its text that stands there. */
export interface VisibleRow {
  readonly line: Line;
  readonly start: number;
  readonly end: number;
}

/** The rows that end at the anchor (or at the last released line), at most `area.rows` of them, oldest first. */
export function visibleRows(pane: Pane, area: TextArea, readChunk: ReadChunk): VisibleRow[] {
  const { scrollback, viewport } = pane;
  const rows: VisibleRow[] = [];
  // A cleared page starts when its lines are released, not while older ones still wait.
  const { first, pageStart } = scrollback;
  const isWhole = viewport.anchor || viewport.shown < pageStart || viewport.pastPage === pageStart;
  const from = isWhole ? first : pageStart;
  for (let number = viewport.anchor?.line ?? viewport.shown - 1; number >= from; number--) {
    const line = lineAt(scrollback, number, readChunk);
    if (!line) break;
    const starts = rowStarts(line, area);
    let row = starts.length - 1;
    if (viewport.anchor?.line === number) row = Math.min(row, viewport.anchor.row);
    for (; row >= 0; row--) {
      rows.push({ line, start: starts[row] as number, end: starts[row + 1] ?? line.text.length });
      if (rows.length === area.rows) return rows.reverse();
    }
  }
  return rows.reverse();
}
