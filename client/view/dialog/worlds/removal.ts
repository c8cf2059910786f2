/** Whether a world is to be removed: nothing of it comes back. */

import { endpoint } from '../../../../shared/fault.ts';
import { changeSettings } from '../../../settings/change.ts';
import type { RemovalDialog } from '../../../state/dialog.ts';
import type { State, Turn } from '../../../state/state.ts';
import type { View } from '../../../state/view.ts';
import type { World } from '../../../state/world.ts';
import { worldNamed } from '../../../world/audience.ts';
import { disconnect } from '../../../world/connection.ts';
import { forgetWorld } from '../../../world/removal.ts';
import { findWorld, sayHere } from '../../../world/world.ts';
import { type Form, type FormSpec, formState } from '../form/form.ts';
import { formKind } from '../form/kind.ts';
import { closeDialog, openDialog } from '../stack.ts';

export function openRemoval(view: View, name: string): void {
  openDialog(view, { kind: 'removal', form: formState({}, 'keep'), name });
}

/** Takes the world out of settings.toml and out of the state; its log files stay. */
export function removeWorld(turn: Turn, world: World): void {
  removeWorlds(turn, [world.name]);
}

/** Worlds that are told of one by one. */
const MOST_TOLD = 20;

/** Takes many out, with one writing of settings.toml. */
export function removeWorlds(turn: Turn, worlds: readonly string[]): void {
  const { state } = turn;
  const names = new Set(worlds);
  for (const name of names) {
    const world = worldNamed(state, name);
    if (world) forgetWorld(turn, world);
  }
  if (names.size > 0)
    changeSettings(
      turn,
      [...names].map(name => ({ path: ['worlds', name], value: null })),
    );
  state.temporary = state.temporary.filter(name => !names.has(name));
  if (names.size > MOST_TOLD) return sayHere(turn, `${names.size} worlds are removed; their logs stay.`);
  for (const name of names) sayHere(turn, `World ${name} is removed; its logs stay.`);
}

/** The question as it is on the terminal, and as pages ask it. */
export const removalForm: FormSpec<RemovalDialog> = {
  describe,
  press(turn, view, dialog, id) {
    closeDialog(view, dialog);
    const world = findWorld(turn.state, dialog.name);
    if (id !== 'remove' || !world) return;
    if (world.link || world.phase === 'waiting') disconnect(turn, world);
    removeWorld(turn, world);
  },
};

export const removalKind = formKind(removalForm);

function describe(state: State, _: View, { name }: RemovalDialog): Form {
  const settings = Object.hasOwn(state.settings.worlds, name) ? state.settings.worlds[name] : undefined;
  if (!settings)
    return {
      title: 'Delete a world',
      rows: [{ kind: 'text', text: `${name} is gone already.` }],
      buttons: [{ id: 'keep', label: 'Close', letter: 'c' }],
    };
  const where = settings.host === '' ? '' : ` (${endpoint(settings.host, settings.port)})`;
  const phase = worldNamed(state, name)?.phase ?? 'idle';
  const isOpen = phase === 'connected' || phase === 'connecting' || phase === 'waiting';
  const open = isOpen ? ' It is in use, and is disconnected first.' : '';
  return {
    title: `Delete ${name}?`,
    rows: [
      { kind: 'text', text: `${name}${where} goes, with its user and its password.${open}` },
      { kind: 'text', text: 'What it has on screen is gone as well; its log files stay.' },
    ],
    buttons: [
      { id: 'keep', label: 'Keep', letter: 'k' },
      { id: 'remove', label: 'Delete', letter: 'd' },
    ],
  };
}
