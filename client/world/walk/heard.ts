/** What the server says while a walk is under way: whether the room of the last step has come, or there was no way. */
import { isFault } from '../../../shared/fault.ts';
import { clean } from '../../automation/data.ts';
import { type Matcher, matcherOf } from '../../automation/matching/matcher.ts';
import type { Turn } from '../../state/state.ts';
import { dueTime, schedule } from '../../state/timers.ts';
import type { Here, Walk, World } from '../../state/world.ts';
import { meterOf } from '../../text/meter.ts';
import { recordLine, recordRefusal, recordRoom } from '../map/recorder.ts';
import { worldSettings } from '../world.ts';
import { isWay, wordsOf } from './path.ts';
import { getStuck, passStep, signOf, walkOf } from './walk.ts';

/** After a prompt, the room that it belongs to is told within this time (ms), or not at all. */
const GRACE = 1000;
/** Or so many times as long as the server takes to answer. */
const SLOW = 4;

/** Lines by which games say that there was no way. */
const REFUSALS: readonly string[] = [
  ...['Alas, you cannot go *', 'You cannot go *', "You can't go *", 'You can not go *', "You can't move *"],
  ...[
    'There is no exit *',
    "There's no exit *",
    'There is no way *',
    'There is no obvious exit *',
    'No exit *',
  ],
  ...['You see no exit *', 'There are no exits *', 'You are unable to go *', 'You have no way to go *'],
  ...[
    'The * is closed.',
    'The * is locked.',
    'The * seems to be closed.',
    'The * seems to be locked.',
    'The * are closed.',
  ],
  ...[
    'A * blocks your way*',
    'The * blocks your way*',
    '* blocks the way*',
    'The way is blocked*',
    'The door is closed*',
  ],
  ...[
    'You are too exhausted*',
    'You are too tired*',
    'You need to stand *',
    'You must stand *',
    'Maybe you should get on your feet*',
  ],
  ...[
    'You cannot leave *',
    "You can't leave *",
    'You are fighting*',
    'No way!*',
    'You are resting*',
    'In your dreams, or what?',
  ],
];

/** A room was told of. */
export function heardRoom(turn: Turn, world: World, here: Here, before: Here | undefined): void {
  const walk = walkOf(world);
  if (!walk) return;
  const step = walk.steps[walk.done];
  if (walk.asked && step !== undefined && isWay(step)) {
    if (here.id === null || here.id !== walk.asked.room) {
      const expected = walk.rooms?.[walk.done] ?? '';
      if (expected === '' || here.id === expected) return passStep(turn, world, walk);
      delete walk.asked;
      walk.done++;
      return getStuck(turn, world, walk, 'the map has another room here.');
    }
    // The same one again: if no other comes, there was no way.
    return walk.asked.beside > 0 ? undefined : hasten(turn, world, walk);
  }
  if (walk.phase !== 'going' || walk.asked || walk.done === 0 || here.id === null) return;
  if (before && before.id !== null && before.id !== here.id)
    getStuck(turn, world, walk, 'you are in another room than by its steps.');
}

/** The server has said that the last way was none. */
export function heardRefusal(turn: Turn, world: World, why: string): void {
  const walk = walkOf(world);
  if (!walk?.asked) return;
  const step = wordsOf(walk.steps[walk.done] as string);
  delete walk.asked;
  if (walk.phase === 'going')
    getStuck(turn, world, walk, why === '' ? `there is no way "${step}".` : `"${step}": ${why}`);
}

/** A line has come. */
export function heardLine(turn: Turn, world: World, text: string): void {
  const line = text.trim();
  const walk = walkOf(world);
  const isWaited = walk?.asked !== undefined && !walk.asked.late;
  if ((!isWaited && world.recording?.way === undefined) || line === '' || line.length > LONGEST) return;
  const { walk_refused: refused, walk_room: room } = worldSettings(turn.state, world);
  if (matchesAny(refused.length > 0 ? refused : REFUSALS, line)) {
    recordRefusal(world);
    return heardRefusal(turn, world, clean(line.slice(0, 200)));
  }
  recordLine(world, line);
  if (matchesAny(room, line)) recordRoom(turn, world);
  if (!walk || !isWaited) return;
  const isNews = signOf(turn.state, world) === 'line' && isWay(walk.steps[walk.done] as string);
  if (isNews && matchesAny(room, line)) passStep(turn, world, walk);
}

/** A longer line (UTF-16 units) is no answer to a step. */
const LONGEST = 1000;
/** Steps of the pattern machine for one pattern: more than any of these needs for such a line. */
const MOST_TRIED = 100_000;

/** The server has come to an end with what it had to say, maybe about the step. */
export function heardPrompt(turn: Turn, world: World): void {
  recordRoom(turn, world);
  const walk = walkOf(world);
  if (!walk?.asked || walk.asked.late) return;
  if (walk.asked.beside > 0) {
    walk.asked.beside--;
    return;
  }
  const isDone = !isWay(walk.steps[walk.done] as string) || signOf(turn.state, world) === 'prompt';
  if (isDone) passStep(turn, world, walk);
  else hasten(turn, world, walk);
}

/** What is to come comes soon now, or not at all. */
function hasten({ state }: Turn, world: World, walk: Walk): void {
  if (walk.asked?.late) return;
  // The prompt may be that of the step before, on a slow way.
  const grace = Math.max(GRACE, SLOW * (world.link?.latency ?? 0));
  if ((dueTime(state, 'walk', world) ?? 0) > state.now + grace) schedule(state, 'walk', world, grace);
}

/** By their patterns: derived. */
const matchers = new Map<string, Matcher | null>();
/** More than the usual ones and those of some worlds are not remembered. */
const MOST_MATCHERS = 500;

function matchesAny(patterns: readonly string[], line: string): boolean {
  return patterns.some(pattern => matcherFor(pattern)?.match(line, meterOf(MOST_TRIED)) != null);
}

function matcherFor(pattern: string): Matcher | null {
  const known = matchers.get(pattern);
  if (known !== undefined) return known;
  const made = matcherOf(pattern, 'glob', false);
  if (matchers.size >= MOST_MATCHERS) matchers.clear();
  matchers.set(pattern, isFault(made) ? null : made);
  return isFault(made) ? null : made;
}
