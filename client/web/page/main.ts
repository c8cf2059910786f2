/** The page: worlds as tabs, the log of one of them, the input line; or the door, while it is not logged in. */
import type { ToPage, WireLine, WorldNews } from '../protocol.ts';
import { createConnection, HALF, isVisible } from './connect.ts';
import { createInput } from './input.ts';
import { fill } from './line.ts';
import { addLines, emptyLines, type Lines } from './lines.ts';
import { createLogView } from './log.ts';
import { createSpeech } from './speech.ts';
import { drawTabs } from './tabs.ts';

interface World {
  news: WorldNews;
  lines: Lines;
  /** Lines before this one were seen, here or elsewhere. */
  seen: number;
  /** Lines before this one had come when the end was last on screen. */
  passed: number;
}

/** Lines that a world begins with; older ones come when they are looked at. */
const BEGINNING = 256;
/** So many lines behind, a page that comes again begins anew. */
const BEHIND = 4096;
/** Lines of a piece of the history. */
const PIECE = 512;

/** How long what was seen waits to be told (ms). */
const SEEN_TIME = 250;

const worlds = new Map<string, World>();
let current = '';
const byId = (id: string) => document.getElementById(id) as HTMLElement;

const connection = createConnection({
  message,
  state(text) {
    const waiting = connection.waiting();
    byId('banner').textContent = text === '' || waiting === 0 ? text : `${text} ${waiting} not sent yet.`;
  },
  loggedOut: () => showDoor(''),
});
const log = createLogView(byId('log'), fetchLines, noteSeen);
const speech = createSpeech(byId('speech'), byId('review'));
const input = createInput(byId, text => {
  connection.say(current, text);
  log.toEnd();
});

function message(said: ToPage): void {
  switch (said.t) {
    case 'welcome':
      return welcome(said.worlds);
    case 'lines':
      return take(said.w, said.from, said.l);
    case 'world':
      return news(said.world);
    case 'counts':
      for (const [name, next] of Object.entries(said.w)) {
        const world = worlds.get(name);
        if (world) world.lines.next = Math.max(world.lines.next, next);
      }
      return show();
    case 'did':
      byId('banner').textContent = said.fault ?? '';
      return;
    case 'gone':
      worlds.delete(said.w);
      if (current === said.w) choose('');
      return show();
    case 'pong':
  }
}

function welcome(all: readonly WorldNews[]): void {
  byId('door').hidden = true;
  byId('game').hidden = false;
  const gone = new Set(worlds.keys());
  for (const one of all) {
    gone.delete(one.w);
    news(one);
  }
  for (const name of gone) worlds.delete(name);
  if (!worlds.has(current) || current === '') choose(firstWorld());
  else follow();
  show();
  // On a phone the keyboard would cover half of the output.
  if (matchMedia('(pointer: fine)').matches) input.focus();
}

/** One that is connected, or any. */
function firstWorld(): string {
  const named = [...worlds.values()].map(({ news }) => news).filter(({ w }) => w !== '');
  return (named.find(({ phase }) => phase === 'connected') ?? named[0])?.w ?? '';
}

function news(one: WorldNews): void {
  const known = worlds.get(one.w);
  if (known && known.lines.epoch === one.epoch) {
    known.news = one;
    known.seen = Math.max(known.seen, one.seen);
    known.lines.first = one.first;
    known.lines.next = Math.max(known.lines.next, one.next);
  } else {
    worlds.set(one.w, { news: one, lines: emptyLines(one), seen: one.seen, passed: one.next });
    // Another log by the same name: what is on screen is not its.
    if (known && one.w === current) choose(current);
  }
  show();
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
  connection.send({ t: 'ack', w: name, to: from + added.length });
  if (name !== current) return;
  if (isNew) speech.hear(added);
  log.update(from);
  noteSeen();
}

const fetching = new Set<string>();

/** Old lines, in pieces that begin at the same numbers every time: the browser keeps them. */
function fetchLines(lines: Lines, first: number, end: number): void {
  const name = current;
  const start = Math.max(lines.first, Math.floor(first / PIECE) * PIECE);
  for (let from = start; from < end; from = (Math.floor(from / PIECE) + 1) * PIECE) {
    const to = Math.min(lines.next, (Math.floor(from / PIECE) + 1) * PIECE);
    void fetchPiece(name, lines, from, to);
  }
}

