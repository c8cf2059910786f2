/** What fits as an argument, by its kind: a world, a setting, its value, a topic of the help. */

import { endpoint } from '../../../shared/fault.ts';
import { keySchema } from '../../settings/keys/schema.ts';
import { valueAt } from '../../settings/path.ts';
import {
  clientSchema,
  findSetting,
  type SettingEntry,
  type SettingValue,
  statusSchema,
  webSchema,
  worldSchema,
} from '../../settings/schema.ts';
import { DEFAULT, formatSettingValue } from '../../settings/value.ts';
import { defaultWorld } from '../../state/settings.ts';
import type { State } from '../../state/state.ts';
import type { Choice } from '../../state/view.ts';
import { worldNamed } from '../../world/audience.ts';
import { typedName } from '../../world/world.ts';
import { families } from '../commands.ts';
import { entriesOf, SECRETS, valuesOf, worded } from '../help/entries.ts';
import { type Candidates, fitting } from './candidates.ts';

/** Names of worlds. One with blanks is put in quotes, in which its start may stand already. */
export function worlds(state: State, typed: string, start: number): Candidates {
  return worldNames(state, typed, start, '');
}

function worldNames(state: State, typed: string, start: number, behind: string): Candidates {
  const isQuoted = typed.startsWith('"');
  const { settings } = state;
  return fitting(typed.replace(/^"([^"]*)"?$/, '$1'), start, Object.keys(settings.worlds), {
    made(name) {
      const { host, port } = settings.worlds[name] ?? defaultWorld();
      const phase = worldNamed(state, name)?.phase ?? 'idle';
      const text = isQuoted ? `"${name}"` : typedName({ name });
      const help = `${endpoint(host, port)}${phase === 'idle' ? '' : `, ${phase}`}`;
      return { label: name, text: text + behind, help };
    },
    begun: part => (isQuoted || /\s/.test(part) ? `"${part}` : part),
  });
}

/** What `/help` knows, by the name that it is asked for by; a command may have its `/`. */
export function helpTopics(typed: string, start: number): Candidates {
  const sign = typed.startsWith('/') ? '/' : '';
  const all = new Map(
    entriesOf(families)
      .filter(({ label }) => sign === '' || label.startsWith('/'))
      .map(({ names, summary }): [string, string] => [names[0] as string, summary])
      .reverse(),
  );
  return fitting(typed.slice(sign.length), start, [...all.keys()].reverse(), {
    made: name => ({ label: name, text: sign + name, help: all.get(name) ?? '' }),
    begun: part => sign + part,
  });
}

/** A key of the settings, a part at a time, and the value behind it. `typed` is all that stands behind the command. */
export function setting(state: State, current: string | null, typed: string, start: number): Candidates {
  const { world, key, at } = partsOf(state, typed);
  const named = /^worlds\./i.exec(key)?.[0].length;
  if (world === null && named !== undefined) return worldNames(state, key.slice(named), start + named, '.');
  const behind = /^(\S+)\s+/.exec(typed.slice(at));
  if (behind) {
    const from = at + behind[0].length;
    return value(state, keyOf(world, behind[1] as string), typed.slice(from), start + from);
  }
  const from = start + at;
  if (world !== null) return fittingKeys(key, from, worldSchema);
  const web = /^web\./i.exec(key)?.[0].length;
  if (web !== undefined) return fittingKeys(key.slice(web), from + web, webSchema);
  const status = /^status\./i.exec(key)?.[0].length;
  if (status !== undefined) return fittingKeys(key.slice(status), from + status, statusSchema);
  const keys = /^keys\./i.exec(key)?.[0].length;
  if (keys !== undefined) return fittingKeys(key.slice(keys), from + keys, keySchema);
  const found = fitting(key, from, [...clientSchema.map(one => one.key), ...TABLES.keys()], {
    made: name => TABLES.get(name) ?? keyChoice(clientSchema, name),
  });
  return found.total > 0 || current === null ? found : ofWorld(current, key, from);
}

const TABLES: ReadonlyMap<string, Choice> = new Map(
  [
    { label: 'keys.', text: 'keys.', help: 'keys of an action' },
    { label: 'status.', text: 'status.', help: 'what the status bar shows' },
    { label: 'web.', text: 'web.', help: 'settings of the browser view' },
    { label: 'worlds.', text: 'worlds.', help: 'settings of a world' },
  ].map((choice): [string, Choice] => [choice.label, choice]),
);

/** A setting of a world, typed without it, is one of the world on screen. */
function ofWorld(name: string, key: string, start: number): Candidates {
  const table = `worlds.${typedName({ name })}.`;
  const keys = worldSchema.map(one => table + one.key);
  return fitting(`.${key}`, start, keys, {
    made: whole => ({
      ...keyChoice(worldSchema, whole.slice(table.length)),
      label: whole,
      text: `${whole} `,
    }),
  });
}

function fittingKeys(key: string, start: number, schema: readonly SettingEntry[]): Candidates {
  return fitting(
    key,
    start,
    schema.map(one => one.key),
    { made: name => keyChoice(schema, name) },
  );
}

function keyChoice(schema: readonly SettingEntry[], key: string): Choice {
  return { label: key, text: `${key} `, help: schema.find(one => one.key === key)?.help ?? '' };
}

/** The world that a key is of, if its name is there whole, and where what is behind it begins. */
function partsOf(state: State, typed: string): { world: string | null; key: string; at: number } {
  const quoted = /^worlds\."([^"]*)"\./i.exec(typed);
  if (quoted) return { world: quoted[1] as string, key: typed.slice(quoted[0].length), at: quoted[0].length };
  const rest = /^worlds\./i.test(typed) ? typed.slice('worlds.'.length) : '';
  const names = rest === '' ? [] : Object.keys(state.settings.worlds);
  const [longest] = names.filter(name => rest.startsWith(`${name}.`)).sort((a, b) => b.length - a.length);
  if (longest === undefined) return { world: null, key: typed, at: 0 };
  const at = `worlds.${longest}.`.length;
  return { world: longest, key: typed.slice(at), at };
}

function keyOf(world: string | null, key: string): string {
  return world === null ? key : `worlds.${world}.${key}`;
}

/** What a setting may hold: its words, or else what it holds now, to be changed; and where that is its own, `default`. */
function value(state: State, key: string, typed: string, start: number): Candidates {
  const found = findSetting(key);
  const none = { start, items: [], total: 0, common: '' };
  if (!found) return none;
  const { entry, path } = found;
  const now = valueAt(state.settings, path) as SettingValue | undefined;
  const isOwn = now !== undefined && formatSettingValue(now) !== formatSettingValue(entry.default);
  const usual = isOwn ? [DEFAULT] : [];
  const offered = (words: readonly string[]) =>
    fitting(typed, start, [...words, ...usual], {
      made: word => ({ label: word, text: word, help: word === DEFAULT ? worded(entry.default) : '' }),
    });
  if (entry.type.kind === 'boolean') return offered(['on', 'off']);
  if (entry.type.kind === 'choice') return offered(entry.type.choices);
  const note = { label: key, text: '', help: `${valuesOf(entry)}: ${entry.help}` };
  const text = now === undefined || SECRETS.has(entry.key) ? '' : formatSettingValue(now);
  // A value of one's own may have these letters anywhere, and is not completed.
  const isBegun = typed !== '' && DEFAULT.startsWith(typed.toLowerCase());
  return (typed === '' && text !== '') || isBegun
    ? { ...offered(typed === '' ? [text] : []), note }
    : { ...none, note };
}
