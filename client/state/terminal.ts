/**
 * The terminal's part of the state and the values that travel between its modules. Plain data: the reader of
 * keys and the editor are carried through execve() in the middle of a sequence, a paste or a word. Columns,
 * rows and cells count from 0.
 */

// ---------------------------------------------------------------- device

/** How many colours; 16 also serves those with 8. Without any, bold, underlined and reverse text stay. */
export type Depth = 'none' | 16 | 256 | 'truecolor';

export type NotifyBy = 9 | 99 | 777;

/** What the terminal can show, by its user's environment. */
export interface Device {
  readonly depth: Depth;
  /** Curly and double underlines, and their colours (`4:3`, `58:2::…`): others take them for something else. */
  readonly underlines: boolean;
  /** Hyperlinks; at least it swallows what it does not know. */
  readonly links: boolean;
  /** It goes to a column of its row, and erases a number of cells. */
  readonly exact: boolean;
  /**
   * With the mouse left to the terminal, the wheel comes as cursor keys in the form of application mode, whatever the mode:
   * elsewhere nothing tells them from keys that are pressed.
   */
  readonly wheelIsApart?: boolean;
  /** How it passes notifications on to the desktop: the number of the sequence (OSC); null = it does not. */
  readonly notify?: NotifyBy | null;
  /** Its locale is not UTF-8: what is not ASCII may come out as something else. */
  readonly ascii?: boolean;
  /** Label of its character set; nothing: UTF-8. */
  readonly charset?: string;
  /** Whether characters that have one column or two, by the terminal, have two; nothing: nobody has said so of this one. */
  readonly wide?: boolean;
  /** Programs may give text to the clipboard (OSC 52), unless its user forbids it. */
  readonly clipboard?: boolean;
  /** It has no sequences at all: a teletype, an editor's window, a pipe. */
  readonly dumb?: boolean;
}

// ---------------------------------------------------------------- keys

/** How the keyboard speaks (terminal/keyboard/protocol.ts); `asked`: the terminal has still to say what it knows. */
export type Keyboard = 'legacy' | 'asked' | 'modify' | 'kitty';

/** Where in the terminal's byte stream the reader of keys stands. */
export type KeysMode =
  | 'ground'
  | 'escape'
  | 'csi'
  | 'linux-function'
  | 'mouse'
  | 'ss3'
  | 'string'
  | 'string-escape'
  | 'paste';

/** Owner: terminal/keys.ts. */
export interface KeysState {
  mode: KeysMode;
  /** ESC went before: the next key gets `M-`. */
  meta: boolean;
  /** The start of a sequence was given out by flushKeys(); what follows may be the rest of it, which came slowly. */
  flushed: boolean;
  /** What is there of a sequence may be all the same what it looks like, for its ESC was a key. */
  alone?: boolean;
  /**
   * What is there of the sequence under way, one character a byte. In a paste: a Ctrl+C that came last. After a flush:
   * what was given out behind its ESC.
   */
  sequence: string;
  /** Label of the character set of the keyboard; nothing: UTF-8. */
  charset?: string;
  /** The first bytes of a character that was cut. */
  utf8: Uint8Array;
  /** Text of the paste under way. */
  paste: string;
  /** How many bytes of the end marker of a paste were just seen. */
  matched: number;
  /** Nothing: of a build that knew one way only. */
  keyboard?: Keyboard;
  /** How often in a row a paste under way was asked after and had brought nothing. */
  silence: number;
  /** Whether the terminal has the keyboard, as it has reported last. */
  focus?: boolean;
  /** As the device has it. */
  wheelIsApart?: boolean;
}

export type MouseAction = 'press' | 'release' | 'wheel-up' | 'wheel-down' | 'move';

/**
 * What the user did. `text` is printable and may be a run of several characters. Key names put their
 * modifiers in the order C-, M-, S-: `C-r`, `M-j`, `Enter`, `S-Tab`, `C-M-Up`, `F1`, `C-Space`.
 */
export type Key =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'key'; readonly name: string }
  /** `cut`: its end mark never came. */
  | { readonly type: 'paste'; readonly text: string; readonly cut?: true }
  | { readonly type: 'mouse'; readonly action: MouseAction; readonly column: number; readonly row: number };

// ---------------------------------------------------------------- editor

/** The parts of a text that were pasted, as [start, end) in order; none touches another. Owner: editor/pasted.ts. */
export type Pasted = readonly (readonly [start: number, end: number])[];

/** A killed text, and which parts of it were pasted. */
export interface Kill {
  readonly text: string;
  readonly pasted: Pasted;
}

/** A part of a text that gave way to another. Owner: editor/undo.ts. */
export interface Change {
  readonly at: number;
  readonly removed: string;
  readonly inserted: string;
  /** Of what it puts back: of `removed` while it can be undone, of `inserted` when it was. */
  readonly pasted: Pasted;
  /** Where the cursor was before. */
  readonly cursor: number;
  /** Changes in a row that go back together. */
  readonly by: 'typing' | 'deleting' | 'other';
}

