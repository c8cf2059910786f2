/** The beginning of a text. */

/** At most so many UTF-16 units; half a character is left out: on disk it would be another one. */
export function beginning(text: string, units: number): string {
  const last = text.charCodeAt(units - 1);
  const splitsPair = text.length > units && last >= 0xd800 && last <= 0xdbff;
  return text.slice(0, splitsPair ? units - 1 : units);
}
