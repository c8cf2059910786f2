/** The worlds by their numbers, as the list of worlds, the column at the left and Esc 1 to Esc 9 have them. */
import type { State } from '../../state/state.ts';

/** Those of settings.toml in its order, then those of this run; the first has number 1. */
export function worldOrder({ settings, worlds }: State): readonly string[] {
  // With a thousand worlds in the file this is done at each frame of the column: nothing is sorted.
  const others = Object.keys(worlds).filter(name => !Object.hasOwn(settings.worlds, name));
  return [...Object.keys(settings.worlds), ...others];
}
