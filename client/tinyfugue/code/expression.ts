/** Expressions, read into code: from the weakest operator to the strongest, as TinyFugue 5 has them. */
import { raise } from '../../../shared/fault.ts';
import { isMark } from '../marks.ts';
import { secondsOf, whole } from '../values.ts';
import { emit, emitJump, land, type Reader } from './code.ts';

/** Whoever reads what stands behind a `$` or a `%` in a text, and `{name-default}`, into which things are filled as well. */
export type ReadSubstitution = (reader: Reader) => boolean;

/** Brackets in brackets. */
const DEEPEST = 100;

interface Depth {
  readonly substitution: ReadSubstitution;
  depth: number;
}

/** Reads an expression up to what cannot go on with it; one value more is on the stack. */
export function readExpression(reader: Reader, substitution: ReadSubstitution): void {
  comma(reader, { substitution, depth: 0 });
  skip(reader);
}

/** Nothing follows the expression. */
export function expectEnd(reader: Reader): void {
  if (reader.at < reader.text.length) unexpected(reader, 'operator');
}

/** `]` of `$[…]`, or `)` of `/if (…)`. */
export function expectSign(reader: Reader, sign: string): void {
  skip(reader);
  if (reader.text[reader.at] !== sign) unexpected(reader, `operator or '${sign}'`);
  reader.at++;
}

function unexpected({ text, at }: Reader, wanted: string): never {
  const found = at < text.length ? `'${text[at]}'` : 'end of expression';
  return raise('TF', `expression syntax error: expected ${wanted}, found ${found}`);
}

function skip(reader: Reader): void {
  while (/[\s]/.test(reader.text[reader.at] ?? '')) reader.at++;
}

function peek(reader: Reader, pattern: RegExp): RegExpExecArray | null {
  skip(reader);
  pattern.lastIndex = reader.at;
  return pattern.exec(reader.text);
}

/** Takes what matches here. */
function eat(reader: Reader, pattern: RegExp): RegExpExecArray | null {
  const found = peek(reader, pattern);
  if (found) reader.at += found[0].length;
  return found;
}

function comma(reader: Reader, depth: Depth): void {
  if (++depth.depth > DEEPEST) raise('TF', 'expression is nested too deep');
  assignment(reader, depth);
  while (eat(reader, /,/y)) {
    emit(reader, { op: 'drop' });
    assignment(reader, depth);
  }
  depth.depth--;
}

