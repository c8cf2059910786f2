/** Where one is in the text of a pager. A place is a line and an offset in it, so that another width does not move it. */
import type { Pager } from '../../../state/dialog.ts';
import { textWidth } from '../../../text/width.ts';
import { wrap } from '../../../text/wrap.ts';
import type { Area } from '../../layout.ts';

/** A row on screen: a part of a line. */
export interface Part {
  readonly line: number;
  readonly start: number;
  readonly end: number;
}

interface Place {
  readonly line: number;
  /** Which of the line's rows. */
  readonly row: number;
}

/** The rows from where one is to the bottom of the area. */
export function partsShown(pager: Pager, area: Area): Part[] {
  const { line, row } = topOf(pager, area);
  const parts: Part[] = [];
  for (let at = line; at < pager.lines.length && parts.length < area.rows + row; at++)
    for (const part of partsOf(pager, at, area.columns)) parts.push(part);
  return parts.slice(row, row + area.rows);
}

/** How many rows the text has, counted no further than `most`. */
export function rowsOf({ lines }: Pager, columns: number, most: number): number {
  let rows = 0;
  for (let at = 0; at < lines.length && rows < most; at++) rows += startsOf(lines, at, columns).length;
  return Math.min(rows, most);
}

export function scrollPager(pager: Pager, area: Area, rows: number): void {
  const place = moved(pager, topOf(pager, area), area.columns, rows);
  goTo(pager, within(place, lastTop(pager, area)), area.columns);
}

export function scrollToEnd(pager: Pager, area: Area): void {
  goTo(pager, lastTop(pager, area), area.columns);
}

/** Brings the line into view, if it is not all there, a third below the top. */
export function scrollToLine(pager: Pager, area: Area, line: number): void {
  const parts = partsShown(pager, area);
  const { length } = pager.lines[line]?.text ?? '';
  const isShown = parts.some(part => part.line === line && part.end === length) && line !== parts[0]?.line;
  if (isShown) return;
  const place = moved(pager, { line, row: 0 }, area.columns, -Math.floor(area.rows / 3));
  goTo(pager, within(place, lastTop(pager, area)), area.columns);
}

function goTo(pager: Pager, { line, row }: Place, columns: number): void {
  pager.line = line;
  pager.offset = startsOf(pager.lines, line, columns)[row] ?? 0;
}

/** Never further down than where the last line is in the last row. */
function topOf(pager: Pager, area: Area): Place {
  const { lines, line, offset } = pager;
  const starts = startsOf(lines, line, area.columns);
  const row = Math.max(
    0,
    starts.findLastIndex(start => start <= offset),
  );
  return within({ line, row }, lastTop(pager, area));
}

function lastTop(pager: Pager, { columns, rows }: Area): Place {
  const last = Math.max(0, pager.lines.length - 1);
  const end = { line: last, row: startsOf(pager.lines, last, columns).length - 1 };
  return moved(pager, end, columns, 1 - rows);
}

function moved({ lines }: Pager, from: Place, columns: number, by: number): Place {
  let { line } = from;
  let row = from.row + by;
  while (row < 0 && line > 0) row += startsOf(lines, --line, columns).length;
  for (let count = startsOf(lines, line, columns).length; row >= count && line < lines.length - 1; ) {
    row -= count;
    count = startsOf(lines, ++line, columns).length;
  }
  return { line, row: Math.max(0, Math.min(row, startsOf(lines, line, columns).length - 1)) };
}

function within(place: Place, last: Place): Place {
  const isBehind = place.line > last.line || (place.line === last.line && place.row > last.row);
  return isBehind ? last : place;
}

function partsOf({ lines }: Pager, line: number, columns: number): Part[] {
  const starts = startsOf(lines, line, columns);
  const { length } = lines[line]?.text ?? '';
  return starts.map((start, row) => ({ line, start, end: starts[row + 1] ?? length }));
}

function startsOf(lines: Pager['lines'], line: number, columns: number): number[] {
  const text = lines[line]?.text ?? '';
  return wrap(text, columns, { indent: hangOf(text, columns) });
}

/** `  name   what it is`, as in a list of help. */
const NAMED = /^ {2}\S(?:\S| (?! ))* {2,}(?=\S)/;
/** Of the columns, so many may stand before what goes on below itself. */
const MOST_BEFORE = 0.4;

/** Columns that each row of the line but the first is moved in by: what a list says of a name goes on below itself. */
export function hangOf(text: string, columns: number): number {
  const [before = ''] = NAMED.exec(text.slice(0, columns)) ?? [];
  const width = textWidth(before);
  return width <= columns * MOST_BEFORE ? width : 0;
}
