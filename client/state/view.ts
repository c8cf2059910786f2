/** A view: one pair of eyes and one keyboard on the shared state, as plain data. */
import type {
  CertificateDialog,
  EditDialog,
  EditsDialog,
  KeysDialog,
  LinksDialog,
  Menu,
  Pager,
  PasteDialog,
  QuitQuestion,
  RemovalDialog,
  RuleEditor,
  RulesDialog,
  SettingsDialog,
  SpellingDialog,
  WebPasswordDialog,
  WorldEditor,
  WorldsDialog,
} from './dialog.ts';
import type { Grep } from './grep.ts';
import type { Pattern, PatternKind, Progress } from './pattern.ts';
import type { StyledText } from './stream.ts';
import type { Device, Editor, Key, KeysState, Plain } from './terminal.ts';

export type { Pattern, PatternKind, Progress } from './pattern.ts';

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

/** /recall in progress, worked off in slices. Owner: view/search/recall.ts. */
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
  /** What the pattern is; nothing: as in builds before, with `*` and `?`, and capitals do not count. */
  how?: PatternKind;
  exact?: boolean;
  wishes?: RecallWishes;
  /** What is to be shown, newest first; and those looked at last that come along if the next one matches. */
  lines?: Recalled[];
  recent?: Recalled[];
  /** Lines before the last match that still come along; lines left out since the one before it. */
  around?: number;
  gap?: boolean;
  /** Lines of the kind that is meant, so far. */
  passed?: number;
  /** What is older is of no interest. */
  isOver?: boolean;
  /** The world that was on screen; '' is the console. */
  shownOn?: string;
}

/** Which lines /recall shows, and how. Numbers count from 0, times are Unix ms. */
export interface RecallWishes {
  /** So many of the last lines; without the last `skip` ones. */
  readonly among?: number;
  readonly skip?: number;
  /** So many that match. */
  readonly matches?: number;
  readonly from?: number;
  readonly to?: number;
  readonly since?: number;
  readonly until?: number;
  /** Lines around those that match. */
  readonly before?: number;
  readonly after?: number;
  readonly invert?: boolean;
  /** What the game has said, unless something else is named. */
  readonly of?: 'game' | 'sent' | 'clay';
  readonly withTime?: boolean;
  readonly withNumber?: boolean;
  readonly quiet?: boolean;
}

export interface Recalled extends StyledText {
  readonly number: number;
  readonly time: number;
  /** Between it and the next newer one that is shown are others. */
  readonly gap?: boolean;
}

/** Lines [from, to) of a log were looked through; those that match have their bit, that of line `base` first. */
export interface Looked {
  /** Which log it is: by its world ('' is the console) and its beginning. */
  readonly world: string;
  readonly epoch: number;
  from: number;
  to: number;
  base: number;
  bits: Uint8Array;
}

/** F4 or /find: a search through the log on screen. Owner: view/search/. */
export interface Search {
  readonly kind: 'search';
  editor: Editor;
  /** What the text of the editor is; nothing: with `*` and `?`, as in builds before, and capitals do not count. */
  how?: PatternKind;
  exact?: boolean;
  /** It was begun by /find: it has no keys. */
  quiet?: boolean;
  /** What /find found is still to be told. */
  untold?: boolean;
  /** What was looked through so far. */
  looked?: Looked;
  /** How far the line that is next was looked through, and which one that is. */
  within?: Progress & { readonly line?: number };
  /** A match is wanted, above (-1) or below; nothing or 0: none is. */
  wanted?: 1 | -1 | 0;
  /** The match was found from the other end. */
  wrapped?: boolean;
  /** The line found last: it is on screen and its matches are marked. */
  match: number | null;
  /** When that one came (Unix ms). */
  time?: number;
  /** Where the view stood when the search began, to go back to; and its last line. */
  origin?: { readonly line: number; readonly bottom: LogPlace | null };
  /** Only the lines that match are on screen; and where the row begins that is the last one, if it is not the newest. */
  filter?: boolean;
  bottom?: LogPlace | null;
  /** Of builds before: the line that is next, in which direction, and what is said of it. */
  scanning: number | null;
  step: 1 | -1;
  status: string;
}

/** Copy mode: a part of the output is selected by keys. Owner: view/copy/. */
export interface Copy {
  readonly kind: 'copy';
  /** Which log: by its world ('' is the console) and its beginning. */
  readonly world: string;
  readonly epoch: number;
  /** The character under the cursor, and the one where the selection began; whole lines of both. */
  at: LogPlace;
  from: LogPlace | null;
  whole: boolean;
  /** The cell that moves by rows aim at; null: that of the cursor. */
  aim: number | null;
  /** Where the view stood. */
  readonly origin: { readonly bottom: LogPlace | null; readonly whole: boolean };
  /** A pattern is typed; the direction it is looked for in. */
  typing: Editor | null;
  by: 1 | -1;
  /** What was looked for last; the line that is next, if there was no time for all of them. */
  pattern: string;
  next: number | null;
  told: string;
}

