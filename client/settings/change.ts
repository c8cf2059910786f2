/**
 * The one writer of settings: whatever changes one does it here, so that it is in force and in settings.toml. What is not
 * in the file yet stands in a list, for the file may be on a full disk, and goes with the next change.
 */
import type { Event } from '../state/events.ts';
import {
  defaultSettings,
  defaultWorld,
  NO_FILE,
  type Settings,
  type WorldSettings,
} from '../state/settings.ts';
import type { State, Turn } from '../state/state.ts';
import { noteSecret } from '../world/secrecy/secrets.ts';
import { complainHere, worldSettings } from '../world/world.ts';
import { applySetting } from './apply.ts';
import { type Change, differences, listed } from './difference.ts';
import { type Path, setValue, valueAt } from './path.ts';
import { unknownFields } from './status/fields.ts';

/** Sets the value at `path`, saves it and applies it. */
export function changeSetting(turn: Turn, path: Path, value: unknown): void {
  changeSettings(turn, [{ path, value }]);
}

/** Sets, saves and applies several values with one writing of the file. */
export function changeSettings(turn: Turn, changes: readonly Change[]): void {
  const { state } = turn;
  if (changes.some(({ path }) => path.at(-1) === 'password')) noteSecret(state);
  const saved = changes.filter(({ path }) => isSaved(state, path));
  note(state, saved);
  for (const { path, value } of changes) setValue(state.settings, path, value);
  if (saved.length > 0) saveUnsaved(turn);
  for (const { path } of changes) applySetting(turn, path);
  for (const { path, value } of changes) {
    const [table, side = ''] = path;
    const sentence = table === 'status' && typeof value === 'string' ? unknownFields(side, value) : '';
    if (sentence !== '') complainHere(turn, sentence);
  }
}

/** Changes some settings of a world; one that is not there yet is made. */
export function changeWorld(turn: Turn, name: string, values: Partial<WorldSettings>): void {
  changeSettings(turn, worldChanges(name, values));
}

/** A world that was of this run only is one of settings.toml from now on. Returns all that was set for it. */
export function keepWorld({ state }: Turn, name: string): Partial<WorldSettings> {
  if (!state.temporary.includes(name)) return {};
  state.temporary = state.temporary.filter(one => one !== name);
  state.leaving = state.leaving.filter(one => one !== name);
  return ownValues(worldSettings(state, { name }));
}

/** Has everything written that is not in the file yet. */
export function saveUnsaved({ state, effects }: Turn, anew = false): void {
  const edits = state.settingsFile.unsaved.map(({ id, path, value }) => ({ id, path, value }));
  effects.push({ type: 'save settings', edits, ...(anew && { anew }) });
}

/** What the file said when it was read or written last: the settings without what is not in it yet. */
export function savedSettings({ settings, settingsFile }: State): Settings {
  const saved = {
    ...settings,
    status: { ...settings.status },
    web: { ...settings.web },
    worlds: { ...settings.worlds },
  };
  for (const { path, was } of settingsFile.unsaved.toReversed()) {
    const [, name = ''] = path;
    if (Object.hasOwn(saved.worlds, name)) saved.worlds[name] = { ...(saved.worlds[name] as WorldSettings) };
    setValue(saved, path, was);
  }
  return saved;
}

/** The file was written, or could not be. */
export function settingsSaved(turn: Turn, event: Extract<Event, { type: 'settings saved' }>): void {
  const { settingsFile: file } = turn.state;
  const { saved, before, after, fault } = event;
  const written = new Set(saved);
  file.unsaved = file.unsaved.filter(({ id }) => !written.has(id));
  if (fault) {
    const rest = listed(file.unsaved);
    complainHere(turn, `Not saved in settings.toml: ${fault.sentence} In force until Clay ends: ${rest}.`);
  }
  if (saved.length === 0) return;
  const wasGone = before === NO_FILE && file.read !== NO_FILE;
  // Else somebody has edited it meanwhile, and what they wrote is still to be read.
  if (before === file.read || wasGone) file.read = after;
  if (wasGone) saveEverything(turn);
}

/** The file was removed, and is a new one that has the last change only: all the rest goes there as well. */
function saveEverything(turn: Turn): void {
  const { state } = turn;
  const all = differences(defaultSettings(), state.settings).flatMap(change => single(change));
  const changes = all.filter(({ path }) => isSaved(state, path));
  const file = state.settingsFile;
  const usual = defaultSettings();
  file.unsaved = changes.map(({ path, value }) => ({
    id: ++file.edits,
    ...{ path: [...path], value, was: valueAt(usual, path) ?? null },
  }));
  if (changes.length > 0) saveUnsaved(turn, true);
}

/** A world as its keys that are not as by default. */
function single(change: Change): readonly Change[] {
  const { path, value } = change;
  if (path[0] !== 'worlds') return [change];
  const { host, port } = value as WorldSettings;
  return worldChanges(path[1] as string, { host, port, ...ownValues(value as WorldSettings) });
}

/** The changes are not in the file yet. What they make pointless is forgotten. */
function note(state: State, changes: readonly Change[]): void {
  if (changes.length === 0) return;
  const { settingsFile: file } = state;
  // What is noted is no change of it: one look is enough for all.
  const before = savedSettings(state);
  const fresh = changes.map(({ path, value }) => {
    const was = valueAt(before, path) ?? null;
    return { id: ++file.edits, path: [...path], value, was };
  });
  // A later one of the same path, or of a table around it, takes its place.
  const later = new Set<string>();
  const kept: typeof file.unsaved = [];
  for (const one of [...file.unsaved, ...fresh].reverse()) {
    let key = '';
    let isOver = false;
    for (const part of one.path) {
      key += `\0${part}`;
      isOver ||= later.has(key);
    }
    if (!isOver) kept.push(one);
    later.add(key);
  }
  file.unsaved = kept.reverse();
}

/** What a world has that is not as by default. */
function ownValues(world: WorldSettings): Partial<WorldSettings> {
  const name = 'world';
  const usual = { ...defaultSettings(), worlds: { [name]: defaultWorld() } };
  const own = differences(usual, { ...usual, worlds: { [name]: world } });
  return Object.fromEntries(own.map(({ path, value }) => [path.at(-1), value]));
}

function worldChanges(name: string, values: Partial<WorldSettings>): Change[] {
  return Object.entries(values).map(([key, value]) => ({ path: ['worlds', name, key], value }));
}

/** What belongs to a world of this run only is not written down. */
function isSaved({ temporary }: State, [table, name = '']: Path): boolean {
  return table !== 'worlds' || !temporary.includes(name);
}
