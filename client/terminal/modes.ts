/** Sequences that set the terminal up and put it back. */

/** Turns the alternate screen and bracketed paste on. */
export const ENTER = '\u001b[?1049h\u001b[?2004h';
/** Turns it all off: mouse off, bracketed paste off, margins and colours reset, cursor shown, normal screen. */
export const LEAVE = '\u001b[?1006l\u001b[?1000l\u001b[?2004l\u001b[r\u001b[0m\u001b[?25h\u001b[?1049l';
export const MOUSE_ON = '\u001b[?1000h\u001b[?1006h';
export const MOUSE_OFF = '\u001b[?1006l\u001b[?1000l';
