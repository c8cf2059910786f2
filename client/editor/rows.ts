/**
 * The input line as screen rows. It is cut by cell, not by word, so that a typed character moves nothing
 * before it. A logical line that fills its last row exactly has an empty row more, where its cursor stands.
 */
import type { Editor } from '../state/terminal.ts';
import { cellsBetween, graphemeAt } from '../text/width.ts';
import { lineEnd, lineStart } from './text.ts';

const printableAscii = /^[\x20-\x7e]*$/;

/**
 * Offsets where the rows of text[from, to) start; the first `indent` cells of the first row are taken. Nothing is looked at
 * behind the `most` first ones.
 */
export function rowStarts(
  text: string,
  from: number,
  to: number,
  width: number,
  indent: number,
  most = Number.POSITIVE_INFINITY,
): number[] {
  const end = Math.min(to, from + most * width);
  if (printableAscii.test(text.slice(from, end))) return asciiStarts(from, end, width, indent).slice(0, most);
  const starts = [from];
  let cells = indent;
  for (let at = from; at < to && starts.length < most; ) {
    const grapheme = graphemeAt(text, at);
    if (cells + (grapheme & 3) > width && cells > 0) {
      starts.push(at);
      cells = 0;
    }
    cells += grapheme & 3;
    at = grapheme >> 2;
  }
  if (cells >= width && starts.length < most) starts.push(to);
  return starts;
}

function asciiStarts(from: number, to: number, width: number, indent: number): number[] {
  const starts = [from];
  for (let at = from + width - indent; at <= to; at += width) starts.push(at);
  return starts;
}

/** Index of the row that holds `offset`. */
export function rowOf(starts: readonly number[], offset: number): number {
  let row = starts.length - 1;
  while (row > 0 && starts[row]! > offset) row--;
  return row;
}

/** The cell of an offset in its row; `indent` counts for row 0. */
export function columnOf(
  text: string,
  starts: readonly number[],
  row: number,
  offset: number,
  indent: number,
): number {
  return cellsBetween(text, starts[row]!, offset) + (row === 0 ? indent : 0);
}

/**
 * Where the cursor goes one row up (-1) or down (1), or null at the edge. It aims at `editor.column`, which a
 * first vertical move sets. `indent`: the cells of the prompt in the row where the text starts.
 */
export function verticalMove(
  editor: Editor,
  direction: 1 | -1,
  width: number,
  indent: number,
): number | null {
  const { text, cursor } = editor;
  const from = lineStart(text, cursor);
  const to = lineEnd(text, cursor);
  const starts = rowStarts(text, from, to, width, from === 0 ? indent : 0);
  const row = rowOf(starts, cursor);
  if (editor.last !== 'vertical')
    editor.column = columnOf(text, starts, row, cursor, from === 0 ? indent : 0);
  const target = row + direction;
  if (target >= 0 && target < starts.length) return aim(text, starts, target, to, editor.column, indent);
  if (direction === -1 ? from === 0 : to === text.length) return null;
  return direction === -1
    ? lastRowAbove(editor, from - 1, width, indent)
    : firstRowBelow(editor, to + 1, width);
}

function lastRowAbove({ text, column }: Editor, to: number, width: number, indent: number): number {
  const from = lineStart(text, to);
  const starts = rowStarts(text, from, to, width, from === 0 ? indent : 0);
  return aim(text, starts, starts.length - 1, to, column, indent);
}

function firstRowBelow({ text, column }: Editor, from: number, width: number): number {
  const to = lineEnd(text, from);
  return aim(text, rowStarts(text, from, to, width, 0), 0, to, column, 0);
}

/** The offset at `column` of a row, or the last one that is still shown in that row. */
export function aim(
  text: string,
  starts: readonly number[],
  row: number,
  to: number,
  column: number,
  indent: number,
): number {
  const start = starts[row]!;
  const end = starts[row + 1] ?? to;
  let cells = start === 0 && row === 0 ? indent : 0;
  for (let at = start; at < end; ) {
    const grapheme = graphemeAt(text, at);
    const next = grapheme >> 2;
    cells += grapheme & 3;
    // Behind the last grapheme of a row that goes on is the start of the next row.
    if (cells > column || (next >= end && row < starts.length - 1)) return at;
    at = next;
  }
  return end;
}
