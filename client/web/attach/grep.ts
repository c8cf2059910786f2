/**
 * `clay grep`: lines of the scrollback that match, oldest first, and on request those to come. It goes on in slices, and
 * only as fast as the program reads: a place in each log is all that is kept of it.
 */
import { isFault } from '../../../shared/fault.ts';
import type { FoundLine, Hello } from '../../../shared/protocol/attach.ts';
import type { State, Turn } from '../../state/state.ts';
import { isScheduled, schedule } from '../../state/timers.ts';
import type { AskedGrep, Browser } from '../../state/web.ts';
import { type Finder, finderOf } from '../../text/pattern.ts';
import { newSlice, type Slice } from '../../view/search/slices.ts';
import { worldNamed } from '../../world/audience.ts';
import { lineAt } from '../../world/scrollback.ts';
import { findWorld } from '../../world/world.ts';
import { endWith } from '../connection.ts';
import { tellProgram } from './channel.ts';

/** Lines of a message, and UTF-16 units of them. */
const MESSAGE_LINES = 256;
const MESSAGE_SIZE = 64 * 1024;
/** Messages that the program has not worked off: it may be piped into something slow. */
const WINDOW = 4;

type GrepHello = Extract<Hello, { want: 'grep' }>;

export function startGrep({ state }: Turn, browser: Browser, hello: GrepHello): void {
  const pattern = { text: hello.pattern, kind: hello.how, exact: hello.exact };
  const finder = finderOf(pattern);
  if (isFault(finder)) return refuse(browser, `${finder.sentence}.`);
  const world = hello.world === '' ? null : findWorld(state, hello.world);
  if (world === undefined) return refuse(browser, `There is no world "${hello.world}".`);
  browser.asked = {
    ...{ kind: 'grep', pattern, follow: hello.follow, all: world === null },
    next: world ? { [world.name]: world.scrollback.first } : {},
    ...{ within: {}, sent: 0, taken: 0, found: 0, isThrough: false },
  };
  schedule(state, 'ask', null, 0);
}

function refuse(browser: Browser, sentence: string): void {
  tellProgram(browser, { t: 'fault', sentence });
  endWith(browser, 1000, '');
}

/** The program has read a message. */
export function grepTaken({ state }: Turn, asked: AskedGrep): void {
  asked.taken = Math.min(asked.taken + 1, asked.sent);
  schedule(state, 'ask', null, 0);
}

/** Whatever has happened: whether there is something to be looked at now. */
export function noteLines(state: State, asked: AskedGrep): void {
  if (!asked.follow || !hasRoom(asked) || isScheduled(state, 'ask', null)) return;
  if (namesOf(state, asked).some(name => placeIn(state, asked, name) < endOf(state, name)))
    schedule(state, 'ask', null, 0);
}

function hasRoom({ sent, taken }: AskedGrep): boolean {
  return sent - taken < WINDOW;
}

function namesOf({ worlds }: State, { all, next }: AskedGrep): string[] {
  return all ? Object.keys(worlds) : Object.keys(next);
}

function endOf(state: State, name: string): number {
  return worldNamed(state, name)?.scrollback.next ?? 0;
}

/** The line that is next; those that are gone are passed over. */
function placeIn(state: State, { next }: AskedGrep, name: string): number {
  const first = worldNamed(state, name)?.scrollback.first ?? 0;
  return Math.max(Object.hasOwn(next, name) ? (next[name] as number) : 0, first);
}

/** The next slice of all that is asked. */
export function continueAsked(turn: Turn): void {
  for (const browser of Object.values(turn.state.web?.browsers ?? {}))
    if (browser.asked?.kind === 'grep' && browser.mode === 'open') continueGrep(turn, browser, browser.asked);
}

function continueGrep(turn: Turn, browser: Browser, asked: AskedGrep): void {
  const { state } = turn;
  const finder = finderOf(asked.pattern);
  if (isFault(finder)) return refuse(browser, `${finder.sentence}.`);
  const slice = newSlice();
  const found: FoundLine[] = [];
  const isThrough = namesOf(state, asked).every(name =>
    lookThrough(turn, asked, name, { slice, finder, found }),
  );
  asked.isThrough ||= isThrough;
  if (found.length > 0) {
    asked.sent++;
    asked.found += found.length;
    tellProgram(browser, { t: 'lines', l: found });
  }
  if (!isThrough) {
    if (hasRoom(asked)) schedule(state, 'ask', null, 0);
  } else if (!asked.follow) {
    tellProgram(browser, { t: 'done', found: asked.found });
    endWith(browser, 1000, '');
  }
}

interface Looking {
  readonly slice: Slice;
  readonly finder: Finder;
  readonly found: FoundLine[];
}

/** Returns whether all of the world's log was looked through. */
function lookThrough(
  { state, readChunk }: Turn,
  asked: AskedGrep,
  name: string,
  { slice, finder, found }: Looking,
): boolean {
  const log = worldNamed(state, name)?.scrollback;
  if (!log) return true;
  let size = 0;
  for (let number = placeIn(state, asked, name); number < log.next; number++) {
    asked.next[name] = number;
    if (!slice.hasTime() || !hasRoom(asked) || found.length >= MESSAGE_LINES || size > MESSAGE_SIZE)
      return false;
    const line = lineAt(log, number, readChunk);
    if (line?.kind !== 'game' || line.hidden) {
      slice.pass();
      continue;
    }
    const { [name]: within } = asked.within;
    const scan = within ? { within } : {};
    const matches = slice.look(scan, finder, line.text);
    if (matches === null) {
      if (scan.within) asked.within[name] = scan.within;
      return false;
    }
    delete asked.within[name];
    if (!matches) continue;
    found.push([name, line.time, line.text]);
    size += line.text.length;
  }
  asked.next[name] = log.next;
  return true;
}
