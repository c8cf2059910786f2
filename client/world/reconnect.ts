/** When a world connects again by itself, how long it waits, and when it no longer does. */
import type { Turn } from '../state/state.ts';
import { schedule } from '../state/timers.ts';
import type { Retry, World } from '../state/world.ts';
import { gameText } from './lines/sent.ts';
import { fireHook } from './rules/hooks.ts';
import { lineAt } from './scrollback.ts';
import { complain, noRetry, say, worldSettings } from './world.ts';

/** The wait doubles up to here (s): a night is some hundred attempts, and a server that is back is soon found. */
const LONGEST_WAIT = 60;
/** A connection that has held for so long (ms) was one. */
const HELD = 60_000;
/** A server that hangs up within this time (ms) has not liked what was sent. */
const REFUSAL_TIME = 15_000;
/** Servers ban who comes a fourth time with the wrong password. */
const MAX_REFUSALS = 3;
/** Of what it says, so many lines: above them are greetings. */
const LAST_WORDS = 3;

/** Waits, if the settings say so, and tells `why` the connection or the attempt is over, an attempt's reason only once. */
export function connectLater(turn: Turn, world: World, why: string, tell: typeof say = complain): void {
  forgetPast(turn, world);
  const { retry } = world;
  if (retry.said !== why) tell(turn, world, why);
  noteRefusal(turn, world);
  if (worldSettings(turn.state, world).reconnect === 0) return;
  if (retry.refusals >= MAX_REFUSALS) return giveUp(turn, world);
  const wait = beginToWait(turn, world);
  if (retry.said !== why) say(turn, world, `${world.name}: connecting again in ${wait} s.`);
  retry.said = why;
}

/** A world that another client has lost, and how it went there: returns the seconds it waits; null = it does not. */
export function connectAfter(turn: Turn, world: World, retry: Retry): number | null {
  // Why an attempt failed was said to that client's user; its lines had other numbers.
  world.retry = { ...retry, said: '', login: null };
  forgetPast(turn, world);
  return worldSettings(turn.state, world).reconnect === 0 ? null : beginToWait(turn, world);
}

/** Returns for how many seconds. */
function beginToWait(turn: Turn, world: World): number {
  const { reconnect } = worldSettings(turn.state, world);
  const wait = Math.max(reconnect, Math.min(LONGEST_WAIT, reconnect * 2 ** world.retry.tries));
  world.phase = 'waiting';
  schedule(turn.state, 'reconnect', world, wait * 1000);
  world.retry.tries++;
  fireHook(turn, world, 'WAITING', world.name);
  return wait;
}

/** A connection stands; returns how it is greeted. */
export function greetConnection({ state }: Turn, world: World): string {
  const { retry } = world;
  retry.said = '';
  retry.login = null;
  retry.since = state.now;
  return retry.tries > 1
    ? `Connected to ${world.name}, at attempt ${retry.tries}.`
    : `Connected to ${world.name}.`;
}

/** Returns what a world does that waits, with the number of the attempt to come once one has failed; '' if none does. */
export function waitingWords({ phase, retry }: World): string {
  if (phase !== 'waiting') return '';
  return retry.tries > 1 ? `waiting for attempt ${retry.tries}` : 'waiting';
}

/** A connection that has held ends what was before. */
function forgetPast({ state }: Turn, world: World): void {
  const { since } = world.retry;
  if (since > 0 && state.now - since >= HELD) world.retry = { ...noRetry(), login: world.retry.login };
  world.retry.since = 0;
}

/** Auto-login has sent something. */
export function noteLogin({ state }: Turn, world: World): void {
  world.retry.login = { at: state.now, line: world.scrollback.next };
}

/** The user has said something: that the server hangs up may have any reason. */
export function noteWords({ retry }: World): void {
  retry.login = null;
}

function noteRefusal(turn: Turn, world: World): void {
  const { retry } = world;
  const { login } = retry;
  if (login === null || turn.state.now - login.at > REFUSAL_TIME) return;
  const words = lastWords(turn, world, login.line);
  retry.refusals = comparable(words) === comparable(retry.refusal) ? retry.refusals + 1 : 1;
  retry.refusal = words;
  retry.login = null;
}

/** What the server has said since line `from`, the last of it. */
function lastWords({ readChunk }: Turn, { scrollback }: World, from: number): string {
  const words: string[] = [];
  for (let number = scrollback.next - 1; number >= from && words.length < LAST_WORDS; number--) {
    const line = lineAt(scrollback, number, readChunk);
    const text = line && gameText(line)?.trim();
    if (text) words.unshift(text);
  }
  return words.join(' ');
}

/** Times and counts may differ from one refusal to the next. */
function comparable(words: string): string {
  return words.replace(/\d+/g, '#');
}

function giveUp(turn: Turn, world: World): void {
  const { refusals, refusal } = world.retry;
  const words = refusal === '' ? 'without a word' : `with ${JSON.stringify(refusal.slice(-80))}`;
  complain(
    turn,
    world,
    `${world.name}: the server has hung up ${refusals} times right behind the login, ${words}; ` +
      `not connecting again by itself. /worlds ${world.name} connects.`,
  );
  world.retry = noRetry();
}
