/** What a click in a form is on. */
import { rowStartAt } from '../../../editor/rows.ts';
import type { FormState } from '../../../state/dialog.ts';
import { graphemeAt } from '../../../text/width.ts';
import { buttonWidth } from './draw.ts';
import { editorOf, focusOf, type Stop, stopsOf } from './focus.ts';
import type { FieldRow, Form } from './form.ts';
import { type FormLayout, MARK } from './layout.ts';

interface Place {
  readonly column: number;
  readonly row: number;
}

/** The row or button in the place, which is one of the inside. */
export function stopAt(form: Form, layout: FormLayout, { column, row }: Place): Stop | undefined {
  const { body, top, room, buttonRow } = layout;
  const own = row < room ? body[top + row] : undefined;
  const line = own?.index === form.rows.length ? own.part : buttonRow !== null && !own ? row - buttonRow : -1;
  const pressed = layout.buttons.find(
    ({ button, row: at, column: from }) =>
      at === line && column >= from && column < from + buttonWidth(button),
  );
  const found = own && form.rows[own.index];
  const id = found && found.kind !== 'text' ? found.id : pressed?.button.id;
  return stopsOf(form).find(stop => stop.id === id);
}

/** The offset in the text of a field that a click is on, by what is shown of it. */
export function offsetAt(
  form: Form,
  at: FormState,
  { columns }: FormLayout,
  row: FieldRow,
  column: number,
): number {
  const editor = editorOf(at, row);
  const { text } = editor;
  const hasKeys = focusOf(form, at)?.id === row.id;
  const start = hasKeys ? rowStartAt(text, editor.cursor, columns.value) : 0;
  let left = column - MARK - columns.label - 1;
  let offset = start;
  while (offset < text.length && left > 0) {
    const grapheme = graphemeAt(text, offset);
    // A star is a cell, whatever it stands for.
    left -= editor.masked ? 1 : grapheme & 3;
    if (left < 0) break;
    offset = grapheme >> 2;
  }
  return offset;
}
