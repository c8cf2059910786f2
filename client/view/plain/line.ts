/** A line of a log as it is printed. */
import type { Line } from '../../state/log.ts';
import type { State } from '../../state/state.ts';
import type { Span } from '../../state/terminal.ts';
import type { View } from '../../state/view.ts';
import { rowSpans } from '../../text/wrap.ts';
import { outputArea } from '../layout.ts';
import { tagOf } from '../line/tag.ts';
import { textStart } from '../rows.ts';
import { isOwn, LOOKALIKE } from '../sign.ts';

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

/** Controls and halves of characters must not get to a terminal. */
export function printable(text: string): string {
  return text.replace(/[\x00-\x1f\x7f-\x9f\u2028\u2029]|\p{Surrogate}/gu, '\ufffd');
}
