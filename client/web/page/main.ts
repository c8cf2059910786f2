/** The page: worlds as tabs, the log of one of them, the input; or the door, while it is not logged in. */
import type { ToPage, WireLine, WorldNews } from '../protocol.ts';
import { createBanner } from './banner.ts';
import { createAttention } from './bar/attention.ts';
import { createSpeech } from './bar/speech.ts';
import { drawState, placeholder } from './bar/state.ts';
import { drawTabs } from './bar/tabs.ts';
import { applyChoices, choices } from './choices.ts';
import { closeBoxes, isBoxOpen } from './dialogs/box.ts';
import { openKeys, openMenu, openOwn, openText } from './dialogs/own.ts';
import { openRules } from './dialogs/rules.ts';
import { openForm } from './dialogs/settings.ts';
import { openWorlds, type WorldsBox } from './dialogs/worlds.ts';
import { openDoor, showDoor } from './door.ts';
import { byId, isVisible, onClick, setText } from './element.ts';
import { createFetcher } from './fetching.ts';
import { createFind } from './find.ts';
import { createInput } from './input/input.ts';
import { listenForKeys } from './keys.ts';
import { addLines } from './log/lines.ts';
import { listenForLinks } from './log/links.ts';
import { createLogView } from './log/log.ts';
import { awaitNow, paced, pacedHidden } from './pace.ts';
import { createAcks } from './talk/acks.ts';
import { createAsker } from './talk/ask.ts';
import { createConnection, type Heard } from './talk/connect.ts';
import { createSeen } from './talk/seen.ts';
import {
  firstWorld,
  mostActive,
  neighbour,
  takeCounts,
  takeNews,
  unreadOf,
  type World,
  type Worlds,
  weightOf,
} from './worlds.ts';

/** Lines that a world begins with: more than a screen, with some to scroll up to. Older ones come when they are looked at. */
const BEGINNING = 320;
/** So many lines behind, a page that comes again begins anew. */
const BEHIND = 4096;
/** Which page this is; Clay may have another one by now. */
const BUILD = 'PAGE_BUILD';
const CURRENT = 'clay.world';

const worlds: Worlds = new Map();
let current = sessionStorage.getItem(CURRENT) ?? '';
/** The first unread line when the world came on screen, or the page was seen again. */
let mark: number | null = null;
let role: 'play' | 'watch' = 'play';
/** Clay has another page than this one. */
let isStale = false;
let worldsBox: WorldsBox | null = null;

const connection = createConnection({
  message,
  standing(standing) {
    if (standing.is !== 'open' && standing.is !== 'busy') asker.forget();
    banner.standing(standing);
  },
  loggedOut: () => showDoor(''),
});
const banner = createBanner(byId('banner'), old => connection.release(old));
const asker = createAsker(connection.send);
const acks = createAcks(connection.send);
const tellSeenSoon = createSeen(connection.send);
const fetchLines = createFetcher((name, lines, from) => {
  if (worlds.get(name)?.lines === lines && name === current) log.update(from);
});
const log = createLogView(byId('log'), {
  wanted: (lines, from, to) => fetchLines(current, lines, from, to),
  moved: noteSeen,
  drawn: () => find.mark(),
});
listenForLinks(byId('log'), {
  follow(link, text, pick, command) {
    if (role === 'watch') return banner.tell('This login may only watch.', true);
    awaitNow();
    connection.follow(current, { link, text, pick }, command);
    log.mark(null);
    log.toEnd();
  },
  begin: command => void beginWith(command),
});
const speech = createSpeech(byId('speech'), byId('review'));
const attention = createAttention(choose);
const input = createInput({
  enter(text) {
    awaitNow();
    connection.say(current, text);
    banner.tell('', false);
    log.mark(null);
    log.toEnd();
  },
  complete: async (text, cursor) =>
    (await asker.ask({ t: 'complete', w: current, text, cursor })).complete ?? null,
  tell: speech.tell,
});
const find = createFind(
  log,
  () => ({
    name: current,
    first: worlds.get(current)?.lines.first ?? 0,
    next: worlds.get(current)?.lines.next ?? 0,
  }),
  asker.ask,
  () => input.focus(),
);

/** Clay knows how the words are typed so that they are no command, and not several. */
async function beginWith(command: string): Promise<void> {
  const asked = current;
  const { begun, fault } = await asker.ask({ t: 'ask', what: 'begun', name: command });
  if (begun === undefined) return banner.tell(fault ?? 'Not taken: Clay does not say how.', true);
  if (current === asked) input.begin(begun);
}

