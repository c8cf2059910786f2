/** view(state, view) → frame: the whole screen of one view as a function of the state. Nothing here is remembered between two frames. */

import { layoutInput } from '../editor/editor.ts';
import type { Line, ReadChunk } from '../state/log.ts';
import type { State } from '../state/state.ts';
import type { Frame, FrameRow, Span } from '../state/terminal.ts';
import type { View } from '../state/view.ts';
import { partial } from '../stream/stream.ts';
import { findParts, parsePattern } from '../text/glob.ts';
import { rowSpans, wrap } from '../text/wrap.ts';
import { worldOn } from '../world/audience.ts';
import { clock } from './clock.ts';
import { setupRows } from './dialog/setup.ts';
import { searchOf, topDialog } from './dialog/stack.ts';
import { inputRows, outputArea, screenArea, TAG_WIDTH } from './layout.ts';
import { paneOn } from './panes.ts';
import { statusBar } from './status.ts';
import { type VisibleRow, visibleRows } from './viewport.ts';

const TAG_STYLE = '2';
/** A match of the search: reverse, whatever the colours. */
const MATCH_STYLE = '7';

export function view(state: State, view: View, readChunk: ReadChunk): Frame {
  const dialog = topDialog(view);
  const output =
    dialog?.kind === 'setup'
      ? setupRows(dialog, screenArea(state, view))
      : outputRows(state, view, readChunk);
  const input = inputArea(state, view);
  return {
    columns: view.columns,
    rows: [...output, statusBar(state, view), ...input.rows],
    cursor: { column: input.cursor.column, row: output.length + 1 + input.cursor.row },
  };
}

function outputRows(state: State, view: View, readChunk: ReadChunk): FrameRow[] {
  const area = outputArea(state, view);
  const unfinished = unfinishedRows(state, view);
  const rows = [...visibleRows(paneOn(state, view), area, readChunk), ...unfinished].slice(-area.rows);
  const pattern = searchOf(view)?.editor.text ?? '';
  const drawn = rows.map(row => outputRow(state, pattern, row));
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
  const starts = wrap(line.text, outputArea(state, view).columns);
  return starts.map((start, row) => ({ line, start, end: starts[row + 1] ?? line.text.length }));
}

function outputRow(state: State, pattern: string, { line, start, end }: VisibleRow): FrameRow {
  const spans = rowSpans(mark(line, pattern), start, end);
  if (!state.settings.show_tags) return spans;
  const tag = start === 0 ? `${clock(line.time, true)}${line.kind === 'clay' ? '%' : ' '} ` : '';
  return [{ text: tag.padEnd(TAG_WIDTH), style: TAG_STYLE }, ...spans];
}

/** The line with what matches the pattern in reverse. */
function mark(line: Line, text: string): Line {
  const found = text === '' ? null : findParts(parsePattern(text), line.text);
  if (!found) return line;
  const runs = [...line.runs];
  for (const [start, end] of found) {
    const after = runs.filter(run => run.at <= end).at(-1);
    const inside = runs.filter(run => run.at >= start && run.at <= end);
    for (const run of inside) runs.splice(runs.indexOf(run), 1);
    runs.push({ at: start, style: MATCH_STYLE }, { ...after, at: end, style: after?.style ?? '' });
    runs.sort((a, b) => a.at - b.at);
  }
  return { ...line, runs };
}

function inputArea(state: State, view: View) {
  const rows = inputRows(state, view);
  const dialog = topDialog(view);
  if (dialog?.kind === 'search') {
    const { editor, status } = dialog;
    const label = status === '' ? 'Search: ' : `Search (${status}): `;
    return layoutInput(editor, view.columns, rows, [{ text: label, style: '1' }]);
  }
  const prompt = worldOn(state, view)?.prompt;
  const spans: Span[] = prompt ? rowSpans(prompt, 0, prompt.text.length) : [];
  return layoutInput(view.editor, view.columns, rows, spans);
}
