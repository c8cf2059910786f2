/**
 * Commands of pages: each is numbered and done once. One of many lines may be more than a turn has time for: it goes on in the
 * next one, behind a reload or a crash, too, and what the page has said behind it waits.
 */
import { isStarting, waitAtStart } from '../../state/start/starting.ts';
import type { Turn } from '../../state/state.ts';
import { schedule } from '../../state/timers.ts';
import type { Entering, Pattern, View } from '../../state/view.ts';
import type { Browser, Followed, Login, Saying, WebState } from '../../state/web.ts';
import { readSendLink } from '../../stream/mxp/send-link.ts';
import { worldOn } from '../../world/audience.ts';
import { followLink } from '../../world/links/follow.ts';
import { findWorld } from '../../world/world.ts';
import { endWith } from '../connection.ts';
import { tell } from '../feed.ts';
import type { Hands, PageTurn } from '../hands.ts';
import { wireLine } from '../history.ts';
import type { FromPage, Opened, ToPage } from '../protocol.ts';
import { tabOf } from './tabs.ts';

/** UTF-16 units of what is typed. */
const TEXT_LIMIT = 64 * 1024;

/** Whether a command of the tab is under way. */
export function isSaying({ saying = [] }: WebState, { tab }: Browser): boolean {
  return saying.some(one => one.tab === tab);
}

/** Commands are numbered by the page, and said again until they are known to be done: each is done once. */
export function say(
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
  // One that is under way is told of when it is done.
  if (n <= tab.did) return isSaying(web, browser) ? undefined : tell(browser, { t: 'did', n: tab.did });
  // Before it is done: what fails on it is not to be done once more.
  tab.did = n;
  const fault = message.t === 'say' ? faultIn(turn, w, message.text) : null;
  if (fault !== null) return tell(browser, { t: 'did', n, fault });
  const acting = hands.acting(turn, browser, w);
  const text = message.t === 'say' ? message.text.replaceAll('\r', '') : null;
  const entering: Entering = text === null ? { lines: [], next: 0, how: null } : hands.enter(acting, text);
  const link = message.t === 'follow' && { link: message };
  (web.saying ??= []).push({ tab: browser.tab, n, world: w, view: acting.view, entering, ...link });
  goOnSaying(turn, web, hands);
}

/** A link is clicked: what it sends goes to the world as it is, and is no command. */
function follow(turn: PageTurn, name: string, { link, text, pick }: Followed): Done {
  const world = findWorld(turn.state, name);
  const sent = readSendLink(link, text);
  if (!world || !sent || sent.commands[pick] === undefined) return { fault: 'That is no link any more.' };
  turn.touched.add(world);
  followLink(turn, world, sent, pick);
  return {};
}

function faultIn(turn: Turn, name: string, text: string): string | null {
  if (text.length > TEXT_LIMIT) return 'Not sent: that is too long.';
  const world = name === '' ? null : findWorld(turn.state, name);
  if (world) turn.touched.add(world);
  return world === undefined ? `There is no world "${name}".` : null;
}

/** Commands under way, as far as the turn has time for them; at a start they wait. */
export function goOnSaying(turn: Turn, web: WebState, hands: Hands): void {
  if (isStarting(turn.state)) {
    if (web.saying) schedule(turn.state, 'said', null, waitAtStart(turn.state));
    return;
  }
  for (let first = web.saying?.[0]; first; first = web.saying?.[0]) {
    const acting = { ...turn, view: first.view, world: worldOn(turn.state, first.view) };
    let isDone = true;
    try {
      isDone = hands.goOn(acting, first.entering);
    } finally {
      // One that fails keeps no others from their turn.
      if (isDone) web.saying?.shift();
      if (web.saying?.length === 0) delete web.saying;
      if (web.saying) schedule(turn.state, 'said', null, 0);
    }
    if (!isDone) return;
    finish(web, first, acting);
  }
}

/** Whichever connection its tab has now. */
function finish({ browsers }: WebState, { tab, n, world, link }: Saying, acting: PageTurn): void {
  const done = link ? follow(acting, world, link) : leftBehind(acting, world);
  for (const browser of Object.values(browsers))
    if (browser.mode === 'open' && browser.tab === tab) tell(browser, { t: 'did', n, ...done });
}

type Done = Omit<Extract<ToPage, { t: 'did' }>, 't' | 'n'>;

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
