/** Looking for text in copy mode, a slice at a time: what is further is looked through by the next key. */
import { isFault } from '../../../shared/fault.ts';
import type { Copy, Pattern } from '../../state/view.ts';
import { finderOf, isEmpty, spansOf } from '../../text/pattern.ts';
import { newSlice } from '../search/slices.ts';
import { type Sight, textAt } from './place.ts';

export function patternOf({ typing, pattern }: Copy): Pattern {
  return { text: typing ? typing.text : pattern, kind: 'wild', exact: false };
}

/** Goes to the next match in the direction; the cursor stays where none is. Past either end it goes on at the other. */
export function find(sight: Sight, copy: Copy, by: 1 | -1): void {
  const pattern = patternOf(copy);
  const finder = finderOf(pattern);
  if (isEmpty(pattern) || isFault(finder)) return;
  const { first, next } = sight.pane.scrollback;
  const here = offsetIn(sight, pattern, copy.at.line, by, copy.at.offset);
  if (copy.next === null && here !== null) return goTo(copy, copy.at.line, here);
  const slice = newSlice();
  let line = copy.next ?? copy.at.line + by;
  for (let looked = 0; looked <= next - first; looked++, line += by) {
    if (line < first || line >= next) line = by > 0 ? first : next - 1;
    if (!slice.hasTime()) return stop(copy, line, by);
    if (!slice.look({}, finder, textAt(sight, line))) continue;
    const offset = offsetIn(sight, pattern, line, by, null);
    if (offset !== null) return goTo(copy, line, offset);
  }
  copy.next = null;
  copy.told = 'not found';
}

function stop(copy: Copy, line: number, by: 1 | -1): void {
  copy.next = line;
  copy.told = `not found yet: n looks further ${by > 0 ? 'down' : 'up'}`;
}

function goTo(copy: Copy, line: number, offset: number): void {
  copy.next = null;
  copy.at = { line, offset };
}

/** Where the first match begins behind an offset (before it, upwards); with null the first (last) of the line. */
function offsetIn(
  sight: Sight,
  pattern: Pattern,
  line: number,
  by: 1 | -1,
  from: number | null,
): number | null {
  const starts = spansOf(pattern, textAt(sight, line)).map(([start]) => start);
  const fits = starts.filter(start => from === null || (by > 0 ? start > from : start < from));
  return (by > 0 ? fits[0] : fits.at(-1)) ?? null;
}
