/** Patterns as players type them: plain text, with `*` for anything and `?` for one character; case does not matter. */

/** The parts between the stars, in lower case. */
export type Pattern = readonly string[];

export function parsePattern(text: string): Pattern {
  return text
    .toLowerCase()
    .split('*')
    .filter(part => part !== '');
}

/** Whether the parts occur in the text in order. Linear in the text for each part: no pattern can make it hang. */
export function matches(pattern: Pattern, text: string): boolean {
  return findParts(pattern, text) !== null;
}

/** Where each part was found, as [start, end) pairs, or null if the text does not match. */
export function findParts(pattern: Pattern, text: string): [number, number][] | null {
  const lower = text.toLowerCase();
  const found: [number, number][] = [];
  let from = 0;
  for (const part of pattern) {
    const at = part.includes('?') ? findWithGaps(part, lower, from) : lower.indexOf(part, from);
    if (at < 0) return null;
    from = at + part.length;
    found.push([at, from]);
  }
  return found;
}

function findWithGaps(part: string, text: string, from: number): number {
  for (let at = from; at + part.length <= text.length; at++) {
    let i = 0;
    while (i < part.length && (part[i] === '?' || part[i] === text[at + i])) i++;
    if (i === part.length) return at;
  }
  return -1;
}
