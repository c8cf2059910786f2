/**
 * Graphemes and their cells. A grapheme here is a legacy grapheme cluster of UAX #29 (spacing marks stand
 * alone, as terminals advance over them), where Hangul joins at most one leading, vowel and trailing jamo, and
 * a skin tone joins only what can wear it. Cells follow UAX #11 with ambiguous characters narrow.
 *
 * Deviations from string-width: controls and lone surrogates take one cell (they are shown as U+FFFD), so
 * that the width of ASCII text is its length; any pair of regional indicators takes two cells, whether or not
 * such a country exists; a skin tone after something that cannot wear it stays a picture of its own; Thai and
 * Lao AM (U+0E33, U+0EB3) take a cell of their own.
 */
import {
  APART,
  classOf,
  EMOJI,
  EMOJI_BASE,
  EXTEND,
  JAMO_L,
  JAMO_T,
  JAMO_V,
  narrowBelow,
  PICTOGRAPH,
  REGIONAL,
  SKIN_TONE,
  SYLLABLE,
  ZWJ,
} from './codepoint.ts';

/** The longest emoji have ten code points; a flood of marks must not make one cell cost a screenful of bytes. */
const MAX_JOINED = 32;

/** Flags pair up from the start of their row; this far back is looked for it, in UTF-16 units. */
const MAX_BACK = 1024;

/**
 * The grapheme that starts at `index` (a boundary, less than the length): `end << 2 | cells`, packed because
 * this is called for each character of text that is not ASCII. Texts stay below 2^29 units.
 */
export function graphemeAt(text: string, index: number): number {
  const unit = text.charCodeAt(index);
  // Nothing below U+0300 joins, and only what is at or above it can be joined. NaN at the end compares false.
  if (unit < narrowBelow && !(text.charCodeAt(index + 1) >= 0x300)) {
    return ((index + 1) << 2) | (unit === 0xad ? 0 : 1);
  }
  return clusterAt(text, index);
}

/** Where the grapheme that starts at `index` ends; the length of the text at its end. */
export function graphemeEnd(text: string, index: number): number {
  return index >= text.length ? text.length : graphemeAt(text, index) >> 2;
}

/** Start of the grapheme that ends at (or spans) `index`; 0 at the start. */
export function previousGrapheme(text: string, index: number): number {
  if (index <= 0) return 0;
  let start = certainBoundary(text, index - 1);
  for (;;) {
    const end = graphemeEnd(text, start);
    if (end >= index) return start;
    start = end;
  }
}

/** Cells of one grapheme: 0, 1 or 2. */
export function cellWidth(grapheme: string): number {
  return grapheme === '' ? 0 : graphemeAt(grapheme, 0) & 3;
}

const ascii = /^[\x00-\x7f]*$/;

/** True if every character is ASCII, and so the width is the length. */
export function isAscii(text: string): boolean {
  return ascii.test(text);
}

/** Cells of a text. */
export function textWidth(text: string): number {
  return isAscii(text) ? text.length : cellsBetween(text, 0, text.length);
}

/** Cells of the part of a text between two boundaries. */
export function cellsBetween(text: string, start: number, end: number): number {
  let cells = 0;
  for (let at = start; at < end; ) {
    const grapheme = graphemeAt(text, at);
    cells += grapheme & 3;
    at = grapheme >> 2;
  }
  return cells;
}

/** What takes no cell joins what does, but could be without end: more UTF-16 units than this are not shown in a cell. */
const MAX_UNITS = 2 * (MAX_JOINED + 1);

/** The start of a text that fits into so many cells; found at the cost of these cells, however long the text is. */
export function fitted(text: string, cells: number): string {
  if (text.length <= cells && isAscii(text)) return text;
  const room = Math.max(0, cells);
  const last = Math.min(text.length, (room + 1) * MAX_UNITS);
  let taken = 0;
  for (let at = 0; at < last; ) {
    const grapheme = graphemeAt(text, at);
    taken += grapheme & 3;
    if (taken > room) return text.slice(0, at);
    at = grapheme >> 2;
    if (at >= last) return text.slice(0, at);
  }
  return text.slice(0, last);
}

function kindAt(text: string, index: number): number {
  return index < text.length ? classOf(text.codePointAt(index)!) >> 2 : APART;
}

function sizeAt(text: string, index: number): number {
  return text.codePointAt(index)! > 0xffff ? 2 : 1;
}

function clusterAt(text: string, index: number): number {
  const first = text.codePointAt(index)!;
  const known = classOf(first);
  const kind = known >> 2;
  const next = index + (first > 0xffff ? 2 : 1);
  if (kind === APART) return (next << 2) | (known & 3);
  if (kind === REGIONAL && kindAt(text, next) === REGIONAL) return joined(text, next + 2, kind, 2);
  if (kind === JAMO_L || kind === SYLLABLE) return joined(text, jamoEnd(text, next, kind), kind, 2);
  return joined(text, next, kind, known & 3, isKeycapBase(first));
}

function jamoEnd(text: string, next: number, kind: number): number {
  if (kind === JAMO_L) {
    if (kindAt(text, next) !== JAMO_V) return next;
    next += 1;
  }
  return kindAt(text, next) === JAMO_T ? next + 1 : next;
}

function isKeycapBase(codePoint: number): boolean {
  return (codePoint >= 0x30 && codePoint <= 0x39) || codePoint === 0x23 || codePoint === 0x2a;
}

/** Takes in what joins the base that ended before `at`; the cells grow to 2 where it becomes an emoji. */
function joined(text: string, at: number, base: number, cells: number, keycap = false): number {
  // Nothing below U+0300 joins; NaN at the end compares false.
  for (let count = 0; count < MAX_JOINED && text.charCodeAt(at) >= 0x300; count++) {
    const kind = kindAt(text, at);
    if (kind === EXTEND) {
      const unit = text.charCodeAt(at);
      if ((unit === 0xfe0f && isEmoji(base)) || (unit === 0x20e3 && keycap)) cells = 2;
      at += sizeAt(text, at);
    } else if (kind === SKIN_TONE && base === EMOJI_BASE) {
      cells = 2;
      at += 2;
    } else if (kind === ZWJ) {
      at += 1;
      const after = kindAt(text, at);
      if (!isPictograph(base) || !isPictograph(after)) continue;
      base = after;
      cells = 2;
      at += sizeAt(text, at);
    } else break;
  }
  return (at << 2) | cells;
}

function isEmoji(kind: number): boolean {
  return kind === EMOJI || kind === EMOJI_BASE;
}

function isPictograph(kind: number): boolean {
  return kind === PICTOGRAPH || isEmoji(kind);
}

/** A place at or before `index` where a grapheme starts whatever stands before it. */
function certainBoundary(text: string, index: number): number {
  const limit = Math.max(0, index - MAX_BACK);
  let at = codePointStart(text, index);
  while (at > limit) {
    const before = codePointStart(text, at - 1);
    if (!mayJoin(kindAt(text, at), kindAt(text, before))) return at;
    at = before;
  }
  return at;
}

function codePointStart(text: string, index: number): number {
  const low = text.charCodeAt(index);
  if (low < 0xdc00 || low > 0xdfff || index === 0) return index;
  const high = text.charCodeAt(index - 1);
  return high >= 0xd800 && high <= 0xdbff ? index - 1 : index;
}

function mayJoin(kind: number, before: number): boolean {
  if (kind === EXTEND || kind === ZWJ || kind === SKIN_TONE || kind === JAMO_V || kind === JAMO_T)
    return true;
  if (kind === REGIONAL) return before === REGIONAL;
  return isPictograph(kind) && before === ZWJ;
}
