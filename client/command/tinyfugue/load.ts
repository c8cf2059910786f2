/** Files of macros: loaded once, or at each start. */
import { changeSetting } from '../../settings/change.ts';
import type { State, Turn } from '../../state/state.ts';
import { eachMacro } from '../../world/tinyfugue/store.ts';
import { runTyped } from '../../world/tinyfugue/typed.ts';
import { sayHere } from '../../world/world.ts';

/** `/load file`; with `-s` it is kept in the settings. */
export function loadMacros(turn: Turn, args: string): void {
  const [, keep, file = ''] = /^(-s\s+)?(.*)$/s.exec(args) ?? [];
  const { macros } = turn.state.settings;
  if (keep !== undefined && macros.includes(file)) sayHere(turn, `${file} is loaded at each start already.`);
  else if (keep !== undefined) changeSetting(turn, ['macros'], [...macros, file]);
  runTyped(turn, `/load ${file}`);
}

/** `/import tf file`: now and at each start. What was taken so already is not run once more: that would change what has become of it. */
export function importMacros(turn: Turn, file: string, force: boolean): void {
  const isKept = turn.state.settings.macros.includes(file);
  if (!isKept || force || !hasMacrosOf(turn.state, file)) return loadMacros(turn, `-s ${file}`);
  sayHere(
    turn,
    `${file}: nothing new; it is loaded, and at each start as well. /load ${file} loads it once more.`,
  );
}

function hasMacrosOf({ tinyfugue }: State, file: string): boolean {
  if (!tinyfugue) return false;
  const name = file.slice(file.lastIndexOf('/') + 1);
  for (const macro of eachMacro(tinyfugue)) if (macro.file === name) return true;
  return false;
}
