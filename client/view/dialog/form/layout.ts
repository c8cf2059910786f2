/** Where the parts of a form stand in its box: rows that scroll, what the selected one is about, buttons. */
import { maxOf } from '../../../../shared/arrays.ts';
import type { FormState } from '../../../state/dialog.ts';
import type { State } from '../../../state/state.ts';
import type { FrameRow } from '../../../state/terminal.ts';
import type { View } from '../../../state/view.ts';
import { textWidth } from '../../../text/width.ts';
import { type BoxPlace, placeBox } from '../box/box.ts';
import { paragraph } from '../box/cells.ts';
import { focusOf } from './focus.ts';
import type { FieldRow, Form, FormButton } from './form.ts';

/** Where the note of a row stands: beside it, below it, or with what the selected row is about. */
type Notes = 'beside' | 'below' | 'foot';

/** Measures of the columns. */
export interface Columns {
  readonly all: number;
  /** Of fields. */
  readonly label: number;
  /** Of items. */
  readonly item: number;
  readonly value: number;
  readonly notes: Notes;
}

/** The mark of the row with the keys, and a blank. */
export const MARK = 2;
/** Before a note below its row. */
export const INDENT = 4;
const USUAL = 76;
/** A toggle: `[x] on`. */
const LEAST_VALUE = 7;
const NUMBER = 12;
const LEAST_TEXT = 12;
/** Rows of a box from which on notes stand below their rows. */
const TALL = 14;
/** From which on a blank one stands before the buttons, too. */
const ROOMY = 24;

/** A row of the body: of which row of the form, or behind them of the buttons, and which of its rows. */
export interface BodyRow {
  readonly index: number;
  readonly part: number;
}

export interface PlacedButton {
  readonly button: FormButton;
  readonly row: number;
  readonly column: number;
}

export interface FormLayout {
  readonly place: BoxPlace;
  readonly columns: Columns;
  /** All rows of the body, and which of them are on screen. */
  readonly body: readonly BodyRow[];
  readonly top: number;
  readonly room: number;
  /** What the selected row is about, in rows. */
  readonly about: readonly string[];
  readonly isFault: boolean;
  /** Their rows count from the first row of buttons. */
  readonly buttons: readonly PlacedButton[];
  /** In the inside; behind the body. */
  readonly aboutRow: number;
  /** null: they are rows of the body. */
  readonly buttonRow: number | null;
}

export function layoutForm(state: State, view: View, form: Form, at: FormState): FormLayout {
  const wide = besideWidth(form, view.columns);
  const isWide = wide > 0 && wide + 4 <= view.columns;
  const wanted = form.columns ?? Math.max(isWide ? wide : USUAL, textWidth(form.title) + 8);
  const most = placeBox(state, view, { columns: wanted, rows: view.rows });
  const { columns, buttons, own, foot } = measuredFor(form, most, isWide);
  const body = foot.buttons > 0 ? own : [...own, ...buttonRows(form, buttons)];
  const below = foot.about + foot.buttons;
  const least = leastRows(form, columns);
  const place = placeBox(state, view, { columns: wanted, rows: Math.max(body.length, least) + below });
  const room = Math.max(1, place.inside.rows - below);
  const { text, isFault } = aboutText(form, at, columns.notes);
  const aboutRow = room + (foot.about > 0 ? foot.gap : 0);
  return {
    ...{ place, columns, body, room, isFault, buttons, aboutRow },
    about: cutAbout(paragraph(text, columns.all), foot.about - foot.gap),
    top: topOf(form, at, body, room, buttons),
    buttonRow: foot.buttons > 0 ? room + foot.about + foot.lowGap : null,
  };
}

/** As wide as it is with the notes beside their rows; 0: there are none, or they would not fit in any case. */
function besideWidth({ rows }: Form, most: number): number {
  const noted: number[] = [];
  for (const row of rows) {
    if (row.kind === 'text' || !row.note) continue;
    const width = textWidth(row.note);
    if (width > most) return 0;
    noted.push(width);
  }
  if (noted.length === 0) return 0;
  const values = rows.flatMap(row => (row.kind === 'field' ? [valueWidth(row)] : []));
  return MARK + labelWidth(rows) + 1 + maxOf([0, ...values]) + 2 + maxOf(noted);
}

