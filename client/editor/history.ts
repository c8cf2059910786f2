/**
 * What was submitted before, and the way back to it. There is one list, newest last, and beside it the world that each entry
 * was entered in: what a world has of its own is seen by leaving out the others. The text being written is kept meanwhile.
 */
import type { InputMemory } from '../state/state.ts';
import type { Editor } from '../state/terminal.ts';
import { replaceText } from './text.ts';

/** What the setting history_size is by default. */
const USUAL_SIZE = 5000;

/** UTF-16 units of one entry; longer inputs are pasted files rather than commands. */
export const MAX_ENTRY = 8 * 1024;

/** Of all entries: the history travels in every reload's snapshot. */
const MAX_SIZE = 1024 * 1024;

/** Whose entries are meant: those of a world ('' is the console), or with null all. What is known of no world is everybody's. */
export type Scope = string | null;

/** Adds an entry of a world unless it is blank, overlong, or the same as the newest. */
export function addHistory(
  editor: Editor,
  memory: InputMemory,
  text: string,
  world: Scope = null,
  most = USUAL_SIZE,
): void {
  if (text.trim() === '' || text.length > MAX_ENTRY) return;
  const worlds = worldsOf(memory.history, memory.historyWorlds);
  if (text === memory.history.at(-1) && world === worlds.at(-1)) return;
  memory.historyWorlds = worlds;
  memory.unsavedWorlds = worldsOf(memory.unsavedHistory, memory.unsavedWorlds);
  add(memory.history, memory.historyWorlds, text, world, most);
  add(memory.unsavedHistory, memory.unsavedWorlds, text, world, most);
  // Places in the list have shifted; browsing starts again from the end.
  editor.position = null;
}

/** Takes back what was added last, if it was `text`: it is a secret. */
export function dropHistory(memory: InputMemory, text: string): void {
  if (memory.history.at(-1) === text) {
    memory.history.pop();
    memory.historyWorlds?.pop();
  }
  if (memory.unsavedHistory.at(-1) === text) {
    memory.unsavedHistory.pop();
    memory.unsavedWorlds?.pop();
  }
}

function add(entries: string[], worlds: Scope[], text: string, world: Scope, most: number): void {
  // Room is made first: to make an array of a hundred thousand longer takes as long as a frame.
  const from = firstKept(entries, most - 1, text.length);
  entries.splice(0, from);
  worlds.splice(0, from);
  entries.push(text);
  worlds.push(world);
}

/** The world of each entry; a build before, which may have been there meanwhile, tells none. */
export function worldsOf(entries: readonly string[], worlds: Scope[] | undefined): Scope[] {
  return worlds?.length === entries.length ? worlds : entries.map(() => null);
}

/** The index of the oldest of the entries that a client keeps, with one more of the length `coming` if it is not 0. */
export function firstKept(entries: readonly string[], most = USUAL_SIZE, coming = 0): number {
  let from = Math.max(0, entries.length - most);
  let size = coming;
  for (let at = entries.length - 1; at >= from; at--) {
    size += (entries[at] as string).length;
    if (size > MAX_SIZE) from = at + 1;
  }
  return from;
}

/** How many of `entries`, from the first on, are the last of `there`: the two lists tell of the same inputs. */
export function overlap(there: readonly string[], entries: readonly string[]): number {
  for (let count = Math.min(there.length, entries.length); count > 0; count--) {
    const from = there.length - count;
    if (entries.slice(0, count).every((entry, at) => entry === there[from + at])) return count;
  }
  return 0;
}

// ---------------------------------------------------------------- the way through it

/** The next older entry of the world; what stands there already is passed over. */
export function olderEntry(editor: Editor, memory: InputMemory, world: Scope): void {
  go(editor, memory, -1, world);
}

/** The next newer one, and behind the newest the text that was being written. */
export function newerEntry(editor: Editor, memory: InputMemory, world: Scope): void {
  if (editor.position !== null) go(editor, memory, 1, world);
}

/** The next one that begins as the text did, up to the cursor, when this was done first. */
export function entryByPrefix(editor: Editor, memory: InputMemory, by: 1 | -1, world: Scope): void {
  if (editor.last !== 'prefix') editor.prefix = editor.text.slice(0, editor.cursor);
  if (by === -1 || editor.position !== null) go(editor, memory, by, world, editor.prefix);
}

function go(editor: Editor, memory: InputMemory, by: 1 | -1, world: Scope, prefix = ''): void {
  const { history } = memory;
  if (editor.masked) return;
  const place = Math.min(editor.position ?? history.length, history.length);
  const next = placesOf(memory, by, world);
  let at = next(place + by);
  while (at !== null && (history[at] === editor.text || !(history[at] as string).startsWith(prefix)))
    at = next(at + by);
  if (at !== null) showEntry(editor, memory, at);
  else if (by === 1) showDraft(editor);
}

/** From a place on the next one with an entry of the world, or of no known one. Of very many it skips those of others quickly. */
function placesOf({ history, historyWorlds }: InputMemory, by: 1 | -1, world: Scope) {
  const last = history.length - 1;
  const within = (at: number) => (at >= 0 && at <= last ? at : null);
  if (world === null || historyWorlds?.length !== history.length) return within;
  const worlds = historyWorlds;
  const end = by === -1 ? -1 : history.length;
  const isBehind = (at: number, place: number) => (at - place) * by >= 0;
  const search = (of: Scope, from: number) => {
    const found = by === -1 ? worlds.lastIndexOf(of, from) : worlds.indexOf(of, from);
    return found < 0 ? end : found;
  };
  let own: number | null = null;
  let free: number | null = null;
  return (place: number) => {
    if (within(place) === null) return null;
    if (own === null || !isBehind(own, place)) own = search(world, place);
    if (free === null || !isBehind(free, place)) free = search(null, place);
    return within(isBehind(own, free) ? free : own);
  };
}

/** Ends browsing without a change of the text. */
export function leaveHistory(editor: Editor): void {
  editor.position = null;
  editor.draft = '';
  editor.draftPasted = [];
}

/** Puts the entry into the input; the text that was written there is kept. */
export function showEntry(editor: Editor, { history }: InputMemory, at: number): void {
  if (editor.position === null) {
    editor.draft = editor.text;
    editor.draftPasted = editor.pasted;
  }
  editor.position = at;
  // An entry is what one would have typed.
  replaceText(editor, 0, editor.text.length, history[at] as string);
}

function showDraft(editor: Editor): void {
  replaceText(editor, 0, editor.text.length, editor.draft, editor.draftPasted);
  leaveHistory(editor);
}
