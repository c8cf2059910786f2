/** Functions of time: moments are seconds since 1970. What is now comes with the event, never from a clock. */
import { raise } from '../../../shared/fault.ts';
import type { Value } from '../../state/tinyfugue/tinyfugue.ts';
import { revealed } from '../marks.ts';
import { amount, integer, textOf } from '../values.ts';
import type { Functions } from './table.ts';

/** As `%time_format` has it. */
const USUAL = '%H:%M';
const MOST_SECONDS = 8.64e12;

export const timeFunctions: Functions = {
  time: [0, 0, (_, { host }) => ({ f: host.now / 1000, t: true })],
  cputime: [0, 0, () => ({ f: -1 })],
  ftime: [
    0,
    2,
    ([format, at], { host }) => {
      const known = host.global('time_format');
      return formatted(
        format === undefined ? textOf(known ?? USUAL) : textOf(format),
        at === undefined ? host.now / 1000 : amount(at),
      );
    },
  ],
  mktime: [1, 7, moment],
};

function moment(args: readonly Value[]): Value {
  const [year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0, micro = 0] = args.map(integer);
  const at = new Date(2000, month - 1, day, hour, minute, second);
  at.setFullYear(at.getFullYear() + year - 2000);
  return { f: at.getTime() / 1000 + micro / 1e6, t: true };
}

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = [
  ...['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October'],
  ...['November', 'December'],
];
const two = (n: number, fill = '0') => String(n).padStart(2, fill);
const half = (hour: number) => hour % 12 || 12;

function dayOfYear(at: Date): number {
  const start = new Date(at.getFullYear(), 0, 1);
  return Math.round(
    (new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime() - start.getTime()) / 864e5,
  );
}

const fields: Readonly<Record<string, (at: Date, seconds: number) => string>> = {
  Y: at => String(at.getFullYear()),
  y: at => two(at.getFullYear() % 100),
  C: at => two(Math.floor(at.getFullYear() / 100)),
  m: at => two(at.getMonth() + 1),
  d: at => two(at.getDate()),
  e: at => two(at.getDate(), ' '),
  H: at => two(at.getHours()),
  k: at => two(at.getHours(), ' '),
  I: at => two(half(at.getHours())),
  l: at => two(half(at.getHours()), ' '),
  M: at => two(at.getMinutes()),
  S: at => two(at.getSeconds()),
  p: at => (at.getHours() < 12 ? 'AM' : 'PM'),
  j: at => String(dayOfYear(at) + 1).padStart(3, '0'),
  w: at => String(at.getDay()),
  u: at => String(at.getDay() || 7),
  a: at => (DAYS[at.getDay()] as string).slice(0, 3),
  A: at => DAYS[at.getDay()] as string,
  b: at => (MONTHS[at.getMonth()] as string).slice(0, 3),
  h: at => (MONTHS[at.getMonth()] as string).slice(0, 3),
  B: at => MONTHS[at.getMonth()] as string,
  U: at => two(Math.floor((dayOfYear(at) + 7 - at.getDay()) / 7)),
  W: at => two(Math.floor((dayOfYear(at) + 7 - ((at.getDay() + 6) % 7)) / 7)),
  D: at => formattedAt('%m/%d/%y', at, 0),
  x: at => formattedAt('%m/%d/%y', at, 0),
  F: at => formattedAt('%Y-%m-%d', at, 0),
  T: at => formattedAt('%H:%M:%S', at, 0),
  X: at => formattedAt('%H:%M:%S', at, 0),
  R: at => formattedAt('%H:%M', at, 0),
  r: at => formattedAt('%I:%M:%S %p', at, 0),
  c: at => formattedAt('%a %b %e %H:%M:%S %Y', at, 0),
  s: (_, seconds) => String(Math.floor(seconds)),
  '@': (_, seconds) => textOf({ f: seconds, t: true }),
  n: () => ' ',
  t: () => ' ',
  '%': () => '%',
};

/** The moment as the format has it. */
export function formatted(format: string, seconds: number): string {
  if (!(Math.abs(seconds) <= MOST_SECONDS)) raise('TF', 'ftime: no such time');
  return formattedAt(revealed(format), new Date(seconds * 1000), seconds);
}

function formattedAt(format: string, at: Date, seconds: number): string {
  return format.replace(/%([a-zA-Z@%])/g, (whole, letter: string) => fields[letter]?.(at, seconds) ?? whole);
}
