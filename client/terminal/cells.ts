/** A row of a frame as cells: what stands in each column, and with which pen. */
import type { FrameRow, Span, Theme } from '../state/terminal.ts';
import { classOf, EXTEND, OTHER, PICTOGRAPH, SPACING, SYLLABLE } from '../text/codepoint.ts';
import { graphemeAt } from '../text/width.ts';
import { downgrade } from './color.ts';
import type { Profile } from './profile.ts';
import { resolved } from './theme.ts';

export interface Cells {
  /** One grapheme a column; '' in the second column of a wide one. */
  readonly text: string[];
  /** The style, and after a line feed the link if there is one: '' is the default. */
  readonly pen: string[];
  /** Columns up to the last that is not blank. */
  readonly ink: number;
}

/** Text of one pen (as in Cells). */
export interface Run {
  readonly text: string;
  readonly pen: string;
}

const REPLACEMENT = '\ufffd';
const printableAscii = /^[\x20-\x7e]*$/;
/** As many cells as units, whatever stands beside it: printable ASCII, and the lines and blocks that boxes are drawn with. */
export const isSimple = (text: string) => simple.test(text);
const simple = /^[\x20-\x7e\u2500-\u259f]*$/;

/** `pens`: those of the styles that stood in the same frame before, which most do. */
export function runsOf(row: FrameRow, profile: Profile, theme: Theme, pens: Map<string, string>): Run[] {
  return row.map(span => {
    const known = span.link ? undefined : pens.get(span.style);
    if (known !== undefined) return { text: span.text, pen: known };
    const pen = penOf(span, profile, theme);
    if (!span.link) pens.set(span.style, pen);
    return { text: span.text, pen };
  });
}

/** What does not fit into `columns` is cut off; of a wide character that would be cut, a blank is left. */
export function cellsOf(row: FrameRow, columns: number, profile: Profile, theme: Theme = 'dark'): Cells {
  const text = new Array<string>(columns).fill(' ');
  const pen = new Array<string>(columns).fill('');
  let at = 0;
  for (const span of row) {
    const spanPen = penOf(span, profile, theme);
    const from = at;
    at = isSimple(span.text) ? putUnits(text, span.text, at) : putGraphemes(text, span.text, at);
    if (spanPen !== '') pen.fill(spanPen, from, at);
    if (at >= columns) break;
  }
  return { text, pen, ink: inkOf(text, pen) };
}

/** True for text whose width terminals disagree about: emoji, joined characters, newly assigned ones. */
export function isDisputed(grapheme: string): boolean {
  if (grapheme.length === 1 && grapheme.charCodeAt(0) < 0x1100) return false;
  const first = grapheme.codePointAt(0)!;
  const known = classOf(first);
  if (!isSettled(first, known >> 2, known & 3)) return true;
  const rest = grapheme.slice(first > 0xffff ? 2 : 1);
  return rest !== '' && !settledMarks.test(rest);
}

/** Marks of European, Semitic and Thai writing, which every terminal puts into the cell of their letter. */
const settledMarks = /^[\u0300-\u036f\u0483-\u0489\u0590-\u06ff\u0e30-\u0e4e]+$/;

function isSettled(codePoint: number, kind: number, cells: number): boolean {
  if (kind === SYLLABLE) return true;
  if (kind !== OTHER && kind !== PICTOGRAPH) return codePoint < 0x1100 && kind !== SPACING && kind !== EXTEND;
  return cells === 1 || isEastAsian(codePoint);
}

/** Wide since the first tables: ideographs, kana, Yi, fullwidth forms; not the hexagrams, wide since Unicode 16. */
function isEastAsian(codePoint: number): boolean {
  if (codePoint >= 0x4dc0 && codePoint <= 0x4dff) return false;
  const isBasic = codePoint >= 0x2e80 && codePoint <= 0xffff && !(codePoint >= 0xa4d0 && codePoint < 0xf900);
  return isBasic || codePoint >= 0x20000;
}

function putUnits(cells: string[], text: string, at: number): number {
  const count = Math.min(text.length, cells.length - at);
  for (let i = 0; i < count; i++) cells[at + i] = text[i]!;
  return at + count;
}

/** What takes no cell of its own and joins nothing is left out: it could only confuse the terminal. */
function putGraphemes(cells: string[], text: string, at: number): number {
  for (let from = 0; from < text.length; ) {
    const grapheme = graphemeAt(text, from);
    const end = grapheme >> 2;
    const width = grapheme & 3;
    if (width > cells.length - at) return cells.length;
    if (width > 0) cells[at] = shown(text, from, end);
    if (width === 2) cells[at + 1] = '';
    at += width;
    from = end;
  }
  return at;
}

/** Controls and lone surrogates stand alone as one unit; they must not reach the terminal. */
function shown(text: string, from: number, end: number): string {
  const unit = text.charCodeAt(from);
  const isControl = unit < 0x20 || (unit >= 0x7f && unit < 0xa0) || unit === 0x2028 || unit === 0x2029;
  const isLone = end === from + 1 && unit >= 0xd800 && unit <= 0xdfff;
  return isControl || isLone ? REPLACEMENT : text.slice(from, end);
}

/** A link that a terminal could misread is dropped; the text stays. */
function penOf({ style, link }: Span, profile: Profile, theme: Theme): string {
  const fewer = downgrade(resolved(style, theme, profile.depth), profile);
  return link && profile.links && printableAscii.test(link) ? `${fewer}\n${link}` : fewer;
}

function inkOf(text: readonly string[], pen: readonly string[]): number {
  let ink = text.length;
  while (ink > 0 && text[ink - 1] === ' ' && pen[ink - 1] === '') ink--;
  return ink;
}
