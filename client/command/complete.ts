/** Tab in the input: completes commands, then names of worlds, then words that were lately on screen. */

import { insertText, replaceBefore } from '../editor/editor.ts';
import type { Turn } from '../state/state.ts';
import type { View } from '../state/view.ts';
import { paneOn } from '../view/panes.ts';
import { lineAt } from '../world/scrollback.ts';
import { commands } from './commands.ts';

/** Lines looked at for words: what the user may still remember. */
const RECENT = 200;
/** UTF-16 units of them looked at: 200 lines of 2,600, or the end of a very long one, in 5 ms (20 at the worst). */
const RECENT_SIZE = 512 * 1024;
/** Looked through at a time, the newest first; a piece full of words that fit takes a millisecond. */
const PIECE = 16 * 1024;
/** No word is longer, and no name of a world: what is longer is not looked for. */
const LONGEST_WORD = 256;
/** What words are made of. */
const LETTER = "[\\p{L}\\p{N}_'-]";
const SHORTEST_WORD = 3;

/** Puts in what the word before the cursor lacks; nothing if nothing fits. */
export function complete(turn: Turn & { readonly view: View }): void {
  const { editor } = turn.view;
  const before = editor.text.slice(0, editor.cursor);
  const word = lastWord(before);
  if (word === '' || editor.masked) return;
  const isCommand = word.startsWith('/') && word.length === before.length;
  if (before.startsWith('/') && completeName(turn, before, word)) return;
  const rest = isCommand ? restOfCommands(word) : restOfRecent(turn, word);
  if (rest !== '') insertText(editor, rest);
}

/** What stands behind the last blank; '' if it is too long to be a word. */
function lastWord(text: string): string {
  const end = text.slice(-LONGEST_WORD - 1);
  const word = end.slice(end.search(/\S*$/));
  return word.length > LONGEST_WORD ? '' : word;
}

/** What all commands that start with `word` have in common beyond it. */
function restOfCommands(word: string): string {
  const fitting = commands.map(command => `/${command.names[0]} `).filter(name => fits(name, word));
  const [first = '', ...others] = fitting;
  let end = first.length;
  for (const other of others) while (!other.startsWith(first.slice(0, end))) end--;
  return first.slice(word.length, end);
}

/** A name with blanks is put in quotes, in which its start may stand already. False if no name fits. */
function completeName(
  { state, view }: Turn & { readonly view: View },
  before: string,
  word: string,
): boolean {
  const quote = openQuote(before);
  const start = quote ?? word;
  const typed = quote === null ? word : quote.slice(1);
  const name = Object.keys(state.settings.worlds).find(one => fits(one, typed));
  if (name === undefined || typed === '') return false;
  if (quote !== null || /\s/.test(name))
    replaceBefore(view.editor, before.length - start.length, `"${name}"`);
  else insertText(view.editor, name.slice(word.length));
  return true;
}

/** From the quote on that has no end; null if each has one. */
function openQuote(text: string): string | null {
  const at = text.lastIndexOf('"');
  const isOpen = text.split('"').length % 2 === 0;
  return isOpen && text.length - at <= LONGEST_WORD ? text.slice(at) : null;
}

function fits(name: string, word: string): boolean {
  return name.length > word.length && name.toLowerCase().startsWith(word.toLowerCase());
}

/** The newest fits, so that the word the user has just read wins. */
function restOfRecent({ state, view, readChunk }: Turn & { readonly view: View }, word: string): string {
  const pattern = fitting(word);
  if (!pattern) return '';
  const { scrollback, viewport } = paneOn(state, view);
  let room = RECENT_SIZE;
  for (let back = 1; back <= RECENT && room > 0; back++) {
    const text = lineAt(scrollback, viewport.shown - back, readChunk)?.text ?? '';
    const rest = lastRest(text, pattern, room);
    if (rest !== '') return rest;
    room -= text.length;
  }
  return '';
}

/** Whole words that start with `word`, with the rest as their group; null if there can be none. */
function fitting(word: string): RegExp | null {
  const least = Math.max(1, SHORTEST_WORD - [...word].length);
  const most = LONGEST_WORD - word.length;
  if (most < least || !new RegExp(`^${LETTER}+$`, 'u').test(word)) return null;
  return new RegExp(`(?<!${LETTER})${word}(${LETTER}{${least},${most}})(?!${LETTER})`, 'giu');
}

/** The rest of the last word that fits, looked for in the last `room` of the text, a piece at a time. */
function lastRest(text: string, pattern: RegExp, room: number): string {
  for (let end = text.length; end > Math.max(0, text.length - room); end -= PIECE) {
    const start = Math.max(0, end - PIECE);
    // With the character before, to know where a word starts, and with all of a word that goes on behind the piece.
    const from = Math.max(0, start - 2);
    const found = [...text.slice(from, end + LONGEST_WORD + 2).matchAll(pattern)];
    const rest = found.findLast(({ index }) => from + index >= start && from + index < end)?.[1];
    if (rest !== undefined) return rest;
  }
  return '';
}
