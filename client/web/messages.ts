/** What a page says over its WebSocket, and what follows from it. */
import type { Turn } from '../state/state.ts';
import type { Pattern, View } from '../state/view.ts';
import type { Browser, Login, Tab, WebState } from '../state/web.ts';
import { readSendLink } from '../stream/mxp/send-link.ts';
import { followLink } from '../world/links/follow.ts';
import { markSeen } from '../world/scrollback.ts';
import { noteSecret } from '../world/secrecy/secrets.ts';
import { findWorld } from '../world/world.ts';
import { newShare, onQuestion, type Share } from './asked/asked.ts';
import { carryOut, newWishes, onProgramMessage } from './attach/programs.ts';
import { BURST_LIMIT, endWith, isProgram, isTooMuch, put } from './connection.ts';
import { allNews, tell } from './feed.ts';
import type { Hands, PageTurn } from './hands.ts';
import { logOf, wireLine } from './history.ts';
import { hasHalf, noteUse } from './login.ts';
import {
  type FromPage,
  LOGIN_OVER,
  type Opened,
  OTHER_VERSION,
  readMessage,
  type ToPage,
  VERSION,
  VERSION_BEFORE,
} from './protocol.ts';
import { frame, step } from './wire/frames.ts';

/** What is said by one page and concerns others. */
const SPREADING: ReadonlySet<FromPage['t']> = new Set(['say', 'follow', 'seen', 'set']);

/** A question is work: it counts as so many. One that searches for long is answered, but without a look, from here on. */
const QUESTION = 5;
const SEARCH_LIMIT = BURST_LIMIT / 2;
/** UTF-16 units of what is typed. */
const TEXT_LIMIT = 64 * 1024;
/** Tabs that are remembered; of the login that has most of them the one that was used longest ago goes. */
const TABS_LIMIT = 200;
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
  if (!browser.frames) return;
  const { messages, breach } = step(browser.frames, bytes);
  const share = newShare();
  const wishes = newWishes();
  for (const { type, data } of messages) {
    if (browser.mode === 'closing') break;
    if (type === 'ping' && isTooMuch(browser, turn.state.now)) endWith(browser, 1008, 'too many messages');
    else if (type === 'ping') put(browser, frame('pong', data));
    else if (isProgram(browser) && (type === 'text' || type === 'binary'))
      onProgramMessage(turn, browser, type, data, hands, wishes);
    else if (type === 'text') onText(turn, web, browser, Buffer.from(data).toString(), hands, share);
    else if (type === 'binary') endWith(browser, 1003, 'text only');
    else if (type === 'close') onClose(browser, data);
  }
  // Keys that came before the end are typed.
  carryOut(turn, browser, wishes, hands);
  if (breach) endWith(browser, breach.code, breach.why);
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

function tabOf(web: WebState, { tab: key }: Browser, now: number) {
  const tab = (Object.hasOwn(web.tabs, key) ? web.tabs[key] : undefined) ?? { did: 0, used: now };
  tab.used = now;
  web.tabs[key] = tab;
  if (Object.keys(web.tabs).length > TABS_LIMIT) forgetTab(web);
  return tab;
}

/** However many tabs a login opens, it pushes out none of those who have fewer. */
function forgetTab({ tabs }: WebState): void {
  const byLogin = new Map<string, string[]>();
  for (const key of Object.keys(tabs)) {
    const [login = ''] = key.split(' ', 1);
    byLogin.set(login, [...(byLogin.get(login) ?? []), key]);
  }
  const most = [...byLogin.values()].reduce((least, one) => (one.length > least.length ? one : least));
  const used = (key: string) => (tabs[key] as Tab).used;
  delete tabs[most.reduce((oldest, key) => (used(key) < used(oldest) ? key : oldest))];
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

/** Commands are numbered by the page, and said again until they are known to be done: each is done once. */
function say(
  turn: Turn,
  web: WebState,
  browser: Browser,
  { role }: Login,
  message: Extract<FromPage, { t: 'say' | 'follow' }>,
  hands: Hands,
): void {
  const { n, w } = message;
  if (role === 'watch') return tell(browser, { t: 'did', n, fault: 'This login may only watch.' });
  const tab = tabOf(web, browser, turn.state.now);
  if (n > tab.did + 1) return endWith(browser, 1008, `command ${tab.did + 1} is missing`);
  if (n <= tab.did) return tell(browser, { t: 'did', n: tab.did });
  // Before it is done: what fails on it is not to be done once more.
  tab.did = n;
  const done =
    message.t === 'say'
      ? speak(turn, browser, w, message.text, hands)
      : follow(turn, browser, message, hands);
  tell(browser, { t: 'did', n, ...done });
}

/** A link is clicked: what it sends goes to the world as it is, and is no command. */
function follow(
  turn: Turn,
  browser: Browser,
  { w, link, text, pick }: Extract<FromPage, { t: 'follow' }>,
  hands: Hands,
): Done {
  const world = findWorld(turn.state, w);
  const sent = readSendLink(link, text);
  if (!world || !sent || sent.commands[pick] === undefined) return { fault: 'That is no link any more.' };
  turn.touched.add(world);
  followLink(hands.acting(turn, browser, world.name), world, sent, pick);
  return {};
}

type Done = Omit<Extract<ToPage, { t: 'did' }>, 't' | 'n'>;

/** What is said to the page beside that it is done. */
function speak(turn: Turn, browser: Browser, name: string, text: string, hands: Hands): Done {
  if (text.length > TEXT_LIMIT) return { fault: 'Not sent: that is too long.' };
  const world = name === '' ? null : findWorld(turn.state, name);
  if (world === undefined) return { fault: `There is no world "${name}".` };
  if (world) turn.touched.add(world);
  const acting = hands.acting(turn, browser, name);
  hands.enter(acting, text.replaceAll('\r', ''));
  return leftBehind(acting, name);
}

/** What /find, /recall and /grep look for, and have not found by the end of the turn: the page goes on with it. */
function wantedIn({ dialogs, recall, grep }: View): Pick<Pattern, 'text' | 'kind'> | null {
  const search = dialogs.find(dialog => dialog.kind === 'search');
  if (search) return { text: search.editor.text, kind: search.how ?? 'wild' };
  if (grep) return grep.pattern;
  return recall && { text: recall.pattern, kind: recall.how ?? 'wild' };
}

/** What a command has put on a screen that is none: the page has boxes of its own for it. */
function leftBehind({ view }: PageTurn, name: string): Done {
  const { dialogs, current } = view;
  const top = dialogs.at(-1);
  const wanted = wantedIn(view);
  const go = current !== null && current !== name ? { go: current } : {};
  if (top?.kind === 'pager')
    return { ...go, text: { title: top.title, lines: top.lines.map(line => wireLine(line)) } };
  if (wanted) return { ...go, search: { text: wanted.text, how: wanted.kind } };
  if (top?.kind === 'settings' || top?.kind === 'worlds' || top?.kind === 'rules')
    return { ...go, open: top.kind };
  if (top?.kind !== 'world') return top ? { ...go, fault: 'That is for the terminal.' } : go;
  const open: Opened = top.name === null ? 'new world' : 'world';
  return { ...go, open, name: top.name ?? top.form.values.name ?? '' };
}
