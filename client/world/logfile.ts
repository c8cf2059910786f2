/**
 * The log file of a world: one more cursor into its numbered log. Lines from the game go to
 * `<world>/<YYYY-MM-DD>.log`, one a line, without colours, in order, each once; what a full disk refuses waits.
 */
import type { Line } from '../state/log.ts';
import type { Turn } from '../state/state.ts';
import { isScheduled, schedule } from '../state/timers.ts';
import type { World } from '../state/world.ts';
import { lineAt } from './scrollback.ts';
import { say } from './world.ts';

/** Lines are written in batches this long after the first of them; a reload or crash in between loses none. */
const LOG_DELAY = 100;
/** A full disk is asked again this often (ms). */
const RETRY_DELAY = 10_000;
/** Lines a batch holds at most, so that catching up after a full disk does not freeze the screen. */
const BATCH = 5000;

export function startLog(turn: Turn, world: World): void {
  world.log.on = true;
  world.log.cursor = world.scrollback.next;
  world.log.failed = false;
  say(turn, world, `${world.name}: logging is on.`);
}

export function stopLog(turn: Turn, world: World): void {
  flushWhole(turn, world);
  world.log.on = false;
  say(turn, world, `${world.name}: logging is off.`);
}

/** Makes sure that lines not yet in the file get there soon. */
export function scheduleLog(turn: Turn, world: World): void {
  const { log, scrollback } = world;
  if (!log.on || log.cursor >= scrollback.next || isScheduled(turn.state, 'log', world)) return;
  schedule(turn.state, 'log', world, log.failed ? RETRY_DELAY : LOG_DELAY);
}

/** All lines that are not in the file yet, however many: at an end. */
export function flushWhole(turn: Turn, world: World): void {
  for (let before = -1; world.log.on && world.log.cursor > before; ) {
    before = world.log.cursor;
    flushLog(turn, world);
  }
}

/** Asks the host to write lines that are not in the file yet, a batch of them. */
export function flushLog(turn: Turn, world: World): void {
  const { log, scrollback } = world;
  if (!log.on) return;
  const end = Math.min(scrollback.next, log.cursor + BATCH);
  const from = log.cursor;
  let text = '';
  let path: string | null = null;
  let number = from;
  for (; number < end; number++) {
    const line = lineAt(scrollback, number, turn.readChunk) as Line;
    if (line.kind !== 'game') continue;
    const its = logPath(world, line.time);
    // A batch ends at midnight: the next day has a file of its own.
    if (path !== null && path !== its) break;
    path = its;
    text += `${line.text}\n`;
  }
  log.cursor = number;
  if (path === null) return;
  const size = path === log.path ? log.cutTo : null;
  // Cut once: what the next batch finds there is this one.
  log.cutTo = null;
  turn.effects.push({
    type: 'log',
    world: world.name,
    path,
    size,
    from,
    text,
  });
}

/**
 * Makes sure that the state knows how long today's file is, also before the first line: after a crash, what it has
 * beyond that length comes again.
 */
export function markLog({ state, effects }: Turn, world: World): void {
  const { on, path, cutTo, failed, cursor: from } = world.log;
  const today = logPath(world, state.now);
  if (!on || failed || cutTo !== null || path === today) return;
  effects.push({ type: 'log', world: world.name, path: today, size: null, from, text: '' });
}

/** What the file has beyond what the state knows of comes again: it is cut off before anything is written. */
export function cutLogHere({ log }: World): void {
  log.cutTo = log.size;
}

/** The lines beyond what the state knows of come again, maybe on another day: the file must not have them twice. */
export function cutLog({ effects }: Turn, world: World): void {
  const { path, cutTo, cursor: from } = world.log;
  if (cutTo === null || path === null) return;
  effects.push({ type: 'log', world: world.name, path, size: cutTo, from, text: '' });
}

export function onLogged(world: World, path: string, size: number): void {
  world.log.path = path;
  world.log.size = size;
  world.log.cutTo = null;
  world.log.failed = false;
}

export function onLogFailed(turn: Turn, world: World, from: number, sentence: string): void {
  if (!world.log.failed) say(turn, world, `${world.name}: ${sentence} The lines wait and are written later.`);
  world.log.cursor = Math.min(world.log.cursor, from);
  world.log.failed = true;
}

function logPath({ name }: World, time: number): string {
  return `${name}/${localDate(time)}.log`;
}

function localDate(time: number): string {
  const date = new Date(time);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
