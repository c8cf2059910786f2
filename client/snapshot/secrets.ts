/**
 * The passwords of settings.toml are in that file, and not in checkpoints: whoever goes on from one reads them there. Those
 * that are not in the file (of a world of this run, or not saved yet) stay in the state.
 */
import { NO_FILE, type Settings, type WorldSettings } from '../state/settings.ts';
import type { State } from '../state/state.ts';

/** The same state without the passwords that settings.toml has; the very same if there are none. */
export function withoutPasswords(state: State): State {
  const { settings, settingsFile } = state;
  const places = savedPasswords(state);
  if (places.length === 0) return state;
  const worlds = { ...settings.worlds };
  for (const name of places)
    if (name !== null) worlds[name] = { ...(worlds[name] as WorldSettings), password: '' };
  const web = places.includes(null) ? { ...settings.web, password: '' } : settings.web;
  return {
    ...state,
    settings: { ...settings, web, worlds },
    settingsFile: { ...settingsFile, withheld: places },
  };
}

/** Puts back what was left out, as `file` has it; null: it cannot be read, and is to be read again. */
export function restorePasswords({ settings, settingsFile }: State, file: Settings | null): void {
  for (const name of settingsFile.withheld ?? []) {
    const into = name === null ? settings.web : settings.worlds[name];
    const from = name === null ? file?.web : file?.worlds[name];
    if (into && from) into.password = from.password;
  }
  if (settingsFile.withheld && file === null) settingsFile.read = '';
  delete settingsFile.withheld;
}

/** Names of worlds; null: the password of the browser view. */
function savedPasswords({ settings, settingsFile, temporary }: State): (string | null)[] {
  if (settingsFile.read === '' || settingsFile.read === NO_FILE) return [];
  const unsaved = new Set(settingsFile.unsaved.map(({ path }) => (path[0] === 'web' ? null : path[1])));
  const ofThisRun = new Set(temporary);
  const names = Object.keys(settings.worlds).filter(
    name => settings.worlds[name]?.password && !ofThisRun.has(name),
  );
  return [...(settings.web.password === '' ? [] : [null]), ...names].filter(name => !unsaved.has(name));
}
