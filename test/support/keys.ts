/** Names of keys and what xterm sends for them: what a user's terminal would write to the program. */

const PLAIN: Readonly<Record<string, string>> = {
  Enter: '\r',
  Tab: '\t',
  Esc: '\x1b',
  Escape: '\x1b',
  Space: ' ',
  Backspace: '\x7f',
};

/** CSI final byte; with DECCKM on, SS3 instead. */
const CURSOR: Readonly<Record<string, string>> = {
  Up: 'A',
  Down: 'B',
  Right: 'C',
  Left: 'D',
  Home: 'H',
  End: 'F',
};

/** SS3 final byte. */
const PF: Readonly<Record<string, string>> = { F1: 'P', F2: 'Q', F3: 'R', F4: 'S' };

/** The number of CSI number ~. */
const TILDE: Readonly<Record<string, number>> = {
  Insert: 2,
  Delete: 3,
  PageUp: 5,
  PageDown: 6,
  F5: 15,
  F6: 17,
  F7: 18,
  F8: 19,
  F9: 20,
  F10: 21,
  F11: 23,
  F12: 24,
};

/** Keys of the keypad that have no code but that of the kitty keyboard protocol, and the first of its codes for the keypad. */
const KEYPAD = 57399;
const KEYPAD_CODES =
  '0 1 2 3 4 5 6 7 8 9 . / * - + Enter = , Left Right Up Down PageUp PageDown Home End Insert Delete Begin'.split(
    ' ',
  );

/** xterm's modifier parameter is one more than the sum of these. */
const MODIFIERS: Readonly<Record<string, number>> = { S: 1, M: 2, C: 4 };

/**
 * The bytes for a key or, separated by spaces, several: `C-r`, `Enter`, `PageUp`, `Esc j`, `C-Up`, `M-b`, `S-Tab`,
 * `F1`, `x`. Modifiers: C (Control), M (Alt), S (Shift), in any order. Throws on an unknown name.
 */
export function keyBytes(names: string, applicationCursorKeys = false): string {
  return names
    .split(' ')
    .map(name => oneKey(name, applicationCursorKeys))
    .join('');
}

function oneKey(name: string, applicationCursorKeys: boolean): string {
  let key = name;
  let modifiers = 0;
  for (let match = /^([CMS])-(.+)$/su.exec(key); match; match = /^([CMS])-(.+)$/su.exec(key)) {
    modifiers |= MODIFIERS[match[1]!]!;
    key = match[2]!;
  }
  const bytes = namedKey(key, modifiers, applicationCursorKeys) ?? characterKey(key, modifiers);
  if (bytes === null) throw new Error(`no such key: ${name}`);
  return bytes;
}

function namedKey(key: string, modifiers: number, applicationCursorKeys: boolean): string | null {
  const parameter = modifiers + 1;
  if (CURSOR[key]) {
    if (modifiers) return `\x1b[1;${parameter}${CURSOR[key]}`;
    return `\x1b${applicationCursorKeys ? 'O' : '['}${CURSOR[key]}`;
  }
  if (PF[key]) return modifiers ? `\x1b[1;${parameter}${PF[key]}` : `\x1bO${PF[key]}`;
  if (TILDE[key]) return modifiers ? `\x1b[${TILDE[key]};${parameter}~` : `\x1b[${TILDE[key]}~`;
  if (/^KP.$/.test(key) && !modifiers) return `\x1bO${keypadFinal(key.slice(2))}`;
  const keypad = key.startsWith('KP') ? KEYPAD_CODES.indexOf(key.slice(2)) : -1;
  if (keypad >= 0) return `\x1b[${KEYPAD + keypad}${modifiers ? `;${parameter}` : ''}u`;
  if (key === 'Tab' && modifiers === MODIFIERS.S) return '\x1b[Z';
  if (key === 'Backspace' && modifiers === MODIFIERS.C) return '\x08';
  return null;
}

/** The keypad in application mode. */
function keypadFinal(on: string): string {
  return String.fromCharCode(0x6a + '*+,-./0123456789'.indexOf(on));
}

function characterKey(key: string, modifiers: number): string | null {
  const character = PLAIN[key] ?? key;
  if ([...character].length !== 1) return null;
  const shifted = modifiers & MODIFIERS.S! ? character.toUpperCase() : character;
  const controlled = modifiers & MODIFIERS.C! ? controlOf(shifted) : shifted;
  // Legacy terminals have none for it; other letters than ASCII have none at all.
  if (controlled === null && character <= '~') return `\x1b[${character.codePointAt(0)};${modifiers + 1}u`;
  if (controlled === null) return null;
  return modifiers & MODIFIERS.M! ? `\x1b${controlled}` : controlled;
}

/** Control maps @ A-Z [ \ ] ^ _ to 0-31, letters in either case, Space to NUL, ? to DEL; others have no such key. */
function controlOf(character: string): string | null {
  if (character === ' ') return '\0';
  if (character === '?') return '\x7f';
  if (character < ' ') return character;
  const upper = character.toUpperCase();
  return upper >= '@' && upper <= '_' ? String.fromCharCode(upper.charCodeAt(0) - 64) : null;
}
