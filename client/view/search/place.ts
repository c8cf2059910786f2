/** A match on screen: with text above it and below. */
import type { ReadChunk } from '../../state/log.ts';
import type { Search } from '../../state/view.ts';
import { lineAt } from '../../world/scrollback.ts';
import { below, endOf, isBefore, placeBehind, rowsOfLine } from '../reading/places.ts';
import {
  isScrolled,
  lookAt,
  type OutputArea,
  type Pane,
  readingRows,
  unreadPlace,
  visibleRows,
} from '../viewport.ts';

/** The part of the screen below a match, and the rows below one that need not be moved. */
const BELOW = 1 / 3;
const ENOUGH_BELOW = 2;

/** Where the view stands, and the last line that is on screen. */
export function placeNow({ viewport }: Pane): NonNullable<Search['origin']> {
  const { line, offset } = viewport.bottom ?? unreadPlace(viewport);
  return { line: offset > 0 ? line : line - 1, bottom: viewport.bottom };
}

/** Back to where it stood. */
export function goBack(pane: Pane, { bottom }: NonNullable<Search['origin']>): void {
  lookAt(pane, bottom);
}

/** Scrolls so that the character at `offset` of a line is on screen, a third from its bottom, unless it stands well already. */
export function putOnScreen(
  pane: Pane,
  number: number,
  offset: number,
  area: OutputArea,
  readChunk: ReadChunk,
): void {
  const { scrollback, viewport } = pane;
  const line = lineAt(scrollback, number, readChunk);
  if (!line || standsWell(pane, number, offset, area, readChunk)) return;
  if (number < scrollback.pageStart) viewport.pastPage = scrollback.pageStart;
  const log = { scrollback, area, readChunk };
  const row = rowsOfLine(line, number, area).findLastIndex(({ start }) => start <= offset);
  const behind = placeBehind(log, number, Math.max(0, row));
  const unread = unreadPlace(viewport);
  // What is not read yet stays so, unless the match is in it.
  const end = isBefore(unread, behind) ? endOf(scrollback) : unread;
  // Once it is scrolled back the screen may be split.
  if (!isScrolled(viewport)) lookAt(pane, behind);
  const { place } = below(log, behind, Math.floor(readingRows(pane, area) * BELOW));
  if (isBefore(place, end)) lookAt(pane, place);
  else lookAt(pane, end === unread ? null : end);
}

function standsWell(
  pane: Pane,
  number: number,
  offset: number,
  area: OutputArea,
  readChunk: ReadChunk,
): boolean {
  const rows = visibleRows(pane, area, readChunk);
  const at = rows.findIndex(
    row => row !== 'mark' && row.number === number && row.start <= offset && offset < Math.max(row.end, 1),
  );
  if (at < 0) return false;
  return !isScrolled(pane.viewport) || rows.length - 1 - at >= Math.min(ENOUGH_BELOW, area.rows >> 1);
}
