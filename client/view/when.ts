/** When a line came, as short as it can be. */
import { clock } from './clock.ts';

/** `14:49:12`, of another day `2026-11-27 14:49:12`. */
export function when(time: number, now: number): string {
  const day = localDay(time);
  return day === localDay(now) ? clock(time, true) : `${day} ${clock(time, true)}`;
}

/** `2026-11-27`, where we are. */
export function localDay(time: number): string {
  const date = new Date(time);
  const two = (number: number) => String(number).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
