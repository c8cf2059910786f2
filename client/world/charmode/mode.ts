/** Whether each key goes to the server of a world at once, as from a terminal: some menus and editors want it so. */
import type { State } from '../../state/state.ts';
import type { World } from '../../state/world.ts';
import { takesWords } from '../outbox.ts';
import { worldSettings } from '../world.ts';

/** By what was said on this connection, else by the setting of the world; not without a connection. */
export function isCharmode(state: State, world: World): boolean {
  return takesWords(world) && (world.charmode ?? worldSettings(state, world).charmode);
}
