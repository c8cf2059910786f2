/** What matches a pattern, marked in a line. */
import type { StyledText } from '../state/stream.ts';
import { findParts, parsePattern } from '../text/glob.ts';

/** A match of a search: reverse, whatever the colours. */
const MATCH_STYLE = '7';

/** In a longer line nothing is marked (UTF-16 units): each frame would look through all of it. */
const MOST_MARKED = 64 * 1024;

/** The line with what matches the pattern in reverse. */
export function marked<L extends StyledText>(line: L, text: string): L {
  const found =
    text === '' || line.text.length > MOST_MARKED ? null : findParts(parsePattern(text), line.text);
  if (!found) return line;
  const runs = [...line.runs];
  for (const [start, end] of found) {
    const after = runs.filter(run => run.at <= end).at(-1);
    const inside = runs.filter(run => run.at >= start && run.at <= end);
    for (const run of inside) runs.splice(runs.indexOf(run), 1);
    runs.push({ at: start, style: MATCH_STYLE }, { ...after, at: end, style: after?.style ?? '' });
    runs.sort((a, b) => a.at - b.at);
  }
  return { ...line, runs };
}
