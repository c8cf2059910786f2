/**
 * What goes to a terminal whose character set is not UTF-8: what it lacks is replaced by what looks like it, or by a question
 * mark, in as many columns as Clay has counted.
 */
import { Buffer } from 'node:buffer';
import { codeFinder, writeCodes } from '../../stream/charset/encode.ts';
import { findEncoding } from '../../stream/charset/encoding.ts';
import { late } from '../../text/late.ts';
import { graphemeAt, isAscii } from '../../text/width.ts';
import { ASCII } from './locale.ts';

export interface Charset {
  /** undefined: UTF-8. */
  readonly charset: string | undefined;
  /** Lines and blocks have two columns on the terminal, and one here. */
  readonly plainLines: boolean;
}

/** Text, which may have sequences in it, as the terminal takes it. */
export function encodeFor({ charset, plainLines }: Charset, text: string): string | Uint8Array {
  if (isAscii(text)) return text;
  if (charset === undefined) return plainLines ? text.replace(LINES, lineAs) : text;
  const find = finderOf(charset);
  let out = '';
  for (let at = 0; at < text.length; ) {
    const grapheme = graphemeAt(text, at);
    const end = grapheme >> 2;
    out += known(text.slice(at, end), grapheme & 3, find, plainLines);
    at = end;
  }
  return charset === ASCII ? out : Buffer.from(writeCodes(out, find));
}

type Finder = (codePoint: number) => number | undefined;

function finderOf(charset: string): Finder {
  const encoding = charset === ASCII ? null : findEncoding(charset);
  if (!encoding) return codePoint => (codePoint < 0x80 ? codePoint : undefined);
  const find = codeFinder(encoding);
  // The standard means Windows' sets by these names; to the terminal those bytes are controls.
  if (!charset.startsWith('iso-8859')) return find;
  return codePoint => {
    const code = find(codePoint);
    return code !== undefined && code >= 0x80 && code < 0xa0 ? undefined : code;
  };
}

function known(grapheme: string, cells: number, find: Finder, plainLines: boolean): string {
  // It is not drawn; a terminal might.
  if (cells === 0) return '';
  const isLine = plainLines && LINE.test(grapheme);
  const all = Array.from(grapheme);
  if (!isLine && all.every(char => find(char.codePointAt(0) as number) !== undefined)) return grapheme;
  const like = likeness(grapheme);
  const first = Array.from(like)[0] ?? '';
  const shown =
    first !== '' && find(first.codePointAt(0) as number) !== undefined ? first : '?'.repeat(cells);
  return shown.padEnd(cells).slice(0, cells);
}

function likeness(grapheme: string): string {
  const first = String.fromCodePoint(grapheme.codePointAt(0) as number);
  if (LINE.test(first)) return lineAs(first);
  const other = LIKE().get(first);
  if (other !== undefined) return other;
  // A letter without its marks, a ligature's first, a fullwidth form as the usual one.
  const base = grapheme.normalize('NFKD');
  return base.charCodeAt(0) < 0x80 ? base : '';
}

/** Characters that many have instead of others. */
const ALIKE: readonly (readonly [string, string])[] = [
  ['-', '\u2010\u2011\u2012\u2013\u2014\u2015\u2212'],
  ["'", '\u2018\u2019\u201a\u2032'],
  ['"', '\u201c\u201d\u201e\u2033\u00ab\u00bb'],
  ['.', '\u2026\u00b7'],
  ['*', '\u2022\u25cf\u25c6\u2605\u2606'],
  ['o', '\u25cb\u25e6\u25ef\u00b0'],
  ['>', '\u2192\u25b6\u25b8\u25ba\u203a'],
  ['<', '\u2190\u25c0\u25c2\u25c4\u2039\u21b5\u23ce'],
  ['^', '\u2191\u25b2\u25b4'],
  ['v', '\u2193\u25bc\u25be'],
  ['x', '\u00d7\u2717\u2718'],
  ['+', '\u2713\u2714'],
  ['E', '\u20ac'],
];
const LIKE = late<ReadonlyMap<string, string>>(
  () => new Map(ALIKE.flatMap(([like, all]) => Array.from(all, (char): [string, string] => [char, like]))),
);

/** Lines, corners and blocks. */
const LINES = /[\u2500-\u259f]/g;
const LINE = /^[\u2500-\u259f]$/;
const ACROSS = /[\u2500\u2501\u2504\u2505\u2508\u2509\u254c\u254d\u2550\u2574\u2576\u2578\u257a\u257c\u257e]/;
const DOWN = /[\u2502\u2503\u2506\u2507\u250a\u250b\u254e\u254f\u2551\u2575\u2577\u2579\u257b\u257d\u257f]/;

function lineAs(char: string): string {
  if (char >= '\u2580') return char === '\u2591' ? '.' : char === '\u2592' ? ':' : '#';
  if (ACROSS.test(char)) return '-';
  if (DOWN.test(char)) return '|';
  return char === '\u2571' ? '/' : char === '\u2572' ? '\\' : char === '\u2573' ? 'X' : '+';
}