/** A form in its columns: its own rows, its buttons, what stands below the rows. */
interface Measured {
  readonly columns: Columns;
  readonly buttons: readonly PlacedButton[];
  readonly own: readonly BodyRow[];
  readonly foot: Foot;
}

function measured(form: Form, { inside }: BoxPlace, notes: Notes): Measured {
  const columns = columnsOf(form, inside.columns, notes);
  const buttons = placeButtons(form.buttons, columns.all);
  const own = ownRows(form, columns);
  return { columns, buttons, own, foot: footOf(form, columns, inside.rows, buttons, own.length) };
}

/** Notes below their rows take twice the room: they stand there if all of it is seen at once, or the form wants it so. */
function measuredFor(form: Form, place: BoxPlace, isWide: boolean): Measured {
  if (isWide) return measured(form, place, 'beside');
  const { rows } = place.inside;
  if (rows < TALL) return measured(form, place, 'foot');
  const below = measured(form, place, 'below');
  const { columns, own, foot } = below;
  const least = Math.max(own.length, leastRows(form, columns));
  const fits = form.noted || least + foot.about + foot.buttons <= rows;
  return fits ? below : measured(form, place, 'foot');
}

/** With their notes, if they have any. */
function leastRows({ least = 0, rows }: Form, { notes }: Columns): number {
  const isNoted = notes === 'below' && rows.some(row => row.kind !== 'text' && row.note);
  return isNoted ? 2 * least : least;
}

function columnsOf(form: Form, all: number, notes: Notes): Columns {
  const fields = form.rows.filter(({ kind }) => kind === 'field');
  const item = Math.min(labelWidth(form.rows), all - MARK);
  const label = Math.min(labelWidth(fields), Math.max(4, all - MARK - 1 - LEAST_TEXT));
  const values = form.rows.flatMap(row => (row.kind === 'field' ? [valueWidth(row)] : []));
  const room = Math.max(1, all - MARK - label - 1);
  const hasText = form.rows.some(row => row.kind === 'field' && ['text', 'secret'].includes(row.field.type));
  const value =
    notes === 'beside' ? maxOf([0, ...values]) : hasText ? room : Math.min(room, maxOf([0, ...values]));
  return { all, label, item, value, notes };
}

function labelWidth(rows: Form['rows']): number {
  return maxOf([0, ...rows.map(row => (row.kind === 'text' ? 0 : cellsOf(row.label)))]);
}

function cellsOf(label: string | FrameRow): number {
  return textWidth(typeof label === 'string' ? label : label.map(({ text }) => text).join(''));
}

function valueWidth({ field }: FieldRow): number {
  if (field.type === 'toggle') return LEAST_VALUE;
  if (field.type === 'number') return NUMBER;
  if (field.type !== 'choice') return 2 * LEAST_TEXT;
  return maxOf((field.names ?? field.choices).map(textWidth)) + 4;
}

/** The lines of a text row or of a note below its row. */
export function linesOf(row: Form['rows'][number], { all, notes }: Columns): readonly string[] {
  if (row.kind === 'text') return paragraph(row.text, all);
  return notes === 'below' && row.note ? paragraph(row.note, all - INDENT) : [];
}

function ownRows({ rows }: Form, columns: Columns): BodyRow[] {
  const own: BodyRow[] = [];
  for (const [index, row] of rows.entries()) {
    const count = (row.kind === 'text' ? 0 : 1) + linesOf(row, columns).length;
    for (let part = 0; part < count; part++) own.push({ index, part });
  }
  return own;
}

/** Buttons that find no room below scroll with the rows. */
function buttonRows({ rows }: Form, buttons: readonly PlacedButton[]): BodyRow[] {
  return Array.from({ length: rowsOf(buttons) }, (_, part) => ({ index: rows.length, part }));
}

function rowsOf(buttons: readonly PlacedButton[]): number {
  return buttons.length === 0 ? 0 : (buttons.at(-1)?.row ?? 0) + 1;
}

interface Foot {
  readonly about: number;
  readonly buttons: number;
  readonly gap: number;
  readonly lowGap: number;
}

