/** What goes from world to world, for who plays and for who may only watch. */
import type { ActionName } from '../../settings/bindings.ts';
import {
  switchBack,
  switchBy,
  switchRound,
  switchThroughAll,
  switchToActivity,
  switchToNumber,
} from '../../view/switching.ts';
import type { ActingTurn } from '../submit.ts';
import type { Act } from './looking.ts';

const NOTHING_UNSEEN = 'No world has unseen lines.';

/** `orSay`: the act, and what becomes of the sentence that says why it did nothing. */
export function switchingActs(orSay: (act: (turn: ActingTurn) => boolean, sentence: string) => Act) {
  const toNumber = (number: number) =>
    orSay(
      turn => switchToNumber(turn, number),
      `There is no world with the number ${number}. F3 lists them with their numbers.`,
    );
  return {
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
    'last-world': orSay(switchBack, 'No other world was on screen before.'),
    'next-active': orSay(switchRound, NOTHING_UNSEEN),
    'next-activity': orSay(switchToActivity, NOTHING_UNSEEN),
  } satisfies Partial<Record<ActionName, Act>>;
}
