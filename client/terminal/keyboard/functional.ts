/**
 * Keys that have no character, as the kitty keyboard protocol numbers them ("Functional key definitions"), and what a VT100's
 * keypad sends in application mode. Keys of the keypad are called KP and what is on them.
 */

const KEYPAD = 57399;
const keypadCodes =
  '0 1 2 3 4 5 6 7 8 9 . / * - + Enter = , Left Right Up Down PageUp PageDown Home End Insert Delete Begin'.split(
    ' ',
  );

/** F13 to F24. */
const F13 = 57376;
const LAST_F = 24;

/** The name of a key from the private use area; null if it is none that does anything. */
export function functionalKey(code: number): string | null {
  const keypad = keypadCodes[code - KEYPAD];
  if (keypad !== undefined) return `KP${keypad}`;
  const number = code - F13 + 13;
  return number >= 13 && number <= LAST_F ? `F${number}` : null;
}

/** What the keypad sends in application mode, from `j` on. */
const keypadSS3 = '*+,-./0123456789';

/** The key of `ESC O final`, if it is one of the keypad. */
export function keypadKey(final: string): string | null {
  if (final === 'M') return 'KPEnter';
  if (final === 'X') return 'KP=';
  const index = final.charCodeAt(0) - 0x6a;
  return index >= 0 && index < keypadSS3.length ? `KP${keypadSS3[index]}` : null;
}
