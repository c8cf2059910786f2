/**
 * The search in the input history: what is typed is looked for in the entries, whatever their case, and what is found stands
 * in the input meanwhile. It is taken, or what stood there before comes back.
 */
import type { InputMemory } from '../state/state.ts';
import type { Editor } from '../state/terminal.ts';
import { leaveHistory, showEntry } from './history.ts';
import { snap } from './text.ts';

/** Begins it; where input is hidden there is none. Returns whether it has begun. */
export function beginFind(editor: Editor): boolean {
  if (editor.masked) return false;
  const { text, pasted, cursor, position, draft, draftPasted } = editor;
  editor.find = {
    ...{ pattern: '', place: null, isMissing: false },
    before: { text, pasted, cursor, position, draft, draftPasted },
  };
  editor.last = 'other';
  return true;
}

/** Another pattern: the newest entry that has it, or if it has grown the next one from where one is. */
export function findPattern(editor: Editor, memory: InputMemory, pattern: string): void {
  const { find } = editor;
  if (!find) return;
  const grown = find.place !== null && pattern.startsWith(find.pattern) && pattern !== '';
  const from = grown ? (find.place as number) : memory.history.length - 1;
  find.pattern = pattern;
  find.isMissing = false;
  if (pattern !== '') return look(editor, memory, from, -1);
  find.place = null;
  Object.assign(editor, find.before);
}

/** The next older (-1) or newer entry with the pattern that is another text. */
export function findNext(editor: Editor, memory: InputMemory, by: 1 | -1): void {
  const { find } = editor;
  if (!find || find.pattern === '') return;
  look(editor, memory, (find.place ?? memory.history.length) + by, by, editor.text);
}

/** What was found is the input now: Up and Down go on from there. */
export function takeFound(editor: Editor, memory: InputMemory): void {
  const { find } = editor;
  if (!find) return;
  const { text, cursor } = editor;
  cancelFind(editor);
  if (find.place === null || text !== memory.history[find.place]) return;
  showEntry(editor, memory, find.place);
  editor.cursor = cursor;
}

/** What stood there before is the input again. */
export function cancelFind(editor: Editor): void {
  const { find } = editor;
  if (!find) return;
  delete editor.find;
  Object.assign(editor, find.before);
}

/** The list is another one, as after a restart. */
export function forgetPlaces(editor: Editor): void {
  cancelFind(editor);
  if (editor.position !== null) leaveHistory(editor);
}

function look(
  editor: Editor,
  memory: InputMemory,
  from: number,
  by: 1 | -1,
  shown: string | null = null,
): void {
  const find = editor.find!;
  const { history } = memory;
  const wanted = matcher(find.pattern);
  let at = from;
  while (at >= 0 && at < history.length && (!wanted.test(history[at] as string) || history[at] === shown))
    at += by;
  const entry = history[at];
  find.isMissing = entry === undefined;
  if (entry === undefined) return;
  find.place = at;
  editor.text = entry;
  editor.pasted = [];
  editor.cursor = snap(entry, entry.search(wanted));
}

/** Letters of all languages whatever their case; with the rules for that where there is more than ASCII, which take longer. */
function matcher(pattern: string): RegExp {
  const text = pattern.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  return new RegExp(text, /^[\x20-\x7e]*$/.test(pattern) ? 'i' : 'iu');
}