/** What has the keys and the cursor for a while. */
export type Dialog =
  | Search
  | Copy
  | Pager
  | SettingsDialog
  | Menu
  | EditDialog
  | EditsDialog
  | KeysDialog
  | LinksDialog
  | QuitQuestion
  | WorldsDialog
  | RulesDialog
  | RuleEditor
  | WorldEditor
  | RemovalDialog
  | CertificateDialog
  | PasteDialog
  | SpellingDialog
  | WebPasswordDialog;

/** One of the texts that may stand in the input. */
export interface Choice {
  /** As it is listed. */
  readonly label: string;
  /** As it stands in the input. */
  readonly text: string;
  /** One line on what it is; '' = it speaks for itself. */
  readonly help: string;
}

/** What may stand in place of the word before the cursor: shown above the status bar. Owner: command/completion/. */
export interface Choices {
  /** `/` opens the menu of commands, Tab shows what fits. */
  readonly by: 'typing' | 'tab';
  /** Which input line, how long it is, where its cursor: another one ends them. */
  line: string | null;
  length: number;
  cursor: number;
  /** Where what they stand in place of begins, and what was typed there. */
  readonly start: number;
  readonly typed: string;
  readonly items: readonly Choice[];
  /** How many there are in all: not all of very many are listed. */
  readonly total: number;
  /** Which of them stands in the input; null: none, what was typed does. */
  chosen: number | null;
  /** Nothing can be completed: how the command is used. */
  readonly note?: Choice;
}

/** What Clay has said in a log since the last key: lines [from, to), those of the game among them apart. */
export interface Said {
  /** Name of the world; '' is the console. */
  readonly log: string;
  readonly from: number;
  readonly to: number;
}

/** What was typed in one go and is more than one turn has time for: keys that were read, and bytes behind them. Owner: app/typing/input.ts. */
export interface Typed {
  keys: Key[];
  bytes: Uint8Array[];
}

/** Lines that were entered at once and are more than one turn has time for. Owner: app/submit.ts. */
export interface Entering {
  readonly lines: readonly string[];
  /** The line that is next. */
  next: number;
  /** In the input of commands; or what is typed was hidden; or there is a secret among them. */
  readonly how: 'command' | 'masked' | 'secret' | null;
}

export interface View {
  readonly id: string;
  /** Cells and keys, or lines and messages. */
  readonly kind: 'terminal' | 'web';
  columns: number;
  rows: number;
  /** Type of the terminal as servers are told of it (MTTS). */
  terminal: string;
  /** What it can show; nothing: all there is. */
  device?: Device;
  /** There is no screen: what is to be seen is printed. */
  plain?: Plain;
  /** Name of the world on screen; null shows the console. */
  current: string | null;
  /** The world that was on screen before this one. */
  before?: string | null;
  /** Where Esc a began to go from world to world: there it ends. */
  roundFrom?: string | null;
  /** Place in the log of each world by name; '' is the console. */
  viewports: Record<string, Viewport>;
  keys: KeysState;
  /** The input line that has the keys. */
  editor: Editor;
  /** What waits of what was typed and entered; keys behind lines. */
  typed?: Typed;
  /** So much of it that no more is read of its terminal. */
  held?: true;
  entering?: Entering[];
  /** Which one `editor` is, by the name that it has in `aside`; null = of a build before, for whatever is on screen. */
  line: string | null;
  /** Input lines put aside, by `draft`, `secret` or `command` and the world. Owner: view/input-lines.ts. */
  aside: Record<string, Editor>;
  /** Rows that the input has taken since a line was entered, and keeps; nothing: one. Owner: view/layout.ts. */
  inputKept?: number;
  /** The last one has the keys and the cursor. */
  dialogs: Dialog[];
  recall: Recall | null;
  /** /grep under way, or what it has found. */
  grep?: Grep | null;
  /** What was searched for, the last one last; and how the last one was meant. */
  searches?: string[];
  searchedAs?: Omit<Pattern, 'text'>;
  choices: Choices | null;
  /** Esc has closed the menu: until another command is begun. */
  menuClosed: boolean;
  /** Owner: world/world.ts; shown by view/answers.ts. */
  said?: Said | null;
  /** Whether its terminal has the keyboard, since when; none = not known. */
  focus?: { readonly on: boolean; readonly since: number };
  /** When the last notification was given. Owner: view/attention/notify.ts. */
  notifiedAt?: number;
  /** Time of the first of two Ctrl+C; 0 = none. */
  interruptedAt: number;
  /** Id of the channel it is drawn through; null = the process's own terminal. */
  readonly channel: number | null;
  /** Key of the login by which its terminal has come over the network; nothing: it has not. */
  readonly login?: string;
  /** That login may watch and nothing else. */
  readonly watches?: true;
  /** Bytes of keys that its program has sent: after a break it sends those that have not come. */
  received?: number;
}
