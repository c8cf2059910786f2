/** Functions of texts. Places are counted from 0; one outside a text is the nearest that is inside. */
import { raise } from '../../../shared/fault.ts';
import type { Value } from '../../state/tinyfugue/tinyfugue.ts';
import { stripped } from '../attributes.ts';
import { marked, markedLike, revealed } from '../marks.ts';
import { amount, integer, textOf } from '../values.ts';
import { ANY, type Functions } from './table.ts';

/** What a function may give (UTF-16 units). */
const LONGEST = 64 * 1024;

const text = (value: Value = '') => textOf(value);
const plain = (value: Value = '') => revealed(textOf(value));

export const textFunctions: Functions = {
  ascii: [1, 1, ([s]) => plain(s).codePointAt(0) ?? 0],
  char: [1, 1, ([n = 0]) => String.fromCodePoint(Math.min(0x10ffff, Math.max(0, integer(n))))],
  strlen: [1, 1, ([s]) => text(s).length],
  strcat: [1, ANY, args => bounded(args.map(text).join(''))],
  strrep: [2, 2, ([s, n = 0]) => repeated(text(s), integer(n))],
  substr: [2, 3, ([s, from = 0, length]) => part(text(s), from, length)],
  strstr: [2, 3, ([s, t, from = 0]) => plain(s).indexOf(plain(t), place(text(s), from))],
  strchr: [2, 3, ([s, set, from = 0]) => firstOf(plain(s), plain(set), place(text(s), from))],
  strrchr: [2, 3, ([s, set, from]) => lastOf(plain(s), plain(set), from)],
  strcmp: [2, 2, ([a, b]) => order(plain(a), plain(b))],
  strcmpattr: [2, 2, ([a, b]) => order(plain(a), plain(b))],
  strncmp: [3, 3, ([a, b, n = 0]) => order(head(plain(a), n), head(plain(b), n))],
  tolower: [1, 2, ([s, n]) => changed(text(s), n, one => one.toLowerCase())],
  toupper: [1, 2, ([s, n]) => changed(text(s), n, one => one.toUpperCase())],
  pad: [0, ANY, padded],
  replace: [3, 3, ([from, to, s]) => replaced(text(s), plain(from), text(to))],
  escape: [2, 2, ([signs, s]) => escaped(plain(signs), text(s))],
  textencode: [1, 1, ([s]) => encoded(plain(s))],
  textdecode: [1, 1, ([s]) => markedIf(text(s), decoded(plain(s)))],
  strip_attr: [1, 1, ([s]) => text(s)],
  encode_attr: [1, 1, ([s]) => text(s).replaceAll('@', '@@')],
  encode_ansi: [1, 1, ([s]) => text(s)],
  decode_attr: [1, 3, ([s, , inline]) => (isOff(inline) ? text(s) : stripped(text(s)))],
  inline_attr: [1, 3, ([s, , inline]) => (isOff(inline) ? text(s) : stripped(text(s)))],
  decode_ansi: [1, 1, ([s]) => withoutSequences(text(s))],
};

function isOff(value: Value | undefined): boolean {
  return (
    value !== undefined &&
    (plain(value).toLowerCase() === 'off' || (plain(value) !== '' && amount(value) === 0))
  );
}

function bounded(result: string): string {
  if (result.length > LONGEST) raise('TF', `a text gets longer than ${LONGEST} characters`);
  return result;
}

function repeated(of: string, count: number): string {
  if (of.length * Math.max(0, count) > LONGEST) raise('TF', `a text gets longer than ${LONGEST} characters`);
  return of.repeat(Math.max(0, count));
}

/** A negative one is counted from the end. */
function place(of: string, at: Value): number {
  const number = integer(at);
  return Math.min(of.length, Math.max(0, number < 0 ? of.length + number : number));
}

/** A negative length leaves so many out at the end. */
function part(of: string, from: Value, length: Value | undefined): string {
  const start = place(of, from);
  if (length === undefined) return of.slice(start);
  const count = integer(length);
  return of.slice(start, count < 0 ? Math.max(start, of.length + count) : start + count);
}

function firstOf(of: string, set: string, from: number): number {
  for (let at = from; at < of.length; at++) if (set.includes(of[at] as string)) return at;
  return -1;
}

function lastOf(of: string, set: string, from: Value | undefined): number {
  for (let at = from === undefined ? of.length - 1 : Math.min(of.length - 1, place(of, from)); at >= 0; at--)
    if (set.includes(of[at] as string)) return at;
  return -1;
}

/** By how much the first signs differ that do. */
function order(one: string, other: string): Value {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at++;
  return (one.charCodeAt(at) || 0) - (other.charCodeAt(at) || 0);
}

function head(of: string, count: Value): string {
  return of.slice(0, Math.max(0, integer(count)));
}

/** The first of its letters, or all. */
function changed(of: string, count: Value | undefined, change: (one: string) => string): string {
  const size = count === undefined ? of.length : Math.max(0, integer(count));
  const start = revealed(of.slice(0, size));
  return markedLike(change(start), of.slice(0, size)) + of.slice(size);
}

function padded(args: readonly Value[]): Value {
  let all = '';
  for (let at = 0; at < args.length; at += 2) {
    const width = integer(args[at + 1] ?? 0);
    const one = text(args[at]);
    if (Math.abs(width) > LONGEST) raise('TF', `a text gets longer than ${LONGEST} characters`);
    all += width >= 0 ? one.padStart(width) : one.padEnd(-width);
  }
  return bounded(all);
}

function replaced(of: string, from: string, to: string): Value {
  if (from === '') return of;
  const known = revealed(of);
  let all = '';
  let at = 0;
  for (let found = known.indexOf(from); found >= 0; found = known.indexOf(from, at)) {
    all += of.slice(at, found) + to;
    at = found + from.length;
    if (all.length > LONGEST) return bounded(all);
  }
  return bounded(all + of.slice(at));
}

/** A `\` before each of the signs, and before another `\`. */
export function escaped(signs: string, of: string): string {
  return bounded(
    Array.from(of, sign => (signs.includes(sign) || sign === '\\' ? `\\${sign}` : sign)).join(''),
  );
}

/** Letters and digits stay, any other sign becomes its code between two `_`. */
function encoded(of: string): string {
  return bounded(of.replace(/[^A-Za-z0-9]/gu, sign => `_${sign.codePointAt(0)}_`));
}

function decoded(of: string): string {
  return of.replace(/_(\d+)_/g, (_, code: string) => String.fromCodePoint(Math.min(0x10ffff, Number(code))));
}

function markedIf(of: string, result: string): string {
  return of === revealed(of) ? result : marked(result);
}

function withoutSequences(of: string): string {
  return of.replace(/[\u001b\uf69b][[\uf6db][\d;\uf6b0-\uf6bb]*[a-zA-Z\uf6c0-\uf6ff]/g, '');
}
