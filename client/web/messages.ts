/** What a page says over its WebSocket, and what follows from it. */
import { waitAtStart } from '../state/start/starting.ts';
import type { Turn } from '../state/state.ts';
import { schedule } from '../state/timers.ts';
import type { Browser, FrameState, Login, WebState } from '../state/web.ts';
import { markSeen } from '../world/scrollback.ts';
import { noteSecret } from '../world/secrecy/secrets.ts';
import { newShare, onQuestion, type Share } from './asked/asked.ts';
import { carryOut, newWishes, onProgramMessage } from './attach/programs.ts';
import { BURST_LIMIT, endWith, isFull, isProgram, isTooMuch, put } from './connection.ts';
import { allNews, tell } from './feed.ts';
import type { Hands } from './hands.ts';
import { logOf } from './history.ts';
import { hasHalf, noteUse } from './login.ts';
import {
  type FromPage,
  LOGIN_OVER,
  OTHER_VERSION,
  readMessage,
  VERSION,
  VERSION_BEFORE,
} from './protocol.ts';
import { isSaying, say } from './said/said.ts';
import { tabOf } from './said/tabs.ts';
import { frame, step } from './wire/frames.ts';

/** What is said by one page and concerns others. */
const SPREADING: ReadonlySet<FromPage['t']> = new Set(['say', 'follow', 'seen', 'set']);

/** A question is work: it counts as so many. One that searches for long is answered, but without a look, from here on. */
const QUESTION = 5;
const SEARCH_LIMIT = BURST_LIMIT / 2;
/** What a tab calls itself: that of the page is 24 digits. */
const TAB = /^[\w-]{1,64}$/;

/** More bytes of a WebSocket. */
export function onFrameBytes(
  turn: Turn,
  web: WebState,
  browser: Browser,
  bytes: Uint8Array,
  hands: Hands,
): void {
  if (browser.inbox) browser.inbox.push(Uint8Array.from(bytes));
  else if (browser.frames) hear(turn, web, browser, browser.frames, bytes, hands);
}

/** What a page has said and a turn before had no time for. */
export function hearOn(turn: Turn, web: WebState, browser: Browser, hands: Hands): void {
  const { inbox, frames } = browser;
  if (!inbox || !frames) return;
  delete browser.inbox;
  hear(turn, web, browser, frames, Buffer.concat(inbox), hands);
}

/** Bytes of a frame's head at least, and of one of the longer ones, whose data is longer than that. */
const [SHORT_HEAD, LONG_HEAD] = [6, 8];

/**
 * So many bytes more have one message at most: before each it is asked whether there is time for it, and room for what it brings.
 */
function sizeOfNext({ mode, head, left }: FrameState): number {
  if (mode === 'data') return left;
  return head.length < SHORT_HEAD ? SHORT_HEAD - head.length : LONG_HEAD;
}

function hear(
  turn: Turn,
  web: WebState,
  browser: Browser,
  frames: FrameState,
  bytes: Uint8Array,
  hands: Hands,
): void {
  const share = newShare();
  const wishes = newWishes();
  const isPage = !isProgram(browser);
  for (let [at, size] = [0, 0]; at < bytes.length && !isClosing(browser); at += size) {
    if (isPage && hasToWait(turn, web, browser)) {
      browser.inbox = [Uint8Array.from(bytes.subarray(at))];
      goOnSoon(turn, browser);
      break;
    }
    size = isPage ? sizeOfNext(frames) : bytes.length;
    const { messages, breach } = step(frames, bytes.subarray(at, at + size));
    for (const { type, data } of messages) {
      if (isClosing(browser)) break;
      if (type === 'ping' && isTooMuch(browser, turn.state.now)) endWith(browser, 1008, 'too many messages');
      else if (type === 'ping') put(browser, frame('pong', data));
      else if (!isPage && (type === 'text' || type === 'binary'))
        onProgramMessage(turn, browser, type, data, hands, wishes);
      else if (type === 'text') onText(turn, web, browser, Buffer.from(data).toString(), hands, share);
      else if (type === 'binary') endWith(browser, 1003, 'text only');
      else if (type === 'close') onClose(browser, data);
    }
    if (breach) endWith(browser, breach.code, breach.why);
  }
  // Keys that came before the end are typed.
  carryOut(turn, browser, wishes, hands);
  holdWhileWaiting(turn, browser);
}

function isClosing({ mode }: Browser): boolean {
  return mode === 'closing';
}

function hasToWait({ effort }: Turn, web: WebState, browser: Browser): boolean {
  return isFull(browser) || isSaying(web, browser) || (effort !== undefined && effort.left <= 0);
}

