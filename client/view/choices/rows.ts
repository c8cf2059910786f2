/** The menu of commands and what Tab has to offer: rows above the status bar, over the end of the output. */
import { maxOf } from '../../../shared/arrays.ts';
import type { State } from '../../state/state.ts';
import type { FrameRow, Span } from '../../state/terminal.ts';
import type { Choice, Choices, View } from '../../state/view.ts';
import { styles } from '../../terminal/theme.ts';
import { fitted, textWidth } from '../../text/width.ts';
import { padded } from '../dialog/box/cells.ts';
import { screenArea } from '../layout.ts';

/** They are a part of the bar below them; what stands in the input is cut out of it. */
const ROW = styles.bar;
const NAME = styles.barStrong;
const CHOSEN = styles.strong;
/** The game goes on above them: they take half of the output at most. */
const MOST_ROWS = 10;

/** Rows as wide as the screen; none if nothing is offered. */
export function choiceRows(state: State, view: View): FrameRow[] {
  const { choices, columns } = view;
  if (!choices) return [];
  const { items, note } = choices;
  if (items.length === 0) return note ? [listed(note, textWidth(note.label), columns, false)] : [];
  const most = Math.max(1, Math.min(MOST_ROWS, screenArea(state, view).rows >> 1));
  const all = items.every(({ help }) => help === '') ? inWords(choices, columns) : inLines(choices, columns);
  const chosen = all.findIndex(({ isChosen }) => isChosen);
  const first = Math.max(0, Math.min(chosen - (most >> 1), all.length - most));
  const rows = all.slice(first, first + most).map(({ spans }) => spans);
  const isAll = rows.length === all.length && choices.total === items.length;
  return isAll ? rows : withCount(rows, choices, columns);
}

interface Row {
  readonly spans: FrameRow;
  readonly isChosen: boolean;
}

/** A name and a sentence each. */
function inLines({ items, chosen }: Choices, columns: number): Row[] {
  const width = Math.min(columns >> 1, maxOf(items.map(({ label }) => textWidth(label))));
  return items.map((item, index) => ({
    spans: listed(item, width, columns, index === chosen),
    isChosen: index === chosen,
  }));
}

function listed({ label, help }: Choice, width: number, columns: number, isChosen: boolean): FrameRow {
  const name = ` ${padded(label, Math.min(width, Math.max(1, columns - 2)))}`;
  const room = Math.max(0, columns - textWidth(name));
  const sentence = padded(help === '' ? '' : `  ${clipped(help, room - 3)}`, room);
  return [
    { text: fitted(name, columns), style: isChosen ? CHOSEN : NAME },
    { text: sentence, style: isChosen ? '' : ROW },
  ];
}

/** As many words a row as there is room for. */
function inWords({ items, chosen }: Choices, columns: number): Row[] {
  const rows: { spans: Span[]; isChosen: boolean; width: number }[] = [];
  for (const [index, { label }] of items.entries()) {
    const text = fitted(` ${label} `, columns);
    const cells = textWidth(text);
    let row = rows.at(-1);
    if (!row || row.width + cells > columns) rows.push((row = { spans: [], isChosen: false, width: 0 }));
    row.spans.push({ text, style: index === chosen ? CHOSEN : NAME });
    row.isChosen ||= index === chosen;
    row.width += cells;
  }
  return rows.map(({ spans, isChosen, width }) => ({
    spans: [...spans, { text: ' '.repeat(Math.max(0, columns - width)), style: ROW }],
    isChosen,
  }));
}

/** How many there are, at the end of the last row. */
function withCount(rows: readonly FrameRow[], { chosen, total }: Choices, columns: number): FrameRow[] {
  const count = chosen === null ? ` ${total} ` : ` ${chosen + 1}/${total} `;
  const last = rows.at(-1) ?? [];
  // The names come first.
  if (count.length > columns >> 1) return [...rows];
  const sign: Span = { text: count, style: NAME };
  return [...rows.slice(0, -1), [...cut(last, Math.max(0, columns - count.length)), sign]];
}

function cut(row: FrameRow, columns: number): Span[] {
  let room = columns;
  return row.map(span => {
    const text = fitted(span.text, Math.max(0, room));
    room -= textWidth(span.text);
    return { ...span, text: room < 0 ? padded(text, textWidth(span.text) + room) : text };
  });
}

/** The start of a sentence that fits, up to a blank if there is one near. */
function clipped(text: string, columns: number): string {
  if (textWidth(text) <= columns) return text;
  if (columns < 2) return '';
  const start = fitted(text, columns - 1);
  const blank = start.lastIndexOf(' ');
  return `${(blank > start.length / 2 ? start.slice(0, blank) : start).trimEnd()}…`;
}
