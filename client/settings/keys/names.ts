/**
 * What keys are called. Inside, a key is its modifiers in the order C-, M-, S- and what it says on it: `C-r`, `M-j`, `S-Tab`
 * (terminal/keys.ts). People read and write it as they say it: `Ctrl+R`, `Esc j`, `Shift+Tab`.
 */
import { late } from '../../text/late.ts';

const keypad =
  '0 1 2 3 4 5 6 7 8 9 . / * - + = , Enter Left Right Up Down PageUp PageDown Home End Insert Delete Begin'.split(
    ' ',
  );

/** Keys with a name, and other names that people have for them. */
const named = late<Readonly<Record<string, readonly string[]>>>(() => ({
  ...{ Up: [], Down: [], Left: [], Right: [], Home: [], End: [], Tab: [], Space: [] },
  ...{ PageUp: ['pgup', 'page-up'], PageDown: ['pgdn', 'pgdown', 'page-down'] },
  ...{ Insert: ['ins'], Delete: ['del'], Backspace: ['bs'], Enter: ['return'], Escape: ['esc'] },
  ...{ 'wheel-up': ['wheelup'], 'wheel-down': ['wheeldown'] },
  // Where it comes as cursor keys.
  ...{ 'wheel-row-up': [], 'wheel-row-down': [] },
  ...Object.fromEntries(keypad.map(on => [`KP${on}`, []])),
  ...Object.fromEntries(Array.from({ length: 24 }, (_, at) => [`F${at + 1}`, []])),
}));

const byName = late<ReadonlyMap<string, string>>(
  () =>
    new Map(
      Object.entries(named()).flatMap(([name, others]) =>
        [name.toLowerCase(), ...others].map((one): [string, string] => [one, name]),
      ),
    ),
);

/** Terminals send the same for both, and so they have one name. */
const sameWithControl: Readonly<Record<string, string>> = {
  ...{ i: 'Tab', j: 'Enter', m: 'Enter', '[': 'Escape' },
  '@': 'C-Space',
};

const PREFIX = /^(?:(ctrl|control|c)[+-]|(alt|meta|m)[+-]|(shift|s)[+-]|(esc|escape)\s+|(\^)(?=.$))(?=\S)/iu;

interface Held {
  control: boolean;
  alt: boolean;
  shift: boolean;
}

/** The key by its name inside; null if the text is none. */
export function parseKey(text: string): string | null {
  const held: Held = { control: false, alt: false, shift: false };
  let rest = text.trim();
  for (let match = PREFIX.exec(rest); match; match = PREFIX.exec(rest)) {
    held.control ||= match[1] !== undefined || match[5] !== undefined;
    held.alt ||= match[2] !== undefined || match[4] !== undefined;
    held.shift ||= match[3] !== undefined;
    rest = rest.slice(match[0].length);
  }
  const name = byName().get(rest.toLowerCase());
  if (name !== undefined) return isTyped(name, held) ? null : heldKeys(held) + name;
  return [...rest].length === 1 ? characterKey(rest, held) : null;
}

function heldKeys({ control, alt, shift }: Held): string {
  return `${control ? 'C-' : ''}${alt ? 'M-' : ''}${shift ? 'S-' : ''}`;
}

/** A blank is a character, and so is one with Shift. */
function isTyped(name: string, { control, alt }: Held): boolean {
  return name === 'Space' && !control && !alt;
}

/** What is typed with neither Ctrl nor Alt goes into the input line, and is no key. */
function characterKey(char: string, held: Held): string | null {
  if (held.control) {
    const base = char.toLowerCase();
    const same = sameWithControl[base];
    if (same === undefined) return heldKeys(held) + base;
    if (same.startsWith('C-')) return heldKeys(held) + same.slice(2);
    return heldKeys({ ...held, control: false }) + same;
  }
  if (!held.alt) return null;
  return `M-${held.shift ? char.toUpperCase() : char}`;
}

/** What is wrong with the name of a key, to follow it in a sentence; null: nothing. */
export function keyFault(text: string): string | null {
  if (parseKey(text) !== null) return null;
  const shown = JSON.stringify(text.length > 20 ? `${text.slice(0, 20)}…` : text);
  if ([...text.trim()].length === 1 || /^(shift\+)?space$/i.test(text.trim()))
    return `cannot be ${shown}, which is a character that one types`;
  return `is not a key: ${shown} (one is such as "Ctrl+F", "Esc j", "F5"; /keys shows what a key is called)`;
}

const WORDS: Readonly<Record<string, string>> = {
  'wheel-up': 'wheel',
  'wheel-down': 'wheel',
  'wheel-row-up': 'wheel (Alacritty)',
  'wheel-row-down': 'wheel (Alacritty)',
  Escape: 'Esc',
};

/** The key as people say it: `Ctrl+R`, `Esc j`, `PageUp`. */
export function keyLabel(key: string): string {
  const [, control, alt, shift, base = key] = /^(C-)?(M-)?(S-)?(.+)$/s.exec(key) ?? [];
  const isLetter = control !== undefined && [...base].length === 1;
  const name = isLetter ? base.toUpperCase() : (WORDS[base] ?? base);
  return `${alt ? 'Esc ' : ''}${control ? 'Ctrl+' : ''}${shift ? 'Shift+' : ''}${name}`;
}

/** The key as it may stand in `[keys]`: parseKey() takes it back. */
export function keySpelling(key: string): string {
  return key.startsWith('wheel-') ? key : keyLabel(key);
}
