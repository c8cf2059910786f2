/** view(state, view) → frame: the whole screen of one view as a function of the state. Nothing here is remembered between two frames. */

import { type InputLayout, layoutInput } from '../editor/layout.ts';
import type { Line, ReadChunk } from '../state/log.ts';
import type { State } from '../state/state.ts';
import type { Frame, FrameRow } from '../state/terminal.ts';
import type { View } from '../state/view.ts';
import { partial } from '../stream/stream.ts';
import { styles } from '../terminal/theme.ts';
import { isEmpty } from '../text/pattern.ts';
import { worldOn } from '../world/audience.ts';
import { worldSettings } from '../world/world.ts';
import { answerRows } from './answers.ts';
import { choiceRows } from './choices/rows.ts';
import { copyCursor } from './copy/place.ts';
import { selected } from './copy/selection.ts';
import type { ShownBox } from './dialog/box/box.ts';
import { overlaid } from './dialog/box/cells.ts';
import { markedPattern, shownDialogs, topDialog } from './dialog/kinds.ts';
import { searchOf } from './dialog/stack.ts';
import { promptOf } from './input-lines.ts';
import { inputRows, outputArea, screenArea } from './layout.ts';
import { highlighter } from './line/highlight.ts';
import { linkedIf } from './line/links.ts';
import { tagOf, tagWidth } from './line/tag.ts';
import { mapPane } from './map/pane.ts';
import { marked } from './marks.ts';
import { paneOn } from './panes.ts';
import { editorShown } from './paste/preview.ts';
import { rowsOfLine, type TextRow } from './reading/places.ts';
import type { TextArea } from './rows.ts';
import { filteredRows } from './search/filter.ts';
import { isSearched } from './search/search.ts';
import { signedRow, withoutSign } from './sign.ts';
import { wrongParts } from './spelling/check.ts';
import { statusBar } from './status/bar.ts';
import {
  isScrolled,
  isSplit,
  type OutputArea,
  type OutputRow,
  type Pane,
  readingRows,
  tailRows,
  visibleRows,
} from './viewport.ts';
import { measureFor } from './widths.ts';
import { columnRows } from './worlds/column.ts';
import { welcomeRows } from './worlds/welcome.ts';

/** What stands beside the text: tags, lines between parts. */
const QUIET = styles.quiet;
/** In place of an input. */
const WATCHING = { text: '(watching; Ctrl+C leaves) ', style: QUIET };
/** Above what the user has not read; `-` fills the row. */
const UNREAD = '-- unread ';
/** The match that was gone to stands out of the others. */
const FOUND_STYLE = styles.found;

export function view(state: State, view: View, readChunk: ReadChunk): Frame {
  measureFor(view, state);
  const under = screenUnder(state, view, readChunk);
  const boxes = boxesOn(state, view);
  const top = boxes.at(-1);
  if (!top) return view.choices ? withChoices(state, view, under) : under;
  const rows = boxes.reduce((all, box) => overlaid(all, box.rows, box, view.columns), under.rows);
  // What has the keys has the cursor.
  return {
    ...under,
    rows,
    cursor: topDialog(view)?.kind.covers === 'box' ? top.cursor : under.cursor,
  };
}

/** The screen without the boxes that float over it. */
function screenUnder(state: State, view: View, readChunk: ReadChunk): Frame {
  const column = columnRows(state, view);
  const text = outputRows(state, view, readChunk);
  const output = column.length === 0 ? text : text.map((row, at) => [...(column[at] ?? []), ...row]);
  const pane = mapPane(state, view);
  const shown = pane ? overlaid(output, pane.rows, pane.place, view.columns) : output;
  const input = inputDialog(state, view) ?? inputArea(state, view);
  const { cursor } = input;
  const inOutput = copyCursor(state, view, readChunk);
  return {
    theme: state.settings.theme,
    columns: view.columns,
    rows: [...shown, statusBar(state, view), ...input.rows],
    cursor: inOutput ?? { column: cursor.column, row: output.length + 1 + cursor.row },
  };
}

/** Above the status bar, if the input has the keys: it is what they are for. */
function withChoices(state: State, view: View, frame: Frame): Frame {
  const rows = topDialog(view) ? [] : choiceRows(state, view);
  const top = screenArea(state, view).rows - rows.length;
  const place = { left: 0, top, columns: view.columns };
  return rows.length === 0 ? frame : { ...frame, rows: overlaid(frame.rows, rows, place, view.columns) };
}

/** The topmost of the dialogs that stand in place of the input line. */
function inputDialog(
  state: State,
  view: View,
): (Pick<InputLayout, 'cursor'> & { rows: readonly FrameRow[] }) | null {
  let shown = null;
  for (const { dialog, kind } of shownDialogs(view))
    if (kind.covers === 'input')
      shown = { rows: kind.rows(state, view, dialog), cursor: kind.cursor(state, view, dialog) };
  return shown;
}

