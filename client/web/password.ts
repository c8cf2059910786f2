/**
 * Logins by the password of the settings, which is kept as a hash. To try one costs work by intention, so tries are
 * counted before they are made: by visitor, and all of them together.
 */
import { changeSetting } from '../settings/change.ts';
import type { Turn } from '../state/state.ts';
import type { Browser, Tries, WebEvent, WebState } from '../state/web.ts';
import { noteSecret } from '../world/secrecy/secrets.ts';
import { complainHere } from '../world/world.ts';
import { networkOf } from './address.ts';
import { emptyWeb } from './connection.ts';
import { admit, hashOf, type Key } from './login.ts';

/** A visitor's wrong passwords, and how long it may try none then (ms). */
const TRIES_LIMIT = 5;
const LOCK_TIME = 15 * 60_000;
/** Passwords a minute, whoever tries them. */
const ALL_LIMIT = 30;
const MINUTE = 60_000;
/** Visitors that are remembered; the one that tried longest ago goes. */
const VISITORS_LIMIT = 1000;
/** UTF-16 units of a password. */
const PASSWORD_LIMIT = 1024;

/** How a hash is written: what made it, its salt, itself; the last two in base64url. */
const HASH = /^scrypt:\d{1,7}:\d{1,2}:\d{1,2}:[\w-]{16,}:[\w-]{32,}$/;

export function isHash(text: string): boolean {
  return HASH.test(text);
}

/** Has a password that stands in the settings in plain replaced by its hash, wherever it has come from. */
export function hashPassword({ state, effects }: Turn): void {
  const { password } = state.settings.web;
  if (password === '' || isHash(password)) return;
  const web = (state.web ??= emptyWeb());
  const of = hashOf(password);
  if (web.hashing?.of === of) return;
  const id = (web.hashing?.id ?? 0) + 1;
  web.hashing = { id, of };
  effects.push({ type: 'web hash', id, password });
}

/** Another image has asked the host. */
export function hashAgain(web: WebState): void {
  delete web.hashing;
}

/** The hash takes the password's place, in settings.toml as well, unless it is another one by now. */
export function onHashed(turn: Turn, web: WebState, { id, hash }: Of<'web hashed'>): void {
  const { password } = turn.state.settings.web;
  if (web.hashing?.id !== id || web.hashing.of !== hashOf(password)) return;
  delete web.hashing;
  changeSetting(turn, ['web', 'password'], hash);
}

type Of<T extends WebEvent['type']> = Extract<WebEvent, { type: T }>;

/**
 * A browser has the password, as it says; `web checked` tells. Answers seconds until it may try again; 0 = it is being
 * tried; null: there is nothing to try it by.
 */
export function tryPassword(
  turn: Turn,
  web: WebState,
  browser: Browser,
  said: { readonly password: string; readonly agent: string },
): number | null {
  const { state, effects } = turn;
  noteSecret(state);
  const wait = countTry(turn, web, browser.peer);
  if (wait > 0) return wait;
  const { password: hash } = state.settings.web;
  if (!isHash(hash) || said.password === '' || said.password.length > PASSWORD_LIMIT) return null;
  Object.assign(browser, { mode: 'checking', trying: said });
  effects.push({ type: 'web check', id: browser.id, password: said.password, hash });
  return 0;
}

/** Another image has asked the host. */
export function checkAgain({ state, effects }: Turn, { id, mode, trying }: Browser): void {
  if (mode !== 'checking' || !trying) return;
  effects.push({ type: 'web check', id, password: trying.password, hash: state.settings.web.password });
}

/** The key of the browser whose password was right; else null. */
export function onChecked(turn: Turn, web: WebState, browser: Browser, isRight: boolean): Key | null {
  const { agent = '' } = browser.trying ?? {};
  delete browser.trying;
  noteSecret(turn.state);
  const visitor = networkOf(browser.peer);
  if (!isRight) {
    tellLock(turn, browser.peer, web.tries?.[visitor]);
    return null;
  }
  delete web.tries?.[visitor];
  return admit(turn, web, browser, 'play', agent);
}

/** Once a lock. */
function tellLock(turn: Turn, peer: string, tries: Tries | undefined): void {
  if (!tries || tries.count < TRIES_LIMIT || tries.isTold) return;
  tries.isTold = true;
  const time = LOCK_TIME / MINUTE;
  complainHere(
    turn,
    `${TRIES_LIMIT} wrong passwords came from ${peer}: no more from there for ${time} minutes.`,
  );
}

/** Seconds until the visitor may try again; 0 = it may, and that is counted. */
function countTry(turn: Turn, web: WebState, peer: string): number {
  const { now } = turn.state;
  const visitor = networkOf(peer);
  const all = web.allTries && web.allTries.first + MINUTE > now ? web.allTries : newTries(now);
  const before = web.tries?.[visitor];
  const own = before && before.last + LOCK_TIME > now ? before : newTries(now);
  if (own.count >= TRIES_LIMIT) return secondsUntil(own.last + LOCK_TIME, now);
  if (all.count >= ALL_LIMIT) return secondsUntil(all.first + MINUTE, now);
  web.allTries = counted(all, now);
  web.tries = { ...rememberedTries(web, now), [visitor]: counted(own, now) };
  if (web.allTries.count === ALL_LIMIT)
    complainHere(
      turn,
      `${ALL_LIMIT} passwords were tried in a minute: for the rest of it only links log in.`,
    );
  return 0;
}

function newTries(now: number): Tries {
  return { first: now, last: now, count: 0 };
}

function counted(tries: Tries, now: number): Tries {
  return { ...tries, last: now, count: tries.count + 1 };
}

/** Those that still count for anything. */
function rememberedTries({ tries = {} }: WebState, now: number): Record<string, Tries> {
  const known = Object.entries(tries).filter(([, { last }]) => last + LOCK_TIME > now);
  known.sort(([, a], [, b]) => b.last - a.last);
  return Object.fromEntries(known.slice(0, VISITORS_LIMIT - 1));
}

function secondsUntil(time: number, now: number): number {
  return Math.max(1, Math.ceil((time - now) / 1000));
}
