/** What was submitted before, and the way back to it. The text being written is kept while browsing. */
import type { InputMemory } from '../state/state.ts';
import type { Editor } from '../state/terminal.ts';

const MAX_ENTRIES = 1000;

/** UTF-16 units of one entry; longer inputs are pasted files rather than commands. */
const MAX_ENTRY = 8 * 1024;

/** Of all entries: the history travels in every reload's snapshot. */
const MAX_SIZE = 1024 * 1024;

/** Adds an entry unless it is blank, overlong, or the same as the newest. */
export function addHistory(editor: Editor, { history }: InputMemory, text: string): void {
  if (text.trim() === '' || text.length > MAX_ENTRY || text === history.at(-1)) return;
  history.push(text);
  let size = history.reduce((sum, entry) => sum + entry.length, 0);
  while (history.length > MAX_ENTRIES || size > MAX_SIZE) size -= history.shift()!.length;
  // Places in the list have shifted; browsing starts again from the end.
  editor.position = null;
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
