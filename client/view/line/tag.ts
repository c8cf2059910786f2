/** What F2 puts before each line: when it came, and from where. */
import type { Line, LineKind } from '../../state/log.ts';
import { clock, date } from '../clock.ts';

/** In fewer columns the tag is a short one, lest it leave no room for the text. */
const WIDE = 60;
const LONG = 'MM-DD HH:MM:SS < '.length;
const SHORT = 'HH:MM < '.length;

/** Clay's own lines have their sign already. */
const SIGNS: Record<LineKind, string> = { game: '<', again: '=', clay: ' ' };

/** A line that a rule hides, and that is seen with the tags only. */
const HIDDEN = 'x';

/** How many of `columns` the tags take. */
export function tagWidth(columns: number): number {
  return columns < WIDE ? SHORT : LONG;
}

/** The tag of a line, `tagWidth()` columns wide. */
export function tagOf({ time, kind, sent, hidden }: Line, columns: number): string {
  const when = columns < WIDE ? clock(time, false) : `${date(time)} ${clock(time, true)}`;
  const sign = hidden ? HIDDEN : sent === undefined ? SIGNS[kind] : '>';
  return `${when} ${sign} `;
}
