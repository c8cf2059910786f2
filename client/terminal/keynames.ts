/**
 * What the sequences of keyboards are called: xterm, tmux and screen, rxvt, the Linux console and PuTTY, and
 * the `CSI u` and modifyOtherKeys forms. Source: XTerm Control Sequences ("PC-Style Function Keys"),
 * rxvt(7), console_codes(4).
 */
import type { Key, MouseAction } from '../state/terminal.ts';
import { functionalKey, keypadKey } from './keyboard/functional.ts';

/** Modifier bits as xterm sends them, less one. */
export const SHIFT = 1;
export const ALT = 2;
export const CTRL = 4;

const letters: Readonly<Record<string, string>> = {
  A: 'Up',
  B: 'Down',
  C: 'Right',
  D: 'Left',
  E: 'KPBegin',
  F: 'End',
  H: 'Home',
  P: 'F1',
  Q: 'F2',
  R: 'F3',
  S: 'F4',
};

const numbers: Readonly<Record<string, string>> = {
  1: 'Home',
  2: 'Insert',
  3: 'Delete',
  4: 'End',
  5: 'PageUp',
  6: 'PageDown',
  7: 'Home',
  8: 'End',
  11: 'F1',
  12: 'F2',
  13: 'F3',
  14: 'F4',
  15: 'F5',
  17: 'F6',
  18: 'F7',
  19: 'F8',
  20: 'F9',
  21: 'F10',
  23: 'F11',
  24: 'F12',
};

/** rxvt: the end of a numbered sequence says what was held. */
const rxvtFinals: Readonly<Record<string, number>> = { '~': 0, $: SHIFT, '^': CTRL, '@': CTRL | SHIFT };

const unnamed = new Map([
  [0x08, 'Backspace'],
  [0x09, 'Tab'],
  [0x0a, 'Enter'],
  [0x0d, 'Enter'],
  [0x1b, 'Escape'],
  [0x20, 'Space'],
  [0x7f, 'Backspace'],
]);

/** Ctrl with these is a key of its own where modifiers are not told apart, and keeps that name. */
const older: Readonly<Record<string, string>> = { i: 'Tab', j: 'Enter', m: 'Enter', '[': 'Escape' };

export function keyOf(base: string, modifiers = 0): Key {
  const control = modifiers & CTRL ? 'C-' : '';
  const alt = modifiers & ALT ? 'M-' : '';
  const shift = modifiers & SHIFT ? 'S-' : '';
  return { type: 'key', name: control + alt + shift + base };
}

/** The key of a control byte (0x00-0x1f less ESC, and 0x7f). */
export function controlKey(byte: number, alt: boolean): Key {
  const modifiers = alt ? ALT : 0;
  // C-h keeps its name: as a key of its own on some keyboards, as Backspace on others.
  if (byte !== 0x08 && unnamed.has(byte)) return keyOf(unnamed.get(byte)!, modifiers);
  if (byte === 0) return keyOf('Space', modifiers | CTRL);
  return keyOf(String.fromCharCode(byte + 0x40).toLowerCase(), modifiers | CTRL);
}

/** `ESC x`: a character with Alt. */
export function metaKey(char: string): Key {
  return keyOf(char === ' ' ? 'Space' : char, ALT);
}

/**
 * The key of `CSI parameters final`, or null if it is none (a report, a focus event, something unknown).
 * `CSI 1 ; n R` with n up to 8 is F3 with modifiers; any other `R` is a cursor report.
 */
export function csiKey(parameters: string, final: string, alt: boolean): Key | null {
  if (final === 'M' || final === 'm') return mouseKey(parameters, final);
  const meta = alt ? ALT : 0;
  if (parameters === '') return plainCsiKey(final, meta);
  if (final === 'u') return characterKey(parameters, meta);
  if (parameters.startsWith('27;') && final === '~') return otherKey(parameters, meta);
  const match = /^(\d+)(?:;(\d+)(?::\d+)?)?$/.exec(parameters);
  if (match === null) return null;
  if (final === 'R' && Number(match[2]) > 8) return null;
  const modifiers = modifierBits(match[2]) | meta;
  if (match[2] !== undefined && match[1] === '1' && Object.hasOwn(letters, final)) {
    return keyOf(letters[final]!, modifiers);
  }
  const base = Object.hasOwn(numbers, match[1]!) ? numbers[match[1]!] : undefined;
  const held = rxvtFinals[final];
  return base === undefined || held === undefined ? null : keyOf(base, modifiers | held);
}

