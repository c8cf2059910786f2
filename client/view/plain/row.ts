/**
 * The last row of a terminal without cursor addressing: the prompt and what is typed. It is changed by what every terminal
 * has, characters and Backspace, as long as one thing was typed or deleted in it; anything else stands whole in a new row,
 * which is also what one can listen to.
 */
import { previousGrapheme, textWidth } from '../../text/width.ts';

export interface Row {
  readonly text: string;
  /** UTF-16 units of it that are the prompt. */
  readonly prompt: number;
  /** Offset (UTF-16). */
  readonly cursor: number;
}

/** Terminals make of it what they need, also in raw mode. */
export const NEWLINE = '\n';

export const EMPTY_ROW: Row = { text: '', prompt: 0, cursor: 0 };

/** What turns one row into another, and what stands there then. */
export function changeRow(last: Row, next: Row, columns: number): { out: string; row: Row } {
  if (next.text === last.text && next.cursor === last.cursor) return { out: '', row: next };
  const fits = textWidth(last.text) < columns && textWidth(next.text) < columns;
  // A terminal that has wrapped does not go back up: the cursor is where the text ends.
  const aim = fits ? next : { ...next, cursor: next.text.length };
  if (aim.text === last.text) return { out: fits ? move(aim.text, last.cursor, aim.cursor) : '', row: aim };
  if (last.text === '' || isAppended(last, aim)) return { out: written(last, aim), row: aim };
  // What was asked is answered, or no longer asked: it stays.
  if (aim.text === '' && last.prompt === last.text.length) return { out: '', row: last };
  const edit = fits && samePrompt(last, aim) ? edited(last, aim) : null;
  return { out: edit ?? NEWLINE + written(EMPTY_ROW, aim), row: aim };
}

function isAppended(last: Row, next: Row): boolean {
  return last.cursor === last.text.length && next.text.startsWith(last.text) && samePrompt(last, next);
}

function samePrompt(last: Row, next: Row): boolean {
  return last.text.slice(0, last.prompt) === next.text.slice(0, next.prompt);
}

/** From the end of `last` on. */
function written(last: Row, next: Row): string {
  return next.text.slice(last.text.length) + move(next.text, next.text.length, next.cursor);
}

/** Something was put in or taken out in one place; null: it was more than that. */
function edited(last: Row, next: Row): string | null {
  const same = commonStart(last.text, next.text);
  const tail = commonEnd(last.text, next.text, same);
  const isInserted = same + tail === last.text.length;
  if (!isInserted && same + tail !== next.text.length) return null;
  const rest = next.text.slice(same);
  const gone = Math.max(0, textWidth(last.text.slice(same)) - textWidth(rest));
  const blanks = ' '.repeat(gone) + back(gone);
  return move(last.text, last.cursor, same) + rest + blanks + move(next.text, next.text.length, next.cursor);
}

function commonStart(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at++;
  // Between characters, not inside of one, for both.
  while (at > 0 && !(isBoundary(one, at) && isBoundary(other, at))) at--;
  return at;
}

function isBoundary(text: string, at: number): boolean {
  return at >= text.length || previousGrapheme(text, at + 1) === at;
}

function commonEnd(one: string, other: string, from: number): number {
  const most = Math.min(one.length, other.length) - from;
  let count = 0;
  while (count < most && one.at(-1 - count) === other.at(-1 - count)) count++;
  return count;
}

/** Back by Backspaces, on by writing what stands there. */
function move(text: string, from: number, to: number): string {
  return to < from ? back(textWidth(text.slice(to, from))) : text.slice(from, to);
}

function back(cells: number): string {
  return '\b'.repeat(cells);
}
