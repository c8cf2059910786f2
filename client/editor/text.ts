/** Changes to the editor's text: bounded, with the cursor kept between graphemes. */
import type { Change, Editor, Pasted } from '../state/terminal.ts';
import { graphemeEnd, previousGrapheme } from '../text/width.ts';
import { marksWithin, spliced } from './pasted.ts';
import { noteChange } from './undo.ts';

/** UTF-16 units. A mebibyte is more than anybody sends by hand, and small enough to be carried through a reload. */
export const MAX_TEXT = 1024 * 1024;

/**
 * Replaces a part of the text and goes behind it; `pasted` marks what of `text` was not typed. Returns how many units
 * at the end of `text` found no room. `by`: whether it can be undone together with others.
 */
export function replaceText(
  editor: Editor,
  start: number,
  end: number,
  text: string,
  pasted: Pasted = [],
  by: Change['by'] = 'other',
): number {
  const before = editor.text.slice(0, start);
  const after = editor.text.slice(end);
  const accepted = firstUnits(text, MAX_TEXT - before.length - after.length);
  const removed = editor.text.slice(start, end);
  noteChange(editor, {
    ...{ at: start, removed, inserted: accepted, by },
    pasted: marksWithin(editor.pasted, start, end),
  });
  editor.text = before + accepted + after;
  editor.pasted = spliced(editor.pasted, start, end, accepted.length, pasted);
  editor.cursor = snap(editor.text, start + accepted.length);
  return text.length - accepted.length;
}

export function deleteText(editor: Editor, start: number, end: number, by: Change['by'] = 'deleting'): void {
  replaceText(editor, start, end, '', [], by);
}

/** Start of the logical line around `index`, and its end. */
export function lineStart(text: string, index: number): number {
  return index === 0 ? 0 : text.lastIndexOf('\n', index - 1) + 1;
}

export function lineEnd(text: string, index: number): number {
  const found = text.indexOf('\n', index);
  return found === -1 ? text.length : found;
}

/** The boundary at or after `index`: what was put together may have joined into one grapheme. */
export function snap(text: string, index: number): number {
  if (index <= 0 || index >= text.length) return Math.max(0, Math.min(index, text.length));
  return Math.max(index, graphemeEnd(text, previousGrapheme(text, index)));
}

function firstUnits(text: string, room: number): string {
  if (text.length <= room) return text;
  const last = text.charCodeAt(room - 1);
  const splitsPair = last >= 0xd800 && last <= 0xdbff;
  return text.slice(0, Math.max(0, splitsPair ? room - 1 : room));
}
