/** `/walk`, and paths among what is typed. */
import { hasData, revealed } from '../../automation/data.ts';
import type { Turn } from '../../state/state.ts';
import type { World } from '../../state/world.ts';
import { asksPassword, isMasked } from '../../world/login/masking.ts';
import { askMap } from '../../world/map/ask.ts';
import { isWay, parsePath, pathBack, pathText, speedwalkIn } from '../../world/walk/path.ts';
import { beginWalk, pauseWalk, resumeWalk, standing, stopWalk, walkOf } from '../../world/walk/walk.ts';
import { complainHere, sayHere } from '../../world/world.ts';
import type { Command } from '../table.ts';
import { NOT_KNOWN } from './map.ts';

export const walkCommand: Command = {
  names: ['walk'],
  usage: '/walk path | to room | pause | resume | stop | back',
  summary: 'walk a path a step at a time, each when the room of the last has come',
  details: [
    'A path is written 3n2e(open door)w: ways in short or in full, how often before them, in round brackets what is done on the way, in square ones a way by other words, as [enter portal]. ne is northeast: north and east are n e.',
    'A step goes out when the server has told of the room (GMCP Room.Info, MSDP), or with the line that walk_room describes, or with the next prompt, or after walk_timeout seconds. A closed door stops the walk, and it says where and what is left.',
    'A path that is typed behind a dot, as .3n2e, is walked, too; /setup speedwalk says what is one. What you type meanwhile goes between the steps; a way that you go yourself pauses the walk, and so does Ctrl+C. Walks go on over reloads and crashes, and end with the connection.',
  ],
  arguments: [['to', 'pause', 'resume', 'stop', 'back']],
  examples: [
    ['/walk 3n2e(open door)w', 'three times north, two times east, and west through the door'],
    ['/walk to Old Gate', 'the shortest way to a room by its number, its mark or its name'],
    ['/walk pause', 'stands still; /walk resume goes on, or tries once more'],
    ['/walk back', 'the way back, as far as it has come'],
    ['/walk', 'how it stands'],
  ],
  related: ['map', 'speedwalk', 'walk_timeout', 'walk_room', 'walk_refused'],
  late: true,
  takesData: true,
  run: walk,
};

type Act = (turn: Turn, world: World) => void;

/** Where it goes is asked of the map: it is walked when that has answered. */
function walkTo(turn: Turn, world: World, name: string): void {
  const from = world.here?.id;
  if (name === '') return complainHere(turn, '/walk to wants a number, a mark or the name of a room.');
  if (from === null || from === undefined) return complainHere(turn, NOT_KNOWN(world));
  askMap(turn, world, turn.view?.id ?? '', { kind: 'path', from, to: name, walk: true });
}

const acts: Readonly<Record<string, Act>> = { '': tell, pause, resume, stop, back };

function walk(turn: Turn, args: string): void {
  const { world } = turn;
  if (!world) return complainHere(turn, 'No world is on screen: there is nowhere to walk.');
  const act = Object.hasOwn(acts, args) ? acts[args] : undefined;
  if (act) return act(turn, world);
  const [, name] = /^to\s+(.*)$/s.exec(args) ?? [];
  if (name !== undefined) return walkTo(turn, world, revealed(name).trim());
  // What is filled in is a way at most, and nothing to be said to the game.
  if (hasData(args) && /[([]/.test(revealed(args.replace(/[\0-\x7f]/g, ''))))
    return complainHere(turn, 'Not walked: what is filled in may be ways, and nothing in brackets.');
  const steps = parsePath(revealed(args));
  if (!Array.isArray(steps))
    return complainHere(turn, `/walk: this ${steps.fault}. /help walk has examples.`);
  if (!steps.some(isWay))
    return complainHere(turn, '/walk: there is no way in this path, only what is done on it.');
  begin(turn, world, steps, false);
}

function begin(turn: Turn, world: World, steps: readonly string[], quiet: boolean): void {
  const refused = beginWalk(turn, world, steps, '', quiet);
  if (refused) complainHere(turn, refused.fault);
}

/** Walks what was typed if it is a path for certain. False: it is none. */
export function runSpeedwalk(turn: Turn, line: string): boolean {
  const { state, world } = turn;
  if (!world || isMasked(state, world) || asksPassword(state, world) || world.login === 'user') return false;
  const steps = speedwalkIn(line, state.settings.speedwalk);
  if (steps === null) return false;
  begin(turn, world, steps, true);
  return true;
}

function tell(turn: Turn, world: World): void {
  const walk = walkOf(world);
  if (!walk)
    return sayHere(turn, `${world.name}: no walk is under way. /walk 3n2e walks; /help walk tells more.`);
  sayHere(turn, `${world.name}: ${standing(walk)} Left: ${pathText(walk.steps.slice(walk.done))}.`);
}

function pause(turn: Turn, world: World): void {
  if (pauseWalk(turn, world)) sayHere(turn, `${world.name}: the walk pauses. /walk resume goes on.`);
  else complainHere(turn, notThere(world, 'pauses already'));
}

function resume(turn: Turn, world: World): void {
  const walk = walkOf(world);
  const { rooms = [], done = 0, phase } = walk ?? {};
  const to = rooms.at(-1);
  const last = rooms.slice(0, done).findLast(room => room !== '');
  // Off its way it goes by another one.
  if (to && phase !== 'going' && last !== undefined && world.here?.id !== last && !walk?.asked) {
    stopWalk(turn, world);
    return walkTo(turn, world, to);
  }
  if (!resumeWalk(turn, world)) complainHere(turn, notThere(world, 'is under way already'));
}

function stop(turn: Turn, world: World): void {
  const walk = walkOf(world);
  if (!walk) return complainHere(turn, notThere(world, ''));
  stopWalk(turn, world);
  const left = pathText(walk.steps.slice(walk.done));
  sayHere(
    turn,
    `${world.name}: the walk has ended after ${walk.done} of ${walk.steps.length} steps. Left: ${left}.`,
  );
}

function notThere(world: World, already: string): string {
  return walkOf(world) && already !== ''
    ? `${world.name}: the walk ${already}.`
    : `${world.name}: no walk is under way.`;
}

/** Back along what was walked last. */
function back(turn: Turn, world: World): void {
  const { walk } = world;
  if (!walk || walk.done === 0) return complainHere(turn, `${world.name}: there is no walk to go back on.`);
  if (walk.asked)
    return complainHere(turn, `${world.name}: a step is under way; /walk pause first, and then /walk back.`);
  const steps = pathBack(walk.steps.slice(0, walk.done));
  if (!Array.isArray(steps))
    return complainHere(
      turn,
      `${world.name}: not walked back: nobody knows the way back from "${steps.stuckAt}".`,
    );
  stopWalk(turn, world);
  begin(turn, world, steps, false);
}
