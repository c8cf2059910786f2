/**
 * What keys do, as data: each action by the name that readline, emacs or other clients have for it, the keys it has unless
 * `[keys]` of settings.toml says otherwise (keys/bound.ts), where it acts, and what `/keys` and `/help keys` say of it. The
 * functions stand with whoever acts: app/keymap.ts, editor/editor.ts.
 */

/**
 * Where an action acts: `always`, also in a dialog; `output`, while the output is looked at; `line`, in the input line
 * and nowhere else; `editing`, in whatever line is being edited, also that of a dialog.
 */
export type Scope = 'always' | 'output' | 'line' | 'editing';

export interface Action {
  /** By the names of terminal/keys.ts; a notch of the mouse wheel counts as one. */
  readonly keys: readonly string[];
  readonly scope: Scope;
  /** Actions with the same words share a row of the help. */
  readonly help: string;
}

const WORLDS = 'previous, next active world';
const ALL_WORLDS = 'previous, next of all worlds, connected or not, by their numbers';
const NUMBERS = 'the world with this number';
const PAGES = 'scroll a page; while paused: down to the next screenful';
const HALVES = 'half a page up, down';
const OUTPUT_ROWS = 'scroll a row up, down';
const WHEEL = 'scrolls three rows';
const WALK = 'walk north, south, west, east, or between them, by the keypad (keypad_walk)';
const STAIRS = 'go up, down by the keypad; look';
const ROWS = 'a row up or down, at the edge the input history of the world';
const HISTORY = 'input history of all worlds';
const PREFIX = 'what was entered before and begins like the input up to the cursor';
const ENDS = 'start, end of the line';
const TEXT_ENDS = 'start, end of the whole text';
const UNDO = 'undo, and do again what was undone';
const CHARACTERS = 'a character left, right';
const WORDS = 'a word left, right';
const DELETE = 'delete a character left, under the cursor';
const KILL = 'delete to the end, to the start';
const KILL_WORD = 'delete a word left (to a blank; a word), right';
const YANK = 'put back what was deleted, then older pieces';
const CASE = 'Capitalise, lower, UPPER the word';

