/** /keys: what each key does, and what a key that is pressed is called, so that it can be copied into settings.toml. */
import { maxOf } from '../../../shared/arrays.ts';
import { type Action, type ActionName, actions } from '../../settings/bindings.ts';
import { helpAlone } from '../../settings/keys/alone.ts';
import { actionOf, isAction, keysOf } from '../../settings/keys/bound.ts';
import { keySpelling } from '../../settings/keys/names.ts';
import type { KeysDialog } from '../../state/dialog.ts';
import type { KeySettings } from '../../state/settings.ts';
import type { State, Turn } from '../../state/state.ts';
import type { Key } from '../../state/terminal.ts';
import type { View } from '../../state/view.ts';
import { complainHere } from '../../world/world.ts';
import { giveFocus } from './form/focus.ts';
import { type FieldRow, type Form, type FormRow, formState } from './form/form.ts';
import { formKind } from './form/kind.ts';
import type { BoxDialogKind } from './kind.ts';
import { closeDialog, NOWHERE, openDialog } from './stack.ts';

const FILTER = 'filter';
/** What moves about in the form stays where it is, whatever else it does. */
const MOVES: ReadonlySet<string> = new Set([
  ...['Up', 'Down', 'Tab', 'S-Tab', 'PageUp', 'PageDown', 'Home', 'End', 'Enter', 'Escape'],
  ...['C-n', 'C-p', 'C-c', 'F1', 'Backspace'],
]);

export function openKeys(turn: Turn): void {
  const { view } = turn;
  if (!view) return complainHere(turn, NOWHERE);
  openDialog(view, { kind: 'keys', form: formState({ [FILTER]: '' }, FILTER), pressed: '' });
}

const form = formKind<KeysDialog>({
  describe,
  key: pressed,
  press(_turn, view, dialog, id) {
    closeDialog(view, dialog);
    return isAction(id) ? { command: 'key', args: id } : undefined;
  },
});

export const keysKind: BoxDialogKind<KeysDialog> = { ...form, takesAll: true };

/** The action that has the key is gone to. */
function pressed({ state }: Turn, view: View, dialog: KeysDialog, key: Key): boolean {
  if (key.type !== 'key') return false;
  dialog.pressed = key.name;
  const name = actionOf(state.settings.keys, key.name);
  if (name === null || MOVES.has(key.name)) return false;
  // In a filter the keys of the input line edit; elsewhere there is nothing that they could do.
  if (actions[name].scope === 'editing' && dialog.form.focus === FILTER && dialog.form.values[FILTER])
    return false;
  dialog.form.values[FILTER] = '';
  giveFocus(describe(state, view, dialog), dialog.form, name);
  return true;
}

function describe({ settings: { keys: own } }: State, _: View, { form, pressed: last }: KeysDialog): Form {
  const found = findActions(own, form.values[FILTER] ?? '');
  const width = maxOf(Object.keys(actions).map(name => name.length));
  const items = found.map(({ name, keys, help }): FormRow => {
    const label = `${name.padEnd(width)}  ${keys.length > 0 ? keys.join(', ') : '-'}`;
    return {
      kind: 'item',
      id: name,
      label: [{ text: label, style: '' }],
      about: `${keys.join(', ') || 'No key'}: ${help}.`,
    };
  });
  return {
    title: 'Keys',
    sign: last === '' ? 'press any key' : said(own, last),
    typing: FILTER,
    selects: true,
    columns: 66,
    least: Object.keys(actions).length + 1,
    rows: [filterRow, ...(items.length > 0 ? items : [none])],
    buttons: [],
    hints: [
      { key: 'Enter', text: 'Enter: do it' },
      { key: 'Escape', text: 'Esc: leave' },
    ],
  };
}

const filterRow: FieldRow = {
  kind: 'field',
  id: FILTER,
  label: 'Filter',
  field: { type: 'text', hint: 'type to filter' },
  about:
    'Press a key: above stands what it is called, and what it does. /setup keys.search Ctrl+F gives another one, or several with commas; none takes them away.',
};

const none: FormRow = { kind: 'text', text: 'No action has this in its name, its keys or its description.' };

/** `"Ctrl+Up": previous-world` */
function said(own: KeySettings, key: string): string {
  return `"${keySpelling(key)}": ${actionOf(own, key) ?? 'nothing'}`;
}

export interface FoundAction {
  readonly name: ActionName;
  /** As they may stand in settings.toml. */
  readonly keys: readonly string[];
  readonly help: string;
}

/** The actions that have all words of the filter in their name, their keys or their help. */
export function findActions(own: KeySettings, filter: string): FoundAction[] {
  const words = filter.toLowerCase().split(/\s+/);
  const all = Object.entries(actions) as [ActionName, Action][];
  return all
    .map(([name]) => ({ name, keys: keysOf(own, name).map(keySpelling), help: helpAlone(name) }))
    .filter(({ name, keys, help }) => {
      const text = `${name} ${keys.join(' ')} ${help} ${actions[name].help}`.toLowerCase();
      return words.every(word => text.includes(word));
    });
}