/** What a value is given to: `name`, or `{name}`. */
const ASSIGNED = /(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})\s*(:=|\+=|-=|\*=|\/=(?!\s*["'`/]))/y;

function assignment(reader: Reader, depth: Depth): void {
  const found = eat(reader, ASSIGNED);
  if (!found) return conditional(reader, depth);
  assignment(reader, depth);
  const [, bare, braced, sign = ''] = found;
  emit(reader, { op: 'assign', name: (bare ?? braced) as string, sign: sign.slice(0, -1) });
}

function conditional(reader: Reader, depth: Depth): void {
  either(reader, depth);
  if (!eat(reader, /\?/y)) return;
  // `n ?: e` is n, unless it is 0.
  if (eat(reader, /:(?!=)/y)) {
    const known = emitJump(reader, 'or');
    conditional(reader, depth);
    return land(reader, known);
  }
  const no = emitJump(reader, 'unless');
  comma(reader, depth);
  const end = emitJump(reader, 'jump');
  if (!eat(reader, /:/y)) unexpected(reader, "':' after '?...'");
  land(reader, no);
  conditional(reader, depth);
  land(reader, end);
}

function either(reader: Reader, depth: Depth): void {
  both(reader, depth);
  while (eat(reader, /\|/y)) {
    const known = emitJump(reader, 'or');
    both(reader, depth);
    land(reader, known);
  }
}

function both(reader: Reader, depth: Depth): void {
  relation(reader, depth);
  while (eat(reader, /&/y)) {
    const known = emitJump(reader, 'and');
    relation(reader, depth);
    land(reader, known);
  }
}

const RELATION = /==|=~|=\/|!=|!~|!\/|<=|>=|<|>|=/y;

function relation(reader: Reader, depth: Depth): void {
  sum(reader, depth);
  for (let found = eat(reader, RELATION); found; found = eat(reader, RELATION)) {
    const [sign] = found;
    sum(reader, depth);
    emit(reader, { op: /[~/]/.test(sign) ? 'texts' : 'compare', sign });
  }
}

function sum(reader: Reader, depth: Depth): void {
  product(reader, depth);
  for (let found = eat(reader, /[-+](?!=)/y); found; found = eat(reader, /[-+](?!=)/y)) {
    product(reader, depth);
    emit(reader, { op: 'calculate', sign: found[0] });
  }
}

function product(reader: Reader, depth: Depth): void {
  unary(reader, depth);
  for (let found = eat(reader, /[*/](?!=)/y); found; found = eat(reader, /[*/](?!=)/y)) {
    unary(reader, depth);
    emit(reader, { op: 'calculate', sign: found[0] });
  }
}

function unary(reader: Reader, depth: Depth): void {
  const step = eat(reader, /(\+\+|--)\s*(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})/y);
  if (step) {
    emit(reader, { op: 'push', value: 1 });
    const [, sign = '', bare, braced] = step;
    emit(reader, { op: 'assign', name: (bare ?? braced) as string, sign: sign.slice(1) });
    return;
  }
  const sign = eat(reader, /[-+!]/y)?.[0];
  if (sign === undefined) return operand(reader, depth);
  if (++depth.depth > DEEPEST) raise('TF', 'expression is nested too deep');
  unary(reader, depth);
  depth.depth--;
  emit(reader, { op: sign === '!' ? 'not' : sign === '-' ? 'negative' : 'positive' });
}

const NUMBER = /\d+(?::\d+)+(?:\.\d*)?|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/y;
const NAME = /[A-Za-z_]\w*/y;

function operand(reader: Reader, depth: Depth): void {
  skip(reader);
  const sign = reader.text[reader.at] ?? '';
  if (sign === '(') {
    reader.at++;
    comma(reader, depth);
    if (!eat(reader, /\)/y)) unexpected(reader, "')' after '(...'");
  } else if (sign === '"' || sign === "'" || sign === '`') quoted(reader, sign);
  else if (sign === '$' || sign === '%' || sign === '{') {
    if (!depth.substitution(reader)) unexpected(reader, 'operand');
  } else if (isMark(sign) || sign > '\x7f') said(reader);
  else if (!number(reader)) named(reader, depth);
}

function number(reader: Reader): boolean {
  const found = eat(reader, NUMBER)?.[0];
  if (found === undefined) return false;
  const isPlain = /^\d+$/.test(found);
  const value = isPlain
    ? whole(Number(found))
    : /[eE]/.test(found)
      ? { f: Number(found) }
      : { f: secondsOf(found), t: true as const };
  emit(reader, { op: 'push', value });
  return true;
}

/** What they are given last is the name of a variable, not its value. */
const NAMES_LAST = /^tfread$/i;

function asName({ code }: Reader, from: number): void {
  const last = code[from];
  if (code.length === from + 1 && last?.op === 'variable') code[from] = { op: 'push', value: last.name };
}

/** A variable, or what is called. */
function named(reader: Reader, depth: Depth): void {
  const name = eat(reader, NAME)?.[0];
  if (name === undefined) return unexpected(reader, 'operand');
  if (reader.text[reader.at] !== '(') return emit(reader, { op: 'variable', name });
  reader.at++;
  let count = 0;
  let from = reader.code.length;
  if (!eat(reader, /\)/y)) {
    do {
      from = reader.code.length;
      assignment(reader, depth);
      count++;
    } while (eat(reader, /,/y));
    if (NAMES_LAST.test(name)) asName(reader, from);
    if (!eat(reader, /\)/y)) unexpected(reader, "',' or ')' after function argument");
  }
  emit(reader, { op: 'call', name, count });
}

function quoted(reader: Reader, quote: string): void {
  const { text } = reader;
  let value = '';
  for (reader.at++; text[reader.at] !== quote; reader.at++) {
    if (reader.at >= text.length) raise('TF', `expression syntax error: unmatched ${quote}`);
    if (text[reader.at] === '\\' && reader.at + 1 < text.length) reader.at++;
    value += text[reader.at];
  }
  reader.at++;
  emit(reader, { op: 'push', value });
}

/** What the game has said stands for itself. */
function said(reader: Reader): void {
  const from = reader.at;
  while (reader.at < reader.text.length && (reader.text[reader.at] as string) > '\x7f') reader.at++;
  emit(reader, { op: 'push', value: reader.text.slice(from, reader.at) });
}
