/** Files of macros: loaded once, or at each start. */
import { changeSetting } from '../../settings/change.ts';
import type { Turn } from '../../state/state.ts';
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
