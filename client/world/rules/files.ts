/**
 * Files of rules' own, beside the log files of the world: lines as they came, each once. They wait in the state until the host
 * says that they are in the file, and after a crash what may be there beyond that is cut off before they are written again.
 */
import type { Event } from '../../state/events.ts';
import type { Turn } from '../../state/state.ts';
import { isScheduled, schedule } from '../../state/timers.ts';
import type { RuleFile, World } from '../../state/world.ts';
import { localDate, localTime } from '../../text/dates.ts';
import { complain } from '../world.ts';

/** ms after the first line: they are written in batches; and until a full disk is asked again. */
const DELAY = 100;
const RETRY = 10_000;
/** Lines that wait for a full disk at most, and of a batch. */
const MOST_WAITING = 10_000;
const BATCH = 2000;

/** The line goes to the file, with the time. */
export function noteLine(turn: Turn, world: World, file: string, text: string): void {
  const { now } = turn.state;
  const files = (world.log.files ??= {});
  const own = (files[file] ??= { lines: [], size: null });
  own.lines.push(`${localDate(now)} ${localTime(now)} ${text}`);
  if (own.lines.length > MOST_WAITING) own.lines.splice(own.writing ?? 0, 1);
  soon(turn, world, own.failed ? RETRY : DELAY);
}

function soon({ state }: Turn, world: World, delay: number): void {
  if (!isScheduled(state, 'rule-log', world)) schedule(state, 'rule-log', world, delay);
}

/** Has the host write what waits. */
export function writeLines(turn: Turn, world: World): void {
  for (const [file, own] of Object.entries(world.log.files ?? {})) {
    // First of all its length is asked for: what is beyond it after a crash are lines that come again.
    const most = own.size === null ? 0 : BATCH;
    if (own.writing === undefined && own.lines.length > 0) write(turn, world, file, own, most);
  }
}

/** The same at an end, or before a checkpoint: all of them, at once. */
export function writeAllLines(turn: Turn, world: World): void {
  for (const [file, own] of Object.entries(world.log.files ?? {}))
    if (!own.writing && own.lines.length > 0) write(turn, world, file, own, own.lines.length);
}

function write({ effects }: Turn, world: World, file: string, own: RuleFile, most: number): void {
  const batch = own.lines.slice(0, most);
  own.writing = batch.length;
  const text = batch.map(line => `${line}\n`).join('');
  const size = own.cutTo ?? null;
  effects.push({ type: 'write lines', world: world.name, file, size, count: batch.length, text });
}

/** They are in the file, or could not be written. */
export function onLinesWritten(
  turn: Turn,
  world: World,
  { file, count, size, fault }: Extract<Event, { type: 'lines written' }>,
): void {
  const own = world.log.files?.[file];
  if (!own) return;
  delete own.writing;
  if (fault) {
    if (!own.failed)
      complain(
        turn,
        world,
        `${world.name}: ${file}.log cannot be written: ${fault.sentence} Its lines wait and are written later.`,
      );
    own.failed = true;
    return soon(turn, world, RETRY);
  }
  own.lines.splice(0, count);
  own.size = size;
  delete own.cutTo;
  delete own.failed;
  if (own.lines.length > 0) soon(turn, world, 0);
}

/** Another image goes on: nobody answers the one before it. */
export function writeAgain(turn: Turn): void {
  for (const world of Object.values(turn.state.worlds))
    for (const own of Object.values(world.log.files ?? {})) {
      delete own.writing;
      if (own.lines.length > 0) soon(turn, world, DELAY);
    }
}

/** What each file may have beyond what is known of it comes again. */
export function cutFiles({ log }: World): void {
  for (const own of Object.values(log.files ?? {})) cutFile(own);
}

function cutFile(own: RuleFile): void {
  delete own.writing;
  if (own.size !== null) own.cutTo = own.size;
}
