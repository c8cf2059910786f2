/**
 * The browser view: connections of browsers as events, and what follows from them. Nothing of it runs while it is off.
 * After a reload connections and listeners are what they were; after a crash the listener is, and pages come again.
 */
import type { Event } from '../state/events.ts';
import type { State, Turn } from '../state/state.ts';
import { isScheduled, schedule } from '../state/timers.ts';
import type { Browser, ListenerName, Tab, WebCame, WebEvent, WebState } from '../state/web.ts';
import { noteSecret } from '../world/secrecy/secrets.ts';
import { complainHere } from '../world/world.ts';
import { AWAY_TIME, awaitReturn, drawOn } from './attach/channel.ts';
import { noteLines } from './attach/grep.ts';
import { giveLink } from './attach/link.ts';
import { setUp } from './attach/setup.ts';
import { emptyWeb, isProgram, newBrowser, onTaken, pump, put } from './connection.ts';
import { emptyServing, feed } from './feed.ts';
import type { Hands } from './hands.ts';
import { fetchAgain, letIn, onFetched, onRequestBytes } from './http.ts';
import { onSecured, onUnsecured, reviveHttps, secureAsWanted } from './https.ts';
import { listenAsWanted, onListenFailed, onListening, reviveListeners } from './listening.ts';
import { followLogins, invite, takeLogins } from './login.ts';
import { goOnSoon, hearOn, onFrameBytes } from './messages.ts';
import { checkAgain, hashAgain, hashPassword, onChecked, onHashed } from './password.ts';
import { goOnSaying } from './said/said.ts';
import { frame } from './wire/frames.ts';

/**
 * Connections at a time, of each way in its own: whoever comes over the network keeps out none of this machine. Of the
 * terminator: all that it lets in (tlsproxy/web/limits.ts).
 */
const BROWSERS_LIMITS: Readonly<Record<ListenerName, number>> = { tcp: 128, terminator: 512, attach: 64 };
/** A request, and a hello, have so long (ms). */
const REQUEST_TIME = 15_000;
/** A WebSocket that was silent for so long is asked for a sign of life, and closed if none comes (ms). */
const PING_TIME = 25_000;
const PONG_TIME = 60_000;
/** One that is closing has so long to read the rest (ms). */
const CLOSING_TIME = 30_000;
/** A terminal that was lost with an image has so long to come back to its view (ms). */
const RETURN_TIME = 30_000;
/** How often they are looked at (ms). */
const WATCH_TIME = 5000;

/** Whether the event is of the browser view. */
export function isWebEvent(event: Event): event is WebEvent {
  return event.type.startsWith('web ');
}

export function onWebEvent(turn: Turn, event: WebEvent, hands: Hands): void {
  const web = (turn.state.web ??= emptyWeb());
  switch (event.type) {
    case 'web listening':
      return onListening(turn, web, event);
    case 'web failed':
      return onListenFailed(turn, web, event);
    case 'web secured':
      return onSecured(turn, web, event);
    case 'web unsecured':
      return onUnsecured(turn, web, event);
    case 'web drawn':
      // Of no consequence but to whoever has asked, in the terminal.
      return;
    case 'web logins':
      return onLogins(turn, web, event);
    case 'web unsaved':
      return onUnsaved(web, event.keys);
    case 'web page':
      web.page = event.page;
      return;
    case 'web invited':
      invite(turn, web, event.secret, event.role);
      return giveLink(web, event.view, `${event.address}#${event.secret}`);
    case 'web admits':
      web.attachKey = event.key;
      return;
    case 'web hashed':
      return onHashed(turn, web, event);
    case 'web opened':
      return onOpened(turn, web, event);
    case 'web taken':
      for (const [id, bytes] of event.writes) onWritten(turn, web.browsers[id], bytes);
      return;
    case 'web received':
    case 'web painted':
    case 'web written':
    case 'web fetched':
    case 'web checked':
    case 'web ended':
    case 'web closed':
      return browserEvent(turn, web, event, hands);
  }
}

/** One that was given up may still have events on their way. */
function onWritten(turn: Turn, browser: Browser | undefined, bytes: number): void {
  if (!browser) return;
  onTaken(browser, bytes);
  forgetKey(turn, browser);
  goOnSoon(turn, browser);
}

