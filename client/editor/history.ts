/** What was submitted before, and the way back to it. The text being written is kept while browsing. */
import type { InputMemory } from '../state/state.ts';
import type { Editor } from '../state/terminal.ts';

const MAX_ENTRIES = 1000;

/** UTF-16 units of one entry; longer inputs are pasted files rather than commands. */
const MAX_ENTRY = 8 * 1024;

/** Of all entries: the history travels in every reload's snapshot. */
const MAX_SIZE = 1024 * 1024;

/** Adds an entry unless it is blank, overlong, or the same as the newest. */
export function addHistory(editor: Editor, memory: InputMemory, text: string): void {
  if (text.trim() === '' || text.length > MAX_ENTRY || text === memory.history.at(-1)) return;
  memory.history.push(text);
  memory.unsavedHistory = newest([...memory.unsavedHistory, text]);
  memory.history = newest(memory.history);
  // Places in the list have shifted; browsing starts again from the end.
  editor.position = null;
}

/** Takes back what was added last, if it was `text`: it is a secret. */
export function dropHistory(memory: InputMemory, text: string): void {
  if (memory.history.at(-1) === text) memory.history.pop();
  if (memory.unsavedHistory.at(-1) === text) memory.unsavedHistory.pop();
}

/** As many of the newest entries as a client keeps; the same array if that is all of them. */
export function newest(entries: string[]): string[] {
  let from = Math.max(0, entries.length - MAX_ENTRIES);
  let size = 0;
  for (let at = entries.length - 1; at >= from; at--) {
    size += (entries[at] as string).length;
    if (size > MAX_SIZE) from = at + 1;
  }
  return from === 0 ? entries : entries.slice(from);
}

/** How many of `entries`, from the first on, are the last of `there`: the two lists tell of the same inputs. */
export function overlap(there: readonly string[], entries: readonly string[]): number {
  for (let count = Math.min(there.length, entries.length); count > 0; count--) {
    const from = there.length - count;
    if (entries.slice(0, count).every((entry, at) => entry === there[from + at])) return count;
  }
  return 0;
}

export function olderEntry(editor: Editor, memory: InputMemory): void {
  const place = Math.min(editor.position ?? memory.history.length, memory.history.length);
  if (editor.masked || place === 0) return;
  if (editor.position === null) {
    editor.draft = editor.text;
    editor.draftPasted = editor.pasted;
  }
  show(editor, memory, place - 1);
}

export function newerEntry(editor: Editor, memory: InputMemory): void {
  if (editor.masked || editor.position === null) return;
  show(editor, memory, editor.position + 1);
}

/** Ends browsing without a change of the text. */
export function leaveHistory(editor: Editor): void {
  editor.position = null;
  editor.draft = '';
  editor.draftPasted = [];
}

function show(editor: Editor, { history }: InputMemory, place: number): void {
  const entry = history[place];
  editor.text = entry ?? editor.draft;
  // An entry is what one would have typed.
  editor.pasted = entry === undefined ? editor.draftPasted : [];
  editor.cursor = editor.text.length;
  editor.position = place;
  if (entry === undefined) leaveHistory(editor);
}
