/** Rows cut and put together by cells: a box lies over what the game has written, whatever is as wide as it. */
import type { FrameRow, Span } from '../../../state/terminal.ts';
import { fitted, graphemeAt, isAscii, textWidth } from '../../../text/width.ts';
import { wrap } from '../../../text/wrap.ts';

/** The cells [from, to) of a row, exactly as many: blanks stand where it has none, and for the half of a wide character. */
export function cutRow(row: FrameRow, from: number, to: number): Span[] {
  const cut: Span[] = [];
  let at = 0;
  let filled = from;
  for (const span of row) {
    if (at >= to) break;
    const ascii = isAscii(span.text);
    const { text, start, end } = ascii ? cutAscii(span, at, from, to) : cutWide(span, at, from, to);
    at += ascii ? span.text.length : textWidth(span.text);
    if (end <= start) continue;
    if (start > filled) cut.push(blanks(start - filled));
    cut.push({ ...span, text });
    filled = end;
  }
  if (filled < to) cut.push(blanks(to - filled));
  return cut;
}

interface Cut {
  readonly text: string;
  /** The cells it takes. */
  readonly start: number;
  readonly end: number;
}

function cutAscii({ text }: Span, at: number, from: number, to: number): Cut {
  const start = Math.max(at, from);
  const end = Math.min(at + text.length, to);
  return { text: text.slice(start - at, Math.max(start, end) - at), start, end };
}

/** Whole graphemes only; marks that take no cell stay with theirs. */
function cutWide({ text }: Span, at: number, from: number, to: number): Cut {
  let first = text.length;
  let last = text.length;
  let start = to;
  let end = at;
  for (let index = 0; index < text.length; ) {
    const grapheme = graphemeAt(text, index);
    const width = grapheme & 3;
    if (end + width > to) {
      last = index;
      break;
    }
    if (end >= from && first === text.length && width > 0) {
      first = index;
      start = end;
    }
    end += width;
    index = grapheme >> 2;
  }
  return { text: text.slice(Math.min(first, last), last), start, end };
}

function blanks(count: number): Span {
  return { text: ' '.repeat(count), style: '' };
}

/** The rows with others over them, whose cells from `left` on they take. */
export function overlaid(
  rows: readonly FrameRow[],
  over: readonly FrameRow[],
  place: { readonly left: number; readonly top: number; readonly columns: number },
  width: number,
): FrameRow[] {
  const { left, top, columns } = place;
  return rows.map((row, index) => {
    const box = over[index - top];
    if (!box) return row;
    const before = left > 0 ? cutRow(row, 0, left) : [];
    const after = left + columns < width ? cutRow(row, left + columns, width) : [];
    return [...before, ...box, ...after];
  });
}

/** The text, filled up with blanks to so many cells, or cut. */
export function padded(text: string, columns: number): string {
  if (isAscii(text)) return text.slice(0, Math.max(0, columns)).padEnd(columns);
  const cut = fitted(text, columns);
  return cut + ' '.repeat(Math.max(0, columns - textWidth(cut)));
}

/** The text in so many cells at most; where something of it is left out, that is seen. */
export function shortened(text: string, columns: number): string {
  const whole = fitted(text, columns);
  return whole === text || columns < 2 ? whole : `${fitted(text, columns - 1)}…`;
}

/** Texts in their rows, by the cells and the text: derived, and emptied at this size. A form is laid out with each frame, and most of it was laid out before. */
const MOST_KNOWN = 500;
const known = new Map<string, readonly string[]>();

/** Sentences in rows of so many cells; each line of the text begins a row of its own. */
export function paragraph(text: string, columns: number): readonly string[] {
  // How wide other letters are is for the settings to say, and may change.
  if (!isAscii(text)) return laidOut(text, columns);
  // Nearly all that stands in a form.
  if (text.length <= columns && !text.includes('\n')) return [text.trimEnd()];
  const key = `${columns} ${text}`;
  const before = known.get(key);
  if (before) return before;
  const rows = laidOut(text, columns);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(key, rows);
  return rows;
}

function laidOut(text: string, columns: number): readonly string[] {
  return text.split('\n').flatMap(line => {
    const starts = wrap(line, Math.max(1, columns));
    return starts.map((start, row) => line.slice(start, starts[row + 1] ?? line.length).trimEnd());
  });
}
