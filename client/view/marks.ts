/** What matches a pattern, marked in a line. */
import type { StyledText } from '../state/stream.ts';
import type { Pattern } from '../state/view.ts';
import { spansOf } from '../text/pattern.ts';

/** A match of a search: reverse, whatever the colours. */
const MATCH_STYLE = '7';

/** The line with what matches the pattern in reverse. */
export function marked<L extends StyledText>(line: L, pattern: Pattern, style = MATCH_STYLE): L {
  const found = spansOf(pattern, line.text);
  if (found.length === 0) return line;
  const runs = [...line.runs];
  for (const [start, end] of found) {
    const after = runs.filter(run => run.at <= end).at(-1);
    const inside = runs.filter(run => run.at >= start && run.at <= end);
    for (const run of inside) runs.splice(runs.indexOf(run), 1);
    runs.push({ at: start, style }, { ...after, at: end, style: after?.style ?? '' });
    runs.sort((a, b) => a.at - b.at);
  }
  return { ...line, runs };
}
