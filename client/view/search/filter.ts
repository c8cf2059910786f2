/** Only the lines that match: as much of them as there is room for, scrolled by rows like the log itself. */
import type { ReadChunk } from '../../state/log.ts';
import type { Looked, Search } from '../../state/view.ts';
import { lineAt } from '../../world/scrollback.ts';
import { rowsOfLine, type TextRow } from '../reading/places.ts';
import type { OutputArea, Pane } from '../viewport.ts';
import { hitAfter, hitBefore } from './hits.ts';

/** The part of the screen below the match that was gone to. */
const BELOW = 1 / 3;

/** The lines that match, and how they stand on the screen. */
interface Matches {
  readonly looked: Looked;
  readonly area: OutputArea;
  rowsOf(number: number): TextRow[];
}

function matchesOf(pane: Pane, { looked }: Search, area: OutputArea, readChunk: ReadChunk): Matches | null {
  return (
    (looked && {
      looked,
      area,
      rowsOf(number) {
        const line = lineAt(pane.scrollback, number, readChunk);
        return line ? rowsOfLine(line, number, area) : [];
      },
    }) ||
    null
  );
}

/** The rows that end at the last one on screen, at most `area.rows` of them, oldest first. */
export function filteredRows(
  pane: Pane,
  search: Search,
  area: OutputArea,
  readChunk: ReadChunk,
): readonly TextRow[] {
  const matches = matchesOf(pane, search, area, readChunk);
  const bottom = matches && bottomRow(matches, search);
  return bottom ? rowsUpTo(matches, bottom) : [];
}

/** Moves up (negative) or down by rows, as far as there are lines that match; upwards a screenful stays. */
export function scrollFiltered(
  pane: Pane,
  search: Search,
  area: OutputArea,
  readChunk: ReadChunk,
  by: number,
): void {
  const matches = matchesOf(pane, search, area, readChunk);
  const bottom = matches && bottomRow(matches, search);
  if (!bottom) return;
  const rows = by < 0 ? rowsUpTo(matches, bottom, area.rows - by) : rowsFrom(matches, bottom, by + 1);
  const row = by < 0 ? rows[Math.min(rows.length, area.rows) - 1] : rows.at(-1);
  const { number, start } = row ?? bottom;
  search.bottom = { line: number, offset: start };
}

/** To the oldest line that matches, or to the newest. */
export function filterTo(
  end: 'oldest' | 'newest',
  pane: Pane,
  search: Search,
  area: OutputArea,
  readChunk: ReadChunk,
): void {
  const matches = matchesOf(pane, search, area, readChunk);
  if (!matches) return;
  const { looked, rowsOf } = matches;
  const at = end === 'oldest' ? hitAfter(looked, looked.from - 1) : hitBefore(looked, looked.to);
  const rows = at === null ? [] : rowsOf(at);
  const first = rows[0];
  const row = end === 'oldest' && first ? rowsFrom(matches, first, area.rows).at(-1) : rows.at(-1);
  if (row) search.bottom = { line: row.number, offset: row.start };
}

/** The last row on screen. */
function bottomRow(matches: Matches, { bottom, match }: Search): TextRow | null {
  const { looked, rowsOf, area } = matches;
  if (bottom) return rowsOf(bottom.line).findLast(({ start }) => start <= bottom.offset) ?? null;
  const at = match ?? hitBefore(looked, looked.to);
  const last = at === null ? undefined : rowsOf(at).at(-1);
  if (!last) return null;
  return match === null ? last : (rowsFrom(matches, last, Math.floor(area.rows * BELOW) + 1).at(-1) ?? last);
}

/** Those that end with `bottom`, oldest first. */
function rowsUpTo({ looked, rowsOf, area }: Matches, bottom: TextRow, most = area.rows): TextRow[] {
  let rows = rowsOf(bottom.number).slice(0, bottom.row + 1);
  for (
    let at = hitBefore(looked, bottom.number);
    at !== null && rows.length < most;
    at = hitBefore(looked, at)
  )
    rows = [...rowsOf(at), ...rows];
  return rows.slice(-most);
}

/** Those that begin with `top`. */
function rowsFrom({ looked, rowsOf }: Matches, top: TextRow, most: number): TextRow[] {
  const rows = rowsOf(top.number).slice(top.row);
  for (let at = hitAfter(looked, top.number); at !== null && rows.length < most; at = hitAfter(looked, at))
    for (const row of rowsOf(at)) rows.push(row);
  return rows.slice(0, most);
}
