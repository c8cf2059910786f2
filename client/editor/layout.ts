/** The input line on screen: prompt and text in rows, and where the cursor stands. */

import type { Editor, FrameRow, Span } from '../state/terminal.ts';
import { pictured } from '../text/pictures.ts';
import { graphemeEnd, previousGrapheme } from '../text/width.ts';
import {
  aim,
  columnOf,
  type Part,
  partAt,
  partBefore,
  partBehind,
  partStarts,
  rowOf,
  rowStarts,
} from './rows.ts';

export interface InputLayout {
  /** Exactly `height` rows. */
  rows: FrameRow[];
  cursor: { column: number; row: number };
}

/** A curly underline in red, or a plain one. */
const MISSPELT = '4:3;58:2::255:95:95';

/** A row as the parts of prompt and text in it. */
interface Row {
  prompt: readonly [number, number];
  text: readonly [number, number];
}

const SELECTED = '7';

interface Input {
  readonly text: string;
  readonly selected?: true;
  readonly cursor: number;
  readonly prompt: string;
  /** Where the rows of the prompt start; the text goes on in the last one. */
  readonly promptStarts: readonly number[];
  /** Cells the prompt takes of that row. */
  readonly indent: number;
  readonly width: number;
}

/**
 * The `height` rows around the cursor. Rows below it are shown as far as one; the rest of the room goes to
 * what was written before. `width` and `height` are at least 1. `wrong`: words that are misspelt, as [start, end).
 */
export function layoutInput(
  editor: Editor,
  width: number,
  height: number,
  prompt: readonly Span[],
  wrong: readonly (readonly [number, number])[] = [],
): InputLayout {
  const input = inputOf(editor, width, prompt);
  const { rows, cursorRow, column } = rowsAround(input, height);
  const top = windowTop(rows.length, cursorRow, height);
  const shown: FrameRow[] = rows.slice(top, top + height).map(row => spansOf(row, input, prompt, wrong));
  while (shown.length < height) shown.push([]);
  return { rows: shown, cursor: { column, row: cursorRow - top } };
}

/**
 * The offset that a cell of those rows shows, as layoutInput() has them with the same arguments: that of the character in
 * it, or the end of what stands in the row.
 */
export function offsetAt(
  editor: Editor,
  width: number,
  height: number,
  prompt: readonly Span[],
  cell: { readonly row: number; readonly column: number },
): number {
  const input = inputOf(editor, width, prompt);
  const { rows, cursorRow } = rowsAround(input, height);
  const at = windowTop(rows.length, cursorRow, height) + cell.row;
  const row = rows[at];
  if (!row) return editor.text.length;
  const [start, end] = row.text;
  const goesOn = rows[at + 1]?.text[0] === end && end > start;
  const indent = row.prompt[0] < row.prompt[1] ? input.indent : 0;
  const offset = aim(input.text, goesOn ? [start, end] : [start], 0, end, cell.column, indent);
  return editor.masked ? unitsOf(editor.text, offset) : offset;
}

/** A text that is longer (UTF-16 units) has a star for each unit: nobody counts them, and to tell characters apart takes its time. */
const MOST_COUNTED = 4096;

/** So many graphemes of the text in UTF-16 units: each of them is a star. */
function unitsOf(text: string, stars: number): number {
  if (text.length > MOST_COUNTED) return previousGrapheme(text, stars + 1);
  let at = 0;
  for (let count = 0; count < stars; count++) at = graphemeEnd(text, at);
  return at;
}

/** How many rows prompt and text take, counted as far as `most`: what is longer costs no more. */
export function rowsWanted(editor: Editor, width: number, most: number, prompt: readonly Span[]): number {
  // As at most events: each asks how many rows the input has.
  if (editor.text === '' && prompt.length === 0) return Math.min(1, most);
  const { text, promptStarts, indent } = inputOf(editor, width, prompt);
  let rows = promptStarts.length - 1;
  let part: Part | null = partAt(text, 0, width, indent);
  while (part && rows < most) {
    rows += partStarts(text, part, width, indent, most - rows).length;
    part = partBehind(text, part, width, indent);
  }
  return Math.min(rows, most);
}

