/** Words that were lately on screen: what the user has just read, and may mean. */
import type { Turn } from '../../state/state.ts';
import type { View } from '../../state/view.ts';
import { paneOn } from '../../view/panes.ts';
import { lineAt } from '../../world/scrollback.ts';

/** Lines looked at for words: what the user may still remember. */
const RECENT = 200;
/** UTF-16 units of them looked at: 200 lines of 2,600, or the end of a very long one, in 5 ms (20 at the worst). */
const RECENT_SIZE = 512 * 1024;
/** Looked through at a time, the newest first; a piece full of words that fit takes a millisecond. */
const PIECE = 16 * 1024;
/** No word is longer, and no name of a world: what is longer is not looked for. */
export const LONGEST_WORD = 256;
/** What words are made of. */
const LETTER = "[\\p{L}\\p{M}\\p{N}_'-]";
const SHORTEST_WORD = 3;
/** More are no help. */
const MOST_WORDS = 50;
/** Places where a word was found: the same one may stand everywhere, and each costs. */
const MOST_PLACES = 4000;

/** Words that start with `word` and go on, the newest first, each once, whatever its case. */
export function recentWords(
  { state, view, readChunk }: Turn & { readonly view: View },
  word: string,
): string[] {
  const pattern = fitting(word);
  const found = new Map<string, string>();
  if (!pattern) return [];
  const { scrollback, viewport } = paneOn(state, view);
  const bounds = { room: RECENT_SIZE, places: MOST_PLACES };
  for (let back = 1; back <= RECENT && bounds.room > 0; back++) {
    const text = lineAt(scrollback, viewport.shown - back, readChunk)?.text ?? '';
    if (!collect(text, pattern, bounds, found)) break;
    bounds.room -= text.length;
  }
  return [...found.values()];
}

/** Whole words that start with `word`; null if there can be none. */
function fitting(word: string): RegExp | null {
  const least = Math.max(1, SHORTEST_WORD - [...word].length);
  const most = LONGEST_WORD - word.length;
  if (most < least || !new RegExp(`^${LETTER}+$`, 'u').test(word)) return null;
  return new RegExp(`(?<!${LETTER})${word}${LETTER}{${least},${most}}(?!${LETTER})`, 'giu');
}

/** Adds the words of the last `room` of the text, a piece at a time, the last word first. False: there are enough. */
function collect(
  text: string,
  pattern: RegExp,
  bounds: { readonly room: number; places: number },
  found: Map<string, string>,
): boolean {
  for (let end = text.length; end > Math.max(0, text.length - bounds.room); end -= PIECE) {
    const start = Math.max(0, end - PIECE);
    // With the character before, to know where a word starts, and with all of a word that goes on behind the piece.
    const from = Math.max(0, start - 2);
    const places = [...text.slice(from, end + LONGEST_WORD + 2).matchAll(pattern)];
    for (const { 0: word, index } of places.reverse()) {
      if (from + index < start || from + index >= end) continue;
      const folded = word.toLowerCase();
      if (!found.has(folded)) found.set(folded, word);
      if (found.size >= MOST_WORDS) return false;
    }
    bounds.places -= places.length;
    if (bounds.places <= 0) return false;
  }
  return true;
}
