/** A code for cameras in a box: on any screen that has room for it the whole of it is seen at once. */
import type { State } from '../../../state/state.ts';
import type { StyledText } from '../../../state/stream.ts';
import type { View } from '../../../state/view.ts';
import { textWidth } from '../../../text/width.ts';
import { screenArea } from '../../layout.ts';

/** The frame of a box, and the blanks in it. */
const FRAME = { columns: 4, rows: 2 };

/**
 * The lines of the box: what the code says, the code, and the words about it. Where there is too little room for the first
 * two the code alone comes first; where there is none for that either, and without a screen, it comes last.
 */
export function withCode(
  state: State,
  view: View,
  said: string,
  code: readonly string[],
  words: readonly string[],
): (string | StyledText)[] {
  const room = screenArea(state, view);
  const rows = room.rows - FRAME.rows;
  const columns = Math.max(1, room.columns - FRAME.columns);
  const above = Math.ceil(textWidth(said) / columns);
  const isWide = !view.plain && textWidth(code[0] ?? '') <= columns;
  const drawn = code.map(paper);
  if (isWide && above + code.length <= rows) return [said, ...drawn, '', ...words];
  if (isWide && code.length <= rows) return [...drawn, said, '', ...words];
  return [said, '', ...words, '', ...drawn];
}

/** The blocks are what is white; in these colours whatever the theme, or cameras see nothing. */
function paper(text: string): StyledText {
  return { text, runs: [{ at: 0, style: '38;5;231;48;5;16' }] };
}
