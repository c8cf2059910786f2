/**
 * Walks: a path is sent a step at a time, the next one only when the room of the last has come. Path and place stand in the
 * state, and each step leaves it as it is sent: a reload or a crash at any place repeats none and leaves none out.
 *
 * The room of a step has come when the server tells of it by GMCP or MSDP; where it does not, with the line that `walk_room`
 * describes, or without that with the next prompt, or in the end after `walk_timeout`.
 */
import { MOST_STEPS } from '../../map/ways.ts';
import type { State, Turn } from '../../state/state.ts';
import { cancel, isScheduled, schedule } from '../../state/timers.ts';
import type { Walk, World } from '../../state/world.ts';
import { absence, takesWords } from '../outbox.ts';
import { deliver } from '../outgoing.ts';
import { isPrivate } from '../rules/sending.ts';
import { complain, say, worldSettings } from '../world.ts';
import { isWay, pathText, wordsOf } from './path.ts';

/** Steps are at least so far apart (ms): games throw out who sends more. */
const PACE = 100;
/** While the server hides what is typed, or a login goes on, it is asked again so often (ms). */
const RETRY = 500;

/** What tells that the room of a step has come. */
export type Sign = 'room' | 'line' | 'prompt';

export function signOf(state: State, world: World): Sign {
  if (world.here && !world.here.walked) return 'room';
  return worldSettings(state, world).walk_room.length > 0 ? 'line' : 'prompt';
}

export function walkOf({ walk }: World): Walk | null {
  return walk && walk.phase !== 'over' ? walk : null;
}

/** Walks the steps; along a path that is being walked, they come behind it. Returns what is to be said of it, or a fault. */
export function beginWalk(
  turn: Turn,
  world: World,
  steps: readonly string[],
  goal = '',
  quiet = false,
  rooms?: readonly string[],
): { readonly fault: string } | null {
  const under = walkOf(world);
  if (!takesWords(world)) return { fault: `${world.name} is ${absence(world)}: there is nowhere to walk.` };
  if (under && (goal !== '' || under.goal !== '' || under.phase !== 'going'))
    return { fault: `${world.name}: ${standing(under)} /walk stop ends it, /walk resume goes on.` };
  if ((under ? under.steps.length - under.done : 0) + steps.length > MOST_STEPS)
    return { fault: `A path has ${MOST_STEPS} steps at most.` };
  if (under) {
    for (const step of steps) under.steps.push(step);
    return null;
  }
  world.walk = {
    ...{ steps: [...steps], goal, done: 0, phase: 'going', sentAt: 0 },
    ...(quiet && { quiet: true }),
    ...(rooms && { rooms }),
  };
  schedule(turn.state, 'walk', world, 0);
  return null;
}

/** Its time has come: the next step goes out, or the last one has been waited for long enough. */
export function onWalkDue(turn: Turn, world: World): void {
  const walk = walkOf(world);
  if (!walk) return;
  // It was refused by a line, and its room has not come.
  if (walk.asked?.late) delete walk.asked;
  else if (walk.asked) return waitedLong(turn, world, walk);
  if (walk.phase !== 'going') return;
  if (walk.done >= walk.steps.length) return arrive(turn, world, walk);
  if (isPrivate(turn.state, world)) return schedule(turn.state, 'walk', world, RETRY);
  const step = walk.steps[walk.done] as string;
  walk.asked = { room: world.here?.id ?? null, beside: 0 };
  walk.sentAt = turn.state.now;
  if (!deliver(turn, world, wordsOf(step))) {
    delete walk.asked;
    return getStuck(turn, world, walk, `"${wordsOf(step)}" could not be sent.`);
  }
  schedule(turn.state, 'walk', world, turn.state.settings.walk_timeout * 1000);
}

/** Nothing has told of a new room: without any sign of rooms that is how it always is. */
function waitedLong(turn: Turn, world: World, walk: Walk): void {
  const step = walk.steps[walk.done] as string;
  if (!isWay(step) || signOf(turn.state, world) === 'prompt') return passStep(turn, world, walk);
  if (walk.asked) walk.asked.late = true;
  if (walk.phase === 'going') getStuck(turn, world, walk, `"${wordsOf(step)}" has led to no other room.`);
}