function inputOf(editor: Editor, width: number, prompt: readonly Span[]): Input {
  const promptText = prompt.map(span => span.text).join('');
  const promptStarts = rowStarts(promptText, 0, promptText.length, width, 0);
  const row = promptStarts.length - 1;
  const indent = columnOf(promptText, promptStarts, row, promptText.length, 0);
  const { text, cursor } = editor.masked ? stars(editor) : editor;
  const selected = !editor.masked && editor.selected ? { selected: true as const } : null;
  return { text, cursor, ...selected, prompt: promptText, promptStarts, indent, width };
}

function stars({ text, cursor }: Editor): { text: string; cursor: number } {
  if (text.length > MOST_COUNTED) return { text: '*'.repeat(text.length), cursor };
  let before = 0;
  let count = 0;
  for (let at = 0; at < text.length; at = graphemeEnd(text, at)) {
    count++;
    if (at < cursor) before++;
  }
  return { text: '*'.repeat(count), cursor: before };
}

function windowTop(count: number, cursorRow: number, height: number): number {
  const below = height > 2 && cursorRow + 1 < count ? 1 : 0;
  return Math.max(0, Math.min(count - height, cursorRow + below - (height - 1)));
}

/** The rows of the part that the cursor is in, and of its neighbours as far as they can come into view. */
function rowsAround(input: Input, height: number): { rows: Row[]; cursorRow: number; column: number } {
  const { text, cursor, width, indent } = input;
  const part = partAt(text, cursor, width, indent);
  const starts = partStarts(text, part, width, indent);
  const row = rowOf(starts, cursor);
  let rows = partRows(input, part, starts);
  let cursorRow = part.from === 0 ? row + input.promptStarts.length - 1 : row;
  let first: Part | null = part;
  while (cursorRow < height) {
    first = partBefore(text, first, width, indent);
    if (!first) break;
    const above = partRows(input, first);
    rows = above.concat(rows);
    cursorRow += above.length;
  }
  let last: Part | null = part;
  while (rows.length - cursorRow <= height) {
    last = partBehind(text, last, width, indent);
    if (!last) break;
    rows = rows.concat(partRows(input, last));
  }
  return { rows, cursorRow, column: columnOf(text, starts, row, cursor, part.from === 0 ? indent : 0) };
}

/** The rows of a part; those of the prompt come before those of the first. */
function partRows(
  input: Input,
  part: Part,
  starts = partStarts(input.text, part, input.width, input.indent),
): Row[] {
  const { prompt, promptStarts } = input;
  const rows = starts.map(
    (start, row): Row => ({ prompt: [0, 0], text: [start, starts[row + 1] ?? part.to] }),
  );
  if (part.from > 0) return rows;
  const last = promptStarts.length - 1;
  rows[0]!.prompt = [promptStarts[last]!, prompt.length];
  const before = promptStarts.slice(0, last);
  return before
    .map((start, row): Row => ({ prompt: [start, promptStarts[row + 1]!], text: [0, 0] }))
    .concat(rows);
}

function spansOf(
  row: Row,
  { text, selected }: Input,
  prompt: readonly Span[],
  wrong: readonly (readonly [number, number])[],
): Span[] {
  const spans = sliceSpans(prompt, row.prompt[0], row.prompt[1]);
  const [from, to] = row.text;
  let at = from;
  const add = (end: number, style: string) => {
    if (at < end) spans.push({ text: pictured(text.slice(at, end)), style });
    at = Math.max(at, end);
  };
  for (const [start, end] of selected ? [] : wrong) {
    add(Math.min(start, to), '');
    add(Math.min(end, to), MISSPELT);
  }
  add(to, selected ? SELECTED : '');
  return spans;
}

function sliceSpans(spans: readonly Span[], start: number, end: number): Span[] {
  const cut: Span[] = [];
  let at = 0;
  for (const span of spans) {
    const text = span.text.slice(Math.max(0, start - at), Math.max(0, end - at));
    if (text !== '') cut.push({ ...span, text });
    at += span.text.length;
  }
  return cut;
}
