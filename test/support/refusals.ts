/** What the screen says when something was refused, its rows joined: sentences may be wrapped. */
import type { Clay } from './clay.ts';
import { unwrapped } from './deployed.ts';

/** Waits for the sentence, wherever rows cut it (also within a word, as long paths are). */
export function isTold(clay: Clay, sentence: string | RegExp): Promise<void> {
  return clay.waitFor(() => {
    const text = unwrapped(clay);
    if (typeof sentence !== 'string') return sentence.test(text);
    return text.replaceAll(' ', '').includes(sentence.replaceAll(' ', ''));
  });
}
