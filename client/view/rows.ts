/**
 * The rows of a line as the output shows them: wrapped, moved in behind the first, without a tag that is not to be seen.
 * Whoever counts rows and whoever draws them asks here, so that they cannot disagree.
 */
import type { Line } from '../state/log.ts';
import { type Layout, rowCount, wrap } from '../text/wrap.ts';

/** The part of the screen that lines have, in cells, and how they stand in it. */
export interface TextArea {
  readonly columns: number;
  readonly rows: number;
  /** Columns that the rows of a line, but the first, are moved in by. */
  readonly indent: number;
  /** Tags such as `[chat:]` at the beginning of a line are not shown. */
  readonly hidesTags: boolean;
  /** Lines that rules hide are shown. */
  readonly showsHidden?: boolean;
}

/** Offsets (UTF-16) where the rows of the line start. */
export function rowStarts(line: Line, area: TextArea): number[] {
  if (line.hidden && !area.showsHidden) return [];
  return wrap(line.text, area.columns, layoutOf(line, area));
}

/** How many rows the line takes. */
export function rowsOf(line: Line, area: TextArea): number {
  if (line.hidden && !area.showsHidden) return 0;
  return rowCount(line.text, area.columns, layoutOf(line, area));
}

/** Where the text of the line that is shown begins. */
export function textStart(line: Line, { hidesTags }: TextArea): number {
  return hidesTags ? tagLength(line) : 0;
}

function layoutOf(line: Line, area: TextArea): Layout {
  return area.hidesTags ? { indent: area.indent, from: tagLength(line) } : area;
}

/** `[chat:] `, `[channel(Alice)] `: what a game begins a line with for the client, not for the eye. */
const TAG = /^\[[\w-]{1,40}(:|\([^\]]{0,80})\] /;

function tagLength({ kind, text }: Line): number {
  if (kind === 'clay' || !text.startsWith('[')) return 0;
  return TAG.exec(text)?.[0].length ?? 0;
}
