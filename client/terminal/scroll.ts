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

/** Rows that are looked for in the last frame; the rows that came in are in none, so one would not do. */
const PROBES = 5;

/** The scroll that saves the most rows, or null if none is worth it. */
export function findScroll(last: readonly FrameRow[], next: readonly FrameRow[]): Scroll | null {
  let best: Scroll | null = null;
  let most = MIN_SAVED - 1;
  for (const by of candidates(last, next)) {
    for (const [start, end] of movedRuns(last, next, by)) {
      const saved = savedRows(last, next, start, end, by);
      if (saved <= most) continue;
      most = saved;
      best = { top: Math.min(start, start + by), bottom: Math.max(end, end + by), by };
    }
  }
  return best;
}

/** How far rows may have moved: where a few of the changed ones stood before. */
function candidates(last: readonly FrameRow[], next: readonly FrameRow[]): Set<number> {
  const changed = changedRows(last, next).filter(y => next[y]!.length > 0);
  const found = new Set<number>();
  if (changed.length < MIN_SAVED) return found;
  for (let probe = 0; probe < PROBES; probe++) {
    const y = changed[Math.floor((probe * (changed.length - 1)) / (PROBES - 1))]!;
    for (let from = 0; from < last.length; from++) {
      if (from !== y && sameRow(last[from]!, next[y]!)) found.add(from - y);
    }
  }
  return found;
}

/** The rows as they stand after the scroll. */
export function scrolled(rows: readonly FrameRow[], { top, bottom, by }: Scroll): FrameRow[] {
  return rows.map((row, y) => {
    if (y < top || y > bottom) return row;
    const from = y + by;
    return from >= top && from <= bottom ? rows[from]! : [];
  });
}

/** Indices of the rows that differ. */
export function changedRows(last: readonly FrameRow[], next: readonly FrameRow[]): number[] {
  const changed: number[] = [];
  for (let y = 0; y < next.length; y++) if (!sameRow(last[y]!, next[y]!)) changed.push(y);
  return changed;
}

function sameRow(a: FrameRow, b: FrameRow): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) {
    const [one, other] = [a[i]!, b[i]!];
    if (one.text !== other.text || one.style !== other.style || one.link !== other.link) return false;
  }
  return true;
}

/** Runs [start, end] of rows that stood `by` rows below before. */
function movedRuns(last: readonly FrameRow[], next: readonly FrameRow[], by: number): [number, number][] {
  const runs: [number, number][] = [];
  let start = -1;
  for (let y = 0; y <= next.length; y++) {
    const before = last[y + by];
    const moved = y < next.length && before !== undefined && sameRow(before, next[y]!);
    if (moved && start === -1) start = y;
    if (moved || start === -1) continue;
    runs.push([start, y - 1]);
    start = -1;
  }
  return runs;
}

/** Rows that need not be sent, less those that the scroll blanks although they were right. */
function savedRows(
  last: readonly FrameRow[],
  next: readonly FrameRow[],
  start: number,
  end: number,
  by: number,
): number {
  const isRight = (y: number) => sameRow(last[y]!, next[y]!);
  let saved = 0;
  for (let y = start; y <= end; y++) if (next[y]!.length > 0 && !isRight(y)) saved++;
  const [from, to] = by > 0 ? [end + 1, end + by] : [start + by, start - 1];
  for (let y = from; y <= to; y++) if (next[y]!.length > 0 && isRight(y)) saved--;
  return saved;
}
