/**
 * The input line as screen rows. It is cut by cell, not by word, so that a typed character moves nothing
 * before it. A logical line that fills its last row exactly has an empty row more, where its cursor stands.
 */
import type { Editor } from '../state/terminal.ts';
import { cellsBetween, graphemeAt, previousGrapheme } from '../text/width.ts';
import { lineEnd, lineStart } from './text.ts';

const printableAscii = /^[\x20-\x7e]*$/;

/** A logical line that is longer (UTF-16 units) is cut into parts, each with its own rows: only those in view are looked at. */
const LONG = 4096;

/** A logical line, or a part of a long one: text[from, to). The rows of a part begin with it, whatever stands before. */
export interface Part {
  readonly from: number;
  readonly to: number;
  /** The logical line ends with it. */
  readonly ends: boolean;
}

/** The part that holds `offset`; `indent`: the cells that are taken of the row where the text starts. */
export function partAt(text: string, offset: number, width: number, indent: number): Part {
  const line = { from: lineStart(text, offset), to: lineEnd(text, offset) };
  if (line.to - line.from <= LONG) return { ...line, ends: true };
  // Whole rows where all is ASCII: nothing is to be seen of the cut then.
  const size = width * Math.max(1, Math.floor(LONG / width));
  const taken = line.from === 0 ? Math.min(indent, width - 1) : 0;
  const startOf = (part: number) => boundary(text, line.from, line.from + part * size - taken);
  const last = Math.ceil((line.to - line.from + taken) / size) - 1;
  let part = Math.min(last, Math.floor((offset - line.from + taken) / size));
  // A grapheme across the cut belongs to the part behind it.
  if (part < last && startOf(part + 1) <= offset) part++;
  return { from: startOf(part), to: part === last ? line.to : startOf(part + 1), ends: part === last };
}

function boundary(text: string, first: number, at: number): number {
  return at <= first ? first : previousGrapheme(text, at + 1);
}

/** The part before; null at the start of the text. */
export function partBefore(text: string, { from }: Part, width: number, indent: number): Part | null {
  return from === 0 ? null : partAt(text, from - 1, width, indent);
}

/** The part behind; null at the end of the text. */
export function partBehind(text: string, { to, ends }: Part, width: number, indent: number): Part | null {
  if (ends && to === text.length) return null;
  return partAt(text, ends ? to + 1 : to, width, indent);
}

/** Offsets where its rows start. Nothing is looked at behind the `most` first ones. */
export function partStarts(
  text: string,
  { from, to, ends }: Part,
  width: number,
  indent: number,
  most = Number.POSITIVE_INFINITY,
): number[] {
  const starts = rowStarts(text, from, to, width, from === 0 ? indent : 0, most);
  // The row for a cursor behind a full one is that of the part behind.
  if (!ends && starts.length > 1 && starts.at(-1) === to) starts.pop();
  return starts;
}

/** Where the row starts that holds `offset`, of a text without anything before it. */
export function rowStartAt(text: string, offset: number, width: number): number {
  const starts = partStarts(text, partAt(text, offset, width, 0), width, 0);
  return starts[rowOf(starts, offset)] as number;
}

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
  const part = partAt(text, cursor, width, indent);
  const starts = partStarts(text, part, width, indent);
  const row = rowOf(starts, cursor);
  if (editor.last !== 'vertical')
    editor.column = columnOf(text, starts, row, cursor, part.from === 0 ? indent : 0);
  const target = row + direction;
  if (target >= 0 && target < starts.length) return aimIn(editor, part, starts, target, indent);
  const other = (direction === -1 ? partBefore : partBehind)(text, part, width, indent);
  if (!other) return null;
  const rows = partStarts(text, other, width, indent);
  return aimIn(editor, other, rows, direction === -1 ? rows.length - 1 : 0, indent);
}

/** A part that is not the last of its line goes on in the next row. */
function aimIn({ text, column }: Editor, { to, ends }: Part, starts: number[], row: number, indent: number) {
  return aim(text, ends ? starts : [...starts, to], row, to, column, indent);
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
