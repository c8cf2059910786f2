/**
 * The input line: keys in, text and cursor changed, Enter gives out what was written. Emacs keys; each works
 * near the cursor only, so that typing inside a long paste stays quick.
 */
import type { ActionIn } from '../settings/bindings.ts';
import { findAction } from '../settings/keys/bound.ts';
import type { Settings } from '../state/settings.ts';
import type { InputMemory } from '../state/state.ts';
import type { Editor, Key } from '../state/terminal.ts';
import { graphemeEnd, previousGrapheme } from '../text/width.ts';
import { matchingBracket } from './brackets.ts';
import { addHistory, entryByPrefix, leaveHistory, newerEntry, olderEntry, type Scope } from './history.ts';
import { kill, yank, yankPop } from './kill-ring.ts';
import { asTyped, marksWithin, wholly } from './pasted.ts';
import { quotedText } from './quoted.ts';
import { verticalMove } from './rows.ts';
import { deleteText, lineEnd, lineStart, replaceText, snap } from './text.ts';
import { forgetChanges, redo, undo } from './undo.ts';
import { blankWordStart, nextWord, wordEnd, wordStart } from './words.ts';

export { addHistory, dropHistory } from './history.ts';
export { layoutInput, rowsWanted } from './layout.ts';

export interface EditResult {
  /** False: no key of the editor; nothing was changed. */
  handled: boolean;
  /** Enter: the text as one would type it, which may hold several lines ('\n'); a password as it is. */
  submitted?: string;
  /** A `/` at the start of a line was pasted, and is doubled in `submitted`. */
  quoted?: boolean;
  /** UTF-16 units that found no room in the input. */
  refused?: number;
  /** The key was to be a character, and has none. */
  isNoCharacter?: true;
}

/** What an input line knows of the client; without settings its keys are as by default. */
export interface EditMemory extends InputMemory {
  readonly settings?: Pick<Settings, 'keys'> & Partial<Settings>;
}

const AS_BY_DEFAULT: Settings['keys'] = {};

export function emptyEditor(): Editor {
  return {
    text: '',
    pasted: [],
    cursor: 0,
    yanked: null,
    position: null,
    draft: '',
    draftPasted: [],
    masked: false,
    last: 'other',
    column: 0,
  };
}

/**
 * Handles one key. `width` and `promptCells` are those of layoutInput(): Up and Down go by what is on screen. `world`: whose
 * line it is, for the history; '' is the console, null: it has none of its own.
 */
export function edit(
  editor: Editor,
  memory: EditMemory,
  key: Key,
  width: number,
  promptCells = 0,
  world: Scope = null,
): EditResult {
  if (key.type === 'mouse') return { handled: false };
  if (editor.quoting) return quoted(editor, key);
  if (key.type === 'paste') return done(editor, insertPaste(editor, clean(key.text)));
  if (key.type === 'text') return done(editor, insertText(editor, key.text));
  const action = findAction(memory.settings?.keys ?? AS_BY_DEFAULT, key.name, 'editing');
  return action ? editBy(editor, memory, action, width, promptCells, world) : { handled: false };
}

/** Does what a key of the action does. */
export function editBy(
  editor: Editor,
  memory: EditMemory,
  action: ActionIn<'editing'>,
  width: number,
  promptCells = 0,
  world: Scope = null,
): EditResult {
  return acts[action](editor, { memory, width, promptCells, world });
}

/** Inserts at the cursor, free of controls. Returns how many UTF-16 units found no room. */
export function insertText(editor: Editor, text: string): number {
  replaceSelected(editor);
  return replaceText(editor, editor.cursor, editor.cursor, clean(text), [], 'typing');
}

/** Inserts text at the cursor that was pasted, and is free of controls. Returns how many units found no room. */
export function insertPaste(editor: Editor, text: string): number {
  replaceSelected(editor);
  return replaceText(editor, editor.cursor, editor.cursor, text, wholly(text));
}

/** Puts `text` in place of what stands between `start` (a boundary) and the cursor, as completion does. */
export function replaceBefore(editor: Editor, start: number, text: string): number {
  return done(editor, replaceText(editor, start, editor.cursor, clean(text))).refused ?? 0;
}

/** Puts `text` in place of the whole input, with the cursor at its end. What was there does not come back by undo. */
export function setText(editor: Editor, text: string): number {
  leaveHistory(editor);
  const { refused = 0 } = done(editor, replaceText(editor, 0, editor.text.length, clean(text)));
  forgetChanges(editor);
  return refused;
}

/** Puts `text` there as setText() does, to be sent once more, or to give way to what is typed. */
export function offerAgain(editor: Editor, text: string): void {
  setText(editor, text);
  editor.selected = true;
}

