/** Who may look and play: links that log one browser in, and the browsers that are. Only hashes of secrets are kept. */
import type { Turn } from '../state/state.ts';
import type { Browser, Login, Role, WebState } from '../state/web.ts';
import { noteSecret } from '../world/secrecy/secrets.ts';
import { endWith } from './connection.ts';
import { LOGIN_OVER } from './protocol.ts';
import { sha256 } from './wire/digest.ts';

/** A link waits so long to be used (ms). */
export const INVITATION_TIME = 5 * 60_000;
/** A browser that has not come for so long is forgotten (ms). */
const LOGIN_TIME = 90 * 86_400_000;
/** A login's last use is written down so often (ms). */
const USE_TIME = 3_600_000;
/** More browsers than anybody has; the one that was used longest ago goes. */
const LOGINS_LIMIT = 50;
/** Bytes of either half of a login's key. */
const KEY_SIZE = 32;
/** Random bytes that come with each connection: as many as a login takes. */
export const RANDOM_SIZE = 2 * KEY_SIZE;
/** What a browser says of itself is anything. */
const NAME_LIMIT = 60;

export function hashOf(text: string): string {
  return sha256(Buffer.from(text)).toString('base64url');
}

/** Takes note of a link that was made. */
export function invite({ state }: Turn, web: WebState, secret: string, role: Role): void {
  noteSecret(state);
  forgetInvitations(web, state.now);
  web.invitations[hashOf(secret)] = { until: state.now + INVITATION_TIME, role };
}

/** What the browser is to be given: a token for its cookie, and the half that its page keeps. */
export interface Key {
  readonly token: string;
  readonly half: string;
  readonly login: Login;
}

/** Logs the browser in that has the secret of a link, once; null: there is no such link, or not any more. */
export function redeem(
  turn: Turn,
  web: WebState,
  browser: Browser,
  secret: string,
  agent: string,
): Key | null {
  const hash = hashOf(secret);
  const invitation = Object.hasOwn(web.invitations, hash) ? web.invitations[hash] : undefined;
  delete web.invitations[hash];
  if (!invitation || invitation.until < turn.state.now) return null;
  return admit(turn, web, browser, invitation.role, agent);
}

/** Makes a login for the browser; null: it has had one on this connection. */
export function admit(turn: Turn, web: WebState, browser: Browser, role: Role, agent: string): Key | null {
  const { state, effects } = turn;
  if (browser.random.length < RANDOM_SIZE) return null;
  const [token, half] = [browser.random.subarray(0, KEY_SIZE), browser.random.subarray(KEY_SIZE)].map(part =>
    Buffer.from(part).toString('base64url'),
  ) as [string, string];
  browser.random = new Uint8Array(0);
  noteSecret(state);
  const login: Login = {
    id: web.nextLogin++,
    half: hashOf(half),
    name: agentName(agent),
    peer: browser.peer,
    role,
    made: state.now,
    used: state.now,
  };
  const key = hashOf(token);
  web.logins[key] = login;
  const gone = forgetOld(web, state.now);
  forgetInvitations(web, state.now);
  effects.push({ type: 'save logins', set: { [key]: { ...login } }, gone });
  return { token, half, login };
}

/** Returns the keys of those that were forgotten. */
function forgetOld(web: WebState, now: number): string[] {
  const known = Object.entries(web.logins).sort(([, a], [, b]) => b.used - a.used);
  const gone = known.filter(([, { used }], at) => at >= LOGINS_LIMIT || used <= now - LOGIN_TIME);
  for (const [key] of gone) delete web.logins[key];
  return gone.map(([key]) => key);
}

/** Takes over those that the profile has. Two Clays may have given the same number: each gets one of its own. */
export function takeLogins(web: WebState, logins: Readonly<Record<string, Login>>): void {
  web.nextLogin = Object.values(logins).reduce((next, { id }) => Math.max(next, id + 1), 1);
  const taken = new Set<number>();
  web.logins = Object.fromEntries(
    Object.entries(logins).map(([key, login]) => {
      const id = taken.has(login.id) ? web.nextLogin++ : login.id;
      taken.add(id);
      return [key, { ...login, id }];
    }),
  );
}

