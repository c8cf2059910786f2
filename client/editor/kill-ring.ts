/** Killing and yanking. Kills in a row make one entry, as in emacs; a password never enters the ring. */
import type { InputMemory } from '../state/state.ts';
import type { Editor } from '../state/terminal.ts';
import { deleteText, replaceText } from './text.ts';

/** As many as anybody steps back through with M-y. */
const MAX_KILLS = 32;

/** UTF-16 units of all kills: twice the longest input, so that one can be killed whole beside the others. */
const MAX_KILLED = 2 * 1024 * 1024;

/** Removes [start, end), which lies on one side of the cursor, and keeps it for C-y. */
export function kill(editor: Editor, memory: InputMemory, start: number, end: number): void {
  if (start === end) return;
  if (!editor.masked) remember(editor, memory, editor.text.slice(start, end), end <= editor.cursor);
  deleteText(editor, start, end);
}

/** C-y: the newest kill. Returns how many units found no room. */
export function yank(editor: Editor, memory: InputMemory): number {
  return insertKill(editor, memory, memory.kills.length - 1, editor.cursor, editor.cursor);
}

/** M-y right after a yank: the next older kill in its place, and from the oldest on to the newest. */
export function yankPop(editor: Editor, memory: InputMemory): number {
  const { yanked } = editor;
  const { kills } = memory;
  if (yanked === null) return 0;
  return insertKill(
    editor,
    memory,
    (yanked.kill + kills.length - 1) % kills.length,
    yanked.start,
    editor.cursor,
  );
}

function insertKill(
  editor: Editor,
  { kills }: InputMemory,
  index: number,
  start: number,
  end: number,
): number {
  const text = kills[index];
  if (text === undefined) return 0;
  const refused = replaceText(editor, start, end, text);
  editor.yanked = { start, kill: index };
  return refused;
}

function remember(editor: Editor, { kills }: InputMemory, text: string, backward: boolean): void {
  if (editor.last === 'kill' && kills.length > 0) {
    const newest = kills[kills.length - 1]!;
    kills[kills.length - 1] = backward ? text + newest : newest + text;
  } else {
    kills.push(text);
  }
  let size = kills.reduce((sum, one) => sum + one.length, 0);
  while (kills.length > 1 && (kills.length > MAX_KILLS || size > MAX_KILLED)) size -= kills.shift()!.length;
}
