/**
 * What a terminal that tells fewer keys apart would have sent for a key. Where a keyboard says more than Clay has a use for,
 * this is what it means: Shift+Enter is Enter, and Ctrl+Shift+R is Ctrl+R, unless one is bound to something.
 */
import type { Key } from '../../state/terminal.ts';

/** Ctrl with these is a control character, by the place of the key on a VT220; with `''` it is the character itself. */
const controls: Readonly<Record<string, string>> = {
  ...{ '2': 'C-Space', '3': 'Escape', '4': 'C-\\', '5': 'C-]', '6': 'C-^', '7': 'C-_', '8': 'Backspace' },
  ...{ '/': 'C-_', '-': 'C-_', '?': 'Backspace', '`': 'C-Space', '~': 'C-^' },
};

const KEY = /^(C-)?(M-)?(S-)?(.+)$/su;

/** The key by the name that it had there; null if it had none of its own, or is the same. */
export function legacyKey(name: string): Key | null {
  const [, control = '', alt = '', shift = '', base = name] = KEY.exec(name) ?? [];
  if (base.startsWith('KP') && base.length > 2) return keypad(control, alt, shift, base.slice(2));
  if ([...base].length === 1) return character(control, alt, shift, base);
  if (base === 'Enter' || base === 'Escape') return control || shift ? named(alt + base) : null;
  if (base === 'Tab') return control ? named(alt + shift + base) : null;
  if (base === 'Space') return shift ? named(control + alt + base) : null;
  if (base === 'Backspace') return control ? named(`C-${alt}h`) : null;
  return null;
}

function named(name: string): Key {
  return { type: 'key', name };
}

function typed(alt: string, char: string): Key {
  return alt ? named(`M-${char}`) : { type: 'text', text: char };
}

function keypad(control: string, alt: string, shift: string, on: string): Key | null {
  if (on === 'Begin') return null;
  if (on === 'Enter') return named(`${alt}Enter`);
  return on.length === 1 ? typed(alt, on) : named(control + alt + shift + on);
}

function character(control: string, alt: string, shift: string, base: string): Key | null {
  if (!control) return null;
  if (Object.hasOwn(controls, base)) return withAlt(controls[base] as string, alt);
  if (!/^[a-z\\\]^_]$/.test(base)) return typed(alt, base);
  return shift ? named(control + alt + base) : null;
}

function withAlt(name: string, alt: string): Key {
  if (!alt) return named(name);
  return named(name.startsWith('C-') ? `C-M-${name.slice(2)}` : `M-${name}`);
}
