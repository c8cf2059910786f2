/**
 * Addresses in the text of the game as links (OSC 8): found when a line is drawn, so that log, width and wrapping know
 * nothing of them. A link that the server has made itself is left alone.
 */

import type { Run, StyledText } from '../../state/stream.ts';
import { safeLink } from '../../stream/text/safe-link.ts';
import { late } from '../../text/late.ts';

/** In a longer line nothing is looked for (UTF-16 units): each frame may have to look through all of it. */
const LONGEST = 16 * 1024;
/** Links in one line, and units of one: some terminals drop what is beyond 2,083. */
const MOST = 100;
const LONGEST_LINK = 2000;

/** Letters of alphabets that have blanks between words. */
const LETTERS = String.raw`\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}`;
/** Begins where a word may, and has a host; its characters are those of RFC 3986 and such letters. */
const ADDRESS = late(
  () =>
    new RegExp(
      String.raw`(?<![${LETTERS}\p{N}_])(?:(?:https?|ftps?|gopher|gemini)://(?=[\p{L}\p{N}[])|www\.(?=[\w-]+\.[a-z])|mailto:(?=[^\s@]{1,64}@[\p{L}\p{N}]))[\w\-.~:/?#[\]@!$&'()*+,;=%${LETTERS}]+`,
      'giu',
    ),
);

type Found = readonly [start: number, end: number, uri: string];

/** By the line as it stands in the log, of those with links: derived. */
const made = new WeakMap<StyledText, StyledText>();

/** Returns the line with its plain addresses as links; mostly the line itself. */
export function linked<L extends StyledText>(line: L): L {
  if (!mayHaveLink(line.text)) return line;
  const known = made.get(line) as L | undefined;
  if (known) return known;
  const found = addresses(line.text).filter(part => !isLinked(line, part));
  const shown = found.length === 0 ? line : { ...line, runs: withLinks(line.runs, found) };
  made.set(line, shown);
  return shown;
}

/** The same as the setting `links` has it. */
export function linkedIf<L extends StyledText>(links: boolean, line: L): L {
  return links ? linked(line) : line;
}

/** Asked of every row that is drawn. */
function mayHaveLink(text: string): boolean {
  if (text.length > LONGEST) return false;
  return text.includes('://') || text.includes('www.') || text.includes('mailto:');
}

function addresses(text: string): Found[] {
  const found: Found[] = [];
  for (const { 0: match, index } of text.matchAll(ADDRESS())) {
    const address = withoutPunctuation(match);
    const uri = safeLink(encoded(/^www\./i.test(address) ? `http://${address}` : address));
    if (uri !== '' && uri.length <= LONGEST_LINK) found.push([index, index + address.length, uri]);
    if (found.length === MOST) break;
  }
  return found;
}

/** What ends a sentence is no part of the address, nor is a bracket that was opened before it. */
function withoutPunctuation(match: string): string {
  let end = match.length;
  let open = surplus(match, '(', ')');
  let square = surplus(match, '[', ']');
  for (; end > 0; end--) {
    const last = match.charAt(end - 1);
    if (last === ')' && open < 0) open++;
    else if (last === ']' && square < 0) square++;
    else if (!`.,;:!?'*~([`.includes(last)) break;
    else if (last === '(') open--;
    else if (last === '[') square--;
  }
  return match.slice(0, end);
}

/** How many more are opened than closed. */
function surplus(text: string, opening: string, closing: string): number {
  return text.split(opening).length - text.split(closing).length;
}

/** Letters beyond ASCII as browsers send them. */
function encoded(address: string): string {
  return address.replace(/[^\x00-\x7f]+/g, letters => encodeURI(letters));
}

function isLinked({ runs }: StyledText, [start, end]: Found): boolean {
  return runs.some(({ at, link }, index) => link && at < end && (runs[index + 1]?.at ?? end) > start);
}

/** The same styles, with links where they were found. */
function withLinks(runs: readonly Run[], found: readonly Found[]): Run[] {
  const out: Run[] = [];
  let at = 0;
  let under: Run = { at: 0, style: '' };
  for (const [start, end, link] of found) {
    for (; at < runs.length && runs[at]!.at <= start; at++) {
      under = runs[at]!;
      if (under.at < start) out.push(under);
    }
    out.push({ ...under, at: start, link });
    for (; at < runs.length && runs[at]!.at < end; at++) {
      under = runs[at]!;
      out.push({ ...under, link });
    }
    if (runs[at]?.at !== end) out.push({ ...under, at: end });
  }
  return [...out, ...runs.slice(at)];
}
