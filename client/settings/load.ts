/** settings.toml, read: text in, settings and warnings out. The host reads the file. */

import { parse, TomlError } from 'smol-toml';
import {
  defaultSettings,
  defaultWeb,
  defaultWorld,
  type Settings,
  type WorldSettings,
} from '../state/settings.ts';
import { worldNameFault } from './check.ts';
import { formatPath } from './format.ts';
import { clientSchema, type SettingEntry, webSchema, worldSchema } from './schema.ts';
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
  const document = parseToml(text);
  if ('fault' in document) return document;
  const { web = {}, worlds = {}, ...top } = document.table;
  const warnings: string[] = [];
  const settings: Settings = {
    ...defaultSettings(),
    ...readTable(top, clientSchema, [], warnings),
    web: { ...defaultWeb(), ...readTable(web, webSchema, ['web'], warnings) },
    worlds: readWorlds(worlds, warnings),
  };
  return { settings, warnings: summary(warnings) };
}

/** As many as can be read; of the others, how many they are. */
function summary(warnings: readonly string[]): readonly string[] {
  const more = warnings.length - MOST_WARNINGS;
  if (more <= 0) return warnings;
  const rest = `settings.toml: there ${more === 1 ? 'is 1 more fault' : `are ${more} more faults`} like these.`;
  return [...warnings.slice(0, MOST_WARNINGS), rest];
}

export type Toml = { readonly table: Record<string, unknown> } | { readonly fault: string };

/** Parses TOML without losing big integers; a syntax error becomes a sentence. */
export function parseToml(text: string): Toml {
  try {
    return { table: parse(text, { integersAsBigInt: 'asNeeded' }) };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const reason = error.message.split('\n', 1)[0]!.replace(/^Invalid TOML document: /, '');
    return { fault: `settings.toml, line ${error.line}, column ${error.column}: ${reason}.` };
  }
}

function readWorlds(table: unknown, warnings: string[]): Record<string, WorldSettings> {
  const worlds: Record<string, WorldSettings> = {};
  if (!isTable(table)) {
    warnings.push(`worlds in settings.toml is a table of worlds, not ${describe(table)}; there are none.`);
    return worlds;
  }
  for (const [name, world] of Object.entries(table)) {
    const fault = worldNameFault(name);
    if (fault) warnings.push(`settings.toml: ${fault}; this world is left out.`);
    else worlds[name] = readWorld(name, world, warnings);
  }
  return worlds;
}

function readWorld(name: string, table: unknown, warnings: string[]): WorldSettings {
  const world = { ...defaultWorld(), ...readTable(table, worldSchema, ['worlds', name], warnings) };
  if (world.host === '') warnings.push(`World ${name} has no host in settings.toml; it cannot be connected.`);
  if ((world.tls_cert === '') !== (world.tls_key === '')) {
    warnings.push(`World ${name} needs both tls_cert and tls_key; it connects without a client certificate.`);
  }
  return world;
}

/** The valid values of a table; one warning for each of the others. `path` is the table's own. */
function readTable(
  table: unknown,
  schema: readonly SettingEntry[],
  path: readonly string[],
  warnings: string[],
): Record<string, unknown> {
  if (!isTable(table)) {
    warnings.push(
      `${formatPath(path)} in settings.toml is a table, not ${describe(table)}; the defaults are used.`,
    );
    return {};
  }
  const known: [string, unknown][] = [];
  for (const [key, value] of Object.entries(table)) {
    const entry = schema.find(one => one.key === key);
    const warning = warningFor(entry, shown(formatPath([...path, key])), value);
    if (warning) warnings.push(warning);
    else known.push([key, copy(value)]);
  }
  return Object.fromEntries(known);
}

/** A name for a sentence: whoever made it longer finds it by its start. */
function shown(name: string): string {
  return name.length > LONGEST_SHOWN ? `${name.slice(0, LONGEST_SHOWN)}…` : name;
}

function warningFor(entry: SettingEntry | undefined, name: string, value: unknown): string | null {
  if (!entry) return `settings.toml: unknown key ${name}; it is kept in the file and has no effect.`;
  const fault = valueFault(entry, value);
  return fault && `settings.toml: ${name} ${fault}; ${describeDefault(entry)} is used.`;
}

function describeDefault(entry: SettingEntry): string {
  const value = entry.default;
  if (typeof value !== 'object') return describe(value);
  return Object.keys(value).length === 0 ? `an empty ${entry.type.kind}` : 'the default';
}

/** The TOML reader's tables have no prototype; the state's are ordinary objects. */
function copy(value: unknown): unknown {
  return isTable(value) ? { ...value } : value;
}
