/** Where the cursor of copy mode goes: by characters and words of the text, by rows of the screen, by lines. */
import { wordEnd, wordStart } from '../../editor/words.ts';
import type { Copy, LogPlace } from '../../state/view.ts';
import { cellsBetween, graphemeAt, graphemeEnd, previousGrapheme } from '../../text/width.ts';
import { above, below, endOf, isBefore } from '../reading/places.ts';
import { rowOf, type Sight, startOfLine, textAt } from './place.ts';

export type Move = (sight: Sight, copy: Copy) => LogPlace;

export const right: Move = (sight, { at }) => {
  const text = textAt(sight, at.line);
  const next = at.offset < text.length ? graphemeEnd(text, at.offset) : text.length;
  return next < text.length ? { line: at.line, offset: next } : (startBelow(sight, at) ?? at);
};

export const left: Move = (sight, { at }) => {
  const text = textAt(sight, at.line);
  if (at.offset > startOfLine(sight, at.line))
    return { line: at.line, offset: previousGrapheme(text, at.offset) };
  return at.line > sight.pane.scrollback.first ? lastOf(sight, at.line - 1) : at;
};

export const toStart: Move = (sight, { at }) => ({ line: at.line, offset: startOfLine(sight, at.line) });
export const toText: Move = (sight, { at }) => {
  const start = startOfLine(sight, at.line);
  const blank = /\S/.exec(textAt(sight, at.line).slice(start));
  return { line: at.line, offset: start + (blank?.index ?? 0) };
};
export const toEnd: Move = (sight, { at }) => lastOf(sight, at.line);
export const toTop: Move = ({ pane: { scrollback } }) => ({ line: scrollback.first, offset: 0 });
export const toBottom: Move = sight => toStartOf(sight, sight.pane.scrollback.next - 1);

/** The start of the next word; in the next line if there is none in this one. */
export const nextWord: Move = (sight, { at }) => {
  const text = textAt(sight, at.line);
  const inWord = wordStart(text, graphemeEnd(text, at.offset)) <= at.offset;
  const end = inWord && isWord(text, at.offset) ? wordEnd(text, at.offset) : at.offset;
  const next = wordEnd(text, Math.max(end, at.offset + 1));
  const start = wordStart(text, next);
  if (start > at.offset && isWord(text, start)) return { line: at.line, offset: start };
  return startBelow(sight, at) ?? lastOf(sight, at.line);
};

/** The last character of a word. */
export const endOfWord: Move = (sight, { at }) => {
  const text = textAt(sight, at.line);
  const end = at.offset < text.length ? wordEnd(text, graphemeEnd(text, at.offset)) : 0;
  if (end > at.offset && isWord(text, previousGrapheme(text, end)))
    return { line: at.line, offset: previousGrapheme(text, end) };
  return startBelow(sight, at) ?? lastOf(sight, at.line);
};

export const previousWord: Move = (sight, { at }) => {
  const start = wordStart(textAt(sight, at.line), at.offset);
  if (start < at.offset && start >= startOfLine(sight, at.line)) return { line: at.line, offset: start };
  return at.line > sight.pane.scrollback.first ? lastOf(sight, at.line - 1) : toStart(sight, { at } as Copy);
};

/** Rows up (negative) or down; the cursor keeps its column as far as the rows have one. */
export const byRows =
  (rows: (sight: Sight) => number): Move =>
  (sight, copy) => {
    const row = rowOf(sight, copy.at);
    if (!row) return copy.at;
    copy.aim ??= cellsBetween(row.line.text, row.start, Math.max(row.start, copy.at.offset));
    const start = { line: row.number, offset: row.start };
    const count = rows(sight);
    const found = count < 0 ? above(sight.log, start, -count) : below(sight.log, start, count).place;
    const end = endOf(sight.pane.scrollback);
    return aimed(sight, isBefore(found, end) ? found : above(sight.log, end, 1), copy.aim);
  };

/** The character in a cell of the row that begins at the place. */
function aimed(sight: Sight, place: LogPlace, cell: number): LogPlace {
  const row = rowOf(sight, place);
  if (!row) return place;
  const { text } = row.line;
  let cells = 0;
  let at = row.start;
  while (at < row.end) {
    const grapheme = graphemeAt(text, at);
    cells += grapheme & 3;
    const next = grapheme >> 2;
    if (cells > cell || next >= row.end) break;
    at = next;
  }
  return { line: row.number, offset: at };
}

function startBelow(sight: Sight, { line }: LogPlace): LogPlace | null {
  return line + 1 < sight.pane.scrollback.next ? toStartOf(sight, line + 1) : null;
}

function toStartOf(sight: Sight, line: number): LogPlace {
  return { line, offset: startOfLine(sight, line) };
}

/** The last character of a line. */
export function lastOf(sight: Sight, line: number): LogPlace {
  const text = textAt(sight, line);
  return {
    line,
    offset: Math.max(startOfLine(sight, line), text === '' ? 0 : previousGrapheme(text, text.length)),
  };
}

function isWord(text: string, at: number): boolean {
  return /^[\p{L}\p{N}\p{M}_]/u.test(text.slice(at, at + 2));
}
