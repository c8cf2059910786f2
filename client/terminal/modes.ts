/** Sequences that set the terminal up and put it back. */
import type { Keyboard } from '../state/terminal.ts';
import { keyboardOff } from './keyboard/protocol.ts';
import { RESTORE_TITLE } from './outside/title.ts';

/** Turns the alternate screen and bracketed paste on, and saves what the wheel does on that screen. */
export const ENTER = '\u001b[?1049h\u001b[?2004h\u001b[?1007s';
/** Bracketed paste alone, where there is no screen. */
export const PASTE_ON = '\u001b[?2004h';
export const PASTE_OFF = '\u001b[?2004l';
/**
 * Turns it all off: keypad and mouse off, bracketed paste off, margins and colours reset, cursor shown, normal screen. The wheel is as
 * it was saved; where nothing can be saved it is on, which is how such terminals start.
 */
const LEAVE =
  '\u001b>\u001b[?1006l\u001b[?1000l\u001b[?1004l\u001b[?1007h\u001b[?1007r\u001b[?2004l\u001b[r\u001b[0m\u001b[?25h\u001b[?1049l';
/** Turns all off that is on, in the right order; `isTitled`: the window has a title of ours. */
export function leaving(keyboard: Keyboard, isTitled = false): string {
  return keyboardOff(keyboard) + LEAVE + (isTitled ? RESTORE_TITLE : '');
}

/** The keypad's keys are told from others (DECKPAM), or not. */
export const KEYPAD_ON = '\u001b=';
export const KEYPAD_OFF = '\u001b>';
export const MOUSE_ON = '\u001b[?1000h\u001b[?1006h';

/**
 * The mouse is the terminal's. On the alternate screen many terminals then send cursor keys for the wheel (mode 1007): that
 * is asked for where they are told from keys that are pressed, and else turned off, for it would walk the input history.
 */
export function mouseOff(wheelIsApart: boolean): string {
  return `\u001b[?1006l\u001b[?1000l\u001b[?1007${wheelIsApart ? 'h' : 'l'}`;
}

/** Gives the text to the clipboard (OSC 52), as far as the terminal lets programs do that. */
export function clipboard(text: string): string {
  return `\u001b]52;c;${Buffer.from(text).toString('base64')}\u001b\\`;
}
