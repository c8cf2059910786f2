/** /worlds: the worlds in a list that is narrowed down by typing; Enter goes to one and connects it. */
import type { WorldsDialog } from '../../../state/dialog.ts';
import { defaultWorld } from '../../../state/settings.ts';
import type { State, Turn } from '../../../state/state.ts';
import type { Key } from '../../../state/terminal.ts';
import type { View } from '../../../state/view.ts';
import { styles } from '../../../terminal/theme.ts';
import { connect } from '../../../world/connection.ts';
import { waitingWords } from '../../../world/reconnect.ts';
import { unread } from '../../../world/scrollback.ts';
import { findWorld } from '../../../world/world.ts';
import { switchTo } from '../../switching.ts';
import { type Column, tableRows, tableWidth } from '../../worlds/table.ts';
import { type Hint, placeBox } from '../box/box.ts';
import { giveFocus } from '../form/focus.ts';
import { type FieldRow, type Form, type FormButton, type FormRow, formState } from '../form/form.ts';
import { formKind } from '../form/kind.ts';
import { MARK } from '../form/layout.ts';
import { closeDialog, openDialog } from '../stack.ts';
import { openWorldEditor } from './editor.ts';
import { findWorlds, MOST_LISTED, numberOf } from './found.ts';
import { openRemoval } from './removal.ts';

const FILTER = 'filter';
const LEAST_COLUMNS = 54;

/** Opens the list on the world that is on screen. */
export function openWorlds({ state, view }: Turn): void {
  if (!view) return;
  const at = view.current ?? findWorlds(state, '').names[0] ?? '';
  const focus = at === '' ? add.id : itemOf(at);
  openDialog(view, { kind: 'worlds', form: formState({ [FILTER]: '' }, focus), at });
}

export const worldsKind = formKind<WorldsDialog>({
  describe,
  press,
  key: listKey,
  changed(_turn, _view, dialog) {
    // The first that fits.
    dialog.at = '';
  },
  settle(state, dialog) {
    const name = nameOf(dialog.form.focus);
    if (name === null || Object.hasOwn(state.settings.worlds, name)) return;
    const at = chosen(state, dialog);
    dialog.form.focus = at === '' ? add.id : itemOf(at);
  },
});

function describe(state: State, view: View, dialog: WorldsDialog): Form {
  const { names, more, count: all } = findWorlds(state, filterOf(dialog));
  if (all === 0) return noWorlds;
  const columns = columnsOf(state, view, names);
  // All the time, whatever it is narrowed down to.
  const whole = findWorlds(state, '').names;
  const wanted = widthWanted(whole === names ? columns : columnsOf(state, view, whole));
  const { inside } = placeBox(state, view, { columns: wanted, rows: view.rows });
  // What is read out has no box that it would have to fit.
  const room = view.plain ? Number.POSITIVE_INFINITY : inside.columns - MARK;
  const [titles = '', ...rows] = tableRows(columns, room);
  const at = chosen(state, dialog);
  const isInList = dialog.form.focus === itemOf(at);
  const items = names.map((name, row): FormRow => {
    const style = name === at && !isInList ? styles.selected : name === view.current ? styles.strong : '';
    return { kind: 'item', id: itemOf(name), label: [{ text: rows[row] ?? '', style }] };
  });
  const head: FormRow = { kind: 'text', text: `${' '.repeat(MARK)}${titles}`, style: styles.quiet };
  return {
    title: 'Worlds',
    sign: names.length < all ? `${names.length}${more ? '+' : ''}/${all}` : `${all}`,
    typing: FILTER,
    selects: true,
    columns: wanted,
    least: Math.min(all, MOST_LISTED) + 2,
    rows: [filterRow, ...(names.length > 0 ? [head, ...items] : [nothing]), ...moreRow(more)],
    buttons: [go, edit, add, close, remove],
    hints: hintsFor(names.length),
  };
}

const filterRow: FieldRow = {
  kind: 'field',
  id: FILTER,
  label: 'Filter',
  field: { type: 'text', hint: 'type to filter' },
  about: 'Letters of a name, a host or a user.',
};

const go: FormButton = {
  id: 'go',
  label: 'Connect',
  letter: 'o',
  about: 'Puts it on screen, and connects it.',
};
const edit: FormButton = { id: 'edit', label: 'Edit', letter: 'e', about: 'All its settings.' };
const add: FormButton = { id: 'add', label: 'Add', letter: 'a', about: 'A new world.' };
const close: FormButton = { id: 'close', label: 'Close', letter: 'c' };
const remove: FormButton = {
  id: 'remove',
  label: 'Delete',
  letter: 'd',
  about: 'Takes it out of settings.toml, after a question.',
};

const nothing: FormRow = { kind: 'text', text: 'No world has this in its name, its host or its user.' };

const noWorlds: Form = {
  title: 'Worlds',
  rows: [
    { kind: 'text', text: 'There are none yet. Four questions make one; clay demo brings two of its own.' },
  ],
  buttons: [add, close],
};

/** At least what the buttons take. */
function widthWanted(columns: readonly Column[]): number {
  return Math.max(LEAST_COLUMNS, tableWidth(columns)) + MARK;
}

