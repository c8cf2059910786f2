/**
 * Finding out that rows moved. The terminal then moves them itself (a scroll region), and only the rows that
 * came in are sent: for one line of output, a hundred bytes instead of a screenful.
 */
import type { FrameRow } from '../state/terminal.ts';

/** Rows [top, bottom] move up by `by`, or down where it is negative. */
export interface Scroll {
  readonly top: number;
  readonly bottom: number;
  readonly by: number;
}

/** A scroll costs about 25 bytes: it must save at least this many rows. */
const MIN_SAVED = 2;

const BLANK = 0;

/** The scroll that saves the most rows, or null if none is worth it. */
export function findScroll(last: readonly FrameRow[], next: readonly FrameRow[]): Scroll | null {
  const ids = new Map<string, number>([['', BLANK]]);
  const before = last.map(row => idOf(ids, row));
  const after = next.map(row => idOf(ids, row));
  let best: Scroll | null = null;
  let most = MIN_SAVED - 1;
  for (let by = 1 - after.length; by < after.length; by++) {
    if (by === 0) continue;
    for (const [start, end] of movedRuns(before, after, by)) {
      const saved = savedRows(before, after, start, end, by);
      if (saved <= most) continue;
      most = saved;
      best = { top: Math.min(start, start + by), bottom: Math.max(end, end + by), by };
    }
  }
  return best;
}

/** The rows as they stand after the scroll. */
export function scrolled(rows: readonly FrameRow[], { top, bottom, by }: Scroll): FrameRow[] {
  return rows.map((row, y) => {
    if (y < top || y > bottom) return row;
    const from = y + by;
    return from >= top && from <= bottom ? rows[from]! : [];
  });
}

/** Runs [start, end] of rows that stood `by` rows below before. */
function movedRuns(before: readonly number[], after: readonly number[], by: number): [number, number][] {
  const runs: [number, number][] = [];
  let start = -1;
  for (let y = 0; y <= after.length; y++) {
    const moved = y < after.length && before[y + by] === after[y];
    if (moved && start === -1) start = y;
    if (moved || start === -1) continue;
    runs.push([start, y - 1]);
    start = -1;
  }
  return runs;
}

/** Rows that need not be sent, less those that the scroll blanks although they were right. */
function savedRows(
  before: readonly number[],
  after: readonly number[],
  start: number,
  end: number,
  by: number,
): number {
  let saved = 0;
  for (let y = start; y <= end; y++) if (after[y] !== before[y] && after[y] !== BLANK) saved++;
  const [from, to] = by > 0 ? [end + 1, end + by] : [start + by, start - 1];
  for (let y = from; y <= to; y++) if (after[y] === before[y] && after[y] !== BLANK) saved--;
  return saved;
}

function idOf(ids: Map<string, number>, row: FrameRow): number {
  let key = '';
  for (const { text, style, link } of row) key += `${style}\n${link ?? ''}\n${text}\n`;
  const known = ids.get(key);
  if (known !== undefined) return known;
  const id = ids.size;
  ids.set(key, id);
  return id;
}