/** Rows kept for what the selected row is about, and for the buttons; with a blank one before each of them if there is room. */
function footOf(
  form: Form,
  { all, notes }: Columns,
  rows: number,
  buttons: readonly PlacedButton[],
  own: number,
): Foot {
  const canFail = form.rows.some(row => row.kind === 'field' && 'check' in row.field);
  const most = rows >= 6 ? 3 : rows >= 4 ? 2 : rows >= 2 ? 1 : 0;
  const gap = rows >= TALL ? 1 : 0;
  const lines = longestAbout(form, all, notes, canFail ? Math.min(most, 2) : 0, most);
  const about = lines > 0 ? lines + gap : 0;
  const isSmall = own + about + rowsOf(buttons) < rows && !form.least;
  const lowGap = rows >= ROOMY || isSmall ? 1 : 0;
  const wanted = rowsOf(buttons) > 0 ? rowsOf(buttons) + lowGap : 0;
  const fits = rows - about - wanted >= (rows >= 6 ? 3 : 2);
  return { about, buttons: fits ? wanted : 0, gap, lowGap };
}

/** Lines of the longest of all that is said about rows and buttons, from `least` to `most`. */
function longestAbout(
  { rows, buttons }: Form,
  columns: number,
  notes: Notes,
  least: number,
  most: number,
): number {
  let lines = least;
  for (const stop of [...rows, ...buttons]) {
    if (lines >= most) break;
    if ('kind' in stop && stop.kind === 'text') continue;
    const text = explained(stop, notes);
    if (text !== '') lines = Math.max(lines, paragraph(text, columns).length);
  }
  return Math.min(most, lines);
}

interface Explaining {
  readonly note?: string;
  readonly about?: string;
}

/** What there is to say of a row that does not stand beside or below it. */
function explained({ note = '', about = '' }: Explaining, notes: Notes): string {
  const sentence = notes !== 'foot' || note === '' ? '' : sentenceOf(note);
  return [sentence, about].filter(text => text !== '').join(' ');
}

function sentenceOf(note: string): string {
  return /[.!?]$/.test(note) ? note : `${note}.`;
}

function aboutText(form: Form, at: FormState, notes: Notes): { text: string; isFault: boolean } {
  const focus = focusOf(form, at);
  const fault = at.fault?.id === focus?.id ? at.fault : null;
  return { text: fault?.text ?? (focus ? explained(focus, notes) : ''), isFault: fault !== null };
}

function cutAbout(lines: readonly string[], rows: number): readonly string[] {
  if (lines.length <= rows) return lines;
  const last = lines[rows - 1] ?? '';
  const more = '… F1';
  const room = Math.max(0, maxOf(lines.map(textWidth)) - more.length);
  return [...lines.slice(0, rows - 1), `${last.slice(0, room).trimEnd()}${more}`].slice(0, rows);
}

function topOf(
  form: Form,
  at: FormState,
  body: readonly BodyRow[],
  room: number,
  buttons: readonly PlacedButton[],
): number {
  const last = Math.max(0, body.length - room);
  const top = Math.max(0, Math.min(at.top, last));
  const focus = focusOf(form, at);
  const isFocus = ({ index, part }: BodyRow) => {
    const row = form.rows[index];
    if (row) return row.kind !== 'text' && row.id === focus?.id;
    return buttons.some(({ button, row: line }) => line === part && button.id === focus?.id);
  };
  const first = body.findIndex(isFocus);
  if (at.loose || first < 0) return top;
  const end = body.findLastIndex(isFocus) + 1;
  // What stands above the first row that has the keys is seen with it.
  const isFirst = form.rows.findIndex(({ kind }) => kind !== 'text') === body[first]?.index;
  if (isFirst && end <= room) return 0;
  return Math.max(0, Math.min(Math.max(top, end - room), first));
}

function placeButtons(buttons: readonly FormButton[], columns: number): PlacedButton[] {
  let row = 0;
  let column = 0;
  return buttons.map(button => {
    const width = textWidth(button.label) + 4;
    if (column > 0 && column + width > columns) {
      row++;
      column = 0;
    }
    const placed = { button, row, column };
    column += width + 2;
    return placed;
  });
}
