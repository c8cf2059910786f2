/**
 * The sign of Clay's own words: `%` on a ground of its own at the start of a line, and the last cell of each row that goes
 * on in the next one on the same. No server can make it: it does not write into Clay's lines, and where a row of the
 * game begins with a character that looks like the sign, that character is drawn without colours.
 */

import type { Line } from '../state/log.ts';
import type { FrameRow, Span } from '../state/terminal.ts';
import { styles } from '../terminal/theme.ts';
import { graphemeAt, previousGrapheme, textWidth } from '../text/width.ts';
import { rowSpans } from '../text/wrap.ts';
import { FAULT_STYLE, MARK } from '../world/lines/own.ts';
import { named } from './line/named.ts';

const signOf = (style: string): readonly Span[] => [
  { text: '%', style },
  { text: ' ', style: '' },
];
const SIGN = signOf(styles.sign);
const FAULT_SIGN = signOf(styles.faultSign);
/** Percent and per mille signs of all scripts, and what looks like them. */
export const LOOKALIKE = /^[%٪؉؊‰‱⁒﹪％]/u;

/** A row of a line, as it is drawn. */
export function signedRow(line: Line, start: number, end: number, columns: number): FrameRow {
  if (!isOwn(line)) return withoutSign(rowSpans(named(line), start, end));
  const isFirst = start === 0 && end >= MARK.length;
  const row = rowSpans(named(line), isFirst ? MARK.length : start, end);
  const isFault = line.runs[0]?.style === FAULT_STYLE;
  const signed = isFirst ? [...(isFault ? FAULT_SIGN : SIGN), ...row] : row;
  return end < line.text.length ? goingOn(signed, columns, isFault ? styles.faultSign : styles.sign) : signed;
}

/** With the sign's ground in the last cell, be it a blank or a character. */
function goingOn(row: readonly Span[], columns: number, style: string): Span[] {
  const free = columns - textWidth(row.map(({ text }) => text).join(''));
  if (free > 0) return [...row, { text: ' '.repeat(free - 1), style: '' }, { text: ' ', style }];
  const last = row.at(-1);
  if (!last) return [];
  // Blanks hang over the edge.
  const text = last.text.slice(0, last.text.length + free);
  const at = previousGrapheme(text, text.length);
  return [...row.slice(0, -1), { ...last, text: text.slice(0, at) }, { text: text.slice(at), style }];
}

/** A label of Clay's own at the input. */
export function signedLabel(label: string): readonly Span[] {
  return [...SIGN, { text: label, style: styles.strong }];
}

/** What the game has written, with nothing in it that could be taken for the sign. */
export function withoutSign(row: FrameRow): FrameRow {
  const at = row.findIndex(({ text }) => firstVisible(text) < text.length);
  const span = row[at];
  if (!span) return row;
  const start = firstVisible(span.text);
  const end = graphemeAt(span.text, start) >> 2;
  const first = span.text.slice(start, end);
  if (!LOOKALIKE.test(first)) return row;
  const rest = span.text.slice(end);
  const after = rest === '' ? [] : [{ ...span, text: rest }];
  return [{ text: first, style: '' }, ...after, ...row.slice(at + 1)];
}

/** Where the first character that takes a cell begins. */
function firstVisible(text: string): number {
  let at = 0;
  while (at < text.length && (graphemeAt(text, at) & 3) === 0) at = graphemeAt(text, at) >> 2;
  return at;
}

export function isOwn({ kind, text }: Line): boolean {
  return kind === 'clay' && text.startsWith(MARK);
}
