/** Esc Esc: what there is to do, for whoever knows no commands and no keys yet. Each row says how it is done directly. */
import type { Menu } from '../../state/dialog.ts';
import type { State, Turn } from '../../state/state.ts';
import type { View } from '../../state/view.ts';
import { worldOn } from '../../world/audience.ts';
import { complainHere } from '../../world/world.ts';
import { type Form, type FormRow, formState } from './form/form.ts';
import { formKind } from './form/kind.ts';
import type { Order } from './kind.ts';
import { startSearch } from './search.ts';
import { closeDialog, NOWHERE, openDialog } from './stack.ts';

interface Entry {
  readonly label: string;
  readonly letter: string;
  /** The command, the key if there is one, and what it is for. */
  readonly note: string;
  readonly does: Order | ((turn: Turn) => void);
  /** Whether there is anything to do it with. */
  readonly fits?: (state: State, view: View) => boolean;
}

const isConnected = (state: State, view: View) => worldOn(state, view)?.phase === 'connected';

const entries: Readonly<Record<string, Entry>> = {
  worlds: {
    ...{ label: 'Worlds', letter: 'w', note: 'F3, /worlds: the games you know; go to one' },
    does: { command: 'worlds' },
  },
  add: {
    ...{ label: 'New world', letter: 'n', note: '/worlds -a: four questions, and you are playing' },
    does: { command: 'worlds', args: '-a' },
  },
  connections: {
    ...{ label: 'Connections', letter: 'c', note: '/connections: how each world is reached, and since when' },
    does: { command: 'connections' },
  },
  search: { label: 'Find', letter: 'f', note: 'F4: look for words in what was said', does: startSearch },
  copy: {
    ...{ label: 'Copy', letter: 'y', note: 'F9, /copy: select a part of the output by keys' },
    does: { command: 'copy' },
  },
  disconnect: {
    ...{ label: 'Disconnect', letter: 'd', note: '/disconnect: hang up on the world on screen' },
    does: { command: 'disconnect' },
    fits: isConnected,
  },
  rules: {
    ...{ label: 'Rules', letter: 'u', note: '/rules: triggers, aliases, timers; make one of a line' },
    does: { command: 'rules' },
  },
  setup: {
    ...{ label: 'Settings', letter: 's', note: '/setup: how Clay behaves' },
    does: { command: 'setup' },
  },
  help: {
    ...{ label: 'Help', letter: 'h', note: 'F1, /help: commands, keys and topics' },
    does: { command: 'help' },
  },
  keys: {
    label: 'Keys',
    letter: 'k',
    note: '/keys: what each key does, and what it is called',
    does: { command: 'keys' },
  },
  reload: {
    ...{ label: 'Reload', letter: 'r', note: 'Ctrl+R, /reload: a new version of Clay, connections kept' },
    does: { command: 'reload' },
  },
  quit: {
    ...{ label: 'Quit', letter: 'q', note: '/quit: hang up everywhere and leave' },
    does: { command: 'quit', args: '-a' },
  },
};

export function openMenu(turn: Turn): void {
  const { view } = turn;
  if (!view) return complainHere(turn, NOWHERE);
  openDialog(view, { kind: 'menu', form: formState() });
}

export const menuKind = formKind<Menu>({
  describe,
  press(turn, view, dialog, id) {
    closeDialog(view, dialog);
    const does = entries[id]?.does;
    if (typeof does !== 'function') return does;
    does(turn);
  },
});

function describe(state: State, view: View): Form {
  const shown = Object.entries(entries).filter(([, { fits }]) => fits?.(state, view) ?? true);
  return {
    title: 'Menu',
    rows: shown.map(([id, { label, letter, note }]): FormRow => ({ kind: 'item', id, label, letter, note })),
    buttons: [],
    hints: [
      { key: 'Enter', text: 'Enter: do it' },
      { key: 'Escape', text: 'Esc: leave' },
    ],
  };
}
