/** Lines with a part in another style, or with other words in it; what stands around it keeps its styles. */
import type { Run, StyledText } from '../state/stream.ts';

type Span = readonly [start: number, end: number];

const PLAIN: Run = { at: 0, style: '' };

/** The run that is in force at the place. */
function runAt(runs: readonly Run[], at: number): Run {
  return runs.findLast(run => run.at <= at) ?? PLAIN;
}

/** As it is, from `at` on. */
function moved(run: Run, at: number): Run {
  return { ...run, at };
}

/** The part in this style; links stay. */
export function restyled(line: StyledText, span: Span, style: string): StyledText {
  return overlaid(line, span, () => style);
}

/** Each style of the part as what it is changed to; links stay. */
export function overlaid(
  { text, runs }: StyledText,
  [start, end]: Span,
  change: (style: string) => string,
): StyledText {
  if (start >= end) return { text, runs };
  const done: Run[] = [];
  let inForce = PLAIN;
  let next = 0;
  for (; next < runs.length && (runs[next] as Run).at <= start; next++) {
    inForce = runs[next] as Run;
    if (inForce.at < start) done.push(inForce);
  }
  done.push(withStyle(inForce, start, change(inForce.style)));
  for (; next < runs.length && (runs[next] as Run).at < end; next++) {
    inForce = runs[next] as Run;
    done.push(withStyle(inForce, inForce.at, change(inForce.style)));
  }
  for (; next < runs.length && (runs[next] as Run).at === end; next++) inForce = runs[next] as Run;
  if (end < text.length) done.push(withStyle(inForce, end, inForce.style));
  for (; next < runs.length; next++) done.push(runs[next] as Run);
  return { text, runs: done };
}

/** It begins there, in this style. Field by field, for each line that is painted makes some. */
function withStyle({ link }: Run, at: number, style: string): Run {
  return link === undefined ? { at, style } : { at, style, link };
}

/** The part as other words, in the style in which it began. */
export function replaced({ text, runs }: StyledText, [start, end]: Span, words: string): StyledText {
  const shift = words.length - (end - start);
  const changed = text.slice(0, start) + words + text.slice(end);
  const first = words.length > 0 ? [moved(runAt(runs, start), start)] : [];
  const behind = start + words.length < changed.length ? [moved(runAt(runs, end), start + words.length)] : [];
  return {
    text: changed,
    runs: withoutRepeats([
      ...runs.filter(({ at }) => at < start),
      ...first,
      ...behind,
      ...runs.filter(({ at }) => at > end && at < text.length).map(run => moved(run, run.at + shift)),
    ]),
  };
}

function withoutRepeats(runs: readonly Run[]): Run[] {
  return runs.filter((run, i) => {
    const before = runs[i - 1] ?? PLAIN;
    return run.style !== before.style || run.link !== before.link;
  });
}
