/** A line of a log as it is printed. */
import type { Line } from '../../state/log.ts';
import type { State } from '../../state/state.ts';
import type { Span } from '../../state/terminal.ts';
import type { View } from '../../state/view.ts';
import { rowSpans, wrap } from '../../text/wrap.ts';
import { outputArea } from '../layout.ts';
import { tagOf } from '../line/tag.ts';
import { textStart } from '../rows.ts';
import { isOwn, LOOKALIKE } from '../sign.ts';
import { NEWLINE } from './row.ts';

/** Before a line of the game that begins as those of Clay's do: it cannot pass for one. */
export const GAME = 'game: ';

/** Whole: the terminal wraps it, or whoever reads it to somebody does. */
export function printedLine(
  state: State,
  view: View,
  line: Line,
): { readonly spans: readonly Span[]; readonly text: string } {
  const start = textStart(line, outputArea(state, view));
  const shown = rowSpans(line, start, line.text.length).map(span => ({
    ...span,
    text: printable(span.text),
  }));
  const isDoubtful = !isOwn(line) && LOOKALIKE.test(line.text.slice(start).replace(/^[\s\p{Cf}\p{M}]+/u, ''));
  const before = [
    ...(state.settings.show_tags ? [{ text: tagOf(line, view.columns), style: '' }] : []),
    ...(isDoubtful ? [{ text: GAME, style: '' }] : []),
  ];
  const spans = [...before, ...shown];
  return { spans, text: spans.map(({ text }) => text).join('') };
}

/** Broken between words where the terminal would break inside of one; a blank there would begin a row beyond its edge. */
export function atWords(spans: readonly Span[], columns: number): readonly Span[] {
  const text = spans.map(span => span.text).join('');
  const starts = wrap(text, columns);
  if (starts.length === 1) return spans;
  const broken: Span[] = [];
  let from = 0;
  let row = 1;
  for (const { text: part, style } of spans) {
    const to = from + part.length;
    for (; (starts[row] ?? Infinity) <= to; row++) {
      const start = starts[row] as number;
      broken.push({ text: text.slice(from, start).trimEnd(), style }, { text: NEWLINE, style: '' });
      from = start;
    }
    broken.push({ text: text.slice(from, to), style });
    from = to;
  }
  return broken;
}

/** Controls and halves of characters must not get to a terminal. */
export function printable(text: string): string {
  return text.replace(/[\x00-\x1f\x7f-\x9f\u2028\u2029]|\p{Surrogate}/gu, '\ufffd');
}
