/**
 * A world in a form: a new one by what it takes to connect, or all settings. What is saved is what was changed here; a
 * connection can be tried before, which keeps nothing.
 */
import { changeWorld, keepWorld } from '../../../settings/change.ts';
import type { WorldEditor } from '../../../state/dialog.ts';
import { defaultWorld, type WorldSettings } from '../../../state/settings.ts';
import type { Turn } from '../../../state/state.ts';
import type { Key } from '../../../state/terminal.ts';
import type { View } from '../../../state/view.ts';
import { connect } from '../../../world/connection.ts';
import { findWorld, sayHere } from '../../../world/world.ts';
import { switchTo } from '../../switching.ts';
import { refused, setValue } from '../form/focus.ts';
import { type FormSpec, formState } from '../form/form.ts';
import { formKind } from '../form/kind.ts';
import { closeDialog, openDialog } from '../stack.ts';
import { describeWorld, FILTER, FORGET, NAME, wholeForm } from './editor-form.ts';
import { nowOf, shownOf, splitAddress, valuesOf } from './editor-values.ts';
import { startTrial, TRIAL } from './trial.ts';

/** Opens the settings of the world, or without a name the questions for a new one. `called`: what a new one may be called. */
export function openWorldEditor({ state, view }: Turn, name: string | null, called = ''): void {
  if (!view) return;
  const from = shownOf(nowOf(state, name));
  const values = { ...from, [FORGET]: 'false', ...(name === null && { [NAME]: called }) };
  const first = name === null ? (called === '' ? NAME : 'host') : 'host';
  openDialog(view, {
    ...{ kind: 'world', form: formState(values, first), name, all: name !== null },
    ...{ from, trial: null },
  });
}

/** The form as it is on the terminal, and as pages show it. */
export const worldForm: FormSpec<WorldEditor> = {
  describe: describeWorld,
  key: editorKey,
  settle({ settings }, dialog) {
    // What nobody has changed here follows what was changed elsewhere: else saving would put it back.
    const now = shownOf((dialog.name !== null && settings.worlds[dialog.name]) || defaultWorld());
    for (const [key, value] of Object.entries(now)) {
      if (dialog.form.values[key] === dialog.from[key]) dialog.form.values[key] = value;
      dialog.from[key] = value;
    }
  },
  press(turn, view, dialog, id) {
    splitAddress(dialog.form);
    if (id === 'cancel') closeDialog(view, dialog);
    else if (id === 'all') dialog.all = true;
    else if (isRefused(turn, view, dialog)) return undefined;
    else if (id === TRIAL) startTrial(turn, dialog);
    else if (id === 'save') save(turn, view, dialog);
    else saveAndConnect(turn, view, dialog);
    return undefined;
  },
};

export const worldKind = formKind(worldForm);

/** `host:port` in the field of the host are both; what a trial has said makes room for what the next row is about. */
function editorKey(_: Turn, __: View, { form }: WorldEditor, key: Key, focus: string): boolean {
  const leaves = key.type === 'key' && ['Enter', 'Tab', 'Down', 'S-Tab', 'Up'].includes(key.name);
  if (focus === 'host' && (leaves || key.type === 'mouse')) splitAddress(form);
  if (form.fault?.id === TRIAL && key.type !== 'mouse') form.fault = null;
  return false;
}

/** All fields are looked at, also those that a filter hides. */
function isRefused({ state }: Turn, view: View, dialog: WorldEditor): boolean {
  const isWrong = refused(wholeForm(state, view, dialog), dialog.form);
  if (isWrong) setValue(dialog.form, FILTER, '');
  return isWrong;
}

function save(turn: Turn, view: View, dialog: WorldEditor): string {
  const { state } = turn;
  const name = dialog.name ?? (dialog.form.values[NAME] ?? '').trim();
  const isNew = !Object.hasOwn(state.settings.worlds, name);
  const typed = valuesOf(dialog.form.values);
  const changed = Object.entries(typed).filter(([key]) => dialog.form.values[key] !== dialog.from[key]);
  // A new world says where it is, also where that is as by default.
  const where = isNew ? { host: typed.host, port: typed.port } : {};
  const password = dialog.form.values[FORGET] === 'true' ? { password: '' } : {};
  const values = {
    ...keepWorld(turn, name),
    ...where,
    ...Object.fromEntries(changed),
    ...password,
  } as Partial<WorldSettings>;
  closeDialog(view, dialog);
  changeWorld(turn, name, values);
  const world = findWorld(state, name);
  const isOpen = world?.phase === 'connected' && ['host', 'port', 'tls'].some(key => key in values);
  const when = isOpen ? ' It is reached so from the next connection on.' : '';
  const count = Object.keys(values).length;
  sayHere(
    turn,
    count === 0 ? 'Nothing was changed.' : `World ${name} is ${isNew ? 'made' : 'changed'}.${when}`,
  );
  return name;
}

/** A list of worlds below it goes as well: the world is on screen now. */
function saveAndConnect(turn: Turn, view: View, dialog: WorldEditor): void {
  const world = findWorld(turn.state, save(turn, view, dialog));
  if (!world) return;
  view.dialogs = view.dialogs.filter(({ kind }) => kind !== 'worlds');
  switchTo(turn, world);
  connect(turn, world, true);
}
