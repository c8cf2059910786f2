/** The end of a world in the state. */
import type { Turn } from '../state/state.ts';
import type { World } from '../state/world.ts';
import { hangUp } from './connection.ts';
import { flushWhole } from './logfile.ts';

/** Takes the world and its log out of the state; whoever looks at it sees the console. Its log files are complete. */
export function forgetWorld(turn: Turn, world: World): void {
  const { state } = turn;
  hangUp(turn, world);
  flushWhole(turn, world);
  for (const view of Object.values(state.views)) {
    if (view.current === world.name) view.current = null;
    delete view.viewports[world.name];
  }
  delete state.worlds[world.name];
}
