/** Local time of day of a Unix time in ms, as HH:MM or HH:MM:SS. */
export function clock(time: number, seconds: boolean): string {
  const date = new Date(time);
  const two = (n: number) => String(n).padStart(2, '0');
  const minutes = `${two(date.getHours())}:${two(date.getMinutes())}`;
  return seconds ? `${minutes}:${two(date.getSeconds())}` : minutes;
}
