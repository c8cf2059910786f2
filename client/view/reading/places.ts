/**
 * Places in a log, and the rows between them at the width of a screen. What is counted and what is drawn comes from here,
 * out of the same rows.
 */
import type { Line, ReadChunk, Scrollback } from '../../state/log.ts';
import type { LogPlace } from '../../state/view.ts';
import { lineAt } from '../../world/scrollback.ts';
import { rowStarts, type TextArea } from '../rows.ts';

/** A log as it is wrapped on a screen. */
export interface WrappedLog {
  readonly scrollback: Scrollback;
  readonly area: TextArea;
  readonly readChunk: ReadChunk;
}

/** A row of the screen: a line of the log, which of its rows it is, and the part of the text that stands there. */
export interface TextRow {
  readonly line: Line;
  readonly number: number;
  readonly row: number;
  readonly start: number;
  readonly end: number;
}

/** All rows of a line that is, or will be, number `number` of its log. */
export function rowsOfLine(line: Line, number: number, area: TextArea): TextRow[] {
  const starts = rowStarts(line, area);
  return starts.map((start, row) => ({ line, number, row, start, end: starts[row + 1] ?? line.text.length }));
}

export function isBefore(a: LogPlace, b: LogPlace): boolean {
  return a.line < b.line || (a.line === b.line && a.offset < b.offset);
}

/** Behind the last row. */
export function endOf({ next }: Scrollback): LogPlace {
  return { line: next, offset: 0 };
}

/** So many rows up, or the start of the log. */
export function above(log: WrappedLog, from: LogPlace, rows: number): LogPlace {
  let { line } = from;
  let starts = startsOf(log, line);
  let row = rowAt(starts, from.offset);
  let left = rows;
  while (left > row) {
    if (line <= log.scrollback.first) return { line, offset: 0 };
    left -= row;
    line--;
    starts = startsOf(log, line);
    row = starts.length;
  }
  // The first row may begin behind a tag that is not shown.
  return { line, offset: row > left ? (starts[row - left] as number) : 0 };
}

/** So many rows down, or the end of the log; and how many there were. */
export function below(log: WrappedLog, from: LogPlace, rows: number): { place: LogPlace; rows: number } {
  let left = rows;
  let place = from;
  while (left > 0 && place.line < log.scrollback.next) {
    const starts = startsOf(log, place.line);
    const row = rowAt(starts, place.offset);
    const offset = starts[row + left];
    if (offset !== undefined) return { place: { line: place.line, offset }, rows };
    left -= starts.length - row;
    place = { line: place.line + 1, offset: 0 };
  }
  return { place: behindHidden(log, place), rows: rows - left };
}

/** Lines that take no row are not waited with. */
function behindHidden(log: WrappedLog, { line, offset }: LogPlace): LogPlace {
  let next = line;
  while (offset === 0 && next < log.scrollback.next && startsOf(log, next).length === 0) next++;
  return { line: next, offset };
}

/** The rows between two places, oldest first: the lowest ones, `most` of them. */
export function rowsBetween(log: WrappedLog, from: LogPlace, to: LogPlace, most: number): TextRow[] {
  const rows: TextRow[] = [];
  for (let number = to.line; number >= from.line && rows.length < most; number--) {
    const line = lineAt(log.scrollback, number, log.readChunk);
    // Behind the end of the log there is none.
    if (!line) continue;
    const starts = rowStarts(line, log.area);
    const first = number === from.line ? rowAt(starts, from.offset) : 0;
    let row = number === to.line ? rowAt(starts, to.offset) : starts.length;
    while (row > first && rows.length < most) {
      const end = starts[row] ?? line.text.length;
      row--;
      rows.push({ line, number, row, start: starts[row] as number, end });
    }
  }
  return rows.reverse();
}

/** The place behind row `row` of a line; behind the last one if it has fewer. */
export function placeBehind(log: WrappedLog, line: number, row: number): LogPlace {
  const offset = startsOf(log, line)[row + 1];
  return offset === undefined ? { line: line + 1, offset: 0 } : { line, offset };
}

const ONE_ROW: readonly number[] = [0];

function startsOf({ scrollback, area, readChunk }: WrappedLog, number: number): readonly number[] {
  const line = lineAt(scrollback, number, readChunk);
  return line ? rowStarts(line, area) : ONE_ROW;
}

/** The row that has the offset: since it was made the width may have changed. */
function rowAt(starts: readonly number[], offset: number): number {
  let low = 0;
  for (let high = starts.length; high - low > 1; ) {
    const middle = (low + high) >> 1;
    if ((starts[middle] as number) <= offset) low = middle;
    else high = middle;
  }
  return low;
}
