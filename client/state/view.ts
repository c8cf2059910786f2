/** A view: one pair of eyes and one keyboard on the shared state, as plain data. */
import type { Pager, SettingsDialog } from './dialog.ts';
import type { Editor, KeysState } from './terminal.ts';

/** Id of the view on the terminal that Clay was started in. */
export const TERMINAL = 'terminal';

/** Between two rows of a log: before the row that has this part of the line's text (UTF-16 units), at any width. */
export interface LogPlace {
  readonly line: number;
  readonly offset: number;
}

/**
 * Place in a log. What was on screen ends where the first row is that was not: at line `shown`, or inside it. Owner:
 * view/viewport.ts.
 */
export interface Viewport {
  /** The first line that was not yet on screen as a whole. */
  shown: number;
  /** How far it was, if not from its start; about another line: nothing. */
  part: LogPlace | null;
  /** Rows that came on screen since the user last did something. */
  rows: number;
  /** More-mode waits for the user. */
  paused: boolean;
  /** Scrolled back: the end of the last row on screen. */
  bottom: LogPlace | null;
  /** Scrolled back by a build that had no split view: the screen stays whole until the end is reached. */
  whole?: true;
  /** Of builds before `bottom`: the last row on screen, by its number at the width that it had. */
  anchor?: { line: number; row: number } | null;
  /** Where unread text began when the user came, or looked away. */
  mark: LogPlace | null;
  /** The `pageStart` of the log that the user has looked behind: what is before it is shown again. -1 = none. */
  pastPage: number;
}

/** /recall in progress, worked off in slices. Owner: view/recall.ts. */
export interface Recall {
  world: string;
  pattern: string;
  /** Next line to look at, counting down; how many are still to be found; matches so far, newest first. */
  next: number;
  wanted: number;
  found: number[];
  /** UTF-16 units of what was found. */
  size?: number;
  /** How far the next line was looked through; nothing: not at all. */
  within?: Progress;
}

/** Of a pattern in a text: the next part to find, and the first place where it may stand. */
export interface Progress {
  part: number;
  from: number;
}

/** F4: a search through the log on screen. Owner: view/dialog/search.ts. */
export interface Search {
  readonly kind: 'search';
  editor: Editor;
  /** Line to look at next while a search runs in slices, else null; and in which direction. */
  scanning: number | null;
  /** How far that line was looked through; nothing: not at all. */
  within?: Progress;
  step: 1 | -1;
  /** The line found last: it is on screen and its matches are marked. */
  match: number | null;
  /** What to say beside the pattern, such as "not found". */
  status: string;
}

/** What has the keys and the cursor for a while. */
export type Dialog = Search | Pager | SettingsDialog;

export interface View {
  readonly id: string;
  /** Cells and keys, or lines and messages. */
  readonly kind: 'terminal' | 'web';
  columns: number;
  rows: number;
  /** Type of the terminal as servers are told of it (MTTS). */
  terminal: string;
  /** Name of the world on screen; null shows the console. */
  current: string | null;
  /** Place in the log of each world by name; '' is the console. */
  viewports: Record<string, Viewport>;
  keys: KeysState;
  /** The input line that has the keys. */
  editor: Editor;
  /** Which one `editor` is, by the name that it has in `aside`; null = of a build before, for whatever is on screen. */
  line: string | null;
  /** Input lines put aside, by `draft`, `secret` or `command` and the world. Owner: view/input-lines.ts. */
  aside: Record<string, Editor>;
  /** The last one has the keys and the cursor. */
  dialogs: Dialog[];
  recall: Recall | null;
  /** Time of the first of two Ctrl+C; 0 = none. */
  interruptedAt: number;
  /** Id of the channel it is drawn through; null = the process's own terminal. */
  readonly channel: number | null;
}
