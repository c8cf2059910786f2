/** view(state) → frame: the whole screen as a function of the state. Nothing here is remembered between two frames. */

import { layoutInput } from '../editor/editor.ts';
import type { Line, ReadChunk, State } from '../state/state.ts';
import type { Frame, FrameRow, Span } from '../state/terminal.ts';
import { partial } from '../stream/stream.ts';
import { findParts, parsePattern } from '../text/glob.ts';
import { rowSpans, wrap } from '../text/wrap.ts';
import { currentWorld } from '../world/world.ts';
import { clock } from './clock.ts';
import { setupRows } from './dialog/setup.ts';
import { inputRows, outputArea, screenArea, TAG_WIDTH } from './layout.ts';
import { currentPane } from './panes.ts';
import { statusBar } from './status.ts';
import { type VisibleRow, visibleRows } from './viewport.ts';

const TAG_STYLE = '2';
/** A match of the search: reverse, whatever the colours. */
const MATCH_STYLE = '7';

export function view(state: State, readChunk: ReadChunk): Frame {
  const output = state.setup ? setupRows(state.setup, screenArea(state)) : outputRows(state, readChunk);
  const input = inputArea(state);
  return {
    columns: state.columns,
    rows: [...output, statusBar(state), ...input.rows],
    cursor: { column: input.cursor.column, row: output.length + 1 + input.cursor.row },
  };
}

function outputRows(state: State, readChunk: ReadChunk): FrameRow[] {
  const area = outputArea(state);
  const pane = currentPane(state);
  const unfinished = unfinishedRows(state);
  const rows = [...visibleRows(pane, area, readChunk), ...unfinished].slice(-area.rows);
  const drawn = rows.map(row => outputRow(state, row));
  // Text starts at the bottom, next to where the user types.
  return [...Array.from({ length: area.rows - drawn.length }, (): FrameRow => []), ...drawn];
}

/** Text without a line end yet, below the last line, unless it stands at the input as a prompt. */
function unfinishedRows(state: State): VisibleRow[] {
  const world = currentWorld(state);
  if (!world || world.promptOpen || world.reading.paused || world.reading.anchor) return [];
  const text = partial(world.stream);
  if (text.text === '') return [];
  const line: Line = { ...text, time: state.now, kind: 'game' };
  const starts = wrap(line.text, outputArea(state).columns);
  return starts.map((start, row) => ({ line, start, end: starts[row + 1] ?? line.text.length }));
}

function outputRow(state: State, { line, start, end }: VisibleRow): FrameRow {
  const marked = state.search ? mark(line, state.search.editor.text) : line;
  const spans = rowSpans(marked, start, end);
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

function inputArea(state: State) {
  const rows = inputRows(state);
  if (state.search) {
    const { editor, status } = state.search;
    const label = status === '' ? 'Search: ' : `Search (${status}): `;
    return layoutInput(editor, state.columns, rows, [{ text: label, style: '1' }]);
  }
  const prompt = currentWorld(state)?.prompt;
  const spans: Span[] = prompt ? rowSpans(prompt, 0, prompt.text.length) : [];
  return layoutInput(state.editor, state.columns, rows, spans);
}