/** The key of `ESC O final`, with the modifier digit that some terminals put between. */
export function ss3Key(digit: string, final: string, alt: boolean): Key | null {
  const modifiers = modifierBits(digit) | (alt ? ALT : 0);
  if (Object.hasOwn(letters, final)) return keyOf(letters[final]!, modifiers);
  if (final >= 'a' && final <= 'd') return keyOf(letters[final.toUpperCase()]!, modifiers | CTRL);
  const keypad = keypadKey(final);
  return keypad === null ? null : keyOf(keypad, modifiers);
}

/** The Linux console's `ESC [ [ A` to `E`. */
export function linuxFunctionKey(final: string, alt: boolean): Key | null {
  return final >= 'A' && final <= 'E' ? keyOf(`F${final.charCodeAt(0) - 0x40}`, alt ? ALT : 0) : null;
}

/** An event from its button bits (XTerm, "Mouse Tracking") and its cell, counted from 1; null for other buttons. */
export function mouseEvent(bits: number, column: number, row: number, released: boolean): Key | null {
  const action = mouseAction(bits, released);
  return action && { type: 'mouse', action, column: Math.max(0, column - 1), row: Math.max(0, row - 1) };
}

function mouseAction(bits: number, released: boolean): MouseAction | null {
  if (bits & 128) return null;
  if (bits & 64) {
    if (released || bits & 2) return null;
    return bits & 1 ? 'wheel-down' : 'wheel-up';
  }
  if (bits & 32) return 'move';
  if (released) return 'release';
  // Only the left one clicks.
  return bits & 3 ? null : 'press';
}

function mouseKey(parameters: string, final: string): Key | null {
  const match = /^<(\d+);(\d+);(\d+)$/.exec(parameters);
  return match && mouseEvent(Number(match[1]), Number(match[2]), Number(match[3]), final === 'm');
}

function plainCsiKey(final: string, meta: number): Key | null {
  if (final === 'Z') return keyOf('Tab', meta | SHIFT);
  if (Object.hasOwn(letters, final)) return keyOf(letters[final]!, meta);
  if (final >= 'a' && final <= 'd') return keyOf(letters[final.toUpperCase()]!, meta | SHIFT);
  return null;
}

/** `CSI code[:alternates] ; modifiers[:event] u`; event 3 is a key let go. */
function characterKey(parameters: string, meta: number): Key | null {
  const match = /^(\d+)(?::[\d:]*)?(?:;(\d*)(?::(\d+))?(?:;[\d:]*)?)?$/.exec(parameters);
  if (match === null || match[3] === '3') return null;
  return codeKey(Number(match[1]), modifierBits(match[2]) | meta);
}

/** modifyOtherKeys: `CSI 27 ; modifiers ; code ~`. */
function otherKey(parameters: string, meta: number): Key | null {
  const match = /^27;(\d+);(\d+)$/.exec(parameters);
  return match && codeKey(Number(match[2]), modifierBits(match[1]) | meta);
}

function codeKey(code: number, modifiers: number): Key | null {
  const functional = functionalKey(code);
  if (functional !== null) return keyOf(functional, modifiers);
  if (code > 0x10ffff || isFunctional(code)) return null;
  if (modifiers & CTRL && code < 0x80) return controlled(code, modifiers);
  if (unnamed.has(code) && (code !== 0x20 || modifiers & ~SHIFT)) return keyOf(unnamed.get(code)!, modifiers);
  if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return null;
  const char = String.fromCodePoint(code);
  return typed(modifiers & SHIFT ? char.toUpperCase() : char, modifiers & ~SHIFT);
}

function controlled(code: number, modifiers: number): Key {
  const base = String.fromCharCode(code).toLowerCase();
  if (Object.hasOwn(older, base)) return keyOf(older[base]!, modifiers & ~CTRL);
  return keyOf(unnamed.get(code) ?? base, modifiers);
}

function typed(char: string, modifiers: number): Key {
  return modifiers === 0 ? { type: 'text', text: char } : keyOf(char === ' ' ? 'Space' : char, modifiers);
}

/** The private-use codes of keys without a character (Caps Lock, media keys), and surrogates. */
function isFunctional(code: number): boolean {
  return (code >= 57344 && code <= 63743) || (code >= 0xd800 && code <= 0xdfff);
}

/** Super, Hyper and the locks are left out. */
function modifierBits(parameter: string | undefined): number {
  return parameter === undefined || parameter === '' ? 0 : Math.max(0, Number(parameter) - 1) & 7;
}
