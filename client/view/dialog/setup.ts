/** The dialog of the global settings: the rows come from the schema, so nothing is listed twice. */

import { maxOf } from '../../../shared/arrays.ts';
import { changeSettings } from '../../settings/change.ts';
import { clientSchema, type SettingEntry, type SettingValue } from '../../settings/schema.ts';
import { formatSettingValue, type Parsed, parseSettingValue } from '../../settings/value.ts';
import type { Settings } from '../../state/settings.ts';
import type { State, Turn } from '../../state/state.ts';
import type { FrameRow, Key, Span } from '../../state/terminal.ts';
import type { Setup, View } from '../../state/view.ts';
import { sayHere } from '../../world/world.ts';
import { type Area, screenArea } from '../layout.ts';
import type { DialogKind, Place } from './kind.ts';
import { closeDialog, openDialog } from './stack.ts';

const HELP = 'Up Down: move   Space: change   Enter: save   Esc: leave';

export function openSetup({ state, view }: Turn): void {
  if (!view) return;
  const from = setupValues(state.settings);
  openDialog(view, { kind: 'setup', row: 0, keys: setupKeys(), values: [...from], from, fault: '' });
}

/** The settings of the rows. */
export function setupKeys(): string[] {
  return clientSchema.map(({ key }) => key);
}

/** The settings as the rows show them. */
export function setupValues(settings: Settings): string[] {
  const all = settings as unknown as Readonly<Record<string, SettingValue>>;
  return clientSchema.map(({ key }) => formatSettingValue(all[key] as SettingValue));
}

/** Rows that nobody has changed here show what was changed elsewhere: else saving would put it back. */
function followSettings({ settings }: State, setup: Setup): void {
  const now = setupValues(settings);
  setup.values = setup.values.map((value, row) => (value === setup.from[row] ? (now[row] as string) : value));
  setup.from = now;
}

/** It takes the place of the output: what is behind it does not move while it is open. */
export const setupKind: DialogKind<Setup> = {
  covers: 'output',
  key: setupKey,
  rows: (state, view, setup) => setupRows(setup, screenArea(state, view)),
  cursor: (state, view, setup) => setupCursor(setup, screenArea(state, view)),
  settle: followSettings,
};

function setupKey(turn: Turn, view: View, setup: Setup, key: Key): boolean {
  if (key.type === 'text') for (const character of key.text) type(setup, character);
  const act = key.type === 'key' ? keys[key.name] : undefined;
  act?.(setup, turn, view);
  return act !== undefined || key.type === 'text';
}

type Act = (setup: Setup, turn: Turn, view: View) => void;

const leave: Act = (setup, _, view) => closeDialog(view, setup);
const up: Act = setup => move(setup, -1);
const down: Act = setup => move(setup, 1);

const keys: Readonly<Record<string, Act>> = {
  Escape: leave,
  'C-c': leave,
  Up: up,
  'C-p': up,
  'S-Tab': up,
  Down: down,
  'C-n': down,
  Tab: down,
  Enter: (setup, turn, view) => save(turn, view, setup),
  Left: setup => change(setup, -1),
  Right: setup => change(setup, 1),
  Backspace: erase,
};

function move(setup: Setup, step: 1 | -1): void {
  const count = clientSchema.length;
  setup.row = (setup.row + step + count) % count;
}

function entryOf(setup: Setup): SettingEntry {
  return clientSchema[setup.row] as SettingEntry;
}

function type(setup: Setup, text: string): void {
  if (text === ' ') return change(setup, 1);
  if (entryOf(setup).type.kind !== 'integer') return;
  // No setting has more digits than this.
  const digits = text.replace(/\D/g, '');
  setup.values[setup.row] = ((setup.values[setup.row] as string) + digits).slice(0, 10);
  setup.fault = '';
}

function erase(setup: Setup): void {
  if (entryOf(setup).type.kind !== 'integer') return;
  setup.values[setup.row] = (setup.values[setup.row] as string).slice(0, -1);
}

/** The next or previous of the values that a row may have. */
function change(setup: Setup, step: 1 | -1): void {
  const { type } = entryOf(setup);
  const value = setup.values[setup.row] as string;
  if (type.kind === 'integer') {
    setup.values[setup.row] = String(Math.min(type.max, Math.max(type.min, Number(value) + step)));
  } else {
    const choices = type.kind === 'choice' ? type.choices : ['false', 'true'];
    const at = choices.indexOf(value);
    setup.values[setup.row] = choices[(at + step + choices.length) % choices.length] as string;
  }
  setup.fault = '';
}

