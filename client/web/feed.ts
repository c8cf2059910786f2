/**
 * What pages are sent by themselves. A page is a cursor into the logs, never a queue: lines go out only when all that was
 * said before has gone, and no more than it has acknowledged lets. One that does not read costs one message.
 */
import type { State, Turn } from '../state/state.ts';
import { dueTime, schedule } from '../state/timers.ts';
import type { Browser, Told } from '../state/web.ts';
import type { World } from '../state/world.ts';
import { importanceOf } from '../view/importance.ts';
import { worldMap } from '../view/map/page.ts';
import { trialWords } from '../view/status/reloaded.ts';
import { worldVitals } from '../view/status/vitals.ts';
import { isMasked } from '../world/login/masking.ts';
import { isFull, put } from './connection.ts';
import { epochOf, linesOf, logOf, wireLine } from './history.ts';
import { type ToPage, VERSION, type WireLine, type WorldNews } from './protocol.ts';
import { frame } from './wire/frames.ts';

/** Lines and UTF-16 units of a message. */
const MESSAGE_LINES = 64;
const MESSAGE_SIZE = 64 * 1024;
/** Lines that may be on their way. */
const WINDOW = 512;
/**
 * What comes so soon (ms) after lines were sent goes with what follows it: a message costs as much as a hundred lines in it, and
 * a screen shows no more than one in this time. What comes alone goes at once.
 */
const GATHER_TIME = 16;
/** A page is told how many lines there are that it does not get at most so often, and no later than so (ms). */
const COUNT_TIME = 1000;

export function tell(browser: Browser, message: ToPage): void {
  put(browser, encoded(message));
}

function encoded(message: ToPage): Uint8Array {
  return frame('text', Buffer.from(JSON.stringify(message)));
}

/** Names of all worlds, with those that were never looked at; '' is Clay itself. */
function names({ settings, worlds }: State): string[] {
  return ['', ...new Set([...Object.keys(settings.worlds), ...Object.keys(worlds)])];
}

export function newsOf(state: State, name: string): WorldNews {
  const world = Object.hasOwn(state.worlds, name) ? (state.worlds[name] as World) : null;
  const log = logOf(state, name);
  return {
    w: name,
    ...{ epoch: log ? epochOf(log) : 0, first: log?.first ?? 0, next: log?.next ?? 0, seen: log?.seen ?? 0 },
    ...(log?.edition && { same: log.edition.former }),
    phase: world?.phase ?? 'idle',
    carrier: world?.link?.carrier ?? '',
    masked: world ? isMasked(state, world) : false,
    prompt: world?.prompt ? wireLine(world.prompt) : null,
    weight: world ? importanceOf(world) : 'own',
    vitals: world ? worldVitals(state, world) : [],
    map: world ? worldMap(state, world) : [],
  };
}

/** What a page is told when it has said who it is. */
export function allNews(state: State, browser: Browser): WorldNews[] {
  const news = names(state).map(name => newsOf(state, name));
  for (const one of news) browser.told[one.w] = toldOf(one);
  return news;
}

function toldOf(news: WorldNews): Told {
  const { epoch, next, seen, phase, carrier, masked, prompt, weight = 'text', vitals = [], map = [] } = news;
  return {
    ...{ epoch, next, seen, phase, carrier, masked, weight },
    prompt: prompt ? JSON.stringify(prompt) : '',
    vitals: vitals.length > 0 ? JSON.stringify(vitals) : '',
    map: map.join('\n'),
  };
}

/** What one event brings to pages: looked up and encoded once for all that get the same. */
export interface Serving {
  readonly news: Map<string, ServedNews>;
  readonly lines: Map<string, { readonly count: number; readonly bytes: Uint8Array }>;
}

interface ServedNews {
  readonly news: WorldNews;
  readonly told: Told;
  /** Once somebody is told. */
  bytes?: Uint8Array;
}

export function emptyServing(): Serving {
  return { news: new Map(), lines: new Map() };
}

/**
 * Sends a page what it is owed, as far as there is room. `isOneOfMany`: what has happened has changed no world but those of the
 * turn, and may come many times a second.
 */
export function feed(turn: Turn, browser: Browser, isOneOfMany: boolean, serving: Serving): void {
  if (browser.mode !== 'open') return;
  if (browser.outbox.length > 0) {
    if (!isOneOfMany || turn.touched.size > 0) browser.owed = true;
    return;
  }
  const waits = gathersUntil(turn.state, browser);
  const isLater = waits > 0 && isOneOfMany;
  if (isLater) lookBy(turn.state, waits);
  else tellNews(turn, browser, !isOneOfMany || browser.owed === true, serving);
  if (browser.visible) sendLines(turn, browser, serving, waits);
  if (!isLater) tellCounts(turn, browser);
}

function tellNews(turn: Turn, browser: Browser, all: boolean, serving: Serving): void {
  delete browser.owed;
  if (all) {
    tellPage(turn.state, browser);
    tellSign(turn.state, browser);
  }
  tellChanges(turn, browser, all, serving);
}

