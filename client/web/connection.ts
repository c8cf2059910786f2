/** Connections of browsers: what waits to be sent, and their end. */
import type { Turn } from '../state/state.ts';
import type { Browser, WebEvent, WebState } from '../state/web.ts';
import { closeFrame } from './wire/frames.ts';

/** Bytes handed to the kernel at once: of those that wait in several pieces there is a copy meanwhile. */
const WRITE_SIZE = 64 * 1024;
/** Bytes that may wait before a page is told more by itself, and before more is heard of it. */
const ROOM = 64 * 1024;
/** Bytes that may wait before another piece is queued. */
const OUTBOX_LIMIT = 1024 * 1024;
/**
 * Messages a second: a page says a few. What it has said while Clay stood still comes all at once, so it may be as much as in
 * ten of them.
 */
const RATE = 100;
export const BURST_LIMIT = 10 * RATE;

export function emptyWeb(): WebState {
  return {
    next: 1,
    listeners: {},
    browsers: {},
    tabs: {},
    logins: {},
    nextLogin: 1,
    invitations: {},
  };
}

/** Counts a message, or a number of them; whether it has said more than it may. */
export function isTooMuch({ burst }: Browser, now: number, count = 1): boolean {
  const left = burst.count - ((now - burst.since) * RATE) / 1000;
  Object.assign(burst, { since: now, count: Math.max(0, left) + count });
  return burst.count > BURST_LIMIT;
}

/** A connection that was just accepted. */
export function newBrowser(opened: Extract<WebEvent, { type: 'web opened' }>, now: number): Browser {
  const { id, listener, peer, random } = opened;
  return {
    ...{ id, listener, peer },
    // The event's own bytes are the host's.
    random: Uint8Array.from(random),
    mode: 'request',
    bytes: new Uint8Array(0),
    wanted: null,
    headers: [],
    knownTag: '',
    frames: null,
    outbox: [],
    inFlight: 0,
    since: now,
    heard: now,
    pinged: now,
    burst: { since: now, count: 0 },
    login: '',
    tab: '',
    visible: false,
    cursors: {},
    told: {},
    counted: 0,
  };
}

/** Whether it is a program of Clay's own, and no page. */
export function isProgram({ listener, program }: Browser): boolean {
  return listener === 'attach' || program === true;
}

/** Queues bytes; they go out when the turn ends. What piles up for one that does not read has an end. */
export function put(browser: Browser, bytes: Uint8Array): void {
  // It has said more before it went; nobody reads what that brings.
  if (browser.over === 'closed') return;
  if (waitingFor(browser) > OUTBOX_LIMIT) browser.mode = 'closing';
  else browser.outbox.push(bytes);
}

function waitingFor({ outbox }: Browser): number {
  return outbox.reduce((sum, part) => sum + part.length, 0);
}

/** So much waits for it that it has to read first. */
export function isFull(browser: Browser): boolean {
  return waitingFor(browser) > ROOM;
}

/** Hands what waits to the host, one write at a time; a connection that is closing and has said all is closed. */
export function pump({ effects }: Turn, browser: Browser): void {
  if (browser.inFlight > 0) return;
  if (browser.outbox.length > 0) {
    const piece = pieceOf(browser.outbox);
    browser.inFlight = piece.length;
    effects.push({ type: 'web write', id: browser.id, bytes: piece });
  } else if (browser.mode === 'closing' && !browser.hungUp) {
    browser.hungUp = true;
    effects.push({ type: 'web close', id: browser.id });
  }
}

/** What is handed on at once. */
function pieceOf(outbox: readonly Uint8Array[]): Uint8Array {
  const [first] = outbox;
  // The same message for many browsers is copied for none of them.
  if (first && (outbox.length === 1 || first.length >= WRITE_SIZE)) return first.subarray(0, WRITE_SIZE);
  const waiting = outbox.reduce((sum, part) => sum + part.length, 0);
  // What waits behind the piece is not copied for it.
  return Buffer.concat(outbox, Math.min(waiting, WRITE_SIZE));
}

/** The kernel has taken `count` of the bytes in flight. */
export function onTaken(browser: Browser, count: number): void {
  browser.outbox = without(browser.outbox, count);
  browser.inFlight = Math.max(0, browser.inFlight - count);
}

/** The parts without their first `count` bytes. */
function without(parts: readonly Uint8Array[], count: number): Uint8Array[] {
  let [whole, left] = [0, count];
  for (; whole < parts.length; whole++) {
    const { length } = parts[whole] as Uint8Array;
    if (length > left) break;
    left -= length;
  }
  const [first, ...rest] = parts.slice(whole);
  return first ? [left > 0 ? first.subarray(left) : first, ...rest] : [];
}

/** Ends a WebSocket with a code and words for the page; what was said before goes out first. */
export function endWith(browser: Browser, code: number, why: string): void {
  if (browser.mode === 'closing') return;
  if (browser.frames) put(browser, closeFrame(code, why));
  browser.mode = 'closing';
}

/**
 * The browsers as the next image needs them: what the kernel has not taken of the bytes in flight is to be written again.
 * Those of the running state are not touched.
 */
export function unsentBrowsers(web: WebState, unsent: ReadonlyMap<number, number>): WebState {
  const browsers: Record<string, Browser> = {};
  for (const [key, browser] of Object.entries(web.browsers)) {
    const copy = { ...browser };
    const rest = unsent.get(browser.id);
    if (rest !== undefined) onTaken(copy, Math.max(0, copy.inFlight - rest));
    browsers[key] = { ...copy, inFlight: 0 };
  }
  return { ...web, browsers };
}