/**
 * Takes over what another Clay of the profile has changed: whom it has logged out is so here, at once, and whom it has let in is
 * known here. Those that could not be written down stay.
 */
export function followLogins(web: WebState, logins: Readonly<Record<string, Login>>): void {
  for (const [key, login] of Object.entries(web.logins))
    if (!Object.hasOwn(logins, key) && !login.unsaved) forgetLogin(web, key);
  for (const [key, login] of Object.entries(logins)) {
    const own = Object.hasOwn(web.logins, key) ? web.logins[key] : undefined;
    if (own) {
      own.used = Math.max(own.used, login.used);
      delete own.unsaved;
    } else web.logins[key] = { ...login, id: freeNumber(web, login.id) };
  }
  web.nextLogin = Object.values(web.logins).reduce((next, { id }) => Math.max(next, id + 1), web.nextLogin);
}

function freeNumber({ logins, nextLogin }: WebState, wanted: number): number {
  const taken = new Set(Object.values(logins).map(({ id }) => id));
  let id = taken.has(wanted) ? nextLogin : wanted;
  while (taken.has(id)) id++;
  return id;
}

/** Logs a browser out: its pages and terminals end. */
export function forgetLogin(web: WebState, key: string): void {
  delete web.logins[key];
  for (const browser of Object.values(web.browsers))
    if (browser.login === key) endWith(browser, LOGIN_OVER, 'logged out');
}

function forgetInvitations(web: WebState, now: number): void {
  for (const [hash, { until }] of Object.entries(web.invitations))
    if (until < now) delete web.invitations[hash];
}

/** Key of the login whose token is in the cookie; '' = there is none. */
export function loginOf(web: WebState, port: number, cookies: string | undefined, now: number): string {
  const name = cookieName(port);
  const token = (cookies ?? '')
    .split(';')
    .map(part => part.trim())
    .find(part => part.startsWith(`${name}=`))
    ?.slice(name.length + 1);
  if (!token) return '';
  const key = hashOf(token);
  const login = Object.hasOwn(web.logins, key) ? web.logins[key] : undefined;
  return login && login.used > now - LOGIN_TIME ? key : '';
}

/** Whether the page has the other half of the login's key: hashes are compared, so its time tells nothing. */
export function hasHalf(web: WebState, key: string, half: string | undefined): boolean {
  const login = Object.hasOwn(web.logins, key) ? web.logins[key] : undefined;
  return login !== undefined && half !== undefined && login.half === hashOf(half);
}

/** It is used now; written down now and then. */
export function noteUse({ state, effects }: Turn, web: WebState, key: string): void {
  const login = Object.hasOwn(web.logins, key) ? web.logins[key] : undefined;
  if (!login || state.now - login.used <= USE_TIME) return;
  login.used = state.now;
  // One that another Clay has just logged out does not come back by this; one that could not be saved is tried again.
  const { unsaved, ...saved } = login;
  const how = unsaved ? { set: { [key]: saved } } : { set: {}, used: { [key]: state.now } };
  effects.push({ type: 'save logins', gone: [], ...how });
}

/** Cookies know no ports: two Clays of one machine would take each other's for their own. */
export function cookieName(port: number): string {
  return `clay-${port}`;
}

const BROWSERS = [
  ['Firefox', /Firefox\/|FxiOS\//],
  ['Edge', /Edg(?:A|iOS)?\//],
  ['Opera', /OPR\//],
  ['Chromium', /Chrom(?:e|ium)\/|CriOS\//],
  ['Safari', /Safari\//],
] as const;
const SYSTEMS = [
  ['Android', /Android/],
  ['iOS', /iPhone|iPad/],
  ['Windows', /Windows/],
  ['macOS', /Macintosh/],
  ['Linux', /Linux/],
] as const;

/** `Firefox on Android`, as far as it can be told. */
function agentName(agent: string): string {
  const find = (names: readonly (readonly [string, RegExp])[]) => names.find(([, is]) => is.test(agent))?.[0];
  const [browser, system] = [find(BROWSERS), find(SYSTEMS)];
  const own = agent.replace(/[^\x20-\x7e]/g, '').slice(0, NAME_LIMIT);
  return browser ? `${browser}${system ? ` on ${system}` : ''}` : own || 'a browser';
}
