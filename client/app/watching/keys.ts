/**
 * The keys of a terminal that may only watch: they move what it shows, and leave it. Nothing else is done, whatever is
 * bound, and nothing is said of it in a log that others read.
 */
import type { ActionName } from '../../settings/bindings.ts';
import { actionOf } from '../../settings/keys/bound.ts';
import type { Key } from '../../state/terminal.ts';
import {
  switchBack,
  switchBy,
  switchRound,
  switchThroughAll,
  switchToActivity,
  switchToNumber,
} from '../../view/switching.ts';
import { detach } from '../../web/attach/channel.ts';
import type { ActingTurn } from '../submit.ts';
import { type Act, lookingActs } from './looking.ts';

const toNumber = (number: number) => (turn: ActingTurn) => void switchToNumber(turn, number);

const allowed: Partial<Record<ActionName, Act>> = {
  ...lookingActs,
  'previous-world': turn => switchBy(turn, -1),
  'next-world': turn => switchBy(turn, 1),
  'previous-of-all-worlds': turn => switchThroughAll(turn, -1),
  'next-of-all-worlds': turn => switchThroughAll(turn, 1),
  'world-1': toNumber(1),
  'world-2': toNumber(2),
  'world-3': toNumber(3),
  'world-4': toNumber(4),
  'world-5': toNumber(5),
  'world-6': toNumber(6),
  'world-7': toNumber(7),
  'world-8': toNumber(8),
  'world-9': toNumber(9),
  'last-world': turn => void switchBack(turn),
  'next-active': turn => void switchRound(turn),
  'next-activity': turn => void switchToActivity(turn),
  interrupt: ({ state, view }) => detach(state, view),
};

export function watchingKey(turn: ActingTurn, key: Key): void {
  const name = key.type === 'key' ? key.name : key.type === 'mouse' ? key.action : '';
  const action = actionOf(turn.state.settings.keys, name);
  if (action !== null && Object.hasOwn(allowed, action)) allowed[action]?.(turn);
}
