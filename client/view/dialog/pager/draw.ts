/** A pager as a box. */
import { layoutInput } from '../../../editor/layout.ts';
import type { Pager, PagerFind } from '../../../state/dialog.ts';
import type { State } from '../../../state/state.ts';
import type { FrameRow } from '../../../state/terminal.ts';
import type { View } from '../../../state/view.ts';
import { styles } from '../../../terminal/theme.ts';
import { textWidth } from '../../../text/width.ts';
import { rowSpans } from '../../../text/wrap.ts';
import { linkedIf } from '../../line/links.ts';
import { namedStart } from '../../line/named.ts';
import { marked } from '../../marks.ts';
import { type BoxPlace, drawBox, type Hint, placeBox, type ShownBox } from '../box/box.ts';
import { hangOf, type Part, partsShown, rowsOf } from './place.ts';

const HINTS: readonly Hint[] = [
  { key: 'Escape', text: 'Esc: close' },
  { key: '/', text: '/: find' },
  { key: 'PageDown', text: 'PageDown' },
  { key: 'PageUp', text: 'PageUp' },
];
const FOUND: readonly Hint[] = [
  { key: 'n', text: 'n: next' },
  { key: 'N', text: 'N: previous' },
  { key: 'Escape', text: 'Esc: leave' },
];
/** Text wider than this is harder to read; a table may be wider. */
const LEAST_COLUMNS = 40;

/** It is as large as its text, if there is room. */
export function pagerPlace(state: State, view: View, pager: Pager): BoxPlace {
  const widest = placeBox(state, view, { columns: Math.max(LEAST_COLUMNS, pager.width), rows: view.rows });
  const rows = rowsOf(pager, widest.inside.columns, view.rows);
  return placeBox(state, view, { columns: Math.max(LEAST_COLUMNS, pager.width), rows });
}

export function pagerBox(state: State, view: View, pager: Pager): ShownBox {
  const place = pagerPlace(state, view, pager);
  const parts = partsShown(pager, place.inside);
  const { find, lines, title } = pager;
  const typed = find?.typing ? findRow(find, place) : null;
  const box = drawBox(place, {
    title,
    sign: signOf(pager, parts),
    rows: parts.map(({ line, start, end }) => {
      const hang = start > 0 ? hangOf(lines[line]!.text, place.inside.columns) : 0;
      const spans = rowSpans(
        marked(linkedIf(state.settings.links, namedStart(lines[line]!)), {
          text: find?.editor.text ?? '',
          kind: 'wild',
          exact: false,
        }),
        start,
        end,
      );
      return hang > 0 ? [{ text: ' '.repeat(hang), style: '' }, ...spans] : spans;
    }),
    hints: find ? FOUND : HINTS,
    ...(typed && { foot: typed.row }),
    cursor: null,
    part: partOf(pager, parts),
  });
  return typed ? { ...box, cursor: { column: typed.column, row: place.top + place.rows - 1 } } : box;
}

/** `12-30/99` in lines, and while one searches which match this is. */
function signOf({ lines, find }: Pager, parts: readonly Part[]): string {
  if (find && find.editor.text !== '') {
    const { found, at } = find;
    return found.length === 0 ? 'not found' : `${at + 1} of ${found.length}`;
  }
  const first = parts[0];
  const last = parts.at(-1);
  if (!first || !last) return '';
  const isWhole = first.line === 0 && first.start === 0 && isEnd(lines, last);
  return isWhole ? '' : `${first.line + 1}-${last.line + 1}/${lines.length}`;
}

function isEnd(lines: Pager['lines'], { line, end }: Part): boolean {
  return line === lines.length - 1 && end === lines[line]!.text.length;
}

/** In lines: to wrap all of them at each frame would be too dear. */
function partOf({ lines }: Pager, parts: readonly Part[]): { from: number; to: number } {
  const first = parts[0];
  const last = parts.at(-1);
  if (!first || !last) return { from: 0, to: 1 };
  const at = ({ line }: Part, offset: number) =>
    (line + offset / Math.max(1, lines[line]!.text.length)) / lines.length;
  return { from: at(first, first.start), to: isEnd(lines, last) ? 1 : at(last, last.end) };
}

/** The pattern in the last row of the box, as much of it as there is room for, and the column of the cursor. */
function findRow(find: PagerFind, place: BoxPlace): { row: FrameRow; column: number } {
  const { left, columns } = place.inside;
  const prompt = [{ text: 'Find: ', style: styles.strong }];
  const { rows, cursor } = layoutInput(find.editor, Math.max(1, columns), 1, prompt);
  const row = rows[0] ?? [];
  // A blank for the cursor, which the frame would take.
  const width = textWidth(row.map(({ text }) => text).join(''));
  return { row: width < columns ? [...row, { text: ' ', style: '' }] : row, column: left + cursor.column };
}
