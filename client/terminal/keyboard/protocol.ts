/**
 * How the keyboard speaks: what is asked for where the terminal understands it, so that keys come apart which are one
 * otherwise (Shift+Enter and Enter, Ctrl+Shift+R and Ctrl+R, the keypad and the digits).
 *
 * `kitty` is the kitty keyboard protocol, first level ("disambiguate"): https://sw.kovidgoyal.net/kitty/keyboard-protocol/.
 * `modify` is xterm's modifyOtherKeys, first level. A terminal that may know one of them is asked (`asked`): whether
 * it knows the first, and what it is, which all of them answer. Terminals that would print such a sequence are not.
 */
import type { Keyboard } from '../../state/terminal.ts';

/** Terminals, and others with their name, that take any control sequence with `?` for what it is. */
const ASKED = /^(xterm|alacritty|kitty|foot|wezterm|ghostty|contour|rio|mintty|vte|konsole|iterm2?)(?=$|-)/;
/** tmux passes modifyOtherKeys on if it is set to (extended-keys), and else ignores that it is asked. */
const MODIFYING = /^tmux(?=$|-)/;
const SCREEN = /^screen(?=$|[-.])/;

/** How to begin, by the environment alone. */
export function keyboardOf({ TERM = '', TMUX = '' }: NodeJS.ProcessEnv): Keyboard {
  if (MODIFYING.test(TERM) || (SCREEN.test(TERM) && TMUX !== '')) return 'modify';
  return ASKED.test(TERM) ? 'asked' : 'legacy';
}

/** xterm itself and mintty say that they are a VT420 or VT320. */
const KNOWS_MODIFY = /^\?6[34]\b/;

/** What a terminal that was asked has said by `CSI parameters final`; null if that is no answer. */
export function answeredBy(parameters: string, final: string): Keyboard | null {
  if (final === 'u' && /^\?\d+$/.test(parameters)) return 'kitty';
  if (final === 'c' && /^\?[\d;]+$/.test(parameters))
    return KNOWS_MODIFY.test(parameters) ? 'modify' : 'legacy';
  return null;
}

const ON: Readonly<Record<Keyboard, string>> = {
  legacy: '',
  asked: '\u001b[?u\u001b[c',
  // Set, and not added to what was set before: it is the same however often it is done.
  kitty: '\u001b[=1u',
  modify: '\u001b[>4;1m',
};

const OFF: Readonly<Record<Keyboard, string>> = {
  legacy: '',
  asked: '',
  kitty: '\u001b[=0u',
  modify: '\u001b[>4m',
};

export const keyboardOn = (keyboard: Keyboard): string => ON[keyboard];
/** To be said on the screen that it was switched on: each has a keyboard of its own. */
export const keyboardOff = (keyboard: Keyboard): string => OFF[keyboard];
