/** A form as a box. */
import { layoutInput } from '../../../editor/layout.ts';
import type { FormState } from '../../../state/dialog.ts';
import type { State } from '../../../state/state.ts';
import type { FrameRow, Span } from '../../../state/terminal.ts';
import type { View } from '../../../state/view.ts';
import { styles, underlined } from '../../../terminal/theme.ts';
import { fitted, textWidth } from '../../../text/width.ts';
import { drawBox, type Hint, type ShownBox } from '../box/box.ts';
import { padded, shortened } from '../box/cells.ts';
import { editorOf, focusOf, isTyped, valueIn } from './focus.ts';
import type { FieldRow, Form, FormButton, ItemRow } from './form.ts';
import { type Columns, type FormLayout, INDENT, layoutForm, linesOf, MARK } from './layout.ts';

const { chosen: CHOSEN, fault: FAULT, quiet: QUIET, strong: STRONG, typed: TYPED } = styles;

interface Place {
  readonly column: number;
  readonly row: number;
}

export function formBox(state: State, view: View, form: Form, at: FormState): ShownBox {
  const layout = layoutForm(state, view, form, at);
  const { place, body, top, room, about, aboutRow, isFault } = layout;
  const here = focusOf(form, at)?.id;
  const rows: FrameRow[] = body
    .slice(top, top + room)
    .map(({ index, part }) => bodyRow(form, at, layout, here, index, part));
  for (const [row, text] of about.entries())
    rows[aboutRow + row] = [{ text, style: isFault ? FAULT : QUIET }];
  if (layout.buttonRow !== null)
    for (const { row } of layout.buttons) rows[layout.buttonRow + row] = buttonRow(form, at, layout, row);
  return drawBox(place, {
    title: form.title,
    sign: form.sign ?? '',
    rows: Array.from({ length: place.inside.rows }, (_, row) => rows[row] ?? []),
    hints: form.hints ?? usualHints(form, at),
    cursor: cursorOf(form, at, layout),
    part: { from: top / Math.max(1, body.length), to: (top + room) / Math.max(1, body.length) },
  });
}

function usualHints(form: Form, at: FormState): readonly Hint[] {
  const focus = focusOf(form, at);
  const isChanged = focus?.kind === 'field' && !isTyped(focus);
  const [first] = form.buttons;
  // An item is called by what it stands for, which is no word for what Enter does.
  const chosen = focus?.kind === 'item' ? 'choose' : focus?.label;
  const enter = isTyped(focus) ? 'next' : focus?.kind === 'field' ? first?.label : chosen;
  return [
    ...(isChanged ? [{ key: 'Space', text: 'Space: change' }] : []),
    ...(typeof enter === 'string' ? [{ key: 'Enter', text: `Enter: ${enter.toLowerCase()}` }] : []),
    { key: 'Escape', text: 'Esc: leave' },
    { key: 'Tab', text: 'Tab' },
    { key: 'F1', text: 'F1: help' },
  ];
}

/** `here`: the row that has the keys. */
function bodyRow(
  form: Form,
  at: FormState,
  layout: FormLayout,
  here: string | undefined,
  index: number,
  part: number,
): FrameRow {
  const { columns } = layout;
  const row = form.rows[index];
  if (!row) return buttonRow(form, at, layout, part);
  if (row.kind === 'text') return [{ text: linesOf(row, columns)[part] ?? '', style: row.style ?? '' }];
  const isHere = here === row.id;
  if (part > 0) return [{ text: ' '.repeat(INDENT) + (linesOf(row, columns)[part - 1] ?? ''), style: QUIET }];
  const mark: Span = { text: isHere ? '> ' : '  ', style: STRONG };
  const own = row.kind === 'item' ? itemSpans(row, isHere, columns) : fieldSpans(row, at, isHere, columns);
  const isBeside = columns.notes === 'beside' && row.note;
  return isBeside ? [mark, ...own, { text: `  ${row.note}`, style: QUIET }] : [mark, ...own];
}

/** A row of a menu or a list; chosen, it is in reverse as far as its label goes. */
function itemSpans({ label, letter = '' }: ItemRow, isHere: boolean, { item: width }: Columns): Span[] {
  if (typeof label !== 'string') {
    const text = label.map(span => span.text).join('');
    return isHere ? [{ text: padded(text, width), style: CHOSEN }] : [...label];
  }
  return lettered(padded(label, width), letter, isHere ? CHOSEN : '');
}

