/** The one writer of settings: whatever changes one does it here, so that it is in force and in settings.toml. */
import { defaultWorld, type Settings, type WorldSettings } from '../state/settings.ts';
import type { State, Turn } from '../state/state.ts';
import { applySetting } from './apply.ts';
import { type Path, setValue } from './path.ts';

/** The value at a path is set; null takes a world away. */
export interface Change {
  readonly path: Path;
  readonly value: unknown;
}

/** Sets the value at `path`, saves it and applies it. */
export function changeSetting(turn: Turn, path: Path, value: unknown): void {
  changeSettings(turn, [{ path, value }]);
}

/** Sets, saves and applies several values with one writing of the file. */
export function changeSettings(turn: Turn, changes: readonly Change[]): void {
  for (const { path, value } of changes) setValue(turn.state.settings, path, value);
  save(
    turn,
    changes.filter(({ path }) => isSaved(turn.state, path)),
  );
  for (const { path } of changes) applySetting(turn, path);
}

/** Changes some settings of a world; one that is not there yet is made. */
export function changeWorld(turn: Turn, name: string, values: Partial<WorldSettings>): void {
  changeSettings(turn, worldChanges(name, values));
}

/** A world that was of this run only is one of settings.toml from now on, with all that was set for it. */
export function keepWorld({ state }: Turn, name: string): Partial<WorldSettings> {
  if (!state.temporary.includes(name)) return {};
  state.temporary = state.temporary.filter(one => one !== name);
  return ownValues(state.settings, name);
}

/** What a world has that is not as by default. */
function ownValues({ worlds }: Settings, name: string): Partial<WorldSettings> {
  const usual: Record<string, unknown> = { ...defaultWorld() };
  const own = Object.entries(worlds[name] ?? {}).filter(
    ([key, value]) => JSON.stringify(value) !== JSON.stringify(usual[key]),
  );
  return Object.fromEntries(own);
}

function worldChanges(name: string, values: Partial<WorldSettings>): Change[] {
  return Object.entries(values).map(([key, value]) => ({ path: ['worlds', name, key], value }));
}

/** What belongs to a world of this run only is not written down. */
function isSaved({ temporary }: State, [table, name = '']: Path): boolean {
  return table !== 'worlds' || !temporary.includes(name);
}

function save({ effects }: Turn, edits: readonly Change[]): void {
  if (edits.length > 0) effects.push({ type: 'save settings', edits: [...edits] });
}
