/**
 * The keys of a terminal that may only watch: they move what it shows, and leave it. Nothing else is done, whatever is
 * bound, and nothing is said of it in a log that others read.
 */
import type { ActionName } from '../../settings/bindings.ts';
import { actionOf } from '../../settings/keys/bound.ts';
import type { Key } from '../../state/terminal.ts';
import { detach } from '../../web/attach/channel.ts';
import type { ActingTurn } from '../submit.ts';
import { type Act, lookingActs } from './looking.ts';
import { switchingActs } from './switching.ts';

const allowed: Partial<Record<ActionName, Act>> = {
  ...lookingActs,
  ...switchingActs(act => turn => void act(turn)),
  interrupt: ({ state, view }) => detach(state, view),
};

export function watchingKey(turn: ActingTurn, key: Key): void {
  const name = key.type === 'key' ? key.name : key.type === 'mouse' ? key.action : '';
  const action = actionOf(turn.state.settings.keys, name);
  if (action !== null && Object.hasOwn(allowed, action)) allowed[action]?.(turn);
}