function message(said: Heard): void {
  switch (said.t) {
    case 'welcome':
      role = said.role;
      pageIs(said.page ?? '');
      return welcome(said.worlds);
    case 'lines':
      return take(said.w, said.from, said.l);
    case 'world':
      takeNewsOf(said.world);
      return show();
    case 'counts':
      for (const world of takeCounts(worlds, said)) attention.news(world.news.w, weightOf(world));
      return show();
    case 'did':
      return done(said);
    case 'gone':
      worlds.delete(said.w);
      if (current === said.w) choose(firstWorld(worlds));
      return show();
    case 'page':
      return pageIs(said.page);
    case 'answer':
      return asker.answered(said);
    case 'pong':
  }
}

function pageIs(page: string): void {
  isStale = page !== '' && page !== BUILD;
  renew();
}

/** The page that Clay has now takes this one's place when nobody looks, and nothing is being typed. */
function renew(): void {
  if (isStale && !isVisible() && input.isEmpty() && !isBoxOpen()) location.reload();
}

function welcome(all: readonly WorldNews[]): void {
  byId('door').hidden = true;
  byId('game').hidden = false;
  const gone = new Set(worlds.keys());
  for (const one of all) {
    gone.delete(one.w);
    takeNewsOf(one);
  }
  for (const name of gone) worlds.delete(name);
  // What was seen when nobody could be told.
  for (const world of worlds.values()) if (world.seen > world.news.seen) tellSeenSoon(world);
  input.setReadOnly(role === 'watch');
  const isThere = worlds.has(current) && byId('log').dataset.world === current;
  if (isThere) follow();
  else choose(worlds.has(current) && current !== '' ? current : firstWorld(worlds));
  show();
  // On a phone the keyboard would cover half of the output.
  if (matchMedia('(pointer: fine)').matches && !isBoxOpen()) input.focus();
}

function takeNewsOf(one: WorldNews): void {
  const before = worlds.get(one.w)?.news.weight;
  const end = takeNews(worlds, one);
  if (end < Infinity && one.w === current) forget(end);
  const world = worlds.get(one.w) as World;
  if (unreadOf(world) > 0 && one.weight !== before) attention.news(one.w, weightOf(world));
}

/** From that line on the log on screen is another one: what is on screen of it is not there any more. */
function forget(end: number): void {
  if (end === 0) {
    find.close();
    return choose(current);
  }
  log.forget(end);
  find.forget(end);
  if (mark !== null && mark > end) markUnread();
}

/** What a command has done beside what stands in the log. */
function done({ fault, go, open, name, text, search }: Extract<ToPage, { t: 'did' }>): void {
  if (fault !== undefined) banner.tell(fault, true);
  if (go !== undefined && worlds.has(go)) choose(go);
  if (text) openText(text.title, text.lines, focusInput);
  if (search) find.open(search);
  if (open === 'worlds') showWorlds();
  else if (open === 'rules') showRules();
  else if (open) void openForm(open, name ?? '', formOptions);
}

/** Asks for the lines of the world on screen, from where it has them. */
function follow(): void {
  const lines = worlds.get(current)?.lines;
  if (!lines) return;
  const isFar = lines.known.size === 0 || lines.next - lines.have > BEHIND;
  const from = isFar ? Math.max(lines.first, lines.next - BEGINNING) : lines.have;
  connection.send({ t: 'want', w: current, from });
}

function take(name: string, from: number, added: readonly WireLine[]): void {
  const world = worlds.get(name);
  if (!world) return;
  const isNew = from >= world.lines.have && world.lines.known.size > 0;
  addLines(world.lines, from, added);
  const untold = added.slice(Math.max(0, world.heard - from));
  world.heard = Math.max(world.heard, world.lines.have);
  acks.note(name, from + added.length, added.length);
  if (name !== current) return;
  if (isNew) speech.hear(untold);
  log.update(from);
  noteSeen();
}

function choose(name: string): void {
  const isSame = name === byId('log').dataset.world;
  if (!isSame) {
    if (worlds.has(current)) connection.send({ t: 'want', w: current, from: 0, off: true });
    input.swapDraft(current, name);
    find.close();
  }
  current = name;
  byId('log').dataset.world = name;
  sessionStorage.setItem(CURRENT, name);
  const world = worlds.get(name);
  if (!world) return;
  log.show(world.lines);
  markUnread();
  follow();
  show();
  input.setSuggestions(choices.suggest.includes(name));
  if (!isSame) speech.tell(`${name || 'Clay'}, ${world.news.phase}`);
  if (role === 'play')
    void asker.ask({ t: 'ask', what: 'history', name }).then(({ history }) => {
      if (history && name === current) input.setHistory(history);
    });
}

/** What comes from here on is new. */
function markUnread(): void {
  const world = worlds.get(current);
  mark = world && unreadOf(world) > 0 ? Math.max(world.seen, world.lines.first) : null;
  log.mark(mark);
}

