/**
 * draw(last, next) → bytes: what turns a terminal that shows one frame into one that shows another. Pure: what
 * the terminal shows is an argument, so a repaint is draw(null, next) and an emulator can prove the rest.
 */
import type { Frame } from '../state/terminal.ts';
import { cellsOf, runsOf } from './cells.ts';
import { moveTo, newPainter, type Painter, paintRow, paintRuns, setPen } from './paint.ts';
import { type Profile, RICH } from './profile.ts';
import { changedRows, findScroll, type Scroll, scrolled } from './scroll.ts';

/**
 * CAN and ST end a sequence that was cut off before; then everything that changes where or how text appears is
 * set back: margins, origin mode, insert mode, character sets, link, style.
 */
const RESET = '\x18\x1b\\\x1b[r\x1b[?6l\x1b[4l\x0f\x1b(B';
const NO_LINK = '\x1b]8;;\x1b\\';
const NO_STYLE = '\x1b[m';

/** Terminals that know it (mode 2026) show the update at once; the others ignore it. */
const BEGIN_UPDATE = '\x1b[?2026h';
const END_UPDATE = '\x1b[?2026l';
const HIDE_CURSOR = '\x1b[?25l';
const SHOW_CURSOR = '\x1b[?25h';
const AUTOWRAP_OFF = '\x1b[?7l';
const AUTOWRAP_ON = '\x1b[?7h';

/** A change of this many characters in the cursor's row goes out bare: it is drawn before anybody could see half of it. */
const SMALL = 160;

/**
 * The bytes from `last` (null = the terminal may show anything) to `next`; '' if they show the same. A frame of
 * another size or theme is repainted. Leaves default pen, autowrap on and no margins.
 */
export function draw(last: Frame | null, next: Frame, profile = RICH): string {
  if (last === null || !isAlike(last, next)) {
    return repaint(next, profile);
  }
  const painter = newPainter(profile);
  const scroll = findScroll(last.rows, next.rows);
  if (scroll !== null) scrollRegion(painter, scroll, next.rows.length);
  const before = scroll === null ? last.rows : scrolled(last.rows, scroll);
  const changed = changedRows(before, next.rows);
  for (const y of changed) {
    paintRow(
      painter,
      y,
      cellsOf(before[y]!, next.columns, profile, next.theme),
      cellsOf(next.rows[y]!, next.columns, profile, next.theme),
    );
  }
  setPen(painter, '');
  const bare = scroll === null && changed.every(y => y === next.cursor?.row) && painter.out.length <= SMALL;
  return finish(painter, last.cursor, next, bare);
}

/** Of the same size, and the same styles look the same. */
function isAlike(last: Frame, next: Frame): boolean {
  return last.columns === next.columns && last.rows.length === next.rows.length && last.theme === next.theme;
}

function repaint(next: Frame, profile: Profile): string {
  const painter = newPainter(profile);
  const pens = new Map<string, string>();
  next.rows.forEach((row, y) => {
    if (paintRuns(painter, y, runsOf(row, profile, next.theme ?? 'dark', pens), next.columns)) return;
    paintRow(painter, y, null, cellsOf(row, next.columns, profile, next.theme));
  });
  setPen(painter, '');
  placeCursor(painter, next);
  const shown = next.cursor === null ? '' : SHOW_CURSOR;
  const body = AUTOWRAP_OFF + painter.out + AUTOWRAP_ON;
  const reset = RESET + (profile.links ? NO_LINK : '') + NO_STYLE;
  return reset + BEGIN_UPDATE + HIDE_CURSOR + body + shown + END_UPDATE;
}

/** Puts around the body what its changes need. */
function finish(painter: Painter, lastCursor: Frame['cursor'], next: Frame, bare: boolean): string {
  if (painter.out === '' && sameCursor(lastCursor, next.cursor)) return '';
  const painted = painter.out !== '';
  placeCursor(painter, next);
  const body = painter.nearEdge ? AUTOWRAP_OFF + painter.out + AUTOWRAP_ON : painter.out;
  if (next.cursor === null) return (lastCursor === null ? '' : HIDE_CURSOR) + synchronised(body, painted);
  if (!painted || bare) return body + (lastCursor === null ? SHOW_CURSOR : '');
  return BEGIN_UPDATE + HIDE_CURSOR + body + SHOW_CURSOR + END_UPDATE;
}

function synchronised(body: string, painted: boolean): string {
  return painted ? BEGIN_UPDATE + body + END_UPDATE : body;
}

function placeCursor(painter: Painter, { cursor, columns }: Frame): void {
  if (cursor !== null) moveTo(painter, cursor.row, Math.min(cursor.column, columns - 1));
}

function sameCursor(a: Frame['cursor'], b: Frame['cursor']): boolean {
  return a === b || (a !== null && b !== null && a.row === b.row && a.column === b.column);
}

/** Newlines at the bottom of the region move its rows up, reverse index at the top moves them down. */
function scrollRegion(painter: Painter, { top, bottom, by }: Scroll, height: number): void {
  const region = top > 0 || bottom < height - 1;
  if (region) painter.out += `\x1b[${top + 1};${bottom + 1}r`;
  painter.out += by > 0 ? `\x1b[${bottom + 1}H${'\n'.repeat(by)}` : `\x1b[${top + 1}H${'\x1bM'.repeat(-by)}`;
  if (region) painter.out += '\x1b[r';
}