type BrowserEvent = Extract<
  WebEvent,
  {
    id: number;
    type:
      | 'web received'
      | 'web painted'
      | 'web written'
      | 'web fetched'
      | 'web checked'
      | 'web ended'
      | 'web closed';
  }
>;

function browserEvent(turn: Turn, web: WebState, event: BrowserEvent, hands: Hands): void {
  const browser = web.browsers[event.id];
  // One that was given up may still have events on their way.
  if (!browser) return;
  browser.heard = event.type === 'web received' ? turn.state.now : browser.heard;
  switch (event.type) {
    case 'web received':
      return onBytes(turn, web, browser, event.bytes, hands);
    case 'web painted':
      return drawOn(browser, event.bytes);
    case 'web written':
      return onWritten(turn, browser, event.bytes);
    case 'web fetched':
      return onFetched(browser, event.bytes, event.tag);
    case 'web checked':
      if (browser.mode === 'checking') letIn(turn, browser, onChecked(turn, web, browser, event.isRight));
      return;
    case 'web ended':
      if (browser.inbox) {
        browser.over ??= 'ended';
        return;
      }
      // Whoever waits for an answer still gets it.
      if (browser.mode === 'fetching' || browser.mode === 'checking') return;
      awaitReturn(turn.state, browser);
      browser.mode = 'closing';
      return;
    case 'web closed':
      if (browser.inbox) {
        browser.over = 'closed';
        browser.outbox = [];
        goOnSoon(turn, browser);
        return;
      }
      awaitReturn(turn.state, browser);
      delete web.browsers[event.id];
  }
}

/** What pages have said and turns before had no time for, in the order in which it was said. */
export function workOffSaid(turn: Turn, hands: Hands): void {
  const { web } = turn.state;
  if (!web) return;
  goOnSaying(turn, web, hands);
  for (const browser of Object.values(web.browsers)) {
    hearOn(turn, web, browser, hands);
    const { id, over } = browser;
    if (browser.inbox || !over) continue;
    delete browser.over;
    browserEvent(turn, web, { type: over === 'ended' ? 'web ended' : 'web closed', id }, hands);
  }
}

/** The browser has the key of its login: it is in nothing that is kept any more. */
function forgetKey({ state }: Turn, browser: Browser): void {
  if (!browser.hasKey || browser.outbox.length > 0) return;
  delete browser.hasKey;
  noteSecret(state);
}

function onBytes(turn: Turn, web: WebState, browser: Browser, bytes: Uint8Array, hands: Hands): void {
  const rest = browser.mode === 'request' ? onRequestBytes(turn, web, browser, bytes) : bytes;
  if (rest.length > 0) onFrameBytes(turn, web, browser, rest, hands);
}

function onOpened(
  { state, effects }: Turn,
  web: WebState,
  event: Extract<WebEvent, { type: 'web opened' }>,
): void {
  const { id, listener } = event;
  web.next = id + 1;
  const others = Object.values(web.browsers).filter(browser => browser.listener === listener);
  if (others.length >= BROWSERS_LIMITS[listener]) effects.push({ type: 'web close', id });
  else web.browsers[id] = newBrowser(event, state.now);
}

function onLogins(turn: Turn, web: WebState, event: Extract<WebEvent, { type: 'web logins' }>): void {
  if (event.fault) {
    // A file that cannot be read logs nobody out who is in.
    if (!web.known) complainHere(turn, `${event.fault.sentence} Browsers have to log in anew.`);
    return;
  }
  if (web.known) followLogins(web, event.logins);
  else takeLogins(web, event.logins);
  web.known = true;
}

function onUnsaved(web: WebState, keys: readonly string[]): void {
  for (const key of keys) {
    const login = Object.hasOwn(web.logins, key) ? web.logins[key] : undefined;
    if (login) login.unsaved = true;
  }
}

/** They come with each packet, and change nothing but the worlds that they are about, or nothing at all. */
const OF_PACKETS: ReadonlySet<Event['type']> = new Set([
  ...(['received', 'written', 'logged', 'spilled'] as const),
  ...(['web written', 'web taken'] as const),
]);

/** So does a page that says only what has come. */
function isOneOfMany({ says }: Turn, { type }: Event): boolean {
  return OF_PACKETS.has(type) || (type === 'web received' && !says);
}

