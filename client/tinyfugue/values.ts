/** Values of expressions: texts, whole numbers of 32 bits, and others, written as TinyFugue 5 writes them. */
import { raise } from '../../shared/fault.ts';
import type { Real, Value } from '../state/tinyfugue/tinyfugue.ts';
import { revealed } from './marks.ts';

/** Significant digits of a number that is written (`%sigfigs`). */
const DIGITS = 15;
const MOST = 2 ** 31;

export function isReal(value: Value): value is Real {
  return typeof value === 'object';
}

export function textOf(value: Value): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : realText(value);
}

function realText({ f, t }: Real): string {
  if (!Number.isFinite(f)) return Number.isNaN(f) ? 'nan' : f > 0 ? 'inf' : '-inf';
  if (t) return f.toFixed(6).replace(/(\.\d+?)0+$/, '$1');
  if (f === 0) return '0.';
  const [digits = '', power = '0'] = f.toExponential(DIGITS - 1).split('e');
  const exponent = Number(power);
  const short = digits.includes('.') ? digits.replace(/\.?0+$/, '') : digits;
  if (exponent < -4 || exponent >= DIGITS) {
    const sign = exponent < 0 ? '-' : '+';
    return `${short}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`;
  }
  const plain = f.toFixed(Math.max(0, DIGITS - 1 - exponent));
  const bare = plain.includes('.') ? plain.replace(/0+$/, '') : `${plain}.`;
  // TinyFugue leaves the point out below 0.
  return f < 0 ? bare.replace(/\.$/, '') : bare;
}

const NUMBER = /^\s*[-+]?(?:\d+(?::\d+)*(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?/;

/** What a text is as a number: its beginning, as far as that is one; else 0. */
export function numberIn(text: string): number | Real {
  const found = NUMBER.exec(revealed(text))?.[0].trim();
  if (found === undefined) return 0;
  if (found.includes(':')) return { f: secondsOf(found), t: true };
  if (/[eE]/.test(found)) return { f: Number(found) };
  return found.includes('.') ? { f: Number(found), t: true } : whole(Number(found));
}

/** Of `1:30`, hours and minutes; of `0:01:02.5`, seconds too. */
export function secondsOf(text: string): number {
  const sign = text.startsWith('-') ? -1 : 1;
  const parts = text.replace(/^[-+]/, '').split(':').map(Number);
  const [hours = 0, minutes = 0, seconds = 0] = parts.length === 1 ? [0, 0, ...parts] : parts;
  return sign * (hours * 3600 + minutes * 60 + seconds);
}

/** A number that fits as a whole one, else as another. */
export function whole(number: number): number | Real {
  return Number.isInteger(number) && number >= -MOST && number < MOST ? number + 0 : { f: number };
}

export function numeric(value: Value): number | Real {
  return typeof value === 'string' ? numberIn(value) : value;
}

export function amount(value: Value): number {
  const number = numeric(value);
  return typeof number === 'number' ? number : number.f;
}

export function isTrue(value: Value): boolean {
  return amount(value) !== 0;
}

/** As an index or a count. */
export function integer(value: Value): number {
  const number = Math.trunc(amount(value));
  return Number.isFinite(number) ? number + 0 : 0;
}

export function calculate(sign: string, left: Value, right: Value): number | Real {
  const [one, other] = [numeric(left), numeric(right)];
  const [a, b] = [amount(one), amount(other)];
  const isWhole = typeof one === 'number' && typeof other === 'number';
  if (sign === '/' && b === 0) raise('TF', 'division by zero');
  if (isWhole) return whole(sign === '/' ? Math.trunc(a / b) : result(sign, a, b));
  const f = result(sign, a, b);
  const isTime = /[-+]/.test(sign) && [one, other].every(side => typeof side === 'number' || side.t);
  return isTime ? { f, t: true } : { f };
}

function result(sign: string, a: number, b: number): number {
  if (sign === '+') return a + b;
  if (sign === '-') return a - b;
  return sign === '*' ? a * b : a / b;
}

/** What a comparison of numbers says. */
export function compare(sign: string, left: Value, right: Value): 0 | 1 {
  const [a, b] = [amount(left), amount(right)];
  const holds =
    sign === '=' || sign === '=='
      ? a === b
      : sign === '!='
        ? a !== b
        : sign === '<'
          ? a < b
          : sign === '<='
            ? a <= b
            : sign === '>'
              ? a > b
              : a >= b;
  return holds ? 1 : 0;
}
