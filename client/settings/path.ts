/** Values of the settings by their path: `['more_mode']`, `['web', 'port']`, `['worlds', 'Alpha', 'host']`, `['keys', 'search']`. */
import { defaultWorld, type KeySettings, type Settings, type WorldSettings } from '../state/settings.ts';

export type Path = readonly string[];

/** The value at `path`, or the settings of a whole world; undefined if there is no such world or key. */
export function valueAt(settings: Settings, path: Path): unknown {
  let value: unknown = settings;
  for (const key of path) {
    // Names of worlds are the user's: one like `__proto__` is not to be found in everything.
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

/** Puts `value` at `path`; null takes a world away, or the user's keys of an action. A world that is not there yet is made, as by default. */
export function setValue(settings: Settings, path: Path, value: unknown): void {
  const [table, name = ''] = path;
  if (table === 'keys') settings.keys = withKeys(settings.keys, name, value);
  else if (value === null) delete settings.worlds[name];
  else if (table === 'worlds' && path.length === 2) settings.worlds[name] = value as WorldSettings;
  else Object.assign(tableOf(settings, path), { [path.at(-1) as string]: value });
}

/** Another table: what is derived from one stays true of it. */
function withKeys(keys: KeySettings, name: string, value: unknown): KeySettings {
  const others = Object.entries(keys).filter(([one]) => one !== name);
  return Object.fromEntries(value === null ? others : [...others, [name, value as readonly string[]]]);
}

function tableOf(settings: Settings, [table, name = '', ...key]: Path): object {
  if (table === 'worlds' && key.length > 0) {
    if (!Object.hasOwn(settings.worlds, name)) settings.worlds[name] = defaultWorld();
    return settings.worlds[name] as WorldSettings;
  }
  if (table === 'status') return settings.status;
  return table === 'web' ? settings.web : settings;
}
