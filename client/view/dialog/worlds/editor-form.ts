/** The form of a world: four questions for a new one, or all its settings with what they mean. */
import { worldNameFault } from '../../../settings/check.ts';
import { type SettingEntry, worldSchema } from '../../../settings/schema.ts';
import type { WorldEditor } from '../../../state/dialog.ts';
import type { State } from '../../../state/state.ts';
import type { View } from '../../../state/view.ts';
import type { Field, FieldRow, Form, FormButton, FormRow } from '../form/form.ts';
import { aboutSetting } from '../settings/about.ts';
import { fieldOf, settingLabel } from '../settings/setup.ts';
import { faultIn, nowOf } from './editor-values.ts';
import { trialButton } from './trial.ts';

export const NAME = 'name';
/** The toggle that takes a saved password away. */
export const FORGET = 'forget password';
export const FILTER = 'filter';
/** What it takes to connect. */
const QUESTIONS = ['host', 'port', 'tls'];

export function describeWorld(state: State, view: View, dialog: WorldEditor): Form {
  const form = wholeForm(state, view, dialog);
  if (!dialog.all) return form;
  const words = (dialog.form.values[FILTER] ?? '').toLowerCase().split(/\s+/);
  const isMeant = (row: FormRow) =>
    row.kind === 'field' &&
    words.every(word => `${row.id} ${row.label} ${row.note ?? ''}`.toLowerCase().includes(word));
  const rows = form.rows.filter(isMeant);
  const none: FormRow = {
    kind: 'text',
    text: 'No setting of worlds has this in its name or its description.',
  };
  return {
    ...form,
    typing: FILTER,
    least: form.rows.length + 1,
    sign: `${rows.length}/${form.rows.length}`,
    rows: [filterRow, ...(rows.length > 0 ? rows : [none])],
  };
}

/** With all rows that it has, whatever it is filtered by. */
export function wholeForm(state: State, _: View, dialog: WorldEditor): Form {
  return dialog.all ? allSettings(state, dialog) : questions(state, dialog);
}

const filterRow: FieldRow = {
  kind: 'field',
  id: FILTER,
  label: 'Filter',
  field: { type: 'text', hint: 'type to filter' },
  about: 'Words that the name or the description of a setting has; type them anywhere.',
};

const connect: FormButton = {
  id: 'connect',
  label: 'Connect',
  letter: 'o',
  about: 'Saves it, puts it on screen, and connects it.',
};
const save: FormButton = { id: 'save', label: 'Save', letter: 's', about: 'Writes it to settings.toml.' };
const cancel: FormButton = { id: 'cancel', label: 'Cancel', letter: 'c', about: 'Leaves all as it was.' };
const more: FormButton = {
  id: 'all',
  label: 'All settings',
  letter: 'a',
  about: 'Shows all that it may have.',
};

function questions(state: State, dialog: WorldEditor): Form {
  const rows = worldSchema
    .filter(({ key }) => QUESTIONS.includes(key))
    .map(entry => rowOf(state, dialog, entry));
  return {
    title: 'A new world',
    rows: [
      { kind: 'text', text: 'Four questions, and you are playing.' },
      nameRow(state),
      ...rows.map(row => ({ ...row, label: QUESTION_LABELS[row.id] ?? row.label })),
    ],
    buttons: [connect, save, trialButton(dialog), more, cancel],
  };
}

const QUESTION_LABELS: Readonly<Record<string, string>> = { host: 'Host', port: 'Port', tls: 'TLS' };

function allSettings(state: State, dialog: WorldEditor): Form {
  const { name } = dialog;
  const rows = worldSchema.flatMap(entry => {
    const row = rowOf(state, dialog, entry);
    return entry.key === 'password' && hasPassword(state, dialog) ? [row, forgetRow] : [row];
  });
  return {
    title: name === null ? 'A new world' : `World ${name}`,
    rows: [...(name === null ? [nameRow(state)] : []), ...rows],
    buttons: [save, connect, trialButton(dialog), cancel],
  };
}

function nameRow(state: State): FieldRow {
  const check = (text: string) => nameFault(state, text.trim());
  const note = 'what you call it: in commands, in the status bar, and for its log files';
  return { kind: 'field', id: NAME, label: 'Name', field: { type: 'text', check }, note };
}

function nameFault({ settings }: State, name: string): string | null {
  if (name === '') return 'It needs a name: any that you like, such as Home.';
  const fault = worldNameFault(name);
  if (fault) return `${(fault[0] ?? '').toUpperCase()}${fault.slice(1)}.`;
  const other = Object.keys(settings.worlds).find(one => one.toLowerCase() === name.toLowerCase());
  return other === undefined ? null : `There is a world called ${other} already.`;
}

function rowOf(state: State, dialog: WorldEditor, entry: SettingEntry): FieldRow {
  const { key, help } = entry;
  const label = settingLabel(key);
  const row = { kind: 'field', id: key, label, note: help, about: aboutSetting(entry) } as const;
  return { ...row, field: fieldFor(state, dialog, entry, label) };
}

function fieldFor(state: State, dialog: WorldEditor, entry: SettingEntry, label: string): Field {
  const { key } = entry;
  const check = (text: string) =>
    key === 'host' && text.trim() === ''
      ? 'Where is it? A host name or an address, such as mud.example.org.'
      : // What is there already need not be as one would type it.
        text === dialog.from[key]
        ? null
        : faultIn(key, label, text);
  if (key === 'password')
    return { type: 'secret', check, ...(hasPassword(state, dialog) && { hint: '********' }) };
  return fieldOf(entry, check);
}

function hasPassword(state: State, { name }: WorldEditor): boolean {
  return nowOf(state, name).password !== '';
}

const forgetRow: FieldRow = {
  kind: 'field',
  id: FORGET,
  label: 'No Password',
  field: { type: 'toggle' },
  note: 'take the saved password away',
};