/** With the letter that presses it underlined. */
function lettered(label: string, letter: string, style: string): Span[] {
  const at = letter === '' ? -1 : label.toLowerCase().indexOf(letter.toLowerCase());
  if (at < 0) return [{ text: label, style }];
  return [
    { text: label.slice(0, at), style },
    { text: label.slice(at, at + letter.length), style: underlined(style) },
    { text: label.slice(at + letter.length), style },
  ].filter(({ text }) => text !== '');
}

function fieldSpans(row: FieldRow, at: FormState, isHere: boolean, columns: Columns): Span[] {
  const label: Span = { text: `${padded(row.label, columns.label)} `, style: isHere ? STRONG : '' };
  return [label, ...valueSpans(row, at, isHere, columns.value)];
}

function valueSpans(row: FieldRow, at: FormState, isHere: boolean, width: number): Span[] {
  const value = valueIn(at, row.id);
  const style = at.fault?.id === row.id ? FAULT : '';
  const { field } = row;
  if (field.type === 'toggle')
    return filledUp(value === 'true' ? '[x] on' : '[ ] off', width, isHere ? CHOSEN : style);
  if (field.type === 'choice') {
    const name = field.names?.[field.choices.indexOf(value)] ?? value;
    return filledUp(isHere ? `${name} < >` : name, width, isHere ? CHOSEN : style);
  }
  if (!isHere && value === '' && field.hint)
    return [{ text: padded(shortened(field.hint, width), width), style: QUIET }];
  if (!isHere) {
    const shown = field.type === 'secret' ? '*'.repeat(value.length) : value;
    const cut = shortened(shown, width);
    return [{ text: padded(cut, width), style }];
  }
  const { rows } = layoutInput(editorOf(at, row), width, 1, []);
  const text = (rows[0] ?? []).map(span => span.text).join('');
  const isSelected = at.selected && text !== '';
  return [
    { text, style: isSelected ? styles.selected : TYPED },
    { text: ' '.repeat(Math.max(0, width - textWidth(text))), style: TYPED },
  ];
}

/** The style goes as far as the text. */
function filledUp(text: string, width: number, style: string): Span[] {
  const cut = fitted(text, width);
  return [
    { text: cut, style },
    { text: ' '.repeat(Math.max(0, width - textWidth(cut))), style: '' },
  ];
}

function buttonRow(form: Form, at: FormState, { buttons }: FormLayout, line: number): FrameRow {
  const focus = focusOf(form, at);
  const own = buttons.filter(({ row }) => row === line);
  return own.flatMap(({ button, column }, index) => {
    const before = own[index - 1];
    const gap = column - (before ? before.column + buttonWidth(before.button) : 0);
    const isHere = focus?.kind === 'button' && focus.id === button.id;
    return [
      { text: ' '.repeat(gap), style: '' },
      { text: '[ ', style: isHere ? CHOSEN : '' },
      ...lettered(button.label, button.letter ?? '', isHere ? CHOSEN : ''),
      { text: ' ]', style: isHere ? CHOSEN : '' },
    ];
  });
}

export function buttonWidth({ label }: FormButton): number {
  return textWidth(label) + 4;
}

/** On the cross of a toggle, behind what is typed, on the letter of a button. */
function cursorOf(form: Form, at: FormState, layout: FormLayout): Place | null {
  const focus = focusOf(form, at);
  if (!focus) return null;
  if (focus.kind === 'button') return buttonPlace(form, layout, focus.id);
  const { body, top, room, columns } = layout;
  const row = body.findIndex(({ index, part }) => part === 0 && isRow(form, index, focus.id)) - top;
  if (row < 0 || row >= room) return null;
  if (focus.kind === 'item') return { column: MARK, row };
  const start = MARK + columns.label + 1;
  if (focus.field.type === 'toggle') return { column: start + 1, row };
  if (focus.field.type === 'choice') return { column: start, row };
  const { cursor } = layoutInput(editorOf(at, focus), columns.value, 1, []);
  return { column: start + Math.min(cursor.column, columns.value), row };
}

function isRow({ rows }: Form, index: number, id: string): boolean {
  const row = rows[index];
  return row !== undefined && row.kind !== 'text' && row.id === id;
}

function buttonPlace({ rows }: Form, layout: FormLayout, id: string): Place | null {
  const placed = layout.buttons.find(({ button }) => button.id === id);
  if (!placed) return null;
  const { column, row: line } = placed;
  if (layout.buttonRow !== null) return { column: column + 2, row: layout.buttonRow + line };
  const row = layout.body.findIndex(({ index, part }) => index === rows.length && part === line) - layout.top;
  return row < 0 || row >= layout.room ? null : { column: column + 2, row };
}
