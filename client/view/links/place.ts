/** The link under a cell of the output. */
import type { ShownLink } from '../../state/dialog.ts';
import type { Turn } from '../../state/state.ts';
import type { View } from '../../state/view.ts';
import { graphemeAt } from '../../text/width.ts';
import { answerRows } from '../answers.ts';
import { searchOf } from '../dialog/stack.ts';
import { outputArea, screenArea } from '../layout.ts';
import { tagWidth } from '../line/tag.ts';
import { paneOn } from '../panes.ts';
import type { TextRow } from '../reading/places.ts';
import { unfinishedRows } from '../view.ts';
import { isSplit, type OutputRow, readingRows, tailRows, visibleRows } from '../viewport.ts';
import { columnWidth } from '../worlds/column-width.ts';
import { isPlainLink, linkAt } from './found.ts';
import { offerLinks, pressLink } from './list.ts';

interface Cell {
  readonly column: number;
  readonly row: number;
}

/** A click on a link: it is followed if it says itself what it sends; else that is shown first. False: there is none. */
export function clickLink(turn: Turn, view: View, cell: Cell): boolean {
  const link = linkUnder(turn, view, cell);
  if (!link || view.current === null) return false;
  if (isPlainLink(link)) pressLink(turn, view, view.current, link, 0);
  else offerLinks(view, view.current, [link]);
  return true;
}

function linkUnder(turn: Turn, view: View, { column, row }: Cell): ShownLink | null {
  const { state } = turn;
  const { columns, rows } = screenArea(state, view);
  const left = column - columnWidth(state, view);
  if (row >= rows || left < 0 || left >= columns) return null;
  const found = rowAt(turn, view, row);
  if (!found || found === 'mark' || found.line.kind !== 'game') return null;
  const { indent } = outputArea(state, view);
  const before = (state.settings.show_tags ? tagWidth(columns) : 0) + (found.row > 0 ? indent : 0);
  const at = offsetAt(found, left - before);
  return linkAt(found.line, at);
}

/** The row of text in a row of the output, as view() has put them there. */
function rowAt({ state, readChunk }: Turn, view: View, row: number): OutputRow | undefined {
  const pane = paneOn(state, view);
  const area = outputArea(state, view);
  if (searchOf(view)?.filter) return undefined;
  const unfinished = unfinishedRows(state, view, pane, area);
  const read = visibleRows(pane, area, readChunk);
  if (!isSplit(pane, area)) {
    const said = answerRows(state, view, readChunk).length;
    // Answers stand in place of the last rows.
    return row < area.rows - said ? fromBottom([...read, ...unfinished], area.rows, row) : undefined;
  }
  const top = readingRows(pane, area);
  if (row < top) return fromBottom(read, top, row);
  return row > top
    ? fromBottom([...tailRows(pane, area, readChunk), ...unfinished], area.tail, row - top - 1)
    : undefined;
}

function fromBottom(rows: readonly OutputRow[], room: number, row: number): OutputRow | undefined {
  return rows.slice(-room)[row - Math.max(0, room - rows.length)];
}

/** The character in a cell of the row; -1 = there is none. */
function offsetAt({ line: { text }, start, end }: TextRow, cell: number): number {
  if (cell < 0) return -1;
  let cells = 0;
  for (let at = start; at < end; ) {
    const grapheme = graphemeAt(text, at);
    cells += grapheme & 3;
    if (cells > cell) return at;
    at = grapheme >> 2;
  }
  return -1;
}
