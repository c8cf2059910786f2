/** What matches a pattern, marked in a line. */
import { pushAll } from '../../shared/arrays.ts';
import type { Run, StyledText } from '../state/stream.ts';
import type { Pattern } from '../state/view.ts';
import { styles } from '../terminal/theme.ts';
import { spansOf } from '../text/pattern.ts';

/** The line with what matches the pattern in a style of its own, whatever the colours. */
export function marked<L extends StyledText>(line: L, pattern: Pattern, style: string = styles.match): L {
  return withStyle(line, spansOf(pattern, line.text), style);
}

/** The line with those parts of it in the style; they are in order, and none touches another. */
export function withStyle<L extends StyledText>(
  line: L,
  found: readonly (readonly [number, number])[],
  style: string,
): L {
  if (found.length === 0) return line;
  const runs = [...line.runs];
  for (const [start, end] of found) {
    const under = runs.filter(run => run.at <= start).at(-1);
    const after = runs.filter(run => run.at <= end).at(-1);
    const inside = runs.filter(run => run.at >= start && run.at <= end);
    for (const run of inside) runs.splice(runs.indexOf(run), 1);
    pushAll(runs, marksOver(under, inside, start, end, style));
    runs.push({ ...after, at: end, style: after?.style ?? '' });
    runs.sort((a, b) => a.at - b.at);
  }
  return { ...line, runs };
}

/** One run, or one for each link: those stay. */
function marksOver(
  under: Run | undefined,
  inside: readonly Run[],
  start: number,
  end: number,
  style: string,
): Run[] {
  const marks: Run[] = [{ ...under, at: start, style }];
  for (const { at, link } of inside)
    if (at > start && at < end && link !== marks.at(-1)?.link)
      marks.push({ at, style, ...(link !== undefined && { link }) });
  return marks;
}
