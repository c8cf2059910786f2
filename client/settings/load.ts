/** settings.toml, read: text in, settings and warnings out. The host reads the file. */

import { parse, TomlError } from 'smol-toml';
import { finish, type Steps } from '../automation/block.ts';
import {
  defaultSettings,
  defaultStatus,
  defaultWeb,
  defaultWorld,
  type Settings,
  type WorldSettings,
} from '../state/settings.ts';
import { worldNameFault } from './check.ts';
import { formatPath } from './format.ts';
import { readKeys } from './keys/read.ts';
import { clientSchema, type SettingEntry, statusSchema, webSchema, worldSchema } from './schema.ts';
import { unknownFields } from './status/fields.ts';
import { describe, isTable, valueFault } from './value.ts';

export type Loaded =
  | { readonly settings: Settings; readonly warnings: readonly string[] }
  | { readonly fault: string };

/** Warnings in full: more would hide each other, and what else there is to read at a start. */
const MOST_WARNINGS = 10;
/** The longest name of a key that a warning has in full; ours are half as long, with a world's name before them. */
const LONGEST_SHOWN = 160;

/**
 * Reads settings.toml. A syntax error is a fault: one sentence with line and column. Anything else the file
 * may hold is survived: a wrong value is replaced by its default, an unknown key is left to the file, and a
 * warning (a whole sentence) says so; the last of more than ten sums up the others.
 */
export function parseSettings(text: string): Loaded {
  return finish(settingsIn(text, parseToml(text)));
}

/** What a text says, once it is parsed; in steps. */
export function* settingsIn(text: string, document: Toml): Steps<Loaded> {
  if ('fault' in document) return document;
  const { keys = {}, status = {}, web = {}, worlds = {} } = document.table;
  const warnings: Warnings = { told: [], more: 0 };
  const settings: Settings = {
    ...defaultSettings(),
    ...readTable(document.table, clientSchema, [], warnings),
    keys: readKeys(text, keys, sentence => warn(warnings, sentence)),
    status: { ...defaultStatus(), ...readTable(status, statusSchema, ['status'], warnings) },
    web: { ...defaultWeb(), ...readTable(web, webSchema, ['web'], warnings) },
    worlds: yield* readWorlds(worlds, warnings),
  };
  for (const [side, format] of Object.entries(settings.status)) {
    const sentence = unknownFields(side, format);
    if (sentence !== '') warn(warnings, () => `settings.toml: ${sentence}`);
  }
  return { settings, warnings: summary(warnings) };
}

/** As many as can be read; of the others only how many they are, or a start would take seconds to word them. */
interface Warnings {
  readonly told: string[];
  more: number;
}

function warn(warnings: Warnings, sentence: () => string): void {
  if (warnings.told.length < MOST_WARNINGS) warnings.told.push(sentence());
  else warnings.more++;
}

function summary({ told, more }: Warnings): readonly string[] {
  if (more === 0) return told;
  return [
    ...told,
    `settings.toml: there ${more === 1 ? 'is 1 more fault' : `are ${more} more faults`} like these.`,
  ];
}

export type Toml = { readonly table: Record<string, unknown> } | { readonly fault: string };

/** Parses TOML without losing big integers; a syntax error becomes a sentence. `lines`: so many stand before it in the file. */
export function parseToml(text: string, file = 'settings.toml', lines = 0): Toml {
  try {
    return { table: parse(text, { integersAsBigInt: 'asNeeded' }) };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const reason = error.message.split('\n', 1)[0]!.replace(/^Invalid TOML document: /, '');
    return { fault: `${file}, line ${lines + error.line}, column ${error.column}: ${reason}.` };
  }
}

/** Worlds between two rests. */
const AT_ONCE = 100;

function* readWorlds(table: unknown, warnings: Warnings): Steps<Record<string, WorldSettings>> {
  const worlds: Record<string, WorldSettings> = {};
  if (!isTable(table)) {
    warn(
      warnings,
      () => `worlds in settings.toml is a table of worlds, not ${describe(table)}; there are none.`,
    );
    return worlds;
  }
  let count = 0;
  for (const [name, world] of Object.entries(table)) {
    if (++count % AT_ONCE === 0) yield;
    const fault = worldNameFault(name);
    if (fault) warn(warnings, () => `settings.toml: ${fault}; this world is left out.`);
    else worlds[name] = readWorld(name, world, warnings);
  }
  return worlds;
}

function readWorld(name: string, table: unknown, warnings: Warnings): WorldSettings {
  const world = { ...defaultWorld(), ...readTable(table, worldSchema, ['worlds', name], warnings) };
  if (world.host === '') {
    warn(warnings, () => `World ${name} has no host in settings.toml; it cannot be connected.`);
  }
  if ((world.tls_cert === '') !== (world.tls_key === '')) {
    warn(
      warnings,
      () => `World ${name} needs both tls_cert and tls_key; it connects without a client certificate.`,
    );
  }
  return world;
}

/** Tables at the top of the file, which are read on their own. */
const TABLES: readonly string[] = ['keys', 'status', 'web', 'worlds'];

/** The valid values of a table; one warning for each of the others. `path` is the table's own. */
function readTable(
  table: unknown,
  schema: readonly SettingEntry[],
  path: readonly string[],
  warnings: Warnings,
): Record<string, unknown> {
  if (!isTable(table)) {
    warn(
      warnings,
      () => `${formatPath(path)} in settings.toml is a table, not ${describe(table)}; the defaults are used.`,
    );
    return {};
  }
  const known: [string, unknown][] = [];
  for (const key of Object.keys(table)) {
    if (path.length === 0 && TABLES.includes(key)) continue;
    const name = () => shown(formatPath([...path, key]));
    const entry = entryOf(schema, key);
    const value = entry ? asWritten(entry, table[key]) : null;
    const fault = entry && valueFault(entry, value);
    if (!entry)
      warn(warnings, () => `settings.toml: unknown key ${name()}; it is kept in the file and has no effect.`);
    else if (fault)
      warn(warnings, () => `settings.toml: ${name()} ${fault}; ${describeDefault(entry)} is used.`);
    else known.push([key, copy(value)]);
  }
  return Object.fromEntries(known);
}

/** By schema, its entries by key: there may be thousands of worlds. */
const entries = new WeakMap<readonly SettingEntry[], ReadonlyMap<string, SettingEntry>>();

function entryOf(schema: readonly SettingEntry[], key: string): SettingEntry | undefined {
  const known = entries.get(schema) ?? new Map(schema.map(entry => [entry.key, entry]));
  entries.set(schema, known);
  return known.get(key);
}

/** A name for a sentence: whoever made it longer finds it by its start. */
function shown(name: string): string {
  return name.length > LONGEST_SHOWN ? `${name.slice(0, LONGEST_SHOWN)}…` : name;
}

function describeDefault(entry: SettingEntry): string {
  const value = entry.default;
  if (typeof value !== 'object') return describe(value);
  return Object.keys(value).length === 0 ? `an empty ${entry.type.kind}` : 'the default';
}

/** A choice that is a number may be written as one. */
function asWritten({ type }: SettingEntry, value: unknown): unknown {
  return type.kind === 'choice' && typeof value === 'number' ? String(value) : value;
}

/** The TOML reader's tables have no prototype; the state's are ordinary objects. */
function copy(value: unknown): unknown {
  return isTable(value) ? { ...value } : value;
}
