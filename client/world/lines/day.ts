/** Where a new day begins in a log. */
import type { Scrollback } from '../../state/log.ts';
import type { Turn } from '../../state/state.ts';
import { append } from '../scrollback.ts';
import { ownLine } from './own.ts';

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;

/** Before a line is added: says which day it is if the line before was of another one. A comparison for most lines. */
export function noteDay(turn: Turn, scrollback: Scrollback): void {
  const { now } = turn.state;
  const { dayEnds, first, next } = scrollback;
  if (dayEnds !== undefined && now < dayEnds) return;
  const date = new Date(now);
  scrollback.dayEnds = new Date(date.getFullYear(), date.getMonth(), date.getDate() + 1).getTime();
  if (dayEnds !== undefined && first < next) append(turn, scrollback, ownLine(dayOf(date), now));
}

function dayOf(date: Date): string {
  const two = (number: number) => String(number).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${WEEKDAYS[date.getDay()]}, ${day}`;
}
