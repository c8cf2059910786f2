/** What the server says while a walk is under way: whether the room of the last step has come, or there was no way. */
import { isFault } from '../../../shared/fault.ts';
import { clean } from '../../automation/data.ts';
import { type Matcher, matcherOf } from '../../automation/matching/matcher.ts';
import type { Turn } from '../../state/state.ts';
import { dueTime, isScheduled, schedule } from '../../state/timers.ts';
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

/** How games name the way that was tried. */
const WAY =
  '(?:(?:in )?(?:that|this) (?:way|direction)|(?:through )?there|(?:any )?(?:further|farther)|' +
  '(?:any further |to the |towards? the )?(?:(?:north|south)?(?:east|west)|north|south|up|down|in|out|here)(?:wards?)?)';
/** What may stand behind it. Players say much that begins as a refusal does: what goes on otherwise is none. */
const MORE =
  '(?:[.!].*| (?:from|because|while|when|until|unless|without|right now|now|yet|here|with|on|if|at)\\b[^"]*)?';

/** Lines by which games say that there was no way: whole ones. */
const REFUSALS: readonly RegExp[] = [
  `(?:alas, |sorry, )?you (?:cannot|can't|can not|are unable to|have no way to) (?:go|move|leave) ${WAY}${MORE}`,
  `you (?:cannot|can't|can not) (?:go anywhere|move|leave)(?:[.!].*|,? (?:you |your |while|when|until|anywhere|in the|a muscle|during|the |this |combat)[^"]*)?`,
  `there(?: is|'s| are) no (?:obvious |visible )?(?:exits?|way|path) (?:to go )?(?:leading )?${WAY}${MORE}`,
  `(?:you see )?no (?:obvious |visible )?exits? ${WAY}${MORE}`,
  `the [^:,"]{1,60} (?:is|are|seems? to be) (?:closed|locked)[.!]`,
  `[^:,"]{1,60} blocks (?:your|the) way(?:[.!, ][^"]*)?`,
  'the way is blocked(?:[.! ][^"]*)?',
  'the door is closed(?:[.!].*)?',
  'you are too (?:exhausted|tired)(?:[.!].*| (?:to|for)\\b[^"]*)?',
  'you (?:need to|must) (?:stand|be standing)(?: [^"]*)?[.!]*',
  'maybe you should get on your feet[^"]*',
  "(?:no way! +)?you(?:'re| are) (?:still )?fighting(?: for your life)?(?:[.!].*)?",
  'no way!',
  'you are resting(?:[.!].*)?',
  'in your dreams, or what\\?',
].map(pattern => new RegExp(`^(?:${pattern})$`, 'i'));

/** A room was told of. */
export function heardRoom(turn: Turn, world: World, here: Here, before: Here | undefined): void {
  const walk = walkOf(world);
  if (!walk) return;
  const step = walk.steps[walk.done];
  if (walk.asked && step !== undefined && isWay(step)) {
    // Where rooms have no numbers, this may be the one that the way leads nowhere from.
    if (here.id === null && isRefused(turn, world, walk)) return;
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

/**
 * The server has said that the last way was none. `line`: by this line, which anybody may have said: if the room of the step
 * comes all the same and soon, the step is done. Without one, by a message that is none but the server's.
 */
export function heardRefusal(turn: Turn, world: World, line?: string): void {
  const walk = walkOf(world);
  if (!walk?.asked) return;
  const step = wordsOf(walk.steps[walk.done] as string);
  if (line === undefined) delete walk.asked;
  else {
    if (walk.asked.late) return;
    walk.asked.late = true;
    schedule(turn.state, 'walk', world, graceOf(world));
  }
  if (walk.phase === 'going')
    getStuck(turn, world, walk, line === undefined ? `there is no way "${step}".` : `"${step}": ${line}`);
}

/** It was refused by a line a moment ago; its room may come yet. What was waited for in vain has no time left. */
function isRefused({ state }: Turn, world: World, { asked }: Walk): boolean {
  return asked?.late === true && isScheduled(state, 'walk', world);
}

/** A line has come. */
export function heardLine(turn: Turn, world: World, text: string): void {
  const line = text.trim();
  const walk = walkOf(world);
  const isWaited =
    walk?.asked !== undefined &&
    (!walk.asked.late || (walk.asked.beside === 0 && isRefused(turn, world, walk)));
  if ((!isWaited && world.recording?.way === undefined) || line === '' || line.length > LONGEST) return;
  const { walk_refused: refused, walk_room: room } = worldSettings(turn.state, world);
  if (refused.length > 0 ? matchesAny(refused, line) : REFUSALS.some(one => one.test(line))) {
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
  const grace = graceOf(world);
  if ((dueTime(state, 'walk', world) ?? 0) > state.now + grace) schedule(state, 'walk', world, grace);
}

/** In ms. */
function graceOf({ link }: World): number {
  return Math.max(GRACE, SLOW * (link?.latency ?? 0));
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
