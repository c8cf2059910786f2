/** What the keys do that go from world to world, and through a world. */
import { runLine } from '../command/run.ts';
import { showMap } from '../command/walking/map.ts';
import type { ActionName } from '../settings/bindings.ts';
import { changeSetting } from '../settings/change.ts';
import { paneOn } from '../view/panes.ts';
import { acted } from '../view/viewport.ts';
import { LEAST_FOR_COLUMN } from '../view/worlds/column-width.ts';
import { sayHere } from '../world/world.ts';
import type { ActingTurn } from './submit.ts';
import type { Act } from './watching/looking.ts';
import { switchingActs } from './watching/switching.ts';

export const worldActs = {
  ...switchingActs(orSay),
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

function orSay(act: (turn: ActingTurn) => boolean, sentence: string): Act {
  return turn => {
    if (!act(turn)) sayHere(turn, sentence);
  };
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