/** What it has said is looked at in the next turn; or, where it has to read first, once it has; at a start, at its end. */
export function goOnSoon({ state }: Turn, browser: Browser): void {
  if (browser.inbox && !isFull(browser)) schedule(state, 'said', null, waitAtStart(state));
}

/** Nothing more of it is read: it waits in the kernel, and then on its machine. */
function holdWhileWaiting({ effects }: Turn, browser: Browser): void {
  const waits = browser.inbox !== undefined;
  if (waits === (browser.held ?? false)) return;
  if (waits) browser.held = true;
  else delete browser.held;
  effects.push({ type: 'web hold', id: browser.id, on: waits });
}

/** The close is answered by the same. */
function onClose(browser: Browser, data: Uint8Array): void {
  put(browser, frame('close', data.subarray(0, 2)));
  browser.mode = 'closing';
}

function onText(turn: Turn, web: WebState, browser: Browser, text: string, hands: Hands, share: Share): void {
  const message = readMessage(text);
  if (!message) return endWith(browser, 1008, 'not a message of this protocol');
  // The page asks again, and as fast: that it has to wait is no flood.
  share.searches = browser.burst.count <= SEARCH_LIMIT;
  if (message.t !== 'ack') turn.says = true;
  const isWork = 'q' in message && (message.t !== 'find' || (share.searches && share.slice.hasTime()));
  // Of acknowledgements there are as many as we have sent lines.
  if (message.t !== 'ack' && isTooMuch(browser, turn.state.now, isWork ? QUESTION : 1))
    return endWith(browser, 1008, 'too many messages');
  if (browser.mode === 'hello') return greet(turn, web, browser, message);
  const login = web.logins[browser.login];
  if (!login) return endWith(browser, LOGIN_OVER, 'logged out');
  if (SPREADING.has(message.t)) turn.spreads = true;
  if ('q' in message) onQuestion(turn, browser, login, message, hands, share);
  else onMessage(turn, web, browser, login, message, hands);
}

/** The first message: the half of the key that no other page of this machine has. */
function greet(turn: Turn, web: WebState, browser: Browser, message: FromPage): void {
  const { state } = turn;
  if (message.t !== 'hello' || !hasHalf(web, browser.login, message.half))
    return endWith(browser, LOGIN_OVER, 'not logged in');
  noteSecret(state);
  if (message.v !== VERSION && message.v !== VERSION_BEFORE)
    return endWith(browser, OTHER_VERSION, 'another version of the protocol');
  if (!TAB.test(message.tab)) return endWith(browser, 1008, 'not a name of a tab');
  const login = web.logins[browser.login] as Login;
  noteUse(turn, web, browser.login);
  Object.assign(browser, { mode: 'open', visible: message.visible, tab: `${browser.login} ${message.tab}` });
  browser.version = message.v;
  if (message.wide !== undefined) browser.wide = message.wide;
  // Who may only watch has no commands to be counted.
  const did = login.role === 'watch' ? 0 : tabOf(web, browser, state.now).did;
  const worlds = allNews(state, browser);
  browser.page = web.page ?? '';
  tell(browser, {
    ...{ t: 'welcome', v: message.v, build: state.version, did, role: login.role, worlds },
    page: web.page ?? '',
  });
}

function onMessage(
  turn: Turn,
  web: WebState,
  browser: Browser,
  login: Login,
  message: Exclude<FromPage, { q: number }>,
  hands: Hands,
): void {
  switch (message.t) {
    case 'hello':
      return endWith(browser, 1008, 'hello was said');
    case 'want':
      return want(turn, browser, message);
    case 'ack':
      return acknowledge(browser, message.w, message.to);
    case 'say':
    case 'follow':
      return say(turn, web, browser, login, message, hands);
    case 'seen': {
      // What is unread is the player's.
      if (login.role === 'watch') return;
      const log = logOf(turn.state, message.w);
      if (log) markSeen(log, Math.min(message.line, log.next), turn.readChunk);
      return;
    }
    case 'visible':
      browser.visible = message.on;
      return;
    case 'ping':
      return tell(browser, { t: 'pong' });
  }
}

function want({ state }: Turn, browser: Browser, { w, from, off }: Extract<FromPage, { t: 'want' }>): void {
  const log = logOf(state, w);
  delete browser.cursors[w];
  if (!log || off) return;
  const next = Math.min(Math.max(from, log.first), log.next);
  browser.cursors[w] = { next, acked: next };
}

function acknowledge(browser: Browser, name: string, to: number): void {
  const cursor = Object.hasOwn(browser.cursors, name) ? browser.cursors[name] : undefined;
  if (cursor) cursor.acked = Math.min(Math.max(cursor.acked, to), cursor.next);
}
