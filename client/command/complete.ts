/** Tab in the input: completes commands, then names of worlds, then words that were lately on screen. */

import { insertText } from '../editor/editor.ts';
import type { State, Turn } from '../state/state.ts';
import type { View } from '../state/view.ts';
import { paneOn } from '../view/panes.ts';
import { lineAt } from '../world/scrollback.ts';
import { commands } from './commands.ts';

/** Lines looked at for words: what the user may still remember. */
const RECENT = 200;

export function complete(turn: Turn & { readonly view: View }): void {
  const { editor } = turn.view;
  const before = editor.text.slice(0, editor.cursor);
  const word = /\S*$/.exec(before)?.[0] ?? '';
  if (word === '' || editor.masked) return;
  const isCommand = word.startsWith('/') && word.length === before.length;
  const candidates = isCommand ? commandNames() : [...worldNames(turn.state, before), ...recentWords(turn)];
  const rest = commonRest(candidates, word);
  if (rest !== '') insertText(editor, rest);
}

function commandNames(): string[] {
  return commands.map(command => `/${command.names[0]} `);
}

function worldNames(state: State, before: string): string[] {
  return before.startsWith('/') ? Object.keys(state.settings.worlds) : [];
}

/** Newest first, so that the word the user has just read wins. */
function recentWords({ state, view, readChunk }: Turn & { readonly view: View }): string[] {
  const { scrollback, viewport } = paneOn(state, view);
  const words: string[] = [];
  for (
    let number = viewport.shown - 1;
    number >= Math.max(scrollback.first, viewport.shown - RECENT);
    number--
  ) {
    const line = lineAt(scrollback, number, readChunk);
    if (line) words.push(...(line.text.match(/[\p{L}\p{N}_'-]{3,}/gu) ?? []).reverse());
  }
  return words;
}

/** What all candidates that start with `word` have in common beyond it; of recent words, the newest one's rest. */
function commonRest(candidates: readonly string[], word: string): string {
  const fitting = candidates.filter(
    one => one.toLowerCase().startsWith(word.toLowerCase()) && one.length > word.length,
  );
  const [first, ...others] = fitting;
  if (first === undefined) return '';
  if (!word.startsWith('/')) return first.slice(word.length);
  let end = first.length;
  for (const other of others) while (!other.startsWith(first.slice(0, end))) end--;
  return first.slice(word.length, end);
}
