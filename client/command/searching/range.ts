/**
 * Which lines /recall shows, as TinyFugue has it: `5` the last five, `/5` the last five that match, `-5` the fifth last,
 * `100-120` by their numbers, `10:00-11:30` by their times, `1:30` the last hour and a half; `2026-11-27` a day.
 */

import type { RecallWishes } from '../../state/view.ts';
import { late } from '../../text/late.ts';

export interface Range {
  readonly wishes: RecallWishes;
  /** What stands behind it. */
  readonly rest: string;
}

const TIME = String.raw`(\d{1,2}):(\d{2})(?::(\d{2}))?`;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

type Reader = (found: RegExpExecArray, now: number) => RecallWishes | null;

const readers = late<readonly (readonly [RegExp, Reader])[]>(() => [
  [/^(\d{4})-(\d{2})-(\d{2})(?!\S)/, dayOf],
  [new RegExp(`^${TIME}-${TIME}(?!\\S)`), betweenTimes],
  [new RegExp(`^${TIME}-(?!\\S)`), (found, now) => since(found, now)],
  [new RegExp(`^-${TIME}(?!\\S)`), (found, now) => until(found, now)],
  [new RegExp(`^${TIME}(?!\\S)`), (found, now) => ({ since: now - period(found, 1) })],
  [/^(\d{1,9})-(\d{1,9})(?!\S)/, ([, from, to]) => ({ from: Number(from) - 1, to: Number(to) - 1 })],
  [/^(\d{1,9})-(?!\S)/, ([, from]) => ({ from: Number(from) - 1 })],
  [/^-(\d{1,9})(?!\S)/, ([, back]) => ({ among: 1, skip: Math.max(1, Number(back)) - 1 })],
  [/^\/(\d{1,9})(?!\S)/, ([, count]) => ({ matches: Number(count) })],
  [/^(\d{1,9})(?!\S)/, ([, count]) => ({ among: Number(count) })],
]);

/** The range at the beginning of `text`; without one, no wishes. */
export function takeRange(text: string, now: number): Range {
  for (const [form, read] of readers()) {
    const found = form.exec(text);
    const wishes = found && read(found, now);
    if (wishes) return { wishes, rest: text.slice(found[0].length).trimStart() };
  }
  return { wishes: {}, rest: text };
}

/** ms, from the groups of a TIME. */
function period(found: RegExpExecArray, group: number): number {
  const [hours, minutes, seconds] = [0, 1, 2].map(at => Number(found[group + at] ?? 0));
  return ((hours as number) * 60 + (minutes as number)) * 60_000 + (seconds as number) * 1000;
}

/** That time of this day; what is still to come was yesterday. */
function clockTime(found: RegExpExecArray, group: number, now: number): number {
  const midnight = new Date(now);
  midnight.setHours(0, 0, 0, 0);
  const today = midnight.getTime() + period(found, group);
  return today > now ? today - DAY : today;
}

/** To the end of the second, or of the minute where none is named. */
function endOf(found: RegExpExecArray, group: number, time: number): number {
  return time + (found[group + 2] === undefined ? 60_000 : 1000) - 1;
}

function since(found: RegExpExecArray, now: number): RecallWishes {
  return { since: clockTime(found, 1, now) };
}

function until(found: RegExpExecArray, now: number): RecallWishes {
  return { until: endOf(found, 1, clockTime(found, 1, now)), since: 0 };
}

/** Maybe over midnight. */
function betweenTimes(found: RegExpExecArray, now: number): RecallWishes {
  const from = clockTime(found, 1, now);
  const to = clockTime(found, 4, now);
  // Of 22:00-01:00 at noon both were in this night, of 10:00-14:00 the end is still to come.
  const end = to >= from ? to : period(found, 4) >= period(found, 1) ? to + DAY : to;
  return { since: end < from ? from - DAY : from, until: endOf(found, 4, end) };
}

function dayOf([, year, month, day]: RegExpExecArray): RecallWishes | null {
  const start = new Date(Number(year), Number(month) - 1, Number(day));
  if (start.getMonth() !== Number(month) - 1) return null;
  const end = new Date(Number(year), Number(month) - 1, Number(day) + 1);
  return { since: start.getTime(), until: end.getTime() - 1 };
}
