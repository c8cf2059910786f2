/**
 * settings.toml read again while Clay runs. The file is the truth: what was edited by hand is taken up as if it had been
 * set, and told. What Clay itself could not write there yet stays, unless the same key was edited by hand since.
 */

import { isDeepStrictEqual } from 'node:util';
import type { Event, SettingsRead } from '../state/events.ts';
import { NO_FILE, type Settings, type UnsavedSetting, type WorldSettings } from '../state/settings.ts';
import type { State, Turn } from '../state/state.ts';
import type { World } from '../state/world.ts';
import { worldNamed } from '../world/audience.ts';
import { disconnect } from '../world/connection.ts';
import { forgetWorld } from '../world/removal.ts';
import { complainHere, sayHere } from '../world/world.ts';
import { applySetting } from './apply.ts';
import { savedSettings, saveUnsaved } from './change.ts';
import { type Change, differences, listed } from './difference.ts';
import { setValue, valueAt } from './path.ts';

/** Has the file read. By itself only if it is another one than was read last, or if something is still to be written or found out. */
export function requestSettings({ state, effects }: Turn, asked: boolean): void {
  const { read, unsaved, guessed } = state.settingsFile;
  const known = asked || unsaved.length > 0 || guessed ? '' : read;
  effects.push({ type: 'read settings', known, asked });
}

/** Takes up what the file says now. One with a mistake, or none where one was, changes nothing. */
export function settingsRead(turn: Turn, { asked, file }: Extract<Event, { type: 'settings read' }>): void {
  const { settingsFile } = turn.state;
  const saved = savedSettings(turn.state);
  const usable = usableFile(turn.state, saved, file);
  if (typeof usable === 'string') return refuse(turn, file.id, usable, asked);
  const { settings, warnings } = usable;
  const unsaved = stillUnsaved(settingsFile.unsaved, saved, settings);
  const { guessed = [] } = settingsFile;
  Object.assign(settingsFile, { read: file.id, refused: '', unsaved });
  delete settingsFile.guessed;
  const changes = takeUp(turn, settings).filter(({ path: [key = ''] }) => !guessed.includes(key));
  for (const warning of warnings) complainHere(turn, warning);
  if (changes.length > 0) sayHere(turn, `settings.toml has changed: ${listed(changes)}.`);
  else if (asked && warnings.length === 0) sayHere(turn, 'settings.toml has nothing new.');
  if (unsaved.length > 0) saveUnsaved(turn);
}

const GONE =
  'settings.toml is gone. The settings stay as they are, and are written anew when one of them is changed.';

/** What was read, or a sentence that says why it changes nothing. */
function usableFile(state: State, saved: Settings, file: SettingsRead) {
  if ('fault' in file) return `${file.fault.sentence} No setting was changed.`;
  return file.id === NO_FILE && isMissed(state, saved, file.settings) ? GONE : file;
}

/** Says so once, or whenever somebody asks. */
function refuse(turn: Turn, id: string, why: string, asked: boolean): void {
  const { settingsFile } = turn.state;
  if (asked || id === '' || settingsFile.refused !== id) complainHere(turn, why);
  settingsFile.refused = id;
}

/** Whether a file that is not there any more had something to say. */
function isMissed({ temporary }: State, saved: Settings, usual: Settings): boolean {
  return differences(saved, usual).some(
    ({ path: [table, name = ''] }) => table !== 'worlds' || !temporary.includes(name),
  );
}

/** Of what Clay could not write, what the file does not have yet and nobody has edited in it since. */
function stillUnsaved(unsaved: readonly UnsavedSetting[], saved: Settings, file: Settings) {
  return unsaved.filter(({ path, value }) => {
    const its = valueAt(file, path) ?? null;
    return isDeepStrictEqual(its, valueAt(saved, path) ?? null) && !isDeepStrictEqual(its, value);
  });
}

/** Puts the settings of the file in force. Returns what that has changed. */
function takeUp(turn: Turn, file: Settings): Change[] {
  const { state } = turn;
  const before = state.settings;
  state.settings = { ...file, status: { ...file.status }, web: { ...file.web }, worlds: { ...file.worlds } };
  for (const { path, value } of state.settingsFile.unsaved) setValue(state.settings, path, value);
  keepTemporary(state, before);
  const changes = differences(before, state.settings);
  for (const { path, value } of changes)
    if (value === null && path[0] === 'worlds')
      leave(turn, path[1] as string, before.worlds[path[1] as string] as WorldSettings);
  for (const { path } of changes) applySetting(turn, path);
  return changes;
}

/** Worlds of this run stay; one that is in the file now is of the file. */
function keepTemporary(state: State, { worlds }: Settings): void {
  const isNew = (name: string) => !Object.hasOwn(state.settings.worlds, name);
  state.temporary = state.temporary.filter(isNew);
  state.leaving = state.leaving.filter(isNew);
  for (const name of state.temporary) {
    const settings = Object.hasOwn(worlds, name) ? worlds[name] : undefined;
    if (settings) state.settings.worlds[name] = settings;
  }
}

/** The world was taken out of the file; one that is connected stays until it is closed, as one of this run. */
function leave(turn: Turn, name: string, settings: WorldSettings): void {
  const { state } = turn;
  const world = Object.hasOwn(state.worlds, name) ? state.worlds[name] : undefined;
  if (!world) return;
  state.leaving.push(name);
  if (world.phase === 'waiting') disconnect(turn, world);
  if (!isInUse(world)) return;
  state.settings.worlds[name] = { ...settings, reconnect: 0 };
  state.temporary.push(name);
}

function isInUse({ phase }: World): boolean {
  return phase === 'connected' || phase === 'connecting';
}

/** Worlds that were taken out of the file go when they are closed, and their log when nobody looks at it any more. */
export function seeOff(turn: Turn): void {
  const { state } = turn;
  if (state.leaving.length > 0) state.leaving = state.leaving.filter(name => staysYet(turn, name));
}

function staysYet(turn: Turn, name: string): boolean {
  const { state } = turn;
  const world = worldNamed(state, name);
  if (!world) return false;
  if (isInUse(world)) return true;
  delete state.settings.worlds[name];
  state.temporary = state.temporary.filter(one => one !== name);
  if (Object.values(state.views).some(({ current }) => current === name)) return true;
  forgetWorld(turn, world);
  return false;
}
