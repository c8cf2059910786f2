/** The end of a world in the state. */
import type { Turn } from '../state/state.ts';
import { cancel } from '../state/timers.ts';
import type { World } from '../state/world.ts';
import { hangUp } from './connection.ts';
import { flushWhole } from './logfile.ts';
import { endReplay } from './replay/play.ts';
import { stopTimer, timersOf } from './rules/timers.ts';

/** Takes the world and its log out of the state; whoever looks at it sees the console. Its log files are complete. */
export function forgetWorld(turn: Turn, world: World): void {
  const { state } = turn;
  hangUp(turn, world);
  flushWhole(turn, world);
  for (const view of Object.values(state.views)) {
    if (view.current === world.name) view.current = null;
    delete view.viewports[world.name];
  }
  forgetRuleWork(turn, world);
  endReplay(turn, world);
  delete state.worlds[world.name];
}

/** What rules have under way for the world: another one of its name is not to get it. Variables in automation.toml are the file's. */
function forgetRuleWork(turn: Turn, world: World): void {
  const { automation } = turn.state;
  const { name } = world;
  delete automation.queues[name];
  cancel(turn.state, 'pace', world);
  if (automation.open) automation.open = automation.open.filter(one => one.world !== name);
  if (automation.blank) delete automation.blank[name];
  for (const timer of timersOf(turn.state)) if (timer.world === name) stopTimer(turn, timer.name);
  const variables = automation.variables?.[name];
  if (!variables) return;
  for (const one of Object.keys(variables))
    if (!automation.kept?.includes(`${name} ${one}`)) delete variables[one];
}
