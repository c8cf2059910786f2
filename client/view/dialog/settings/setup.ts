/** /setup: the global settings in a form. Its rows come from the schema, so nothing is listed twice. */
import { changeSettings } from '../../../settings/change.ts';
import { clientSchema, type SettingEntry, type SettingValue } from '../../../settings/schema.ts';
import { formatSettingValue, parseSettingValue } from '../../../settings/value.ts';
import type { SettingsDialog } from '../../../state/dialog.ts';
import type { Settings } from '../../../state/settings.ts';
import type { State, Turn } from '../../../state/state.ts';
import type { View } from '../../../state/view.ts';
import { late } from '../../../text/late.ts';
import { complainHere, sayHere } from '../../../world/world.ts';
import { focusOf, refuse, setValue } from '../form/focus.ts';
import {
  type Field,
  type FieldRow,
  type Form,
  type FormRow,
  type FormSpec,
  formState,
} from '../form/form.ts';
import { formKind } from '../form/kind.ts';
import { closeDialog, NOWHERE, openDialog } from '../stack.ts';
import { aboutNow, aboutSetting, concerned } from './about.ts';

const FILTER = 'filter';

export function openSetup(turn: Turn): void {
  const { state, view } = turn;
  if (!view) return complainHere(turn, NOWHERE);
  const from = settingsShown(state.settings);
  openDialog(view, { kind: 'settings', form: formState(from, clientSchema[0]?.key), from });
}

/** The settings as the rows show them. */
export function settingsShown(settings: Settings): Record<string, string> {
  const all = settings as unknown as Readonly<Record<string, SettingValue>>;
  return Object.fromEntries(
    clientSchema.map(({ key }) => [key, formatSettingValue(all[key] as SettingValue)]),
  );
}

/** The form as it is on the terminal, and as pages show it. */
export const settingsForm: FormSpec<SettingsDialog> = {
  describe,
  settle: followSettings,
  press(turn, view, dialog, id, form) {
    if (id === 'save') save(turn, view, dialog, form);
    else closeDialog(view, dialog);
    return undefined;
  },
};

export const settingsKind = formKind(settingsForm);

/** Rows that nobody has changed here show what was changed elsewhere: else saving would put it back. */
function followSettings({ settings }: State, { form, from }: SettingsDialog): void {
  for (const [key, now] of Object.entries(settingsShown(settings))) {
    if (form.values[key] === from[key]) setValue(form, key, now);
    from[key] = now;
  }
}

/** What the schema says of each setting: the same in each frame. */
const settingRows = late(() =>
  clientSchema.map(entry => {
    const { key, help } = entry;
    const field = fieldOf(entry, text => faultIn(key, text));
    const row = { kind: 'field', id: key, label: settingLabel(key), note: help, field } as const;
    return { entry, row: { ...row, about: aboutSetting(entry) } };
  }),
);

function describe(state: State, _: View, { form }: SettingsDialog): Form {
  const shown = settingRows().filter(({ entry }) => isMeant(entry, form.values[FILTER] ?? ''));
  const fields = shown.map(({ entry, row }): FieldRow => {
    const now = aboutNow(state, entry);
    return now === '' ? row : { ...row, about: `${row.about} ${now}` };
  });
  const none: FormRow = {
    kind: 'text',
    text: 'No setting here has this in its name or its description. Those of a world: /worlds -e. All there are: /help settings.',
  };
  const whole: Form = {
    title: 'Settings',
    typing: FILTER,
    noted: true,
    least: clientSchema.length + 1,
    rows: [filterRow, ...(fields.length > 0 ? fields : [none])],
    buttons: [
      { id: 'save', label: 'Save', letter: 's', about: 'Puts all rows in force, and into settings.toml.' },
      { id: 'cancel', label: 'Cancel', letter: 'c', about: 'Leaves everything as it was.' },
    ],
  };
  const at = fields.findIndex(({ id }) => id === focusOf(whole, form)?.id);
  return {
    ...whole,
    sign: at < 0 ? `${fields.length}/${clientSchema.length}` : `${at + 1}/${fields.length}`,
  };
}

const filterRow: FieldRow = {
  kind: 'field',
  id: FILTER,
  label: 'Filter',
  field: { type: 'text', hint: 'type to filter' },
  about: 'Words that the name or the description of a setting has; type them anywhere.',
};

function isMeant({ key, help }: SettingEntry, filter: string): boolean {
  if (filter.trim() === '') return true;
  const all = `${key} ${settingLabel(key)} ${help}`.toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every(word => all.includes(word));
}

/** The field of a setting; `fault` says what is wrong with a text. */
export function fieldOf({ type }: SettingEntry, fault: (text: string) => string | null): Field {
  if (type.kind === 'boolean') return { type: 'toggle' };
  if (type.kind === 'choice') return { type: 'choice', choices: type.choices };
  return { type: type.kind === 'integer' ? 'number' : 'text', check: fault };
}

function faultIn(key: string, text: string): string | null {
  const parsed = parseSettingValue(key, text);
  return 'fault' in parsed ? parsed.fault : null;
}

/** All rows or none: a value that is not possible keeps the dialog open, with the reason. */
function save(turn: Turn, view: View, dialog: SettingsDialog, form: Form): void {
  const { values } = dialog.form;
  for (const { key } of clientSchema) {
    const fault = faultIn(key, values[key] ?? '');
    if (fault === null) continue;
    setValue(dialog.form, FILTER, '');
    return refuse({ ...form, rows: describe(turn.state, view, dialog).rows }, dialog.form, key, fault);
  }
  const settings = turn.state.settings as unknown as Record<string, unknown>;
  const changes = clientSchema.flatMap(({ key }) => {
    const parsed = parseSettingValue(key, values[key] ?? '');
    return 'value' in parsed &&
      formatSettingValue(parsed.value) !== formatSettingValue(settings[key] as SettingValue)
      ? [{ path: [key], value: parsed.value }]
      : [];
  });
  changeSettings(turn, changes);
  closeDialog(view, dialog);
  const told = changes.map(({ path: [key = ''], value }) => `${settingLabel(key)}: ${value}`);
  if (told.length === 0) return sayHere(turn, 'No setting was changed.');
  const worlds = changes.some(({ path: [key] }) => key === 'tls_proxy') ? ` ${concerned(turn.state)}` : '';
  sayHere(turn, `Saved. ${told.join(', ')}.${worlds}`);
}

/** `tls_proxy` as people say it: `TLS Proxy`. */
export function settingLabel(key: string): string {
  const words: Record<string, string> = { tls: 'TLS', tlsproxy: 'TLS Proxy', gmcp: 'GMCP' };
  return key
    .split('_')
    .map(word => words[word] ?? word[0]?.toUpperCase() + word.slice(1))
    .join(' ');
}
