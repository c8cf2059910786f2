/** What is said to a world beside a walk: the walk is not to take its answers for its own. */
import type { Turn } from '../../state/state.ts';
import type { World } from '../../state/world.ts';
import { say } from '../world.ts';
import { leadsElsewhere } from './path.ts';

/** A line is about to go to the world that is no step: it goes between them, and a way pauses the walk. */
export function noteBeside(turn: Turn, world: World, text: string): void {
  const { walk } = world;
  if (!walk || walk.phase === 'over') return;
  if (leadsElsewhere(text)) {
    // From now on a room that comes is maybe not the step's.
    if (walk.asked?.late) delete walk.asked;
    if (walk.phase === 'going') {
      walk.phase = 'paused';
      say(
        turn,
        world,
        `${world.name}: the walk pauses, for you go another way. /walk resume goes on, /walk stop ends it.`,
      );
    }
  }
  if (walk.asked) walk.asked.beside++;
}
