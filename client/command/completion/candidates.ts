/** Which names fit what was typed, and how far they agree. */
import type { Choice } from '../../state/view.ts';

/** What may stand in place of a part of the input. */
export interface Candidates {
  /** Where that part begins in the input. */
  readonly start: number;
  readonly items: readonly Choice[];
  readonly total: number;
  /** How far there is no choice; '' if it is not known. */
  readonly common: string;
  /** Nothing fits: how it is used. */
  readonly note?: Choice;
}

/** More are not listed: type another letter. */
const MOST_LISTED = 200;

/** How a name is shown and put in. */
export interface Making {
  readonly made: (name: string) => Choice;
  /** The start of a name, as one types it. */
  readonly begun?: (part: string) => string;
}

/** Those of the names that begin so, else those that have it inside; case does not matter. */
export function fitting(
  typed: string,
  start: number,
  names: readonly string[],
  { made, begun = part => part }: Making,
): Candidates {
  const word = typed.toLowerCase();
  const starting = names.filter(name => startsSo(name, typed, word));
  const fits = starting.length > 0 ? starting : names.filter(name => name.toLowerCase().includes(word));
  const [only] = fits;
  const isOne = fits.length === 1 && only !== undefined;
  return {
    start,
    items: fits.slice(0, MOST_LISTED).map(made),
    total: fits.length,
    common: isOne ? made(only).text : starting.length > 0 ? begun(commonStart(starting)) : '',
  };
}

/** There may be many names: most of them are not folded. */
function startsSo(name: string, typed: string, folded: string): boolean {
  return name.startsWith(typed) || name.slice(0, typed.length).toLowerCase() === folded;
}

/** One of these words, which say themselves what they are. */
export function oneOf(typed: string, start: number, words: readonly string[]): Candidates {
  return fitting(typed, start, words, { made: word => ({ label: word, text: word, help: '' }) });
}

/** As the first of the names has it; case does not matter. */
function commonStart([first = '', ...others]: readonly string[]): string {
  const folded = first.toLowerCase();
  let end = first.length;
  for (const other of others) {
    const name = other.slice(0, end).toLowerCase();
    let same = 0;
    while (same < end && name[same] === folded[same]) same++;
    end = same;
  }
  // Half a character is none.
  const last = first.charCodeAt(end - 1);
  return first.slice(0, last >= 0xd800 && last <= 0xdbff ? end - 1 : end);
}