/** What follows from any event: it listens as the settings say, and browsers get what they are owed. */
export function settleWeb(turn: Turn, event: Event): void {
  const { state } = turn;
  hashPassword(turn);
  listenAsWanted(turn);
  secureAsWanted(turn);
  const { web } = state;
  if (!web) return;
  const browsers = concernedBy(turn, web, event);
  if (browsers.length === 0) return watchSoon(state, web);
  const serving = emptyServing();
  for (const browser of browsers) {
    if (isProgram(browser)) feedProgram(turn, browser);
    else feed(turn, browser, isOneOfMany(turn, event), serving);
    pump(turn, browser);
  }
  watchSoon(state, web);
}

/** With each line each page says that it has come: not all are looked at each time. */
function concernedBy({ spreads, touched }: Turn, { browsers }: WebState, event: Event): Browser[] {
  const isAlone = !spreads && touched.size === 0 && isWebEvent(event);
  const ids = isAlone ? idsOf(event) : null;
  if (ids === null) return Object.values(browsers);
  const concerned = ids.map(id => browsers[id]).filter(browser => browser !== undefined);
  // What is typed on a terminal may change anything.
  return concerned.some(isProgram) ? Object.values(browsers) : concerned;
}

/** The browsers that it is about; null: any. */
function idsOf(event: WebEvent): number[] | null {
  if (event.type === 'web taken') return event.writes.map(([id]) => id);
  return 'id' in event ? [event.id] : null;
}

function feedProgram(turn: Turn, browser: Browser): void {
  setUp(turn, browser);
  if (browser.asked?.kind === 'grep' && browser.mode === 'open') noteLines(turn.state, browser.asked);
}

function watchSoon(state: State, { browsers }: WebState): void {
  for (const _ in browsers) {
    if (!isScheduled(state, 'web', null)) schedule(state, 'web', null, WATCH_TIME);
    return;
  }
}

/** Looks for connections whose time is over. */
export function watchBrowsers({ state, effects }: Turn): void {
  const { now } = state;
  for (const browser of Object.values(state.web?.browsers ?? {})) {
    const { mode, heard, pinged, since } = browser;
    if (mode === 'request' || mode === 'hello') {
      if (now - since > REQUEST_TIME) browser.mode = 'closing';
    } else if (mode === 'closing') {
      browser.endBy ??= now + CLOSING_TIME;
      if (now >= browser.endBy) effects.push({ type: 'web close', id: browser.id });
    } else if (mode === 'open' && now - heard > PONG_TIME) {
      awaitReturn(state, browser);
      browser.mode = 'closing';
    } else if (mode === 'open' && now - Math.max(heard, pinged) > PING_TIME) {
      browser.pinged = now;
      put(browser, frame('ping', new Uint8Array(0)));
    }
  }
}

/** What pages have had done by a client that is no more they have had done: they come again. */
export function takeTabs({ state }: Turn, tabs: Readonly<Record<string, Tab>>): void {
  if (Object.keys(tabs).length === 0) return;
  const web = (state.web ??= emptyWeb());
  web.tabs = { ...tabs, ...web.tabs };
}

/** What has come along to this image: connections, and what listens. */
export function reviveWeb(turn: Turn, came: WebCame): void {
  const { state } = turn;
  const { web } = state;
  if (!web) return;
  // Another host follows it.
  if (web.asked) turn.effects.push({ type: 'read logins' });
  const here = new Set(came.browsers);
  for (const browser of Object.values(web.browsers)) {
    // Another host has not been told of it.
    delete browser.hungUp;
    if (browser.held) turn.effects.push({ type: 'web hold', id: browser.id, on: true });
    // What waited for room may have some: nobody says so.
    goOnSoon(turn, browser);
    if (!here.has(browser.id)) delete web.browsers[browser.id];
    else {
      fetchAgain(turn, browser);
      checkAgain(turn, browser);
    }
  }
  hashAgain(web);
  reviveListeners(turn, web, came.listens);
  // Their programs come again, if they live.
  for (const view of Object.values(state.views))
    if (view.channel !== null && !here.has(view.channel))
      schedule(state, 'gone', view, view.login === undefined ? RETURN_TIME : AWAY_TIME);
  reviveHttps(turn, web);
}