/** The step is done. */
export function passStep(turn: Turn, world: World, walk: Walk): void {
  delete walk.asked;
  walk.done++;
  cancel(turn.state, 'walk', world);
  // The room came after all.
  if (walk.phase === 'stuck') walk.phase = 'going';
  if (walk.done >= walk.steps.length) return arrive(turn, world, walk);
  if (walk.phase !== 'going') return;
  const { now } = turn.state;
  schedule(turn.state, 'walk', world, Math.min(PACE, Math.max(0, walk.sentAt + PACE - now)));
}

function arrive(turn: Turn, world: World, walk: Walk): void {
  walk.phase = 'over';
  cancel(turn.state, 'walk', world);
  if (walk.quiet) return;
  const goal = walk.goal === '' ? '' : ` at ${walk.goal}`;
  say(turn, world, `${world.name}: the walk has arrived${goal}, after ${counted(walk.steps.length)}.`);
}

/** It goes no further; `why` is a sentence. */
export function getStuck(turn: Turn, world: World, walk: Walk, why: string): void {
  walk.phase = 'stuck';
  if (!walk.asked) cancel(turn.state, 'walk', world);
  complain(
    turn,
    world,
    `${world.name}: the walk stands still ${placeOf(world, walk)}: ${why} ${leftOf(walk)}`,
  );
}

function placeOf({ here }: World, walk: Walk): string {
  const room = here?.name ? ` in ${here.name}` : '';
  return `at step ${Math.min(walk.done + 1, walk.steps.length)} of ${walk.steps.length}${room}`;
}

function leftOf({ steps, done }: Walk): string {
  return `Left: ${pathText(steps.slice(done, done + 100))}. /walk resume tries again, /walk stop ends it.`;
}

/** How it stands, as a sentence. */
export function standing(walk: Walk): string {
  const goal = walk.goal === '' ? '' : ` to ${walk.goal}`;
  const state = { going: 'is under way', paused: 'pauses', stuck: 'stands still', over: 'is over' }[
    walk.phase
  ];
  return `a walk${goal} ${state}, with ${walk.done} of ${counted(walk.steps.length)} done.`;
}

/** False: none is under way. */
export function pauseWalk(turn: Turn, world: World): boolean {
  const { walk } = world;
  if (walk?.phase !== 'going') return false;
  walk.phase = 'paused';
  // A step that was sent is still waited for.
  if (!walk.asked) cancel(turn.state, 'walk', world);
  return true;
}

/** Goes on. A step whose room never came is sent again. False: there is none to go on with. */
export function resumeWalk(turn: Turn, world: World): boolean {
  const walk = walkOf(world);
  if (!walk || walk.phase === 'going') return false;
  walk.phase = 'going';
  if (walk.asked?.late) delete walk.asked;
  if (!walk.asked || !isScheduled(turn.state, 'walk', world)) schedule(turn.state, 'walk', world, 0);
  return true;
}

/** Ends it; it can be walked back. */
export function stopWalk({ state }: Turn, world: World): void {
  if (!world.walk) return;
  world.walk.phase = 'over';
  delete world.walk.asked;
  cancel(state, 'walk', world);
}

/** The connection is over: so is where it has come to. */
export function endWithConnection(turn: Turn, world: World): void {
  const walk = walkOf(world);
  if (walk)
    complain(
      turn,
      world,
      `${world.name}: the walk ends with the connection, ${placeOf(world, walk)}. Left: ${pathText(walk.steps.slice(walk.done, walk.done + 100))}.`,
    );
  stopWalk(turn, world);
  delete world.walk;
  delete world.here;
  delete world.telling;
  delete world.sight;
  delete world.recording;
}

/** A client that was killed has maybe sent more than the one that takes up knows of. */
export function doubtWalk(turn: Turn, world: World): void {
  const walk = walkOf(world);
  if (walk?.phase !== 'going') return;
  delete walk.asked;
  getStuck(turn, world, walk, 'Clay was killed, and may have been a step further.');
}

/** A build that knows nothing of it has lost its time. */
export function resumeWalks(state: State): void {
  for (const world of Object.values(state.worlds))
    if (walkOf(world)?.phase === 'going' && !isScheduled(state, 'walk', world))
      schedule(state, 'walk', world, 0);
}

/** How far it has come, for the status bar. */
export function walkWords(world: World): string {
  const walk = walkOf(world);
  if (!walk) return '';
  const state = walk.phase === 'going' ? '' : walk.phase === 'paused' ? ' paused' : ' stuck';
  return `Walk ${walk.done}/${walk.steps.length}${state}`;
}

function counted(steps: number): string {
  return steps === 1 ? '1 step' : `${steps} steps`;
}