/** What is selected gives way. Returns whether anything was. */
function replaceSelected(editor: Editor): boolean {
  if (!editor.selected) return false;
  delete editor.selected;
  deleteText(editor, 0, editor.text.length, 'other');
  return true;
}

/** Goes to a place in the text. */
export function moveCursor(editor: Editor, place: number): void {
  moved(editor, place);
}

/** A tab has no fixed width on its way through an input line. */
const TAB = '    ';

/** The text without controls; line ends are '\n'. */
export function clean(text: string): string {
  return text
    .replace(/\r\n?|[\x85\u2028\u2029]/g, '\n')
    .replaceAll('\t', TAB)
    .replace(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/g, '');
}

// ---------------------------------------------------------------- the keys

type Place = (editor: Editor) => number;
type Range = (editor: Editor) => readonly [number, number];

const left: Place = ({ text, cursor }) => previousGrapheme(text, cursor);
const right: Place = ({ text, cursor }) => graphemeEnd(text, cursor);
const home: Place = ({ text, cursor }) => lineStart(text, cursor);
const end: Place = ({ text, cursor }) => lineEnd(text, cursor);
const backWord: Place = ({ text, cursor }) => wordStart(text, cursor);
const forwardWord: Place = ({ text, cursor }) => wordEnd(text, cursor);

const killLine: Range = editor => [editor.cursor, orOne(end(editor), editor.cursor, right(editor))];
const killToStart: Range = editor => [orOne(home(editor), editor.cursor, left(editor)), editor.cursor];
const killBlankWord: Range = editor => [blankWordStart(editor.text, editor.cursor), editor.cursor];
const killBackWord: Range = editor => [backWord(editor), editor.cursor];
const killForwardWord: Range = editor => [editor.cursor, forwardWord(editor)];
const backspace: Range = editor => [left(editor), editor.cursor];
const forwardDelete: Range = editor => [editor.cursor, right(editor)];

interface Surroundings {
  readonly memory: EditMemory;
  readonly world: Scope;
  readonly width: number;
  readonly promptCells: number;
}

type Act = (editor: Editor, surroundings: Surroundings) => EditResult;

const moving =
  (place: Place): Act =>
  editor =>
    moved(editor, place(editor));
const killing =
  (range: Range): Act =>
  (editor, { memory }) =>
    killed(editor, memory, range(editor));
const deleting =
  (range: Range): Act =>
  editor =>
    replaceSelected(editor) ? done(editor) : deleted(editor, range(editor));
const recasing =
  (change: (word: string) => string): Act =>
  editor =>
    done(editor, changeWord(editor, change));
const browsing =
  (direction: 1 | -1): Act =>
  (editor, { memory }) =>
    browsed(editor, memory, direction, null);

const byPrefix =
  (direction: 1 | -1): Act =>
  (editor, { memory, world }) => {
    entryByPrefix(editor, memory, direction, own(memory, world));
    return done(editor, 0, 'prefix');
  };

const acts: Readonly<Record<ActionIn<'editing'>, Act>> = {
  'accept-line': submit,
  'previous-line': (editor, surroundings) => vertical(editor, -1, surroundings),
  'next-line': (editor, surroundings) => vertical(editor, 1, surroundings),
  'history-search-backward': byPrefix(-1),
  'history-search-forward': byPrefix(1),
  'previous-history': browsing(-1),
  'next-history': browsing(1),
  'beginning-of-text': moving(() => 0),
  'end-of-text': moving(({ text }) => text.length),
  'matching-bracket': moving(({ text, cursor }) => matchingBracket(text, cursor) ?? cursor),
  undo: editor => restored(editor, undo),
  redo: editor => restored(editor, redo),
  'beginning-of-line': moving(home),
  'end-of-line': moving(end),
  'backward-char': moving(left),
  'forward-char': moving(right),
  'backward-word': moving(backWord),
  'forward-word': moving(forwardWord),
  'backward-delete-char': deleting(backspace),
  'delete-char': deleting(forwardDelete),
  'kill-line': killing(killLine),
  'unix-line-discard': killing(killToStart),
  'kill-whole-line': (editor, { memory }) => discarded(editor, memory),
  'unix-word-rubout': killing(killBlankWord),
  'backward-kill-word': killing(killBackWord),
  'kill-word': killing(killForwardWord),
  yank: (editor, { memory }) => {
    replaceSelected(editor);
    return yanked(editor, yank(editor, memory));
  },
  'yank-pop': (editor, { memory }) =>
    editor.last === 'yank' ? yanked(editor, yankPop(editor, memory)) : done(editor),
  'transpose-chars': editor => done(editor, transpose(editor)),
  'capitalize-word': recasing(capitalise),
  'downcase-word': recasing(word => word.toLowerCase()),
  'upcase-word': recasing(word => word.toUpperCase()),
};

