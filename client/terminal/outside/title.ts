/**
 * What a terminal shows and tells outside of its screen: the title of its window, and whether it has the keyboard
 * (focus). As with the screen it is said what there shall be, and the answer is what to write for it.
 */
import { printable } from '../../stream/printable.ts';

/** What there shall be. */
export interface Outside {
  /** null: the title is not ours. */
  readonly title: string | null;
  /** The terminal reports when it gets the keyboard, and loses it. */
  readonly focus: boolean;
}

const NONE: Outside = { title: null, focus: false };

export interface OutsideWriter {
  /** What makes it so; '' = it is. */
  set(wanted: Outside): string;
  /** What there was before goes back: the terminal is left. */
  leave(): string;
  /** The terminal is ours again. */
  enter(): string;
}

/** XTWINOPS: the title is put on a stack, and taken from there. Terminals without one ignore both. */
const SAVE_TITLE = '\u001b[22;2t';
export const RESTORE_TITLE = '\u001b[23;2t';
const FOCUS_ON = '\u001b[?1004h';
const FOCUS_OFF = '\u001b[?1004l';
/** A longer title is shown nowhere (UTF-16 units). */
const LONGEST = 200;

/** `now`: what the image before has left. */
export function createOutside(now: Outside = NONE): OutsideWriter {
  let shown = now;
  let wanted = now;

  function show(next: Outside): string {
    const text = titleChange(shown.title, next.title) + focusChange(shown.focus, next.focus);
    shown = next;
    return text;
  }

  return {
    set(next) {
      wanted = next;
      return show(next);
    },
    leave: () => show(NONE),
    enter: () => show(wanted),
  };
}

function titleChange(from: string | null, to: string | null): string {
  if (from === to) return '';
  if (to === null) return RESTORE_TITLE;
  return `${from === null ? SAVE_TITLE : ''}\u001b]2;${printable(to).slice(0, LONGEST)}\u001b\\`;
}

function focusChange(from: boolean, to: boolean): string {
  if (from === to) return '';
  return to ? FOCUS_ON : FOCUS_OFF;
}