function boxesOn(state: State, view: View): ShownBox[] {
  return shownDialogs(view).flatMap(({ dialog, kind }) =>
    kind.covers === 'box' ? [kind.box(state, view, dialog)] : [],
  );
}

function outputRows(state: State, view: View, readChunk: ReadChunk): FrameRow[] {
  const area = outputArea(state, view);
  const { columns } = screenArea(state, view);
  const pane = paneOn(state, view);
  const marked = marksOf(view);
  const chosen = selected(view);
  const marks = (row: TextRow) => chosen(marked(row), row.number);
  const world = worldOn(state, view);
  const { links } = state.settings;
  const lit = highlighter(world ? worldSettings(state, world).highlight : []);
  const draw = (row: OutputRow) =>
    outputRow(
      state,
      columns,
      marks,
      area,
      row === 'mark' ? row : { ...row, line: lit(linkedIf(links, row.line)) },
    );
  const search = searchOf(view);
  if (search?.filter) return atBottom(area.rows, filteredRows(pane, search, area, readChunk).map(draw));
  const unfinished = unfinishedRows(state, view, pane, area);
  const read = visibleRows(pane, area, readChunk);
  if (!isSplit(pane, area)) {
    const drawn = [...read, ...unfinished].map(draw);
    const said = answerRows(state, view, readChunk).map(draw);
    const rows = withWelcome(state, view, area.rows, drawn);
    return [...rows.slice(0, area.rows - said.length), ...said];
  }
  return [
    ...atBottom(readingRows(pane, area), read.map(draw)),
    [{ text: '─'.repeat(columns), style: QUIET }],
    ...atBottom(area.tail, [...tailRows(pane, area, readChunk), ...unfinished].map(draw)),
  ];
}

/** Above the greeting, for whoever has no world yet, stands how to begin. */
function withWelcome(state: State, view: View, room: number, rows: readonly FrameRow[]): FrameRow[] {
  if (!state.welcome || view.current !== null) return atBottom(room, rows);
  return [...welcomeRows(state, view, Math.max(0, room - rows.length)), ...rows].slice(-room);
}

/** Text starts at the bottom, next to where the user types. */
function atBottom(room: number, rows: readonly FrameRow[]): FrameRow[] {
  const drawn = rows.slice(-room);
  return [...Array.from({ length: room - drawn.length }, (): FrameRow => []), ...drawn];
}

/** Text without a line end yet, below the last line, unless it stands at the input as a prompt. */
export function unfinishedRows(state: State, view: View, pane: Pane, area: OutputArea): TextRow[] {
  const { viewport, scrollback } = pane;
  const world = worldOn(state, view);
  if (!world || world.promptOpen) return [];
  const text = partial(world.stream);
  if (text.text === '') return [];
  const rows = rowsOfLine({ ...text, time: state.now, kind: 'game' }, scrollback.next, area);
  if (isSplit(pane, area)) return rows;
  if (viewport.paused || isScrolled(viewport)) return [];
  // More-mode lets no more of it by than it would of a line.
  return state.settings.more_mode ? rows.slice(0, Math.max(0, area.rows - viewport.rows)) : rows;
}

/** The line with what the search matches in it. */
function marksOf(view: View): (row: TextRow) => Line {
  const pattern = markedPattern(view);
  if (!pattern || isEmpty(pattern)) return ({ line }) => line;
  const match = searchOf(view)?.match;
  // A line of many rows is marked once.
  const made = new Map<Line, Line>();
  return ({ line, number }) => {
    if (!isSearched(line)) return line;
    const shown = made.get(line) ?? marked(line, pattern, number === match ? FOUND_STYLE : undefined);
    made.set(line, shown);
    return shown;
  };
}

function outputRow(
  state: State,
  columns: number,
  marks: (row: TextRow) => Line,
  area: TextArea,
  of: OutputRow,
): FrameRow {
  if (of === 'mark') return [{ text: UNREAD.padEnd(columns, '-').slice(0, columns), style: QUIET }];
  const { line, start, end } = of;
  const isFirst = of.row === 0;
  const indent = isFirst ? 0 : area.indent;
  const spans = signedRow(marks(of), start, end, area.columns - indent);
  const row = indent > 0 ? [{ text: ' '.repeat(indent), style: '' }, ...spans] : spans;
  if (!state.settings.show_tags) return row;
  const tag = isFirst ? tagOf(line, columns) : ' '.repeat(tagWidth(columns));
  return [{ text: tag, style: QUIET }, ...row];
}

function inputArea(state: State, view: View): InputLayout {
  const { spans, isOwn } = promptOf(state, view);
  const prompt = { isOwn, spans: view.watches ? [...spans, WATCHING] : spans };
  const editor = editorShown(view);
  const wrong = editor === view.editor ? wrongParts(state, editor) : [];
  const layout = layoutInput(editor, view.columns, inputRows(state, view), prompt.spans, wrong);
  return prompt.isOwn ? layout : { ...layout, rows: layout.rows.map(withoutSign) };
}
