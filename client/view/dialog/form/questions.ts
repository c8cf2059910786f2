/**
 * A form as questions, for terminals without a screen. One with a few fields asks for each of them, and then what is to be
 * done; one that is a list tells its rows with their numbers, and takes a number or a name. The step is the id of the field
 * that is asked for, 'buttons', or '' for the list.
 */
import type { FormState } from '../../../state/dialog.ts';
import type { Question } from '../kind.ts';
import { type Stop, stopsOf, valueIn } from './focus.ts';
import type { FieldRow, Form, FormButton, FormRow } from './form.ts';

/** What is to be done with the form. */
export const BUTTONS = 'buttons';
/** The rows of a list. */
export const LIST = '';

/** Whether its fields are asked for one after the other. */
export function isInterview({ rows, typing }: Form): boolean {
  return typing === undefined && rows.some(({ kind }) => kind === 'field') && !rows.some(isItem);
}

function isItem({ kind }: FormRow): boolean {
  return kind === 'item';
}

/** The fields and items, in the order of their numbers. */
export function numbered(form: Form): Exclude<Stop, { kind: 'button' }>[] {
  return stopsOf(form).filter(
    (stop): stop is Exclude<Stop, { kind: 'button' }> => stop.kind !== 'button' && stop.id !== form.typing,
  );
}

/** The step that a form begins with. */
export function firstStep(form: Form): string {
  if (isInterview(form)) return numbered(form)[0]?.id ?? BUTTONS;
  return numbered(form).length === 0 ? BUTTONS : LIST;
}

export function formQuestion(form: Form, at: FormState, step: string): Question {
  const field = numbered(form).find(({ id }) => id === step);
  const head = step === firstStep(form) ? headOf(form) : [];
  if (field?.kind === 'field') return { ...fieldQuestion(field, at), lines: [...head, ...aboutField(field)] };
  if (step === BUTTONS)
    return { lines: head, prompt: `${buttonsOf(form)} [${form.buttons[0]?.label ?? ''}]: ` };
  return { lines: [...head, ...listOf(form, at), wayOf(form)], prompt: `${form.title}: ` };
}

function headOf({ title, sign, rows }: Form): string[] {
  const texts = rows.flatMap(row => (row.kind === 'text' ? [flat(row.text)] : []));
  const name = sign === undefined ? title : `${title} (${sign})`;
  return [/[.?!]$/.test(name) ? name : `${name}.`, ...texts].filter(text => text !== '');
}

function listOf(form: Form, at: FormState): string[] {
  return numbered(form).map((stop, index) => {
    const text = described(stop, at);
    const own = `${index + 1}, `;
    // A world has its number in its row, too.
    return `${index + 1}. ${text.startsWith(own) ? text.slice(own.length) : text}`;
  });
}

/** A row in a sentence: what it is called, what it holds, what it is for. */
export function described(stop: Stop, at: FormState): string {
  const note = stop.note === undefined || stop.note === '' ? '' : ` (${stop.note})`;
  return stop.kind === 'field' ? `${stop.label}: ${shownValue(stop, at)}${note}` : `${nameOf(stop)}${note}`;
}

/** What a row or a button is called. */
export function nameOf({ label }: Stop): string {
  return flat(typeof label === 'string' ? label : label.map(({ text }) => text).join(''));
}

/** Columns of a table one after the other. */
function flat(text: string): string {
  return text.trim().replace(/\s{2,}/g, ', ');
}

function wayOf(form: Form): string {
  const buttons = form.buttons.length > 0 ? ` ${buttonsOf(form)}.` : '';
  return `Type a number or a name.${buttons} A question mark tells all this again, a full stop leaves.`;
}

function buttonsOf({ buttons }: Form): string {
  return buttons.map(({ label }: FormButton) => label).join(', ');
}

function fieldQuestion(field: FieldRow, at: FormState): Question {
  const value = shownValue(field, at);
  return {
    lines: [],
    prompt: `${field.label}${value === '' ? '' : ` [${value}]`}: `,
    secret: field.field.type === 'secret',
  };
}

/** What it is about, and what it may hold. */
export function aboutField(row: FieldRow): string[] {
  const { field, label, note, about } = row;
  const choices = field.type === 'choice' ? `One of: ${(field.names ?? field.choices).join(', ')}.` : '';
  const known = [note, about].filter(text => text !== undefined && text !== '');
  const told = known.length > 0 ? `${label}: ${known.join('. ').replace(/\.\./g, '.')}` : '';
  return [told, choices].filter(text => text !== '');
}

export function shownValue({ id, field }: FieldRow, at: FormState): string {
  const value = valueIn(at, id);
  if (field.type === 'toggle') return value === 'true' ? 'yes' : 'no';
  if (field.type === 'secret') return value === '' ? '' : 'hidden';
  if (field.type === 'choice') return field.names?.[field.choices.indexOf(value)] ?? value;
  return value;
}