export const actions = {
  reload: { keys: ['C-r'], scope: 'always', help: 'reload: replace the running code, keep every connection' },
  redraw: { keys: ['C-l'], scope: 'always', help: 'redraw' },
  suspend: { keys: ['C-z'], scope: 'always', help: 'suspend, where a shell waits' },

  'release-all': {
    keys: ['M-j', 'M->'],
    scope: 'output',
    help: 'everything that waits, at once, and back to the end',
  },
  'page-up': { keys: ['PageUp', 'M-v'], scope: 'output', help: PAGES },
  'page-down': { keys: ['PageDown'], scope: 'output', help: PAGES },
  'half-page-up': { keys: ['M-H', 'C-PageUp'], scope: 'output', help: HALVES },
  'half-page-down': { keys: ['M-h', 'C-PageDown'], scope: 'output', help: HALVES },
  'row-up': { keys: ['M-PageUp', 'S-PageUp', 'wheel-row-up'], scope: 'output', help: OUTPUT_ROWS },
  'row-down': { keys: ['M-PageDown', 'S-PageDown', 'wheel-row-down'], scope: 'output', help: OUTPUT_ROWS },
  'scroll-up': { keys: ['wheel-up'], scope: 'output', help: WHEEL },
  'scroll-down': { keys: ['wheel-down'], scope: 'output', help: WHEEL },
  top: { keys: ['M-<'], scope: 'output', help: 'to the oldest line' },
  'previous-world': { keys: ['C-Up', 'M-Up', 'F5'], scope: 'output', help: WORLDS },
  'next-world': { keys: ['C-Down', 'M-Down', 'F6'], scope: 'output', help: WORLDS },
  'previous-of-all-worlds': { keys: ['S-Up'], scope: 'output', help: ALL_WORLDS },
  'next-of-all-worlds': { keys: ['S-Down'], scope: 'output', help: ALL_WORLDS },
  'world-1': { keys: ['M-1'], scope: 'output', help: NUMBERS },
  'world-2': { keys: ['M-2'], scope: 'output', help: NUMBERS },
  'world-3': { keys: ['M-3'], scope: 'output', help: NUMBERS },
  'world-4': { keys: ['M-4'], scope: 'output', help: NUMBERS },
  'world-5': { keys: ['M-5'], scope: 'output', help: NUMBERS },
  'world-6': { keys: ['M-6'], scope: 'output', help: NUMBERS },
  'world-7': { keys: ['M-7'], scope: 'output', help: NUMBERS },
  'world-8': { keys: ['M-8'], scope: 'output', help: NUMBERS },
  'world-9': { keys: ['M-9'], scope: 'output', help: NUMBERS },
  'last-world': {
    keys: ['M-0', 'F7'],
    scope: 'output',
    help: 'back to the world that was on screen before; once more: there again',
  },
  'next-active': {
    keys: ['M-a'],
    scope: 'output',
    help: 'from world to world with unseen lines, by importance, then back to where that began',
  },
  'next-activity': {
    keys: ['M-w'],
    scope: 'output',
    help: 'the world whose unseen lines have waited longest',
  },
  help: { keys: ['F1'], scope: 'output', help: 'list the commands' },
  'toggle-tags': { keys: ['F2'], scope: 'output', help: 'time and origin before each line' },
  worlds: { keys: ['F3'], scope: 'output', help: 'the worlds, to choose one' },
  search: { keys: ['F4'], scope: 'output', help: 'search the output; its keys stand below it' },
  copy: {
    keys: ['F9', 'M-Space'],
    scope: 'output',
    help: 'copy mode: select a part of the output by keys, and copy it',
  },
  links: {
    keys: ['M-o'],
    scope: 'output',
    help: 'the links that the game has marked, and what each of them sends',
  },
  'toggle-world-column': {
    keys: ['M-W'],
    scope: 'output',
    help: 'the worlds in a column at the left of a wide screen, or no longer',
  },
  'toggle-map': {
    keys: ['M-m'],
    scope: 'output',
    help: 'the map at the right of a wide screen, or no longer; in a box where there is no room for it',
  },
  'toggle-echo': { keys: ['F8'], scope: 'output', help: 'what you send stands in the output, or no longer' },

  menu: {
    keys: ['M-Escape'],
    scope: 'line',
    help: 'the menu: worlds, settings, help and all else there is to do',
  },
  'command-line': {
    keys: ['M-/'],
    scope: 'line',
    help: 'begin a command, whatever the server echoes; the line under way is put aside meanwhile',
  },
  'search-history': {
    keys: ['M-r'],
    scope: 'line',
    help: 'search the input history while you type; again: older; Enter takes what is found, Esc leaves',
  },
  'quoted-insert': {
    keys: ['C-v'],
    scope: 'line',
    help: 'the next key as a character: / or the separator as text, Enter as a line end, Ctrl+C to be sent',
  },
  'toggle-mask': {
    keys: ['M-e'],
    scope: 'line',
    help: 'show what is typed although the server echoes, or hide it again',
  },
  'walk-north': { keys: ['KP8', 'KPUp'], scope: 'line', help: WALK },
  'walk-south': { keys: ['KP2', 'KPDown'], scope: 'line', help: WALK },
  'walk-west': { keys: ['KP4', 'KPLeft'], scope: 'line', help: WALK },
  'walk-east': { keys: ['KP6', 'KPRight'], scope: 'line', help: WALK },
  'walk-northwest': { keys: ['KP7', 'KPHome'], scope: 'line', help: WALK },
  'walk-northeast': { keys: ['KP9', 'KPPageUp'], scope: 'line', help: WALK },
  'walk-southwest': { keys: ['KP1', 'KPEnd'], scope: 'line', help: WALK },
  'walk-southeast': { keys: ['KP3', 'KPPageDown'], scope: 'line', help: WALK },
  'walk-up': { keys: ['KP-'], scope: 'line', help: STAIRS },
  'walk-down': { keys: ['KP+'], scope: 'line', help: STAIRS },
  'walk-look': { keys: ['KP5', 'KPBegin'], scope: 'line', help: STAIRS },

  spelling: {
    keys: ['C-q'],
    scope: 'line',
    help: 'what could have been meant by the word before the cursor',
  },
  complete: {
    keys: ['Tab'],
    scope: 'line',
    help: 'while paused or scrolled back: a page down; else complete the word, then go through what fits',
  },
  'complete-backward': { keys: ['S-Tab'], scope: 'line', help: 'back through what fits' },
  interrupt: {
    keys: ['C-c'],
    scope: 'line',
    help: 'twice: quit; once: stop connecting or a slow paste, leave a dialog, end a paste that does not end',
  },

  'accept-line': { keys: ['Enter'], scope: 'editing', help: 'send the line, or run it if it starts with /' },
  'previous-line': { keys: ['Up'], scope: 'editing', help: ROWS },
  'next-line': { keys: ['Down'], scope: 'editing', help: ROWS },
  'history-search-backward': { keys: ['M-p'], scope: 'editing', help: PREFIX },
  'history-search-forward': { keys: ['M-n'], scope: 'editing', help: PREFIX },
  'previous-history': { keys: ['C-p'], scope: 'editing', help: HISTORY },
  'next-history': { keys: ['C-n'], scope: 'editing', help: HISTORY },
  'beginning-of-line': { keys: ['C-a', 'Home'], scope: 'editing', help: ENDS },
  'end-of-line': { keys: ['C-e', 'End'], scope: 'editing', help: ENDS },
  'beginning-of-text': { keys: ['C-Home'], scope: 'editing', help: TEXT_ENDS },
  'end-of-text': { keys: ['C-End'], scope: 'editing', help: TEXT_ENDS },
  'backward-char': { keys: ['C-b', 'Left'], scope: 'editing', help: CHARACTERS },
  'forward-char': { keys: ['C-f', 'Right'], scope: 'editing', help: CHARACTERS },
  'backward-word': { keys: ['M-b', 'C-Left', 'M-Left'], scope: 'editing', help: WORDS },
  'forward-word': { keys: ['M-f', 'C-Right', 'M-Right'], scope: 'editing', help: WORDS },
  'backward-delete-char': { keys: ['Backspace', 'C-h', 'S-Backspace'], scope: 'editing', help: DELETE },
  'delete-char': { keys: ['Delete', 'C-d'], scope: 'editing', help: DELETE },
  'kill-line': { keys: ['C-k'], scope: 'editing', help: KILL },
  'unix-line-discard': { keys: ['C-u'], scope: 'editing', help: KILL },
  'kill-whole-line': {
    keys: ['C-g'],
    scope: 'editing',
    help: 'throw the whole input away, however long; Ctrl+Y or undo puts it back',
  },
  'unix-word-rubout': { keys: ['C-w'], scope: 'editing', help: KILL_WORD },
  'backward-kill-word': { keys: ['M-Backspace', 'C-M-h'], scope: 'editing', help: KILL_WORD },
  'kill-word': { keys: ['M-d', 'M-Delete'], scope: 'editing', help: KILL_WORD },
  yank: { keys: ['C-y'], scope: 'editing', help: YANK },
  'yank-pop': { keys: ['M-y'], scope: 'editing', help: YANK },
  undo: { keys: ['C-_', 'C-/'], scope: 'editing', help: UNDO },
  redo: { keys: ['C-M-_', 'M-_'], scope: 'editing', help: UNDO },
  'matching-bracket': {
    keys: ['M--', 'C-M-]'],
    scope: 'editing',
    help: 'to the bracket that belongs to the one under the cursor, or near it',
  },
  'transpose-chars': { keys: ['C-t'], scope: 'editing', help: 'swap two characters' },
  'capitalize-word': { keys: ['M-c'], scope: 'editing', help: CASE },
  'downcase-word': { keys: ['M-l'], scope: 'editing', help: CASE },
  'upcase-word': { keys: ['M-u'], scope: 'editing', help: CASE },
} as const satisfies Readonly<Record<string, Action>>;

type Actions = typeof actions;
export type ActionName = keyof Actions;
/** The actions of some scopes: a table of functions by these names lacks none, or does not compile. */
export type ActionIn<S extends Scope> = {
  [Name in ActionName]: Actions[Name]['scope'] extends S ? Name : never;
}[ActionName];
