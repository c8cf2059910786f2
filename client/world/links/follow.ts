/** Links of games that send something (MXP): followed by the user's own act alone, and what they send is data. */
import type { Turn } from '../../state/state.ts';
import type { World } from '../../state/world.ts';
import { isOver } from '../../stream/mxp/elements.ts';
import type { SendLink } from '../../stream/mxp/send-link.ts';
import { isMasked } from '../login/masking.ts';
import { sendLine } from '../outgoing.ts';
import { complain } from '../world.ts';

/** Whether the game has ended the link. */
export function isLinkOver({ stream }: World, { expire, generation }: SendLink): boolean {
  return isOver(stream.mxp, expire, generation);
}

/** Sends what is behind the link, the command number `pick` of it, as words for the world: never a command of Clay's, no alias. */
export function followLink(turn: Turn, world: World, link: SendLink, pick: number): void {
  const command = link.commands[pick];
  if (command === undefined) return;
  if (isLinkOver(world, link)) return complain(turn, world, `Not sent: ${world.name} has ended this link.`);
  if (isMasked(turn.state, world))
    return complain(turn, world, `${world.name}: not sent, because the server hides what is typed.`);
  sendLine(turn, world, command);
}
