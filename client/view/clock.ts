/** Local time of day of a Unix time in ms, as HH:MM or HH:MM:SS. */
export function clock(time: number, seconds: boolean): string {
  const then = new Date(time);
  const minutes = `${two(then.getHours())}:${two(then.getMinutes())}`;
  return seconds ? `${minutes}:${two(then.getSeconds())}` : minutes;
}

/** Its local date, as MM-DD. */
export function date(time: number): string {
  const then = new Date(time);
  return `${two(then.getMonth() + 1)}-${two(then.getDate())}`;
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}
