/**
 * The sign of Clay's own words: `%` in reverse at the start of a line, and a blank in reverse at the right edge of each
 * row that goes on in the next one. No server can make it: it does not write into Clay's lines, and where a row of the
 * game begins with a character that looks like the sign, that character is drawn without colours.
 */

import type { Line } from '../state/log.ts';
import type { FrameRow, Span } from '../state/terminal.ts';
import { graphemeAt, textWidth } from '../text/width.ts';
import { rowCount, rowSpans, wrap } from '../text/wrap.ts';

/** How Clay's lines begin in the log. */
const MARK = '% ';
const SIGN: readonly Span[] = [
  { text: '%', style: '7;36' },
  { text: ' ', style: '' },
];
/** What is below belongs to the same line; without it nothing below does. */
const GOES_ON: Span = { text: ' ', style: '7;36' };
/** Percent and per mille signs of all scripts, and what looks like them. */
const LOOKALIKE = /^[%٪؉؊‰‱⁒﹪％]/u;

/** Offsets where the rows of a line start. Clay's own leave room for the sign that they go on. */
export function rowStarts(line: Line, columns: number): number[] {
  return wrap(line.text, widthOf(line, columns));
}

/** How many rows a line takes. */
export function rowsOf(line: Line, columns: number): number {
  return rowCount(line.text, widthOf(line, columns));
}

function widthOf(line: Line, columns: number): number {
  return isOwn(line) && rowCount(line.text, columns) > 1 ? Math.max(1, columns - 1) : columns;
}

/** A row of a line, as it is drawn. */
export function signedRow(line: Line, start: number, end: number, columns: number): FrameRow {
  if (!isOwn(line)) return withoutSign(rowSpans(line, start, end));
  const isFirst = start === 0 && end >= MARK.length;
  const row = rowSpans(line, isFirst ? MARK.length : start, end);
  const signed = isFirst ? [...SIGN, ...row] : row;
  return end < line.text.length ? [...filled(signed, columns - 1), GOES_ON] : signed;
}

/** Exactly so many cells: blanks at the end of a row hang over its edge. */
function filled(row: readonly Span[], columns: number): Span[] {
  const over = textWidth(row.map(({ text }) => text).join('')) - columns;
  const last = row.at(-1);
  if (over <= 0 || !last) return [...row, { text: ' '.repeat(Math.max(0, -over)), style: '' }];
  return [...row.slice(0, -1), { ...last, text: last.text.slice(0, -over) }];
}

/** A label of Clay's own at the input. */
export function signedLabel(label: string): readonly Span[] {
  return [...SIGN, { text: label, style: '1' }];
}

/** What the game has written, with nothing in it that could be taken for the sign. */
export function withoutSign(row: FrameRow): FrameRow {
  const at = row.findIndex(({ text }) => firstVisible(text) < text.length);
  const span = row[at];
  if (!span) return row;
  const start = firstVisible(span.text);
  const end = graphemeAt(span.text, start) >> 2;
  const first = span.text.slice(start, end);
  if (!LOOKALIKE.test(first)) return row;
  const rest = span.text.slice(end);
  const after = rest === '' ? [] : [{ ...span, text: rest }];
  return [{ text: first, style: '' }, ...after, ...row.slice(at + 1)];
}

/** Where the first character that takes a cell begins. */
function firstVisible(text: string): number {
  let at = 0;
  while (at < text.length && (graphemeAt(text, at) & 3) === 0) at = graphemeAt(text, at) >> 2;
  return at;
}

function isOwn({ kind, text }: Line): boolean {
  return kind === 'clay' && text.startsWith(MARK);
}
