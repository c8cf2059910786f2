/** The dialog of the global settings: the rows come from the schema, so nothing is listed twice. */

import { maxOf } from '../../../shared/arrays.ts';
import { changeSettings } from '../../settings/change.ts';
import { clientSchema, type SettingEntry } from '../../settings/schema.ts';
import { formatSettingValue, type Parsed, parseSettingValue } from '../../settings/value.ts';
import type { Turn } from '../../state/state.ts';
import type { FrameRow, Key, Span } from '../../state/terminal.ts';
import type { Setup, View } from '../../state/view.ts';
import { sayHere } from '../../world/world.ts';
import type { Area } from '../viewport.ts';
import { closeDialog, openDialog } from './stack.ts';

const HELP = 'Up Down: move   Space: change   Enter: save   Esc: leave';

export function openSetup({ state, view }: Turn): void {
  if (!view) return;
  const settings = state.settings as unknown as Record<string, string>;
  const values = clientSchema.map(({ key }) => formatSettingValue(settings[key] as string));
  openDialog(view, { kind: 'setup', row: 0, values, fault: '' });
}

/** A key while the dialog is open. Returns false for keys that keep their meaning (reload, worlds, redraw …). */
export function setupKey(turn: Turn, view: View, setup: Setup, key: Key): boolean {
  const name = key.type === 'key' ? key.name : '';
  const count = clientSchema.length;
  if (name === 'Escape' || name === 'C-c') closeDialog(view, setup);
  else if (name === 'Up') setup.row = (setup.row + count - 1) % count;
  else if (name === 'Down' || name === 'Tab') setup.row = (setup.row + 1) % count;
  else if (name === 'Enter') save(turn, view, setup);
  else if (key.type === 'text') for (const character of key.text) type(setup, character);
  else if (name === 'Left' || name === 'Right') change(setup, name === 'Left' ? -1 : 1);
  else if (name === 'Backspace') erase(setup);
  else return name === '' || name.length === 1;
  return true;
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

/** The dialog in place of the output. */
export function setupRows(setup: Setup, area: Area): FrameRow[] {
  const labels = clientSchema.map(({ key }) => settingLabel(key));
  const width = maxOf(labels.map(label => label.length));
  const wide = Math.max(5, maxOf(setup.values.map(value => value.length)));
  const rows = clientSchema.map((entry, row): FrameRow => {
    const isHere = row === setup.row;
    const value = ` ${shown(entry, setup.values[row] as string).padEnd(wide)} `;
    const label = `${isHere ? '>' : ' '} ${(labels[row] as string).padEnd(width)} `;
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
  // On a small screen the row of the cursor stays in view.
  const room = Math.max(1, area.rows - 4);
  const first = Math.max(0, Math.min(setup.row - room + 1, rows.length - room));
  const all = [title, [], ...rows.slice(first, first + room), [], foot].slice(0, area.rows);
  return [...all, ...Array.from({ length: area.rows - all.length }, (): FrameRow => [])];
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