type Valid = Exclude<Parsed, { fault: string }>;

/** All rows or none: a value that is not possible keeps the dialog open, with the reason. */
function save(turn: Turn, view: View, setup: Setup): void {
  const parsed = clientSchema.map(({ key }, row) => parseSettingValue(key, setup.values[row] as string));
  const wrong = parsed.findIndex(one => 'fault' in one);
  if (wrong >= 0) {
    setup.row = wrong;
    setup.fault = (parsed[wrong] as { fault: string }).fault;
    return;
  }
  const settings = turn.state.settings as unknown as Record<string, unknown>;
  const all = clientSchema.map(({ key }, row) => ({ path: [key], value: (parsed[row] as Valid).value }));
  const changes = all.filter(({ path: [key = ''], value }) => settings[key] !== value);
  changeSettings(turn, changes);
  closeDialog(view, setup);
  const told = changes.map(({ path: [key = ''], value }) => `${settingLabel(key)}: ${value}`);
  sayHere(turn, told.length === 0 ? 'No setting was changed.' : `Saved. ${told.join(', ')}.`);
}

function labelWidth(): number {
  return maxOf(clientSchema.map(({ key }) => settingLabel(key).length));
}

function setupRows(setup: Setup, area: Area): FrameRow[] {
  const width = labelWidth();
  const wide = Math.max(5, maxOf(setup.values.map(value => value.length)));
  const rows = clientSchema.map((entry, row): FrameRow => {
    const isHere = row === setup.row;
    const value = ` ${shown(entry, setup.values[row] as string).padEnd(wide)} `;
    const label = `${isHere ? '>' : ' '} ${settingLabel(entry.key).padEnd(width)} `;
    return fitted(
      [
        { text: label, style: isHere ? '1' : '' },
        { text: value, style: isHere ? '1;7' : '' },
        { text: `  ${entry.help}`, style: '2' },
      ],
      area.columns,
    );
  });
  const title: FrameRow = [{ text: 'Settings', style: '1;4' }];
  const foot: FrameRow = [{ text: setup.fault || HELP, style: setup.fault ? '1;31' : '2' }];
  const { above, first, room } = partOf(setup, area);
  const head = [title, []].slice(0, above);
  const all = [...head, ...rows.slice(first, first + room), [], foot].slice(0, area.rows);
  return [...all, ...Array.from({ length: area.rows - all.length }, (): FrameRow => [])];
}

/** On a small screen the title goes first, and the row of the cursor stays in view. */
function partOf({ row }: Setup, area: Area): { above: number; first: number; room: number } {
  const above = area.rows > 4 ? 2 : 0;
  const room = Math.max(1, area.rows - above - 2);
  const first = Math.max(0, Math.min(row - room + 1, clientSchema.length - room));
  return { above, first, room };
}

/** On the value of the row: on the cross of a box, behind the digits of a number. */
function setupCursor(setup: Setup, area: Area): Place {
  const { above, first } = partOf(setup, area);
  const { kind } = entryOf(setup).type;
  const value = setup.values[setup.row] as string;
  const within = kind === 'integer' ? value.length : kind === 'boolean' ? 1 : 0;
  // The mark, the label and a blank on each side stand before it.
  const column = 2 + labelWidth() + 2 + within;
  return { column: Math.min(column, area.columns - 1), row: above + setup.row - first };
}

function shown({ type }: SettingEntry, value: string): string {
  if (type.kind !== 'boolean') return value;
  return value === 'true' ? '[x] on' : '[ ] off';
}

/** `tls_proxy` as people say it: `TLS Proxy`. */
export function settingLabel(key: string): string {
  const words: Record<string, string> = { tls: 'TLS', tlsproxy: 'TLS Proxy' };
  return key
    .split('_')
    .map(word => words[word] ?? word[0]?.toUpperCase() + word.slice(1))
    .join(' ');
}

/** The texts are ASCII: a character is a cell. */
function fitted(spans: readonly Span[], columns: number): Span[] {
  let room = columns;
  return spans.map(span => {
    const text = span.text.slice(0, Math.max(0, room));
    room -= text.length;
    return { ...span, text };
  });
}
