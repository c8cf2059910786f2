/** Brackets that belong together. */

const PAIRS: Readonly<Record<string, { readonly other: string; readonly step: 1 | -1 }>> = {
  '(': { other: ')', step: 1 },
  '[': { other: ']', step: 1 },
  '{': { other: '}', step: 1 },
  ')': { other: '(', step: -1 },
  ']': { other: '[', step: -1 },
  '}': { other: '{', step: -1 },
};

const BRACKET = /[()[\]{}]/g;

/**
 * The place of the bracket that belongs to the one under the cursor, else to the one before it, else to the next one of the
 * text; null if there is none.
 */
export function matchingBracket(text: string, cursor: number): number | null {
  const at = [cursor, cursor - 1].find(place => isBracket(text, place)) ?? nextBracket(text, cursor);
  return at === null ? null : partnerOf(text, at);
}

function isBracket(text: string, place: number): boolean {
  return Object.hasOwn(PAIRS, text[place] ?? '');
}

function nextBracket(text: string, cursor: number): number | null {
  BRACKET.lastIndex = cursor;
  return BRACKET.exec(text)?.index ?? null;
}

function partnerOf(text: string, at: number): number | null {
  const own = text[at] as string;
  const { other, step } = PAIRS[own]!;
  let depth = 0;
  for (let place = at; place >= 0 && place < text.length; place += step) {
    if (text[place] === own) depth++;
    else if (text[place] === other) depth--;
    if (depth === 0) return place;
  }
  return null;
}
