/** All that help knows, as entries: one for each command, topic and setting, made from their tables. */
import { maxOf } from '../../../shared/arrays.ts';
import { keyHelp } from '../../settings/keys/bound.ts';
import { keyLabel } from '../../settings/keys/names.ts';
import { valueAt } from '../../settings/path.ts';
import {
  clientSchema,
  type SettingEntry,
  statusSchema,
  webSchema,
  worldSchema,
} from '../../settings/schema.ts';
import { formatSettingValue } from '../../settings/value.ts';
import type { State } from '../../state/state.ts';
import { typedName } from '../../world/world.ts';
import type { Command, Family } from '../table.ts';
import { type Topic, topics } from './topics.ts';

/** What an entry may say of the state: which world it takes for an example, what is set. */
export interface Reader {
  readonly state: State;
  /** Name of the world on screen, or of the one that was asked for. */
  readonly world: string | null;
}

export interface Entry {
  /** What it may be asked for by, in lower case. */
  readonly names: readonly string[];
  /** As it stands in lists and behind "Related". */
  readonly label: string;
  readonly summary: string;
  lines(reader: Reader): readonly string[];
}

const PASTES = ['a paste', 'stays in the input until Enter, and is text: never a command'] as const;
/** Their values are not told: what is said is in the scrollback. */
export const SECRETS: ReadonlySet<string> = new Set(['password', 'proxy']);

export function entriesOf(families: readonly Family[]): readonly Entry[] {
  const commands = families.flatMap(family => family.commands).map(commandEntry);
  const settings = [...clientSchema, ...statusSchema, ...webSchema, ...worldSchema].map(settingEntry);
  return [...commands, ...topicEntries(), ...settings].map((entry, _, all) => withRelated(entry, all));
}

/** The list of topics, as entries without what is related. */
export function topicEntries(): readonly Half[] {
  return [...topics.map(topicEntry), keysEntry, settingsEntry];
}

/** An entry before it is known what the others are called. */
interface Half extends Entry {
  readonly related: readonly string[];
}

/** In a list `related` names things as one types them; what names an entry is related to it as well. */
function withRelated(entry: Half, all: readonly Half[]): Entry {
  const [name = ''] = entry.names;
  const others = all.filter(
    other =>
      other !== entry &&
      (other.names.some(one => entry.related.includes(one)) || other.related.includes(name)),
  );
  const related = [...new Set(others.map(({ label }) => label))];
  return {
    ...entry,
    lines: reader => [
      ...entry.lines(reader),
      ...(related.length > 0 ? [`Related: ${related.join(', ')}`] : []),
    ],
  };
}

function commandEntry({ names, usage, summary, details = [], options = [], ...rest }: Command): Half {
  const short = names.slice(1).map(name => `/${name}`);
  const { examples, related } = rest;
  return {
    names,
    label: `/${names[0]}`,
    summary,
    related,
    lines: () => [
      `${usage}: ${summary}${short.length > 0 ? ` (also ${short.join(', ')})` : ''}`,
      ...details,
      ...columns(options.map(({ flag, help }) => [flag, help])),
      ...exampleLines(examples),
    ],
  };
}

function topicEntry({ name, summary, lines, examples, related }: Topic): Half {
  return {
    names: [name],
    label: name,
    summary,
    related,
    lines: () => [`${name}: ${summary}`, ...lines, ...exampleLines(examples)],
  };
}

const keysEntry: Half = {
  names: ['keys'],
  label: 'keys',
  summary: 'what each key does',
  related: ['completion', 'input', 'more', 'scrollback'],
  lines: ({ state }) => {
    const rows = keyHelp(state.settings.keys, keyLabel).map(
      ({ keys, help }) => [keys.join(' '), help] as const,
    );
    return columns([...rows, PASTES], '');
  },
};

const settingsEntry: Half = {
  names: ['settings'],
  label: 'settings',
  summary: 'every setting',
  related: ['setup', 'start'],
  lines: () => [
    'Settings stand in settings.toml in the profile directory, ~/.clay; /setup changes them here.',
    'Of Clay',
    ...columns(clientSchema.map(({ key, help }) => [key, help])),
    'Of each world: worlds.NAME. and',
    ...columns(worldSchema.map(({ key, help }) => [key, help])),
    'Of the status bar',
    ...columns(statusSchema.map(({ key, help }) => [`status.${key}`, help])),
    'Of the browser view',
    ...columns(webSchema.map(({ key, help }) => [`web.${key}`, help])),
  ],
};

