/** Words of the input that are spelt wrongly: which they are is asked once for each word, and known through a reload. */

import type { Event } from '../../state/events.ts';
import type { Spelling, State, Turn } from '../../state/state.ts';
import type { Editor } from '../../state/terminal.ts';
import type { View } from '../../state/view.ts';
import { late } from '../../text/late.ts';
import { complainHere } from '../../world/world.ts';

/** UTF-16 units around the cursor that are looked at: all that is on screen, and cheap at each key. */
const NEAR = 2000;
/** Words that are remembered; then it begins anew. */
const MOST_KNOWN = 4000;

/** Words that are asked about at a time; more are when their turn comes. */
const MOST_ASKED = 1000;
/** What failed is tried once more after so long (ms): what was missing may be there by then. */
const RETRY_TIME = 60_000;

/** Letters, with apostrophes and hyphens inside; what has digits is no word. */
const WORD = late(
  () => /(?<![\p{L}\p{M}\p{N}_@/.])\p{L}[\p{L}\p{M}]*(?:['’]\p{L}+)*(?![\p{L}\p{M}\p{N}_@]|['’.]\p{L})/gu,
);

export type WordPlace = readonly [start: number, end: number];

/** The words near the cursor; none of a password, nor of a command. */
export function wordsIn({ text, cursor, masked }: Editor): WordPlace[] {
  if (masked || /^\/(?!\/)/.test(text)) return [];
  const from = Math.max(0, cursor - NEAR);
  return [...text.slice(from, cursor + NEAR).matchAll(WORD())]
    .map(({ 0: word, index }): WordPlace => [from + index, from + index + word.length])
    .filter(([start, end]) => end - start > 1 && end - start < 50);
}

/** The parts of the input that are spelt wrongly, but for the word that is being typed. */
export function wrongParts({ settings, spelling }: State, editor: Editor): WordPlace[] {
  if (settings.spell === '' || spelling?.languages !== settings.spell) return [];
  const { text, cursor } = editor;
  return wordsIn(editor).filter(
    ([start, end]) =>
      spelling.known[text.slice(start, end)] === true && (cursor !== end || end < text.length),
  );
}

/** Asks about words that are not known yet. */
export function settleSpelling({ state, effects }: Turn, { editor }: View): void {
  const languages = state.settings.spell;
  if (languages === '') {
    if (state.spelling) delete state.spelling;
    return;
  }
  const spelling = spellingFor(state, languages);
  if (state.now < (spelling.retry ?? 0) || editor.text === '') return;
  const isNew = (word: string) => !Object.hasOwn(spelling.known, word) && !spelling.asked.includes(word);
  const words = wordsIn(editor)
    .filter(([, end]) => editor.cursor !== end)
    .map(([start, end]) => editor.text.slice(start, end))
    .filter(isNew);
  if (words.length === 0) return;
  const asked = [...new Set(words)].slice(0, Math.max(0, MOST_ASKED - spelling.asked.length));
  if (asked.length === 0) return;
  spelling.asked = [...spelling.asked, ...asked];
  effects.push({ type: 'check words', languages, words: asked });
}

function spellingFor(state: State, languages: string): Spelling {
  if (state.spelling?.languages === languages && state.spelling.count < MOST_KNOWN) return state.spelling;
  state.spelling = { languages, known: {}, count: 0, asked: [], fault: '' };
  return state.spelling;
}

export function onChecked(
  turn: Turn,
  { languages, words, wrong, fault }: Extract<Event, { type: 'words checked' }>,
): void {
  const { spelling } = turn.state;
  if (spelling?.languages !== languages) return;
  spelling.asked = spelling.asked.filter(word => !words.includes(word));
  if (fault !== null) {
    if (spelling.fault !== fault) complainHere(turn, `Spelling is not checked: ${fault}.`);
    Object.assign(spelling, { fault, retry: turn.state.now + RETRY_TIME });
    return;
  }
  spelling.fault = '';
  for (const word of words) know(spelling, word, wrong.includes(word));
}

/** Whether a word is wrong is known from now on. */
export function know(spelling: Spelling, word: string, isWrong: boolean): void {
  if (!Object.hasOwn(spelling.known, word)) spelling.count++;
  spelling.known[word] = isWrong;
}

/** What another image has asked is asked again when it is needed; what is wrong was said, and is not said at each reload. */
export function resumeSpelling({ spelling }: State): void {
  if (spelling) Object.assign(spelling, { asked: [], retry: 0 });
}
