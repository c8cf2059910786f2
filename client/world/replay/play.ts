/**
 * A log or a recorded session, played in a world of its own at its speed: through the pipeline and past the rules, of which
 * nothing is done but what is seen. What they would do is said.
 */
import { shownBy, wishesOf } from '../../automation/act.ts';
import { actingOn, valueFor } from '../../automation/run.ts';
import type { Event } from '../../state/events.ts';
import type { Replay, ReplayEntry } from '../../state/replay/replay.ts';
import type { Turn } from '../../state/state.ts';
import type { StyledText } from '../../state/stream.ts';
import { cancel, schedule } from '../../state/timers.ts';
import type { World } from '../../state/world.ts';
import { receive } from '../../stream/stream.ts';
import { worldNamed } from '../audience.ts';

import { inWords } from '../rules/in-words.ts';
import { spendSteps } from '../rules/steps.ts';
import { valueIn } from '../rules/values.ts';
import { addLine, complain, say, streamContext } from '../world.ts';

/** Without times: so often comes a line (ms), at the speed of 1. */
const PACE = 200;
/** Nobody waits longer for the next line (ms), whatever the file says. */
const LONGEST_GAP = 10_000;
const DAY = 24 * 3600 * 1000;
/** Entries of one turn. */
const AT_ONCE = 50;
/** More is asked for when fewer are left. */
const FEW = 100;

/** Whether a file is played in the world. */
export function replayOf({ state }: Turn, world: World | null): Replay | undefined {
  const replays = state.replays;
  return world && replays && Object.hasOwn(replays, world.name) ? replays[world.name] : undefined;
}

/** Asks for the next piece if few entries are left. */
export function readOn({ effects }: Turn, world: string, replay: Replay): void {
  const { next, asked, entries, path, format } = replay;
  if (next === null || asked || entries.length > FEW) return;
  replay.asked = true;
  effects.push({ type: 'read replay', world, path, from: next, format });
}

/** Another image had asked. */
export function resumeReplays(turn: Turn): void {
  for (const [name, replay] of Object.entries(turn.state.replays ?? {})) {
    replay.asked = false;
    readOn(turn, name, replay);
  }
}

/** A piece was read. */
export function onReplayRead(
  turn: Turn,
  { name, from, read }: Extract<Event, { type: 'replay read' }>,
): void {
  const world = worldNamed(turn.state, name);
  const replay = replayOf(turn, world ?? null);
  // It was stopped meanwhile, or asked for by two images.
  if (!world || !replay || replay.next !== from) return;
  replay.asked = false;
  if ('fault' in read) {
    complain(turn, world, `/replay: ${replay.path} cannot be played: ${read.fault.sentence}.`);
    return endReplay(turn, world);
  }
  const isIdle = replay.entries.length === 0;
  replay.format = read.format;
  replay.next = read.next;
  replay.entries = [...replay.entries, ...read.entries];
  if (isIdle) goOn(turn, world, replay);
}

/** Plays what is due, and says when it goes on. */
export function goOn(turn: Turn, world: World, replay: Replay): void {
  cancel(turn.state, 'replay', world);
  readOn(turn, world.name, replay);
  if (replay.entries.length === 0) {
    if (replay.next === null) finish(turn, world, replay);
    return;
  }
  if (replay.steps > 0) return step(turn, world, replay);
  if (replay.phase === 'playing') schedule(turn.state, 'replay', world, gapBefore(replay));
}

/** The timer of the world. */
export function onReplayDue(turn: Turn, world: World): void {
  const replay = replayOf(turn, world);
  if (replay?.phase !== 'playing') return;
  let count = 0;
  do playOne(turn, world, replay);
  while (++count < AT_ONCE && replay.entries.length > 0 && gapBefore(replay) < 1);
  goOn(turn, world, replay);
}

function step(turn: Turn, world: World, replay: Replay): void {
  for (let count = 0; replay.steps > 0 && replay.entries.length > 0 && count < AT_ONCE; count++) {
    replay.steps--;
    playOne(turn, world, replay);
  }
  if (replay.steps > 0 || replay.entries.length === 0) goOn(turn, world, replay);
}

/** ms until the next entry. */
function gapBefore({ entries, last, speed }: Replay): number {
  const at = entries[0]?.at ?? null;
  if (at === null) return PACE / speed;
  if (last === null) return 0;
  // Behind midnight the clock begins again.
  const gap = at >= last ? at - last : at - last + DAY;
  return gap > DAY / 2 ? 0 : Math.min(gap, LONGEST_GAP) / speed;
}

function playOne(turn: Turn, world: World, replay: Replay): void {
  const [entry, ...rest] = replay.entries;
  if (!entry) return;
  replay.entries = rest;
  replay.played++;
  replay.last = entry.at ?? replay.last;
  for (const line of linesOf(turn, world, entry)) passDry(turn, world, replay, line);
}

/** As if a server had said it. What it would be answered is nobody's. */
function linesOf({ state }: Turn, world: World, { text, bytes }: ReplayEntry): StyledText[] {
  const found: StyledText[] = [];
  let rest: Uint8Array | null = bytes ?? Buffer.from(text);
  while (rest) {
    const received: ReturnType<typeof receive> = receive(world.stream, rest, streamContext(state, world));
    for (const value of received.values)
      if (value.type === 'line') found.push({ text: value.text, runs: value.runs });
    rest = received.rest;
  }
  return found;
}

/** What rules make of the line is seen; what they would do is said, and counted in the replay alone. */
function passDry(turn: Turn, world: World, replay: Replay, line: StyledText): void {
  const { automation, now } = turn.state;
  const its = (replay.of === '' ? null : worldNamed(turn.state, replay.of)) ?? world;
  const lookUp = (name: string) => valueIn(turn.state, its, name);
  const own = { ...automation, ...replay.rules };
  const spend = (steps: number) => spendSteps(turn, steps);
  const asked = { text: line.text, runs: line.runs, world: replay.of || world.name, now, lookUp, spend };
  const { hits } = actingOn(own, 'line', asked);
  replay.rules = { counts: own.counts, seed: own.seed, ...(own.open && { open: own.open }) };
  const { line: shown, hidden } = shownBy(hits, line);
  const { text, runs } = shown;
  addLine(turn, world, { text, runs, time: now, kind: 'game', ...(hidden && { hidden: true }) });
  for (const hit of hits) {
    const wishes = wishesOf({ ...hit, text: line.text }, name =>
      valueFor(hit.match, name, hit.gathered, lookUp),
    );
    for (const wish of wishes) say(turn, world, `(${hit.rule.name}) ${inWords(wish)}`);
  }
}

function finish(turn: Turn, world: World, { path, played }: Replay): void {
  const lines = played === 1 ? 'one line was' : `${played} lines were`;
  say(turn, world, `${path} is over: ${lines} played. /replay ${path} plays it once more.`);
  endReplay(turn, world);
}

/** It is not played any more; what was played stays. */
export function endReplay({ state }: Turn, world: World): void {
  cancel(state, 'replay', world);
  if (!state.replays) return;
  delete state.replays[world.name];
  if (Object.keys(state.replays).length === 0) delete state.replays;
}
