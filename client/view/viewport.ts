/**
 * What of a log is on screen: more-mode (a screenful since the user last did something, then wait) and scrolling back.
 * Both are cursors into the numbered log, so nothing here moves or copies lines.
 */
import type { Line, ReadChunk, Reading, Scrollback } from '../state/state.ts';
import { rowCount, wrap } from '../text/wrap.ts';
import { lineAt } from '../world/scrollback.ts';

/** A log with its place on screen: a world's, or the console's. */
export interface Pane {
  scrollback: Scrollback;
  reading: Reading;
}

/** The part of the screen that shows lines, in cells. */
export interface Area {
  readonly columns: number;
  readonly rows: number;
}

export function pendingLines({ scrollback, reading }: Pane): number {
  return scrollback.next - reading.shown;
}

/** Lets new lines onto the screen until, in more-mode, a screenful has gone by; then pauses. */
export function release(pane: Pane, area: Area, moreMode: boolean, readChunk: ReadChunk): void {
  const { scrollback, reading } = pane;
  if (!moreMode) {
    reading.shown = scrollback.next;
    reading.paused = false;
    return;
  }
  while (!reading.paused && reading.shown < scrollback.next) {
    const line = lineAt(scrollback, reading.shown, readChunk) as Line;
    const height = rowCount(line.text, area.columns);
    // The first line after a pause is always let through, or one taller than the screen would never be shown.
    if (reading.rows > 0 && reading.rows + height > area.rows) {
      reading.paused = true;
    } else {
      reading.rows += height;
      reading.shown++;
    }
  }
}

/** The user did something: the next pause comes a screenful from now. */
export function acted({ reading }: Pane): void {
  if (!reading.paused) reading.rows = 0;
}

/** Tab: the next screenful. */
export function releaseScreen(pane: Pane, area: Area, moreMode: boolean, readChunk: ReadChunk): void {
  pane.reading.anchor = null;
  pane.reading.paused = false;
  pane.reading.rows = 0;
  release(pane, area, moreMode, readChunk);
}

/** Everything pending, at once, and back to the end. */
export function releaseAll({ scrollback, reading }: Pane): void {
  reading.shown = scrollback.next;
  reading.rows = 0;
  reading.paused = false;
  reading.anchor = null;
}

/** Lines below the last one on screen, while scrolled back. */
export function linesBelow({ reading }: Pane): number {
  return reading.anchor ? Math.max(0, reading.shown - 1 - reading.anchor.line) : 0;
}

type Place = { line: number; row: number };

/** Moves the view up (negative) or down by screen rows; down past the end is the end, up past the start the start. */
export function scroll(pane: Pane, rows: number, area: Area, readChunk: ReadChunk): void {
  const heightOf = (line: number) => height(pane, line, area, readChunk);
  const end = lastPlace(pane, heightOf);
  const start = firstPlace(pane, area, heightOf, end);
  const at = { ...(pane.reading.anchor ?? end) };
  // A search anchors at the last row, whatever the width; a line may have fewer rows since a resize.
  at.row = Math.min(at.row, heightOf(at.line) - 1);
  // Where all lines fit on the screen, those before a "clear screen" are what there is to scroll to.
  if (rows < 0 && !isBefore(start, at)) pane.reading.pageStart = 0;
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
  pane.reading.anchor = isBefore(at, end) ? at : null;
}

function isBefore(a: Place, b: Place): boolean {
  return a.line < b.line || (a.line === b.line && a.row < b.row);
}

function lastPlace({ reading }: Pane, heightOf: (line: number) => number): Place {
  const line = Math.max(0, reading.shown - 1);
  return { line, row: heightOf(line) - 1 };
}

/** The anchor at which the oldest row of the log stands at the top of the area. */
function firstPlace({ reading }: Pane, area: Area, heightOf: (line: number) => number, end: Place): Place {
  let rows = 0;
  for (let line = 0; line < reading.shown; line++) {
    const tall = heightOf(line);
    if (rows + tall >= area.rows) return { line, row: area.rows - rows - 1 };
    rows += tall;
  }
  return end;
}

function height({ scrollback }: Pane, number: number, area: Area, readChunk: ReadChunk): number {
  const line = lineAt(scrollback, number, readChunk);
  return line ? rowCount(line.text, area.columns) : 1;
}

/** A row of the screen: a line of the log and the part of its text that stands there. */
export interface VisibleRow {
  readonly line: Line;
  readonly start: number;
  readonly end: number;
}

/** The rows that end at the anchor (or at the last released line), at most `area.rows` of them, oldest first. */
export function visibleRows(pane: Pane, area: Area, readChunk: ReadChunk): VisibleRow[] {
  const { scrollback, reading } = pane;
  const rows: VisibleRow[] = [];
  // A cleared page starts when its lines are released, not while older ones still wait.
  const from = reading.anchor || reading.shown < reading.pageStart ? 0 : reading.pageStart;
  for (let number = reading.anchor?.line ?? reading.shown - 1; number >= from; number--) {
    const line = lineAt(scrollback, number, readChunk);
    if (!line) break;
    const starts = wrap(line.text, area.columns);
    let row = starts.length - 1;
    if (reading.anchor?.line === number) row = Math.min(row, reading.anchor.row);
    for (; row >= 0; row--) {
      rows.push({ line, start: starts[row] as number, end: starts[row + 1] ?? line.text.length });
      if (rows.length === area.rows) return rows.reverse();
    }
  }
  return rows.reverse();
}
