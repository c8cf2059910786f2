/**
 * Lines to screen rows. A row breaks after spaces, which hang over its edge, and beside wide characters, as
 * Chinese and Japanese are written without spaces; a word longer than a row is cut by cell. So is a row of what takes
 * no cells, or hangs over its edge, without end.
 */
import type { StyledText } from '../state/stream.ts';
import type { Span } from '../state/terminal.ts';
import { isSendLink } from '../stream/mxp/send-link.ts';
import { applySgr } from '../stream/text/sgr.ts';
import { isSurelyNarrow } from './codepoint.ts';
import { graphemeAt, isAscii } from './width.ts';

const SPACE = 0x20;

/** UTF-16 units of a row for each of its columns, at most: a family of four takes six, and letters carry some marks. */
const MAX_UNITS = 16;

/** How a text stands in its rows; nothing: from its beginning, all rows alike. */
export interface Layout {
  /** Columns that each row but the first is moved in by. */
  readonly indent?: number;
  /** Where the text begins that is shown (UTF-16). */
  readonly from?: number;
}

/** Offsets (UTF-16) where the rows of a line start, the first being `from`. `columns` is at least 1. */
export function wrap(text: string, columns: number, { indent = 0, from = 0 }: Layout = {}): number[] {
  const starts = [from];
  if (isOneRow(text, columns)) return starts;
  const rowEnd = isAscii(text) ? asciiRowEnd : graphemeRowEnd;
  const rest = columns - indent;
  for (let at = rowEnd(text, from, columns); at < text.length; at = rowEnd(text, at, rest)) starts.push(at);
  return starts;
}

/** How many rows a line takes; asked of every line that arrives, so mostly answered from the length. */
export function rowCount(text: string, columns: number, { indent = 0, from = 0 }: Layout = {}): number {
  if (isOneRow(text, columns)) return 1;
  const rowEnd = isAscii(text) ? asciiRowEnd : graphemeRowEnd;
  const rest = columns - indent;
  let count = 1;
  for (let at = rowEnd(text, from, columns); at < text.length; at = rowEnd(text, at, rest)) count++;
  return count;
}

/** The styled runs of the part of a line between two offsets. */
export function rowSpans(line: StyledText, start: number, end: number): Span[] {
  const { text, runs } = line;
  const spans: Span[] = [];
  let index = lastRunAt(line, start);
  for (let at = start; at < end; index++) {
    const run = runs[index];
    const to = Math.min(end, runs[index + 1]?.at ?? end);
    if (to <= at) continue;
    const style = run?.style ?? '';
    const part = text.slice(at, to);
    if (run?.link === undefined) spans.push({ text: part, style });
    // No address that a terminal could open.
    else if (isSendLink(run.link)) spans.push({ text: part, style: applySgr(style, '4') });
    else spans.push({ text: part, style, link: run.link });
    at = to;
  }
  return spans;
}

/** Index of the last run that starts at or before `offset`; -1 if there is none. */
function lastRunAt({ runs }: StyledText, offset: number): number {
  let low = -1;
  let high = runs.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (runs[middle]!.at <= offset) low = middle;
    else high = middle;
  }
  return low;
}

/** True without looking closely: a unit takes two cells at most, and one below U+1100. */
function isOneRow(text: string, columns: number): boolean {
  return text.length * 2 <= columns || (text.length <= columns && isSurelyNarrow(text));
}

function asciiRowEnd(text: string, start: number, columns: number): number {
  const limit = start + Math.max(1, columns);
  if (limit >= text.length) return text.length;
  if (isSpaceAt(text, limit)) return afterSpaces(text, limit, start + columns * MAX_UNITS);
  let at = limit;
  while (at > start && text.charCodeAt(at - 1) !== SPACE) at--;
  // Only the first row can start with spaces: an indented long word is cut rather than moved off its indent.
  return at > start && !isBlank(text, start, at) ? at : limit;
}

/** The same by grapheme. */
function graphemeRowEnd(text: string, start: number, columns: number): number {
  let cells = 0;
  let lastBreak = start;
  for (let at = start; at < text.length; ) {
    const grapheme = graphemeAt(text, at);
    const width = grapheme & 3;
    if (cells >= columns && isSpaceAt(text, at)) return afterSpaces(text, at, start + columns * MAX_UNITS);
    if (at - start >= columns * MAX_UNITS) return at;
    if (width === 2) lastBreak = at;
    cells += width;
    if (cells > columns && at > start) {
      return lastBreak > start && !isBlank(text, start, lastBreak) ? lastBreak : at;
    }
    at = grapheme >> 2;
    if (width === 2 || text.charCodeAt(at - 1) === SPACE) lastBreak = at;
  }
  return text.length;
}

function afterSpaces(text: string, from: number, limit: number): number {
  let at = from;
  while ((at < limit || at === from) && isSpaceAt(text, at)) at++;
  return at;
}

/** A space by itself: one that carries a mark is no place to break. */
function isSpaceAt(text: string, at: number): boolean {
  return text.charCodeAt(at) === SPACE && graphemeAt(text, at) >> 2 === at + 1;
}

function isBlank(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (text.charCodeAt(at) !== SPACE) return false;
  return true;
}
