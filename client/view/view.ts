/** view(state, view) → frame: the whole screen of one view as a function of the state. Nothing here is remembered between two frames. */

import { type InputLayout, layoutInput } from '../editor/layout.ts';
import type { Line, ReadChunk } from '../state/log.ts';
import type { State } from '../state/state.ts';
import type { Frame, FrameRow } from '../state/terminal.ts';
import type { View } from '../state/view.ts';
import { partial } from '../stream/stream.ts';
import { worldOn } from '../world/audience.ts';
import type { ShownBox } from './dialog/box/box.ts';
import { overlaid } from './dialog/box/cells.ts';
import type { Place } from './dialog/kind.ts';
import { markedPattern, shownDialogs, topDialog } from './dialog/kinds.ts';
import { promptOf } from './input-lines.ts';
import { inputRows, outputArea } from './layout.ts';
import { marked } from './marks.ts';
import { paneOn } from './panes.ts';
import { rowStarts, type TextArea, textStart } from './rows.ts';
import { signedRow, withoutSign } from './sign.ts';
import { statusBar } from './status.ts';
import { tagOf, tagWidth } from './tag.ts';
import { type VisibleRow, visibleRows } from './viewport.ts';

const TAG_STYLE = '2';

export function view(state: State, view: View, readChunk: ReadChunk): Frame {
  const under = screenUnder(state, view, readChunk);
  const boxes = boxesOn(state, view);
  const top = boxes.at(-1);
  if (!top) return under;
  const rows = boxes.reduce((all, box) => overlaid(all, box.rows, box, view.columns), under.rows);
  // What has the keys has the cursor.
  return {
    columns: view.columns,
    rows,
    cursor: topDialog(view)?.kind.covers === 'box' ? top.cursor : under.cursor,
  };
}

/** The screen without the boxes that float over it. */
function screenUnder(state: State, view: View, readChunk: ReadChunk): Frame {
  const shown = rowsDialog(state, view);
  const output = shown?.covers === 'output' ? shown : { rows: outputRows(state, view, readChunk) };
  const input = shown?.covers === 'input' ? shown : inputArea(state, view);
  const below = output.rows.length + 1;
  const { column, row } =
    shown?.covers === 'output' ? shown.cursor : { ...input.cursor, row: below + input.cursor.row };
  return {
    columns: view.columns,
    rows: [...output.rows, statusBar(state, view), ...input.rows],
    cursor: { column, row },
  };
}

interface ShownDialog {
  readonly covers: 'output' | 'input';
  readonly rows: readonly FrameRow[];
  readonly cursor: Place;
}

/** The topmost of the dialogs that stand in place of other rows. */
function rowsDialog(state: State, view: View): ShownDialog | null {
  // Not toReversed(): Node 20 has none while it makes a start-up snapshot.
  for (const { dialog, kind } of shownDialogs(view).reverse()) {
    if (kind.covers === 'box') continue;
    return {
      covers: kind.covers,
      rows: kind.rows(state, view, dialog),
      cursor: kind.cursor(state, view, dialog),
    };
  }
  return null;
}

function boxesOn(state: State, view: View): ShownBox[] {
  return shownDialogs(view).flatMap(({ dialog, kind }) =>
    kind.covers === 'box' ? [kind.box(state, view, dialog)] : [],
  );
}

function outputRows(state: State, view: View, readChunk: ReadChunk): FrameRow[] {
  const area = outputArea(state, view);
  const unfinished = unfinishedRows(state, view);
  const rows = [...visibleRows(paneOn(state, view), area, readChunk), ...unfinished].slice(-area.rows);
  const pattern = markedPattern(view);
  const drawn = rows.map(row => outputRow(state, view.columns, pattern, area, row));
  // Text starts at the bottom, next to where the user types.
  return [...Array.from({ length: area.rows - drawn.length }, (): FrameRow => []), ...drawn];
}

/** Text without a line end yet, below the last line, unless it stands at the input as a prompt. */
function unfinishedRows(state: State, view: View): VisibleRow[] {
  const world = worldOn(state, view);
  const { viewport } = paneOn(state, view);
  if (!world || world.promptOpen || viewport.paused || viewport.anchor) return [];
  const text = partial(world.stream);
  if (text.text === '') return [];
  const line: Line = { ...text, time: state.now, kind: 'game' };
  const starts = rowStarts(line, outputArea(state, view));
  return starts.map((start, row) => ({ line, start, end: starts[row + 1] ?? line.text.length }));
}

function outputRow(
  state: State,
  columns: number,
  pattern: string,
  area: TextArea,
  { line, start, end }: VisibleRow,
): FrameRow {
  const isFirst = start === textStart(line, area);
  const indent = isFirst ? 0 : area.indent;
  const spans = signedRow(marked(line, pattern), start, end, area.columns - indent);
  const row = indent > 0 ? [{ text: ' '.repeat(indent), style: '' }, ...spans] : spans;
  if (!state.settings.show_tags) return row;
  const tag = isFirst ? tagOf(line, columns) : ' '.repeat(tagWidth(columns));
  return [{ text: tag, style: TAG_STYLE }, ...row];
}

function inputArea(state: State, view: View): InputLayout {
  const prompt = promptOf(state, view);
  const layout = layoutInput(view.editor, view.columns, inputRows(state, view), prompt.spans);
  return prompt.isOwn ? layout : { ...layout, rows: layout.rows.map(withoutSign) };
}
