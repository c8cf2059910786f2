/** Which row or button of a form has the keys, and what its fields hold. */
import { emptyEditor } from '../../../editor/editor.ts';
import type { FormState } from '../../../state/dialog.ts';
import type { FieldRow, Form, FormButton, FormRow, ItemRow } from './form.ts';

/** What may have the keys, in the order of Tab. */
export type Stop = FieldRow | ItemRow | ({ readonly kind: 'button' } & FormButton);

export function stopsOf({ rows, buttons }: Form): Stop[] {
  const stops = rows.filter((row): row is Exclude<FormRow, { kind: 'text' }> => row.kind !== 'text');
  return [...stops, ...buttons.map(button => ({ kind: 'button' as const, ...button }))];
}

/** The one that has the keys; the first if the one that had them is gone. */
export function focusOf(form: Form, { focus }: FormState): Stop | undefined {
  for (const row of form.rows) if (row.kind !== 'text' && row.id === focus) return row;
  const button = form.buttons.find(({ id }) => id === focus);
  return button ? { kind: 'button', ...button } : stopsOf(form)[0];
}

/** A field to type in. */
export type TypedRow = FieldRow & { readonly field: { readonly type: 'text' | 'secret' | 'number' } };

export function isTyped(stop: Stop | undefined): stop is TypedRow {
  return stop?.kind === 'field' && stop.field.type !== 'choice' && stop.field.type !== 'toggle';
}

/** The editor of the field that has the keys: what it holds where it was never entered, as in a form just opened. */
export function editorOf(form: FormState, stop: FieldRow): FormState['editor'] {
  const text = form.values[stop.id] ?? '';
  const masked = stop.field.type === 'secret';
  const isOwn = form.focus === stop.id && form.editor.text === text && form.editor.masked === masked;
  return isOwn ? form.editor : { ...emptyEditor(), text, cursor: text.length, masked };
}

/** Gives it the keys; all that a field holds is selected, to be typed over. Says what is wrong with the one that had them. */
export function giveFocus(form: Form, state: FormState, id: string): void {
  const before = focusOf(form, state);
  if (before?.id !== id && isTyped(before)) state.fault = faultOf(before, state) ?? state.fault;
  const stop = stopsOf(form).find(one => one.id === id);
  state.focus = id;
  state.loose = false;
  state.selected = isTyped(stop);
  if (isTyped(stop)) state.editor = editorOf({ ...state, focus: '' }, stop);
}

/** The next or previous that may have the keys, round and round. */
export function moveFocus(form: Form, state: FormState, step: 1 | -1): void {
  const stops = stopsOf(form);
  const at = stops.findIndex(({ id }) => id === focusOf(form, state)?.id);
  const next = stops[(at + step + stops.length) % stops.length];
  if (next) giveFocus(form, state, next.id);
}

/** Puts a value into a field, whether it has the keys or not. */
export function setValue(state: FormState, id: string, value: string): void {
  state.values[id] = value;
  if (state.fault?.id === id) state.fault = null;
}

export function valueIn(state: FormState, id: string): string {
  return state.values[id] ?? '';
}

/** Says what is wrong with a field, and goes there. */
export function refuse(form: Form, state: FormState, id: string, text: string): void {
  giveFocus(form, state, id);
  state.fault = { id, text };
}

/** Whether a field holds what it may not: the first one says so, and has the keys. */
export function refused(form: Form, state: FormState): boolean {
  for (const row of form.rows) {
    const fault = row.kind === 'field' ? faultOf(row, state) : null;
    if (!fault) continue;
    refuse(form, state, fault.id, fault.text);
    return true;
  }
  return false;
}

export function faultOf({ id, field }: FieldRow, { values }: FormState): FormState['fault'] {
  const text = 'check' in field ? (field.check?.(values[id] ?? '') ?? null) : null;
  return text === null ? null : { id, text };
}
