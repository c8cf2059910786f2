/**
 * The log file of a world: one more cursor into its numbered log. Lines from the game go to
 * `<world>/<YYYY-MM-DD>.log`, one a line, without colours, in order, each once; what a full disk refuses waits.
 */
import type { Effect, Event } from '../state/events.ts';
import type { Line } from '../state/log.ts';
import type { LogFormat } from '../state/settings.ts';
import type { State, Turn } from '../state/state.ts';
import { isScheduled, schedule } from '../state/timers.ts';
import type { SentLine, World } from '../state/world.ts';
import { localDate, localTime } from '../text/dates.ts';
import { gameText } from './lines/sent.ts';
import { endings, headOf, type WrittenLine, writtenLine } from './lines/written.ts';
import { cutFiles, writeAllLines } from './rules/files.ts';
import { fireHook } from './rules/hooks.ts';
import { lineAt } from './scrollback.ts';
import { complain, say, worldSettings } from './world.ts';

/** Lines are written in batches this long after the first of them; a reload or crash in between loses none. */
const LOG_DELAY = 100;
/** A full disk is asked again this often (ms). */
const RETRY_DELAY = 10_000;
/** Lines that were sent and wait for a full disk at most. */
const MOST_SENT = 1000;
/** Lines a batch holds at most, so that catching up after a full disk does not freeze the screen. */
const BATCH = 5000;

export function startLog(turn: Turn, world: World): void {
  world.log.on = true;
  world.log.cursor = world.scrollback.next;
  world.log.failed = false;
  world.log.sent = [];
  say(turn, world, `${world.name}: logging is on, ${logPlace(turn.state, world)}.`);
  fireHook(turn, world, 'LOG', 'on');
}

export function stopLog(turn: Turn, world: World): void {
  flushWhole(turn, world);
  world.log.on = false;
  say(turn, world, `${world.name}: logging is off.`);
  fireHook(turn, world, 'LOG', 'off');
}

/** What the user has said, for those who want it in the file. */
export function noteSent(turn: Turn, world: World, text: string): void {
  const { log, scrollback } = world;
  const isWanted = turn.state.settings.log_input || worldSettings(turn.state, world).log_sent;
  if (!log.on || !isWanted) return;
  const line = { before: scrollback.next, time: turn.state.now, text };
  log.sent = [...(log.sent ?? []), line].slice(-MOST_SENT);
  turn.touched.add(world);
}

/** Makes sure that lines not yet in the file get there soon. */
export function scheduleLog(turn: Turn, world: World): void {
  const { log } = world;
  if (!log.on || !isBehind(world) || isScheduled(turn.state, 'log', world)) return;
  schedule(turn.state, 'log', world, log.failed ? RETRY_DELAY : LOG_DELAY);
}

function isBehind({ log, scrollback }: World): boolean {
  return log.cursor < scrollback.next || (log.sent ?? []).length > 0;
}

/** All lines that are not in the files yet, however many: at an end. */
export function flushWhole(turn: Turn, world: World): void {
  writeAllLines(turn, world);
  while (world.log.on && isBehind(world)) flushLog(turn, world);
}

/** Asks the host to write lines that are not in the file yet, a batch of them. */
export function flushLog(turn: Turn, world: World): void {
  const { log, scrollback } = world;
  if (!log.on) return;
  const from = log.cursor;
  const end = Math.min(scrollback.next, from + BATCH);
  const waiting = log.sent ?? [];
  const format = formatOf(turn.state, world);
  const batch = newBatch(world, format, worldSettings(turn.state, world).log_time);
  let number = from;
  let sent = 0;
  for (;;) {
    const said = waiting[sent];
    if (said && said.before <= number) {
      if (!batch.add(said.time, { text: said.text, runs: [], isSent: true })) break;
      sent++;
    } else {
      if (number >= end) break;
      const line = lineAt(scrollback, number, turn.readChunk) as Line;
      const text = gameText(line);
      if (text !== null && !batch.add(line.time, { text, runs: line.runs, isSent: false })) break;
      number++;
    }
  }
  log.cursor = number;
  if (sent > 0) log.sent = waiting.slice(sent);
  const { path, text } = batch.written();
  if (path === null) return;
  const size = path === log.path ? log.cutTo : null;
  // Cut once: what the next batch finds there is this one.
  log.cutTo = null;
  const head = headOf(format, path.slice(0, -endings[format].length - 1));
  const effect: LogEffect = {
    type: 'log',
    world: world.name,
    path,
    size,
    from,
    text,
    ...(head !== '' && { head }),
  };
  turn.effects.push(sent > 0 ? { ...effect, sent: waiting.slice(0, sent) } : effect);
}

type LogEffect = Extract<Effect, { type: 'log' }>;

/** Text for one file: a batch ends at midnight, for the next day has a file of its own. */
function newBatch(world: World, format: LogFormat, withTime: boolean) {
  let path: string | null = null;
  let text = '';
  return {
    /** False: it belongs to another file. */
    add(time: number, line: Omit<WrittenLine, 'time'>): boolean {
      const its = logPath(world, time, format);
      if (path !== null && path !== its) return false;
      path = its;
      text += writtenLine({ ...line, time: withTime ? localTime(time) : '' }, format);
      return true;
    },
    written: () => ({ path, text }),
  };
}

/**
 * Makes sure that the state knows how long today's file is, also before the first line: after a crash, what it has
 * beyond that length comes again.
 */
export function markLog({ state, effects }: Turn, world: World): void {
  const { on, path, cutTo, failed, cursor: from } = world.log;
  const today = logPath(world, state.now, formatOf(state, world));
  if (!on || failed || cutTo !== null || path === today) return;
  effects.push({ type: 'log', world: world.name, path: today, size: null, from, text: '' });
}

/** What the file has beyond what the state knows of comes again: it is cut off before anything is written. */
export function cutLogHere(world: World): void {
  world.log.cutTo = world.log.size;
  cutFiles(world);
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

export function onLogFailed(
  turn: Turn,
  world: World,
  { from, sent = [], fault }: Extract<Event, { type: 'log failed' }>,
): void {
  if (!world.log.failed)
    complain(turn, world, `${world.name}: ${fault.sentence} The lines wait and are written later.`);
  unwrite(world, from, sent);
  world.log.failed = true;
}

/** The lines from `from` on, and what was sent, are not in the file after all. */
export function unwrite({ log }: World, from: number, sent: readonly SentLine[]): void {
  log.cursor = Math.min(log.cursor, from);
  if (sent.length > 0) log.sent = [...sent, ...(log.sent ?? [])].slice(-MOST_SENT);
}

function logPath({ name }: World, time: number, format: LogFormat): string {
  return `${name}/${localDate(time)}.${endings[format]}`;
}

/** Where the lines go, in words. */
export function logPlace(state: State, world: World): string {
  return `into logs/${logPath(world, state.now, formatOf(state, world))} of the profile directory`;
}

/** How the lines of the world are written. */
function formatOf(state: State, world: World): LogFormat {
  const { log_format: own } = worldSettings(state, world);
  return own === 'default' ? state.settings.log_format : own;
}
