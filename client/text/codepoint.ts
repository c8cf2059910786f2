/**
 * What one code point is to a terminal: how many cells it takes, and how it joins its neighbours. Asked of
 * the Unicode data that the JavaScript engine and get-east-asian-width carry, and remembered in a table.
 */

import { eastAsianWidth } from 'get-east-asian-width';
import { late } from './late.ts';

export const OTHER = 1;
/** Never joins anything: controls (shown as U+FFFD) and invisible formatting (no cell at all). */
export const APART = 2;
/** Joins what stands before it and takes no cell: combining marks, variation selectors, tags. */
export const EXTEND = 3;
export const ZWJ = 4;
export const REGIONAL = 5;
/** Pictographs: without an emoji form, with one, and with one that takes a skin tone. */
export const PICTOGRAPH = 6;
export const EMOJI = 7;
export const EMOJI_BASE = 8;
export const SKIN_TONE = 9;
/** Hangul: leading, vowel and trailing jamo, whole syllables. */
export const JAMO_L = 10;
export const JAMO_V = 11;
export const JAMO_T = 12;
export const SYLLABLE = 13;
/** Marks with a cell of their own, which some terminals draw into the cell before. */
export const SPACING = 14;

const unseen = late(() => /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u);
const mark = late(() => /[\p{Mn}\p{Me}]/u);
const spacingMark = late(() => /\p{Mc}/u);
const pictograph = late(() => /\p{Extended_Pictographic}/u);
const emoji = late(() => /\p{Emoji}/u);
const skinToneBase = late(() => /\p{Emoji_Modifier_Base}/u);

/** Planes 0 and 1 hold all that is not plain; a recomputable memo, one byte a code point: kind << 2 | cells. */
let memo: Uint8Array | null = null;
/** That of the other width: views take turns. */
let otherMemo: Uint8Array | null = null;
const MEMO_SIZE = 0x20000;

/** Below it each character has one cell, and joins nothing. */
export let narrowBelow = 0x300;
/** What has one column on some terminals and two on others has two. */
let isWide = false;

/**
 * Sets how wide such characters are. All that is drawn and counted goes by it: it follows the view that is drawn or that acts
 * (view/widths.ts), and no text is measured before that is known. Lines and blocks (U+2500 to U+259F) stay narrow: they are drawn as ASCII then.
 */
export function setAmbiguousWide(wide: boolean): void {
  if (wide === isWide) return;
  isWide = wide;
  narrowBelow = wide ? 0x80 : 0x300;
  [memo, otherMemo] = [otherMemo, memo];
}

/** Whether all of it has one cell a unit at most, without a close look. */
export function isSurelyNarrow(text: string): boolean {
  return (isWide ? ascii : belowJamo).test(text);
}

const ascii = /^[\x00-\x7f]*$/;
/** Below U+1100 nothing is wide. */
const belowJamo = /^[\x00-\u10ff]*$/;

/** `kind << 2 | cells` of a code point; kind is one of the constants above, cells 0, 1 or 2. */
export function classOf(codePoint: number): number {
  if (codePoint >= MEMO_SIZE) return classify(codePoint);
  memo ??= new Uint8Array(MEMO_SIZE);
  const known = memo[codePoint]!;
  if (known !== 0) return known;
  return (memo[codePoint] = classify(codePoint));
}

function classify(codePoint: number): number {
  if (isIdeograph(codePoint)) return (OTHER << 2) | 2;
  if (codePoint >= 0xac00 && codePoint <= 0xd7a3) return (SYLLABLE << 2) | 2;
  // A lone surrogate: a cell with U+FFFD in it.
  if (codePoint >= 0xd800 && codePoint <= 0xdfff) return (APART << 2) | 1;
  const kind = kindOf(codePoint);
  return (kind << 2) | cellsOf(codePoint, kind);
}

/** The big blocks that hold nothing else, so that Chinese text fills the table quickly. */
function isIdeograph(codePoint: number): boolean {
  return (codePoint >= 0x3400 && codePoint <= 0x4dbf) || (codePoint >= 0x4e00 && codePoint <= 0x9fff);
}

function kindOf(codePoint: number): number {
  const char = String.fromCodePoint(codePoint);
  if (codePoint === 0x200d) return ZWJ;
  // Zero-width non-joiner and the tags of subdivision flags are formatting that joins.
  if (codePoint === 0x200c || (codePoint >= 0xe0020 && codePoint <= 0xe007f) || mark().test(char))
    return EXTEND;
  if (unseen().test(char)) return APART;
  if (codePoint < 0x1100 || codePoint > 0x1f000) return pictureKindOf(codePoint, char);
  return jamoKindOf(codePoint) ?? pictureKindOf(codePoint, char);
}

function jamoKindOf(codePoint: number): number | undefined {
  if (codePoint <= 0x115f || within(codePoint, 0xa960, 0xa97c)) return JAMO_L;
  if (codePoint <= 0x11a7 || within(codePoint, 0xd7b0, 0xd7c6)) return JAMO_V;
  if (codePoint <= 0x11ff || within(codePoint, 0xd7cb, 0xd7fb)) return JAMO_T;
  return undefined;
}

function pictureKindOf(codePoint: number, char: string): number {
  if (within(codePoint, 0x1f1e6, 0x1f1ff)) return REGIONAL;
  if (within(codePoint, 0x1f3fb, 0x1f3ff)) return SKIN_TONE;
  // Thai and Lao AM are letters by category, and spacing marks to terminals that join graphemes.
  if (codePoint === 0xe33 || codePoint === 0xeb3 || spacingMark().test(char)) return SPACING;
  if (!pictograph().test(char)) return OTHER;
  if (skinToneBase().test(char)) return EMOJI_BASE;
  return emoji().test(char) ? EMOJI : PICTOGRAPH;
}

function cellsOf(codePoint: number, kind: number): number {
  if (kind === ZWJ || kind === EXTEND) return 0;
  if (kind === APART) return isShownControl(codePoint) ? 1 : 0;
  return eastAsianWidth(codePoint, { ambiguousAsWide: isWide && !within(codePoint, 0x2500, 0x259f) });
}

/** Controls and line separators take a cell: they must not reach the terminal, and are shown as U+FFFD. */
function isShownControl(codePoint: number): boolean {
  return codePoint < 0x20 || within(codePoint, 0x7f, 0x9f) || codePoint === 0x2028 || codePoint === 0x2029;
}

function within(codePoint: number, low: number, high: number): boolean {
  return codePoint >= low && codePoint <= high;
}