async function fetchPiece(name: string, lines: Lines, from: number, to: number): Promise<void> {
  const address = `/lines/${encodeURIComponent(name)}/${lines.epoch}/${from}-${to}`;
  if (from >= to || fetching.has(address)) return;
  fetching.add(address);
  try {
    const answer = await fetch(address, { headers: { 'x-clay-half': localStorage.getItem(HALF) ?? '' } });
    if (answer.ok) addLines(lines, from, (await answer.json()) as WireLine[]);
  } catch {
    // Asked for again when it is looked at again.
  }
  fetching.delete(address);
  if (name === current) log.update(from);
}

function choose(name: string): void {
  if (name !== current) connection.send({ t: 'want', w: current, from: 0, off: true });
  current = name;
  const world = worlds.get(name);
  if (!world) return;
  log.show(world.lines);
  follow();
  show();
}

/** What is at the end of the screen of a visible page was seen. */
function noteSeen(): void {
  const world = worlds.get(current);
  byId('newest').hidden = log.isAtEnd() || !world;
  if (!world || !isVisible() || !log.isAtEnd()) return show();
  world.passed = world.lines.have;
  if (world.lines.have > world.seen) {
    world.seen = world.lines.have;
    tellSeenSoon();
  }
  show();
}

/** Worlds with lines that were seen and not told of yet. */
const untold = new Set<World>();

/** Not with each packet of a flood. */
function tellSeenSoon(): void {
  const world = worlds.get(current);
  if (!world) return;
  if (untold.size === 0) setTimeout(tellSeen, SEEN_TIME);
  untold.add(world);
}

function tellSeen(): void {
  for (const { news, seen } of untold) connection.send({ t: 'seen', w: news.w, line: seen });
  untold.clear();
}

function unreadOf({ lines, seen }: World): number {
  return Math.max(0, lines.next - Math.max(seen, lines.first));
}

/** All but the log, which draws itself. */
function show(): void {
  const world = worlds.get(current);
  drawTabs(
    byId('tabs'),
    [...worlds.values()].map(one => ({
      name: one.news.w,
      isOn: one.news.w === '' || one.news.phase === 'connected',
      unread: one.news.w === current && log.isAtEnd() ? 0 : unreadOf(one),
    })),
    current,
    choose,
  );
  const unread = [...worlds.values()].reduce((sum, one) => sum + unreadOf(one), 0);
  document.title = `${unread > 0 ? `(${unread}) ` : ''}${current || 'Clay'} – Clay`;
  const below = world ? world.lines.next - world.passed : 0;
  byId('newest').textContent = below > 0 ? `${below} new ▼` : '▼';
  byId('connect').hidden = current === '' || ['connected', 'connecting'].includes(world?.news.phase ?? '');
  const prompt = byId('prompt');
  prompt.replaceChildren();
  if (world?.news.prompt) fill(prompt, world.news.prompt);
  input.setMasked(world?.news.masked ?? false);
  input.setPlaceholder(current === '' ? 'No world is shown' : `Say to ${current}`);
}

function showDoor(why: string): void {
  byId('game').hidden = true;
  byId('door').hidden = false;
  byId('why').textContent = why;
  byId('code').focus();
}

/** The code stands behind the `#`, which no browser ever sends by itself. */
async function logIn(typed: string): Promise<void> {
  const code = typed.trim().replace(/^.*#/, '');
  try {
    const answer = await fetch('/login', { method: 'POST', body: JSON.stringify({ code }) });
    if (!answer.ok) return showDoor('That link is not good any more: each works once, within five minutes.');
    const { half } = (await answer.json()) as { half: string };
    localStorage.setItem(HALF, half);
    connection.start();
  } catch {
    showDoor('Clay does not answer.');
  }
}

byId('login').addEventListener('submit', event => {
  event.preventDefault();
  void logIn((byId('code') as HTMLInputElement).value);
});
byId('newest').addEventListener('click', () => log.toEnd());
byId('connect').addEventListener('click', () => connection.say(current, '/connect'));
document.addEventListener('visibilitychange', noteSeen);
addEventListener('keydown', event => {
  const digit = /^Digit([1-9])$/.exec(event.code)?.[1];
  const lines = worlds.get(current)?.lines;
  if (event.altKey && digit && lines) {
    event.preventDefault();
    return speech.review(lines.known.get(lines.have - Number(digit))?.[0] ?? '');
  }
  if (event.key === 'PageUp' || event.key === 'PageDown') {
    event.preventDefault();
    log.scrollPages(event.key === 'PageUp' ? -1 : 1);
  }
});

const code = location.hash.slice(1);
history.replaceState(null, '', location.pathname);
if (code !== '') void logIn(code);
else if (localStorage.getItem(HALF) === null) showDoor('');
else connection.start();