/** What is at the end of the screen of a visible page was seen. */
function noteSeen(): void {
  const world = worlds.get(current);
  if (world && isVisible() && log.isAtEnd()) {
    world.passed = world.lines.have;
    if (world.lines.have > world.seen) {
      world.seen = world.lines.have;
      tellSeenSoon(world);
    }
  }
  show();
}

const showSoon = paced(draw);
const showHidden = pacedHidden(draw);

/** All but the log, which draws itself. */
function show(): void {
  // A hidden page draws no frames, and its title is all that is seen of it.
  if (isVisible()) showSoon();
  else showHidden();
}

function draw(): void {
  const world = worlds.get(current);
  const unreadNow = (one: World) => (one === world && log.isAtEnd() && isVisible() ? 0 : unreadOf(one));
  const tabs = [...worlds.values()].map(one => ({
    ...{ name: one.news.w, phase: one.news.phase },
    ...{ unread: unreadNow(one), weight: weightOf(one) },
  }));
  drawTabs(byId('tabs'), tabs, current, choose);
  attention.title(
    [...worlds.values()].reduce((sum, one) => sum + unreadNow(one), 0),
    current,
  );
  worldsBox?.draw();
  const below = world ? world.lines.next - world.passed : 0;
  byId('newest').hidden = log.isAtEnd() || !world;
  setText(byId('newest'), below > 0 ? `${below} new ▼` : '▼');
  byId('unread').hidden = mark === null || !log.isAbove(mark);
  drawState(current, world?.news ?? null, role);
  input.setMasked(world?.news.masked ?? false);
  input.setPlaceholder(placeholder(current, world?.news ?? null, role));
}

const focusInput = () => input.focus();
const focusBehindBoxes = () => void (isBoxOpen() || input.focus());
const formOptions = {
  ask: asker.ask,
  told: (text: string) => {
    banner.tell(text, false);
    speech.tell(text);
  },
  closed: focusInput,
  connected: (name: string) => (worlds.has(name) ? choose(name) : undefined),
};

function showWorlds(): void {
  worldsBox = openWorlds({
    worlds: () =>
      [...worlds.values()]
        .filter(({ news }) => news.w !== '')
        .map(one => ({ ...one.news, name: one.news.w, unread: unreadOf(one) })),
    choose,
    say: (name, command) => connection.say(name, command),
    edit: name => void openForm(name === null ? 'new world' : 'world', name ?? '', formOptions),
    closed() {
      worldsBox = null;
      focusBehindBoxes();
    },
  });
}

const showRules = () =>
  void openRules({
    ask: asker.ask,
    world: () => current,
    edit: (what, name) => void openForm(what, name, { ...formOptions, closed: showRules }),
    told: formOptions.told,
    closed: focusBehindBoxes,
  });

function goToUnread(): void {
  if (mark !== null) log.goTo(mark);
}

onClick('newest', () => log.toEnd());
onClick('unread', goToUnread);
onClick('connect', () => connection.say(current, '/connect'));
onClick('find-open', () => (find.isOpen() ? find.close() : find.open()));
onClick('menu-open', () =>
  openMenu(
    {
      worlds: showWorlds,
      rules: showRules,
      settings: () => void openForm('settings', '', formOptions),
      own: () => openOwn(current, () => input.setSuggestions(choices.suggest.includes(current)), focusInput),
      keys: () => openKeys(focusInput),
    },
    focusBehindBoxes,
  ),
);
listenForKeys(
  {
    find: () => find.open(),
    escape: () => (find.isOpen() ? find.close() : log.toEnd()),
    scrollPages: log.scrollPages,
    neighbour: step => choose(neighbour(worlds, current, step)),
    active: () => choose(mostActive(worlds, current) ?? current),
    unread: goToUnread,
    review(back) {
      const lines = worlds.get(current)?.lines;
      speech.tell(lines?.known.get(lines.have - back)?.[0] ?? 'There is no such line.');
    },
    worlds: showWorlds,
  },
  isBoxOpen,
);
document.addEventListener('visibilitychange', () => {
  if (isVisible()) {
    if (mark === null || !log.isAbove(mark)) markUnread();
    noteSeen();
  } else renew();
});
// The keyboard of an iPhone lies over the page and does not make it smaller.
visualViewport?.addEventListener('resize', () => {
  const { height = innerHeight, scale = 1 } = visualViewport ?? {};
  // Whoever has come nearer sees less of it, and wants no smaller one.
  document.documentElement.style.setProperty('--height', scale > 1 ? 'none' : `${height}px`);
});

applyChoices();
void navigator.serviceWorker?.register('worker.js').catch(() => {
  // Certificates that nobody vouches for allow none; the page does without.
});
openDoor(() => {
  closeBoxes();
  connection.start();
});
