/** What rules want done, when the event that they acted on is worked off. */
import type { Turn } from '../../state/state.ts';
import type { World } from '../../state/world.ts';
import { attendedView, worldNamed, worldOn } from '../../world/audience.ts';
import { queueLine, sendWaiting } from '../../world/rules/sending.ts';
import { complain, complainHere } from '../../world/world.ts';

/** Of one event: more is a rule that runs away. */
const MOST_COMMANDS = 100;

/** Runs a line of a body, which is a command. */
export type RunCommand = (turn: Turn, line: string) => void;

/** Does it all, in order. What is sent waits its turn; a world whose lines wait is asked once. */
export function carryOut(turn: Turn, run: RunCommand): void {
  const sending = new Set<World>();
  let commands = 0;
  for (let deed = turn.deeds.shift(); deed; deed = turn.deeds.shift()) {
    const view = attendedView(turn.state);
    const here = deed.world === '' && view ? worldOn(turn.state, view) : null;
    const world = worldNamed(turn.state, deed.world) ?? here;
    if (deed.type === 'send') {
      if (world) queueLine(turn, world, deed.text);
      else complainHere(turn, `No world is on screen; not sent: ${deed.text}`);
      if (world) sending.add(world);
    } else if (++commands <= MOST_COMMANDS) run({ ...turn, world, author: deed.by }, deed.line);
    else if (commands === MOST_COMMANDS + 1)
      complain(
        turn,
        world,
        `Rules want more than ${MOST_COMMANDS} commands run at a time; the rest is left out.`,
      );
  }
  for (const world of sending) sendWaiting(turn, world);
}