/** When lines go again (Unix ms); 0: now. A clock that was put back keeps nobody waiting. */
function gathersUntil({ now }: State, { fed = 0 }: Browser): number {
  const since = now - fed;
  return since >= 0 && since < GATHER_TIME ? fed + GATHER_TIME : 0;
}

/** All is looked at by then. */
function lookBy(state: State, due: number): void {
  // The timer may be set for what comes later.
  if ((dueTime(state, 'web', null) ?? Infinity) > due) schedule(state, 'web', null, due - state.now);
}

/** The latest of what has changed. To look at all worlds is for events that do not come with every packet. */
function tellChanges({ state, touched }: Turn, browser: Browser, all: boolean, serving: Serving): void {
  for (const name of all ? names(state) : [...touched].map(world => world.name)) {
    const served = newsServed(state, name, serving);
    const { told: now } = served;
    const before = Object.hasOwn(browser.told, name) ? browser.told[name] : undefined;
    if (before && isSame(before, now)) continue;
    if (isFull(browser)) {
      browser.owed = true;
      return;
    }
    browser.told[name] = { ...now, next: before?.next ?? now.next };
    served.bytes ??= encoded({ t: 'world', world: served.news });
    put(browser, served.bytes);
  }
  if (!all) return;
  for (const name of Object.keys(browser.told)) {
    if (name === '' || Object.hasOwn(state.worlds, name) || Object.hasOwn(state.settings.worlds, name))
      continue;
    delete browser.told[name];
    delete browser.cursors[name];
    tell(browser, { t: 'gone', w: name });
  }
}

function newsServed(state: State, name: string, { news: served }: Serving): ServedNews {
  const known = served.get(name);
  if (known) return known;
  const news = newsOf(state, name);
  const made: ServedNews = { told: toldOf(news), news };
  served.set(name, made);
  return made;
}

/** How many lines there are is told apart. */
function isSame(one: Told, other: Told): boolean {
  return (
    one.phase === other.phase &&
    one.prompt === other.prompt &&
    one.masked === other.masked &&
    one.seen === other.seen &&
    one.carrier === other.carrier &&
    one.weight === other.weight &&
    one.vitals === other.vitals &&
    one.map === other.map &&
    one.epoch === other.epoch
  );
}

/** Of the first version there is none who would understand it. */
function tellPage({ web }: State, browser: Browser): void {
  const page = web?.page ?? '';
  if (browser.version === undefined || browser.version < VERSION || browser.page === page) return;
  browser.page = page;
  tell(browser, { t: 'page', page });
}

function tellSign(state: State, browser: Browser): void {
  const text = trialWords(state);
  if (browser.version === undefined || browser.version < VERSION || text === (browser.sign ?? '')) return;
  browser.sign = text;
  tell(browser, { t: 'sign', text });
}

/** `waits`: until when what is no full message waits (Unix ms); 0: it does not. */
function sendLines({ state, readChunk }: Turn, browser: Browser, serving: Serving, waits: number): void {
  for (const [name, cursor] of Object.entries(browser.cursors)) {
    const log = logOf(state, name);
    if (!log) continue;
    // Lines that are gone are a gap; the page sees it by their numbers.
    cursor.next = Math.max(cursor.next, log.first);
    cursor.acked = Math.max(cursor.acked, log.first);
    const to = Math.min(log.next, cursor.next + MESSAGE_LINES, cursor.acked + WINDOW);
    if (cursor.next >= to) continue;
    if (isFull(browser)) return;
    if (waits > 0 && to - cursor.next < MESSAGE_LINES) {
      lookBy(state, waits);
      continue;
    }
    browser.fed = state.now;
    const key = `${cursor.next} ${to} ${name}`;
    const known = serving.lines.get(key);
    const served =
      known ?? linesServed(name, cursor.next, linesOf(log, cursor.next, to, readChunk, MESSAGE_SIZE));
    if (!known) serving.lines.set(key, served);
    put(browser, served.bytes);
    cursor.next += served.count;
    // Next time it is another one's turn first.
    delete browser.cursors[name];
    browser.cursors[name] = cursor;
  }
}

function linesServed(w: string, from: number, l: readonly WireLine[]) {
  return { count: l.length, bytes: encoded({ t: 'lines', w, from, l }) };
}

function tellCounts({ state }: Turn, browser: Browser): void {
  const more: Record<string, number> = {};
  for (const [name, told] of Object.entries(browser.told)) {
    const next = logOf(state, name)?.next ?? 0;
    if (next !== told.next && !(browser.visible && Object.hasOwn(browser.cursors, name))) more[name] = next;
  }
  if (Object.keys(more).length === 0) return;
  const due = browser.counted + COUNT_TIME;
  if (due > state.now) {
    lookBy(state, due);
    return;
  }
  browser.counted = state.now;
  for (const [name, next] of Object.entries(more))
    browser.told[name] = { ...(browser.told[name] as Told), next };
  tell(browser, { t: 'counts', w: more });
}
