/**
 * A box with a text to read: scrolled by rows and pages, searched through, closed by Esc or q. Whoever has an answer that is
 * too long for the output calls openPager().
 */
import type { Pager } from '../../../state/dialog.ts';
import type { StyledText } from '../../../state/stream.ts';
import type { View } from '../../../state/view.ts';
import { previousGrapheme, textWidth } from '../../../text/width.ts';
import type { BoxDialogKind } from '../kind.ts';
import { openDialog } from '../stack.ts';
import { pagerAsks } from './asks.ts';
import { pagerBox } from './draw.ts';
import { pagerKey } from './keys.ts';

/**
 * UTF-16 units of a text: all that is recalled at a time (view/search/recall.ts). It goes into each checkpoint, and is
 * looked through at each key while one searches.
 */
const MOST_UNITS = 384 * 1024;
/** A line is wrapped in one go; what is longer goes on in the next one. */
const MOST_IN_LINE = 16 * 1024;

/** Opens a pager on the view; one that is open gives its place up. Lines may have styles; none ends with a line end. */
export function openPager(view: View, title: string, lines: readonly (string | StyledText)[]): void {
  const shown = bounded(lines.flatMap(styled));
  openDialog(view, {
    ...{ kind: 'pager', title, lines: shown, line: 0, offset: 0, find: null },
    width: shown.reduce((most, { text }) => Math.max(most, textWidth(text)), textWidth(title)),
  });
}

export const pagerKind: BoxDialogKind<Pager> = {
  covers: 'box',
  key: pagerKey,
  box: pagerBox,
  asks: pagerAsks,
};

function styled(line: string | StyledText): StyledText[] {
  const { text, runs } = typeof line === 'string' ? { text: line, runs: [] } : line;
  if (text.length <= MOST_IN_LINE) return [{ text, runs }];
  const pieces: StyledText[] = [];
  for (let start = 0; start < text.length; ) {
    const next = Math.min(start + MOST_IN_LINE, text.length);
    const end = next < text.length ? previousGrapheme(text, next) : next;
    pieces.push(pieceOf(text, runs, start, end));
    start = end;
  }
  return pieces;
}

function pieceOf(text: string, runs: StyledText['runs'], start: number, end: number): StyledText {
  const before = runs.filter(({ at }) => at <= start).slice(-1);
  const inside = runs.filter(({ at }) => at > start && at < end);
  return {
    text: text.slice(start, end),
    runs: [...before, ...inside].map(run => ({ ...run, at: Math.max(0, run.at - start) })),
  };
}

/** What is beyond the bound is said to be left out. */
function bounded(lines: readonly StyledText[]): readonly StyledText[] {
  let units = 0;
  const end = lines.findIndex(({ text }) => (units += text.length + 1) > MOST_UNITS);
  if (end < 0) return lines;
  const rest = `… and ${lines.length - end} more lines`;
  return [...lines.slice(0, end), { text: rest, runs: [{ at: 0, style: '2' }] }];
}
