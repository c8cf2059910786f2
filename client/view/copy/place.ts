/** The log that copy mode is in, and the cursor: a character of the log, and its cell on screen. */
import type { ReadChunk } from '../../state/log.ts';
import type { State } from '../../state/state.ts';
import type { Copy, LogPlace, View } from '../../state/view.ts';
import { cellsBetween } from '../../text/width.ts';
import { lineAt } from '../../world/scrollback.ts';
import { copyOf } from '../dialog/stack.ts';
import { outputArea, screenArea } from '../layout.ts';
import { tagWidth } from '../line/tag.ts';
import { paneOn } from '../panes.ts';
import {
  above,
  below,
  endOf,
  isBefore,
  placeBehind,
  rowsOfLine,
  type TextRow,
  type WrappedLog,
} from '../reading/places.ts';
import { textStart } from '../rows.ts';
import { type OutputArea, type Pane, readingRows, visibleRows } from '../viewport.ts';
import { columnWidth } from '../worlds/column-width.ts';

/** The log as it stands on the view. */
export interface Sight {
  readonly pane: Pane;
  readonly area: OutputArea;
  readonly log: WrappedLog;
}

export function sightOf(state: State, view: View, readChunk: ReadChunk): Sight {
  const pane = paneOn(state, view);
  const area = outputArea(state, view);
  return { pane, area, log: { scrollback: pane.scrollback, area, readChunk } };
}

/** Whether it is the log that the mode was begun in. */
export function isThere({ current }: View, { pane: { scrollback } }: Sight, copy: Copy): boolean {
  return (
    copy.world === (current ?? '') && copy.epoch === scrollback.epoch && scrollback.next > scrollback.first
  );
}

export function textAt({ log: { scrollback, readChunk } }: Sight, line: number): string {
  return lineAt(scrollback, line, readChunk)?.text ?? '';
}

/** Where the text of a line begins that is shown. */
export function startOfLine({ log: { scrollback, readChunk }, area }: Sight, line: number): number {
  const found = lineAt(scrollback, line, readChunk);
  return found ? textStart(found, area) : 0;
}

/** The place, in a line that there still is. */
export function within({ pane: { scrollback } }: Sight, place: LogPlace): LogPlace {
  if (place.line < scrollback.first) return { line: scrollback.first, offset: 0 };
  return place.line >= scrollback.next ? { line: scrollback.next - 1, offset: 0 } : place;
}

/** The row that shows the place. */
export function rowOf(
  { log: { scrollback, readChunk }, area }: Sight,
  { line, offset }: LogPlace,
): TextRow | null {
  const found = lineAt(scrollback, line, readChunk);
  if (!found) return null;
  const rows = rowsOfLine(found, line, area);
  return rows.findLast(({ start }) => start <= offset) ?? rows[0] ?? null;
}

/** Scrolls as little as it takes to have the place on screen. */
export function reveal(sight: Sight, place: LogPlace): void {
  const { pane, area, log } = sight;
  const row = rowOf(sight, place);
  if (!row || isShown(sight, row)) return;
  const first = visibleRows(pane, area, log.readChunk).find(one => one !== 'mark');
  const start = { line: row.number, offset: row.start };
  const isAbove = first !== undefined && isBefore(start, { line: first.number, offset: first.start });
  const behind = placeBehind(log, row.number, row.row);
  const { place: bottom } = isAbove ? below(log, start, readingRows(pane, area)) : { place: behind };
  pane.viewport.bottom = isBefore(endOf(pane.scrollback), bottom) ? endOf(pane.scrollback) : bottom;
  // The mark of what is unread takes a row.
  if (isAbove && !isShown(sight, row)) pane.viewport.bottom = above(log, pane.viewport.bottom, 1);
}

function isShown({ pane, area, log }: Sight, { number, row }: TextRow): boolean {
  return visibleRows(pane, area, log.readChunk).some(
    one => one !== 'mark' && one.number === number && one.row === row,
  );
}

/** The cell of the cursor; null: copy mode is not on, or a pattern has the cursor. */
export function copyCursor(
  state: State,
  view: View,
  readChunk: ReadChunk,
): { column: number; row: number } | null {
  const copy = copyOf(view);
  if (!copy || copy.typing) return null;
  const sight = sightOf(state, view, readChunk);
  if (!isThere(view, sight, copy)) return null;
  const rows = visibleRows(sight.pane, sight.area, readChunk);
  const at = within(sight, copy.at);
  const row = rowOf(sight, at);
  const index = rows.findIndex(
    one => one !== 'mark' && row && one.number === row.number && one.row === row.row,
  );
  if (!row || index < 0) return null;
  const { columns } = screenArea(state, view);
  const before = (state.settings.show_tags ? tagWidth(columns) : 0) + (row.row > 0 ? sight.area.indent : 0);
  const column = before + cellsBetween(row.line.text, row.start, Math.max(row.start, at.offset));
  return {
    column: columnWidth(state, view) + Math.min(column, columns - 1),
    row: readingRows(sight.pane, sight.area) - rows.length + index,
  };
}