/** A search in the input history. */
export interface HistoryFind {
  pattern: string;
  /** The entry that was found. */
  place: number | null;
  /** There is no other one that matches. */
  isMissing: boolean;
  /** What stood there. */
  readonly before: Pick<Editor, 'text' | 'pasted' | 'cursor' | 'position' | 'draft' | 'draftPasted'>;
}

/** One input line; history and kill ring are shared by all. Owner: editor/editor.ts. Offsets are UTF-16 units and lie between graphemes. */
export interface Editor {
  text: string;
  /** Of `text`. */
  pasted: Pasted;
  cursor: number;
  /** What C-y or M-y just inserted, so that M-y can replace it: its start, and its place in the kill ring. */
  yanked: { start: number; kill: number } | null;
  /** The entry on show while browsing; null = the user's own text. */
  position: number | null;
  /** The user's own text while browsing. */
  draft: string;
  /** Of `draft`. */
  draftPasted: Pasted;
  /** A password: shown as stars, in neither history nor kill ring. */
  masked: boolean;
  /** What the last key did: kills in a row make one entry, vertical moves in a row keep their column. */
  last: 'other' | 'kill' | 'yank' | 'vertical' | 'prefix';
  /** The column that vertical moves aim at. */
  column: number;
  /** Changes that can be undone, the last one last; those that were, likewise. Nothing: none. */
  done?: readonly Change[];
  undone?: readonly Change[];
  /** What entries of the history begin with that are gone through. */
  prefix?: string;
  /** The history is being searched: what is found stands in the input. Owner: editor/find.ts. */
  find?: HistoryFind;
  /** All of it is what was sent last: what is typed takes its place. */
  selected?: true;
  /** The next key is a character, whatever it does otherwise. */
  quoting?: true;
}

// ---------------------------------------------------------------- frames

/**
 * Text of one style. `style` is a canonical SGR parameter string ('' = default) or the name of one (terminal/theme.ts),
 * `link` an OSC 8 URI.
 */
export interface Span {
  readonly text: string;
  readonly style: string;
  readonly link?: string;
}

/** One row of the screen; what it leaves free on the right is blank. */
export type FrameRow = readonly Span[];

/** Colours for a dark or for a light terminal. */
export type Theme = 'dark' | 'light';

/** What the screen shall show. */
export interface Frame {
  /** By it the names of styles get their colours; nothing: dark. */
  readonly theme?: Theme;
  readonly columns: number;
  /** One entry for each row of the screen. */
  readonly rows: readonly FrameRow[];
  /** null hides the cursor. */
  readonly cursor: { readonly column: number; readonly row: number } | null;
}

// ---------------------------------------------------------------- without a screen

/** To be printed beside the lines of a log, before line `at` of that log ('' is the console). */
export interface Print {
  readonly log: string;
  readonly at: number;
  readonly text: string;
  /** What the user has entered: `text` is the row, with the prompt; this is the part that was typed. */
  readonly typed?: string;
}

/** What was printed. Owner: view/plain/compose.ts. */
export interface Printed {
  /** The log that is printed; null: nothing was so far. */
  log: string | null;
  /** The first line of each log that was not. */
  next: Record<string, number>;
  /** What stands in the last row: a prompt of so many UTF-16 units, and input; and where in it the cursor is. */
  row: string;
  prompt: number;
  cursor: number;
  /** Input that stands on the terminal, and is not to be printed once more as a line of the log. */
  typed: readonly string[];
  /** The prompt of the row that was entered last, until something else was printed: it may become a line of the log. */
  answered?: string;
}

/** A dialog as questions: which one, what is asked of it now, and what stands before the answer. */
export interface Asking {
  readonly kind: string;
  /** How many dialogs there are. */
  readonly depth: number;
  /** Id of the field that is asked for; '' = whatever there is, 'buttons' = what is to be done. */
  step: string;
  prompt: string;
  /** The answer is not to be seen. */
  secret: boolean;
  /** What was told of a field that holds what it may not. */
  fault: string;
  /** Of a text: which one it is. */
  text?: string;
}

/** Of a view whose terminal has no cursor that could be put anywhere: text goes out as it comes, and stays. */
export interface Plain {
  /** Keys, of which Clay makes lines and shows them; or whole lines, from a program or a file. */
  input: 'keys' | 'lines';
  /** In order. */
  queue: Print[];
  printed: Printed;
  asking: Asking | null;
  /** Worlds whose news were told of, and how they were connected then. */
  news: Record<string, { readonly told: boolean; readonly connected: boolean }>;
  /** How to begin was told. */
  welcomed?: true;
  /** What may stand in the input was told. */
  choices: string;
  /** Lines that wait for the answer to those before them; no more come if `ended`. */
  pending: string;
  ended: boolean;
  /** When the last one was entered, or could not be (Unix ms). */
  enteredAt: number;
  /** The demo is starting: until then (Unix ms) lines wait for its worlds. */
  awaits?: number;
}
