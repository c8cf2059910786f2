/** Dates and times of day as log files have them, by the clock of this place. */

/** `2026-11-29`; `time`: Unix ms. */
export function localDate(time: number): string {
  const date = new Date(time);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** `21:04:07`; `time`: Unix ms. */
export function localTime(time: number): string {
  const date = new Date(time);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}