function settingEntry(entry: SettingEntry): Half {
  const names = [...(tableNameOf(entry) === '' ? [entry.key] : []), keyIn(entry, 'name').toLowerCase()];
  return {
    names: [...new Set(names)],
    label: keyIn(entry, 'NAME'),
    summary: entry.help,
    related: ['setup', ...kin(entry)],
    lines: reader => settingLines(entry, reader),
  };
}

function settingLines(entry: SettingEntry, { state, world }: Reader): string[] {
  const label = keyIn(entry, 'NAME');
  const path = pathOf(entry, world);
  const value = path === null ? undefined : valueAt(state.settings, path);
  const isTold = value !== undefined && !SECRETS.has(entry.key);
  const where = path?.[0] === 'worlds' ? `in ${world} ` : '';
  const now = isTold ? `; ${where}now ${worded(value)}` : '';
  const key = keyIn(entry, world === null ? 'NAME' : typedName({ name: world }));
  return [
    `${label}: ${entry.help}`,
    `${capital(valuesOf(entry))}; by default ${worded(entry.default)}${now}.`,
    ...exampleLines([
      [`/setup ${key} ${exampleValue(entry)}`, 'changes it'],
      [`/setup ${key}`, 'shows it'],
    ]),
  ];
}

/** As it is typed; `name` is that of a world. */
function keyIn(entry: SettingEntry, name: string): string {
  if (worldSchema.includes(entry)) return `worlds.${name}.${entry.key}`;
  return tableNameOf(entry) + entry.key;
}

/** What stands before the key of a setting in a table. */
function tableNameOf(entry: SettingEntry): string {
  if (statusSchema.includes(entry)) return 'status.';
  return webSchema.includes(entry) ? 'web.' : '';
}

function pathOf(entry: SettingEntry, world: string | null): readonly string[] | null {
  const table = tableNameOf(entry);
  if (table !== '') return [table.slice(0, -1), entry.key];
  if (clientSchema.includes(entry)) return [entry.key];
  return world === null ? null : ['worlds', world, entry.key];
}

/** Settings whose names begin alike are about the same. */
function kin(entry: SettingEntry): string[] {
  const schema = [clientSchema, statusSchema, webSchema, worldSchema].find(one => one.includes(entry)) ?? [];
  const [first] = entry.key.split('_');
  return schema
    .filter(one => one !== entry && one.key.split('_')[0] === first)
    .map(one => keyIn(one, 'name'));
}

/** What a setting may hold, in words. */
export function valuesOf({ type }: SettingEntry): string {
  switch (type.kind) {
    case 'boolean':
      return 'on or off';
    case 'integer':
      return `a number from ${type.min} to ${type.max}`;
    case 'choice':
      return `one of ${type.choices.join(', ')}`;
    case 'list':
      return 'texts, with commas between them';
    case 'table':
      return 'NAME=value, with commas between them';
    case 'string':
      return 'a text';
  }
}

/** A value in a sentence. */
export function worded(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  const text = formatSettingValue(value as SettingEntry['default']);
  return text === '' ? 'empty' : text;
}

/** Another value than that by default, where one can be told. */
function exampleValue({ type, default: before }: SettingEntry): string {
  if (type.kind === 'boolean') return before === true ? 'off' : 'on';
  if (type.kind === 'choice') return type.choices.find(choice => choice !== before) ?? '';
  return type.kind === 'integer' || before !== '' ? worded(before) : '…';
}

function exampleLines(examples: readonly (readonly [string, string])[]): string[] {
  if (examples.length === 0) return [];
  return [examples.length === 1 ? 'Example' : 'Examples', ...columns(examples)];
}

/** Longer names stand alone in the first column, lest the second one be narrow. */
const WIDEST = 32;

/** Two columns. */
export function columns(rows: readonly (readonly [string, string])[], indent = '  '): string[] {
  const width = Math.min(WIDEST, maxOf(rows.map(([name]) => name.length)));
  return rows.map(([name, what]) => `${indent}${name.padEnd(width)}  ${what}`);
}

function capital(text: string): string {
  return text[0]?.toUpperCase() + text.slice(1);
}
