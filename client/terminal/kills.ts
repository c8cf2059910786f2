/** Killing and yanking. Kills in a row make one entry, as in emacs; a password never enters the ring. */
import type { Editor, Pasted } from '../state/terminal.ts';
import { deleteText, replaceText } from './inputtext.ts';
import { marksWithin, spliced } from './pasted.ts';

/** As many as anybody steps back through with M-y. */
const MAX_KILLS = 32;

/** UTF-16 units of all kills: twice the longest input, so that one can be killed whole beside the others. */
const MAX_KILLED = 2 * 1024 * 1024;

interface Piece {
  readonly text: string;
  readonly pasted: Pasted;
}

/** Removes [start, end), which lies on one side of the cursor, and keeps it for C-y. */
export function kill(editor: Editor, start: number, end: number): void {
  if (start === end) return;
  const piece = { text: editor.text.slice(start, end), pasted: marksWithin(editor.pasted, start, end) };
  if (!editor.masked) remember(editor, piece, end <= editor.cursor);
  deleteText(editor, start, end);
}

/** C-y: the newest kill. Returns how many units found no room. */
export function yank(editor: Editor): number {
  return insertKill(editor, editor.kills.length - 1, editor.cursor, editor.cursor);
}

/** M-y right after a yank: the next older kill in its place, and from the oldest on to the newest. */
export function yankPop(editor: Editor): number {
  const { yanked, kills } = editor;
  if (yanked === null) return 0;
  return insertKill(editor, (yanked.kill + kills.length - 1) % kills.length, yanked.start, editor.cursor);
}

function insertKill(editor: Editor, index: number, start: number, end: number): number {
  const text = editor.kills[index];
  if (text === undefined) return 0;
  const refused = replaceText(editor, start, end, text, marksOf(editor)[index]);
  editor.yanked = { start, kill: index };
  return refused;
}

function remember(editor: Editor, piece: Piece, backward: boolean): void {
  const { kills } = editor;
  const marks = marksOf(editor);
  const continued = editor.last === 'kill' && kills.length > 0;
  const newest = continued ? { text: kills.pop()!, pasted: marks.pop()! } : { text: '', pasted: [] };
  const { text, pasted } = backward ? appended(piece, newest) : appended(newest, piece);
  kills.push(text);
  marks.push(pasted);
  let size = kills.reduce((sum, one) => sum + one.length, 0);
  while (kills.length > 1 && (kills.length > MAX_KILLS || size > MAX_KILLED)) {
    size -= kills.shift()!.length;
    marks.shift();
  }
}

function appended(first: Piece, second: Piece): Piece {
  const { length } = first.text;
  return {
    text: first.text + second.text,
    pasted: spliced(first.pasted, length, length, second.text.length, second.pasted),
  };
}

/** One entry a kill. Of kills by a build that kept no marks nobody knows: they count as typed. */
function marksOf(editor: Editor): Pasted[] {
  const { kills, killsPasted } = editor;
  if (killsPasted.length !== kills.length) editor.killsPasted = kills.map(() => []);
  return editor.killsPasted;
}
