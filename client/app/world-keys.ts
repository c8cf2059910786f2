/** What the keys do that go from world to world, and through a world. */
import { runLine } from '../command/run.ts';
import { showMap } from '../command/walking/map.ts';
import type { ActionName } from '../settings/bindings.ts';
import { changeSetting } from '../settings/change.ts';
import type { Turn } from '../state/state.ts';
import { paneOn } from '../view/panes.ts';
import {
  switchBack,
  switchBy,
  switchRound,
  switchThroughAll,
  switchToActivity,
  switchToNumber,
} from '../view/switching.ts';
import { acted } from '../view/viewport.ts';
import { LEAST_FOR_COLUMN } from '../view/worlds/column-width.ts';
import { sayHere } from '../world/world.ts';
import type { ActingTurn } from './submit.ts';

type Act = (turn: ActingTurn) => void;

const NOTHING_UNSEEN = 'No world has unseen lines.';

export const worldActs = {
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
  'toggle-world-column': toggleWorldColumn,
  'toggle-map': showMap,
  'walk-north': walking('north'),
  'walk-south': walking('south'),
  'walk-west': walking('west'),
  'walk-east': walking('east'),
  'walk-northwest': walking('northwest'),
  'walk-northeast': walking('northeast'),
  'walk-southwest': walking('southwest'),
  'walk-southeast': walking('southeast'),
  'walk-look': walking('look'),
  'walk-up': walking('up'),
  'walk-down': walking('down'),
} satisfies Partial<Record<ActionName, Act>>;

function orSay(act: (turn: Turn) => boolean, sentence: string): Act {
  return turn => {
    if (!act(turn)) sayHere(turn, sentence);
  };
}

function toNumber(number: number): Act {
  return orSay(
    turn => switchToNumber(turn, number),
    `There is no world with the number ${number}. F3 lists them with their numbers.`,
  );
}

/** As if the words had been entered; the line under way stays as it is. */
function walking(words: string): Act {
  return turn => {
    acted(paneOn(turn.state, turn.view));
    runLine(turn, words);
  };
}

function toggleWorldColumn(turn: ActingTurn): void {
  const on = !turn.state.settings.world_column;
  changeSetting(turn, ['world_column'], on);
  if (on && turn.view.columns < LEAST_FOR_COLUMN)
    sayHere(turn, `The worlds stand at the left as soon as the screen has ${LEAST_FOR_COLUMN} columns.`);
}
