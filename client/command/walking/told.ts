/** What a map has answered, and what follows. */
import type { Event } from '../../state/events.ts';
import type { AskedOfMap, MapAnswer } from '../../state/map/rooms.ts';
import type { Turn } from '../../state/state.ts';
import type { World } from '../../state/world.ts';
import { answering } from '../../view/answers.ts';
import { openPager } from '../../view/dialog/pager/pager.ts';
import { outputArea } from '../../view/layout.ts';
import { mapRows } from '../../view/map/draw.ts';
import { worldNamed } from '../../world/audience.ts';
import { lookAround } from '../../world/map/ask.ts';
import { pathText } from '../../world/walk/path.ts';
import { beginWalk } from '../../world/walk/walk.ts';
import { complain, complainHere, sayHere } from '../../world/world.ts';

type Told = Extract<Event, { type: 'map told' }>;

/** The view that has asked; '' = none. */
export function askerOf({ state }: Turn, { asked }: Told): string {
  return state.maps?.asked.find(({ id }) => id === asked)?.view ?? '';
}

/** `turn`: on behalf of whoever has asked. */
export function onMapTold(turn: Turn, { world: name, asked: id, answer }: Told): void {
  const { state } = turn;
  const world = worldNamed(state, name);
  const question = state.maps?.asked.find(asked => asked.id === id);
  if (state.maps) state.maps.asked = state.maps.asked.filter(asked => asked.id !== id);
  if (!world) return;
  // What cannot be looked at is not asked for again and again.
  if (answer.kind === 'fault' && question?.ask.kind === 'sight')
    world.sight = { at: question.ask.at, cells: [] };
  if (answer.kind === 'sight') return showSight(turn, world, question, answer);
  if (answer.kind === 'here') {
    world.here = { id: answer.id, name: answer.name, walked: true };
    return lookAround(turn, world);
  }
  if (!turn.view || question?.view !== turn.view.id) {
    if (answer.kind === 'fault') complain(turn, world, `${world.name}: ${answer.sentence}`);
    return;
  }
  answering(turn, turn.view, { title: 'Map', typed: '', isText: true, isLate: true }, within =>
    say({ ...within, world }, world, answer),
  );
  if (answer.kind === 'said' && answer.changed) lookAround(turn, world);
}

function say(turn: Turn, world: World, answer: Exclude<MapAnswer, { kind: 'sight' | 'here' }>): void {
  if (answer.kind === 'fault') return complainHere(turn, answer.sentence);
  if (answer.kind === 'said') {
    for (const line of answer.lines) sayHere(turn, line);
    return;
  }
  const { steps, rooms, name, walk } = answer;
  const count = rooms.filter(room => room !== '').length;
  if (!walk)
    return sayHere(
      turn,
      `${name} is ${count} ${count === 1 ? 'step' : 'steps'} from here: ${pathText(steps, 40)}`,
    );
  const refused = beginWalk(turn, world, steps, name, false, rooms);
  if (refused) complainHere(turn, refused.fault);
}

/** Nobody has asked: it is for the pane. Else it goes into a box. */
function showSight(
  turn: Turn,
  world: World,
  question: AskedOfMap | undefined,
  { sight }: Extract<MapAnswer, { kind: 'sight' }>,
): void {
  if (sight.at === world.here?.id) world.sight = sight;
  turn.touched.add(world);
  if (!turn.view || question?.view !== turn.view.id) return;
  const area = outputArea(turn.state, turn.view);
  const width = Math.max(11, area.columns - 6);
  const rows = mapRows(sight, width, Math.max(5, area.rows - 4), turn.view.device?.ascii === true);
  openPager(
    turn.view,
    world.here?.name || 'Map',
    rows.map(row =>
      row
        .map(({ text }) => text)
        .join('')
        .trimEnd(),
    ),
  );
}