/** At the edge of its line a kill takes the line break. */
function orOne(edge: number, cursor: number, neighbour: number): number {
  return edge === cursor ? neighbour : edge;
}

/** Drags the grapheme before the cursor over the one behind it; at the end of the line, over the one before it. */
function transpose(editor: Editor): number {
  const { text } = editor;
  const atEnd = editor.cursor === lineEnd(text, editor.cursor);
  const middle = atEnd ? left(editor) : editor.cursor;
  const start = previousGrapheme(text, middle);
  if (middle === 0 || start < lineStart(text, editor.cursor)) return 0;
  const after = graphemeEnd(text, middle);
  return rewrite(editor, start, after, text.slice(middle, after) + text.slice(start, middle));
}

function changeWord(editor: Editor, change: (word: string) => string): number {
  const { text } = editor;
  const start = nextWord(text, editor.cursor);
  const after = wordEnd(text, start);
  return rewrite(editor, start, after, change(text.slice(start, after)));
}

/** Another form of [start, end): if some of it was pasted, all of it is. */
function rewrite(editor: Editor, start: number, end: number, text: string): number {
  const marks = marksWithin(editor.pasted, start, end);
  return replaceText(editor, start, end, text, marks.length > 0 ? wholly(text) : []);
}

function capitalise(word: string): string {
  const first = String.fromCodePoint(word.codePointAt(0) ?? 0x20);
  return word === '' ? '' : first.toUpperCase() + word.slice(first.length).toLowerCase();
}

// ---------------------------------------------------------------- what was done

function done(editor: Editor, refused = 0, last: Editor['last'] = 'other'): EditResult {
  editor.last = last;
  delete editor.selected;
  if (last !== 'yank') editor.yanked = null;
  return refused > 0 ? { handled: true, refused } : { handled: true };
}

function restored(editor: Editor, change: (editor: Editor) => void): EditResult {
  change(editor);
  return moved(editor, editor.cursor);
}

/** Of several characters that come at once the first one is meant; what follows is typed. */
function quoted(editor: Editor, key: Key): EditResult {
  delete editor.quoting;
  if (key.type === 'paste') return done(editor, insertPaste(editor, clean(key.text)));
  const text = quotedText(key);
  if (text === null) return { ...done(editor), isNoCharacter: true };
  const end = key.type === 'text' ? String.fromCodePoint(text.codePointAt(0) ?? 0).length : text.length;
  // As if it had been pasted: it means nothing but itself.
  const refused = insertPaste(editor, text.slice(0, end));
  return done(editor, refused + (end < text.length ? insertText(editor, text.slice(end)) : 0));
}

function yanked(editor: Editor, refused: number): EditResult {
  return done(editor, refused, 'yank');
}

function moved(editor: Editor, place: number): EditResult {
  // A word can end inside a grapheme (letters joined by a mark that is no letter).
  editor.cursor = snap(editor.text, place);
  return done(editor);
}

function killed(editor: Editor, memory: InputMemory, [start, stop]: readonly [number, number]): EditResult {
  kill(editor, memory, start, stop);
  return done(editor, 0, 'kill');
}

/** All lines of it, as one kill. The way through the history begins anew, unless Down is to bring a draft back. */
function discarded(editor: Editor, memory: InputMemory): EditResult {
  if (editor.draft === '') leaveHistory(editor);
  editor.cursor = editor.text.length;
  return killed(editor, memory, [0, editor.cursor]);
}

function deleted(editor: Editor, [start, stop]: readonly [number, number]): EditResult {
  deleteText(editor, start, stop);
  return done(editor);
}

function vertical(
  editor: Editor,
  direction: 1 | -1,
  { memory, world, width, promptCells }: Surroundings,
): EditResult {
  const place = editor.masked ? editor.cursor : verticalMove(editor, direction, width, promptCells % width);
  if (place !== null) {
    editor.cursor = place;
    return done(editor, 0, 'vertical');
  }
  return browsed(editor, memory, direction, own(memory, world));
}

/** Whose entries Up and Down go through. */
function own({ settings }: EditMemory, world: Scope): Scope {
  return settings?.history === 'common' ? null : world;
}

function browsed(editor: Editor, memory: EditMemory, direction: 1 | -1, world: Scope): EditResult {
  if (direction === -1) olderEntry(editor, memory, world);
  else newerEntry(editor, memory, world);
  return done(editor);
}

function submit(editor: Editor, { memory, world }: Surroundings): EditResult {
  const { text, masked } = editor;
  const submitted = masked ? text : asTyped(text, editor.pasted, memory.settings?.command_separator);
  if (!masked) addHistory(editor, memory, submitted, world, memory.settings?.history_size);
  setText(editor, '');
  return submitted === text ? { handled: true, submitted } : { handled: true, submitted, quoted: true };
}
