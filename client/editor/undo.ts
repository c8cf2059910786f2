/**
 * Undo and redo. What was typed goes back by words, what was deleted key by key in one piece, all else change by change.
 * Nothing of a password is noted, and what was sent cannot be undone: so that nothing comes back which was to be gone.
 */
import type { Change, Editor, Pasted } from '../state/terminal.ts';
import { marksWithin, spliced } from './pasted.ts';

/** As many as anybody goes back. */
const MAX_CHANGES = 500;

/** UTF-16 units of all changes: one that throws the longest input away can be undone, with a few beside it. */
const MAX_SIZE = 2 * 1024 * 1024;

/** A word, or the rest of one, and the blanks behind it: cut where the letters, one by one, would be cut. */
const WORDS = /\S+\s*|\s+/gu;

/** Notes that [at, …) of the text was replaced, before it is; `by` says whether changes like it make one. */
export function noteChange(editor: Editor, change: Omit<Change, 'cursor'>): void {
  if (editor.masked || (change.removed === '' && change.inserted === '')) return;
  editor.undone = [];
  const { cursor } = editor;
  if (change.by !== 'typing' || change.removed !== '') return note(editor, [{ ...change, cursor }]);
  let at = change.at;
  const words: Change[] = [];
  // However much is read at a time, it goes back by words.
  for (const inserted of change.inserted.match(WORDS) ?? []) {
    words.push({ ...change, at, inserted, cursor: at });
    at += inserted.length;
  }
  note(editor, words);
}

/** Takes the last change back. */
export function undo(editor: Editor): void {
  const change = editor.done?.at(-1);
  if (!change || editor.masked) return;
  if (editor.text.slice(change.at, change.at + change.inserted.length) !== change.inserted)
    return forgetChanges(editor);
  const insertedPasted = marksWithin(editor.pasted, change.at, change.at + change.inserted.length);
  apply(editor, change.at, change.inserted, change.removed, change.pasted);
  editor.cursor = change.cursor;
  editor.done = editor.done?.slice(0, -1) ?? [];
  editor.undone = [...(editor.undone ?? []), { ...change, pasted: insertedPasted, by: 'other' }];
}

/** Does again what was taken back last. */
export function redo(editor: Editor): void {
  const change = editor.undone?.at(-1);
  if (!change || editor.masked) return;
  if (editor.text.slice(change.at, change.at + change.removed.length) !== change.removed)
    return forgetChanges(editor);
  const pasted = marksWithin(editor.pasted, change.at, change.at + change.removed.length);
  const { cursor } = editor;
  apply(editor, change.at, change.removed, change.inserted, change.pasted);
  editor.undone = editor.undone?.slice(0, -1) ?? [];
  editor.done = [...(editor.done ?? []), { ...change, pasted, cursor }];
}

/** What was entered is no longer the editor's. */
export function forgetChanges(editor: Editor): void {
  delete editor.done;
  delete editor.undone;
}

function apply(editor: Editor, at: number, before: string, after: string, pasted: Pasted): void {
  const { text } = editor;
  editor.text = text.slice(0, at) + after + text.slice(at + before.length);
  editor.pasted = spliced(editor.pasted, at, at + before.length, after.length, pasted);
  editor.cursor = at + after.length;
}

/** Notes them, with one look at those of before: what is read at once may be thousands of words. */
function note(editor: Editor, changes: readonly Change[]): void {
  const all = [...(editor.done ?? [])];
  for (const change of changes) {
    const last = all.at(-1);
    const both = last && last.by === change.by ? asOne(last, change) : null;
    if (both) all.pop();
    all.push(both ?? change);
  }
  const done = all.slice(-MAX_CHANGES);
  let size = done.reduce((sum, { removed, inserted }) => sum + removed.length + inserted.length, 0);
  while (done.length > 1 && size > MAX_SIZE) {
    const { removed, inserted } = done.shift()!;
    size -= removed.length + inserted.length;
  }
  editor.done = done;
}

/** Two changes in a row that are one to whoever made them; null: they are not. */
function asOne(last: Change, next: Change): Change | null {
  if (next.by === 'typing') return sameWord(last, next);
  if (next.by !== 'deleting' || last.inserted !== '') return null;
  if (next.at + next.removed.length === last.at) return { ...last, ...deleted(next, last), at: next.at };
  return next.at === last.at ? { ...last, ...deleted(last, next) } : null;
}

function deleted(first: Change, second: Change): Pick<Change, 'removed' | 'pasted'> {
  const { length } = first.removed;
  return {
    removed: first.removed + second.removed,
    pasted: spliced(first.pasted, length, length, second.removed.length, second.pasted),
  };
}

function sameWord(last: Change, next: Change): Change | null {
  if (last.removed !== '' || last.at + last.inserted.length !== next.at) return null;
  const startsWord = /\s$/u.test(last.inserted) && /^\S/u.test(next.inserted);
  return startsWord ? null : { ...last, inserted: last.inserted + next.inserted };
}
