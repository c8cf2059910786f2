/** Words in the input line, as emacs sees them: letters, digits, marks and underscores. Offsets are UTF-16. */

import { late } from '../text/late.ts';

const forward = late(() => /[^\p{L}\p{N}\p{M}_]*[\p{L}\p{N}\p{M}_]*/uy);
const wordCharacter = late(() => /[\p{L}\p{N}\p{M}_]/u);
const gap = late(() => /[^\p{L}\p{N}\p{M}_]*/uy);

/** A word that is longer (UTF-16 units) takes several steps: each looks at so much. */
const LONGEST = 8 * 1024;

/** End of the word at or after `index`. */
export function wordEnd(text: string, index: number): number {
  return matchEnd(forward(), text, index);
}

/** First word character at or after `index`; the end of the text if there is none. */
export function nextWord(text: string, index: number): number {
  return matchEnd(gap(), text, index);
}

/** Start of the word before `index`. */
export function wordStart(text: string, index: number): number {
  const inGap = goBack(text, index, char => !wordCharacter().test(char));
  return goBack(text, inGap, char => wordCharacter().test(char));
}

/** Start of the run of non-blanks before `index`: what C-w kills. */
export function blankWordStart(text: string, index: number): number {
  const inBlanks = goBack(text, index, isBlank);
  return goBack(text, inBlanks, char => !isBlank(char));
}

function isBlank(char: string): boolean {
  return char === ' ' || char === '\n';
}

function matchEnd(pattern: RegExp, text: string, index: number): number {
  pattern.lastIndex = 0;
  pattern.test(text.slice(index, index + LONGEST));
  const end = index + pattern.lastIndex;
  const isPair = (text.charCodeAt(end - 1) & 0xfc00) === 0xd800 && (text.charCodeAt(end) & 0xfc00) === 0xdc00;
  return isPair ? end - 1 : end;
}

/** Back over code points while they pass. */
function goBack(text: string, index: number, pass: (char: string) => boolean): number {
  let at = index;
  while (at > 0 && index - at < LONGEST) {
    const low = text.charCodeAt(at - 1);
    const start = low >= 0xdc00 && low <= 0xdfff && at > 1 ? at - 2 : at - 1;
    if (!pass(text.slice(start, at))) break;
    at = start;
  }
  return at;
}
