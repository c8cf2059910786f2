/** Killing and yanking. Kills in a row make one entry, as in emacs; a password never enters the ring. */
import type { InputMemory } from '../state/state.ts';
import type { Editor, Kill } from '../state/terminal.ts';
import { marksWithin, spliced } from './pasted.ts';
import { deleteText, replaceText } from './text.ts';

/** As many as anybody steps back through with M-y. */
const MAX_KILLS = 32;

/** UTF-16 units of all kills: twice the longest input, so that one can be killed whole beside the others. */
const MAX_KILLED = 2 * 1024 * 1024;

/** Removes [start, end), which lies on one side of the cursor, and keeps it for C-y. */
export function kill(editor: Editor, memory: InputMemory, start: number, end: number): void {
  if (start === end) return;
  const piece = { text: editor.text.slice(start, end), pasted: marksWithin(editor.pasted, start, end) };
  if (!editor.masked) remember(editor, memory, piece, end <= editor.cursor);
  deleteText(editor, start, end, 'other');
}

/** C-y: the newest kill. Returns how many units found no room. */
export function yank(editor: Editor, memory: InputMemory): number {
  return insertKill(editor, memory, memory.kills.length - 1, editor.cursor, editor.cursor);
}

/** M-y right after a yank: the next older kill in its place, and from the oldest on to the newest. */
export function yankPop(editor: Editor, memory: InputMemory): number {
  const { yanked } = editor;
  const { kills } = memory;
  if (yanked === null || kills.length === 0) return 0;
  const older = (yanked.kill + kills.length - 1) % kills.length;
  return insertKill(editor, memory, older, yanked.start, editor.cursor);
}

function insertKill(
  editor: Editor,
  { kills }: InputMemory,
  index: number,
  start: number,
  end: number,
): number {
  const killed = kills[index];
  if (!killed) return 0;
  const refused = replaceText(editor, start, end, killed.text, killed.pasted);
  editor.yanked = { start, kill: index };
  return refused;
}

function remember(editor: Editor, memory: InputMemory, piece: Kill, backward: boolean): void {
  const newest = editor.last === 'kill' ? memory.kills.pop() : undefined;
  if (!newest) keepKill(memory, piece);
  else keepKill(memory, backward ? appended(piece, newest) : appended(newest, piece));
}

/** Puts a text into the kill ring as the newest entry. */
export function keepKill({ kills }: InputMemory, piece: Kill): void {
  kills.push(piece);
  let size = kills.reduce((sum, { text }) => sum + text.length, 0);
  while (kills.length > 1 && (kills.length > MAX_KILLS || size > MAX_KILLED))
    size -= kills.shift()!.text.length;
}

function appended(first: Kill, second: Kill): Kill {
  const { length } = first.text;
  return {
    text: first.text + second.text,
    pasted: spliced(first.pasted, length, length, second.text.length, second.pasted),
  };
}