function moreRow(more: boolean): FormRow[] {
  return more ? [{ kind: 'text', text: '… and more: type to find them.', style: styles.quiet }] : [];
}

function hintsFor(count: number): readonly Hint[] {
  const ways: readonly Hint[] = [
    { key: 'Enter', text: 'Enter: go to it' },
    { key: 'M-e', text: 'Alt+E: edit' },
  ];
  return [
    ...(count > 0 ? ways : []),
    { key: 'M-a', text: 'Alt+A: add' },
    { key: 'Escape', text: 'Esc: leave' },
    { key: 'Tab', text: 'Tab' },
  ];
}

/** The world that Enter and the buttons are about. */
function chosen(state: State, dialog: WorldsDialog): string {
  const { names } = findWorlds(state, filterOf(dialog));
  const focused = nameOf(dialog.form.focus);
  return names.find(name => name === focused) ?? names.find(name => name === dialog.at) ?? names[0] ?? '';
}

function filterOf({ form }: WorldsDialog): string {
  return form.values[FILTER] ?? '';
}

function itemOf(name: string): string {
  return `world ${name}`;
}

/** The name of the world whose row has the keys; null: another row has, or a button. */
function nameOf(focus: string): string | null {
  return focus.startsWith('world ') ? focus.slice('world '.length) : null;
}

function columnsOf(state: State, view: View, names: readonly string[]): Column[] {
  const own = names.map(name => ({ name, settings: state.settings.worlds[name] ?? defaultWorld() }));
  const cells = (cell: (one: (typeof own)[number]) => string) => own.map(cell);
  // Read out, a cell that says nothing would let those behind it stand for it.
  const none = view.plain ? '-' : '';
  return [
    { title: '', cells: names.map(name => String(numberOf(state, name) ?? '')), isNumber: true, leave: 4 },
    { title: 'World', cells: cells(({ name }) => `${name === view.current ? '*' : ' '} ${name}`), least: 14 },
    { title: 'Host', cells: cells(({ settings }) => settings.host), least: 16, leave: 3 },
    { title: 'Port', cells: cells(({ settings }) => String(settings.port)), leave: 2, isNumber: true },
    { title: 'TLS', cells: cells(({ settings }) => (settings.tls ? 'TLS' : none)), leave: 1 },
    { title: 'State', cells: cells(({ name }) => phaseOf(state, name) || none) },
    { title: 'Unseen', cells: cells(({ name }) => unseenOf(state, name)), isNumber: true },
  ];
}

function phaseOf({ worlds }: State, name: string): string {
  const world = Object.hasOwn(worlds, name) ? worlds[name] : undefined;
  if (!world || world.phase === 'idle') return '';
  return waitingWords(world) || world.phase;
}

function unseenOf({ worlds }: State, name: string): string {
  const world = Object.hasOwn(worlds, name) ? worlds[name] : undefined;
  const count = world ? unread(world.scrollback) : 0;
  return count === 0 ? '' : String(count);
}

/** Up and Down go through the worlds also while the filter has the keys, and Enter goes to the one that is marked. */
function listKey(turn: Turn, view: View, dialog: WorldsDialog, key: Key, focus: string): boolean {
  const { state } = turn;
  const at = chosen(state, dialog);
  const isTyping = focus === FILTER;
  if (nameOf(focus) !== null) dialog.at = at;
  if (key.type !== 'key' || at === '') return false;
  if (key.name === 'Enter' && isTyping) goTo(turn, view, dialog, at);
  else if (key.name === 'Delete' && !isTyping) openRemoval(view, at);
  else if (!isTyping && (key.name === 'Home' || key.name === 'End')) {
    const { names } = findWorlds(state, filterOf(dialog));
    giveFocus(
      describe(state, view, dialog),
      dialog.form,
      itemOf(names.at(key.name === 'Home' ? 0 : -1) ?? at),
    );
  } else if (isTyping && (key.name === 'Down' || key.name === 'C-n')) {
    const { names } = findWorlds(state, filterOf(dialog));
    const next = names[Math.min(names.indexOf(at) + 1, names.length - 1)] ?? at;
    giveFocus(describe(state, view, dialog), dialog.form, itemOf(next));
  } else return false;
  return true;
}

function press(turn: Turn, view: View, dialog: WorldsDialog, id: string): undefined {
  const at = nameOf(id) ?? chosen(turn.state, dialog);
  // Whoever comes back is where they were.
  if (at !== '') dialog.form.focus = itemOf(at);
  if (id === 'close') closeDialog(view, dialog);
  else if (id === 'add') openWorldEditor(turn, null);
  else if (id === 'edit') openWorldEditor(turn, at);
  else if (id === 'remove') openRemoval(view, at);
  else goTo(turn, view, dialog, at);
}

function goTo(turn: Turn, view: View, dialog: WorldsDialog, name: string): void {
  const world = findWorld(turn.state, name);
  if (!world) return;
  closeDialog(view, dialog);
  switchTo(turn, world);
  connect(turn, world, true);
}
