/**
 * The one connection of the page. It comes again by itself; what was said and is not known to be done is said again, with
 * its number, so that it is done once.
 */
import { type FromPage, LOGIN_OVER, OTHER_VERSION, type ToPage, VERSION } from '../protocol.ts';

/** ms. */
const FIRST_RETRY = 200;
const LONGEST_RETRY = 10_000;
const PING_TIME = 25_000;
const ANSWER_TIME = 10_000;

export interface Connection {
  say(world: string, text: string): void;
  send(message: FromPage): void;
  /** Commands that are not known to be done. */
  waiting(): number;
  start(): void;
}

export interface ConnectionEvents {
  message(message: ToPage): void;
  /** '' = connected. */
  state(text: string): void;
  loggedOut(): void;
}

interface Said {
  readonly n: number;
  readonly w: string;
  readonly text: string;
}

interface Memory {
  readonly tab: string;
  n: number;
  said: Said[];
}

export const HALF = 'clay.half';
const MEMORY = 'clay.tab';

export function createConnection(events: ConnectionEvents): Connection {
  const memory = remembered();
  let socket: WebSocket | null = null;
  let isOpen = false;
  let retry = FIRST_RETRY;
  let timer = 0;
  let ping = 0;
  let patience = 0;

  const remember = () => sessionStorage.setItem(MEMORY, JSON.stringify(memory));

  function start(): void {
    clearTimeout(timer);
    if (socket) return;
    const made = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/socket`);
    socket = made;
    let wasOpen = false;
    made.onopen = () => {
      wasOpen = true;
      const half = localStorage.getItem(HALF) ?? '';
      put({ t: 'hello', v: VERSION, half, tab: memory.tab, visible: isVisible() });
    };
    made.onmessage = ({ data }) => {
      clearTimeout(patience);
      hear(JSON.parse(data as string) as ToPage);
    };
    made.onclose = ({ code }) => {
      if (socket !== made) return;
      drop();
      if (code === LOGIN_OVER) events.loggedOut();
      else if (code === OTHER_VERSION) location.reload();
      else if (wasOpen) again();
      else void findOut();
    };
  }

  function drop(): void {
    socket = null;
    isOpen = false;
    clearInterval(ping);
    clearTimeout(patience);
  }

  function again(): void {
    events.state('Clay does not answer; trying again …');
    timer = setTimeout(start, retry);
    retry = Math.min(retry * 2, LONGEST_RETRY);
  }

  /** A WebSocket that is refused does not say why. */
  async function findOut(): Promise<void> {
    try {
      const headers = { 'x-clay-half': localStorage.getItem(HALF) ?? '' };
      const { status } = await fetch('/lines//0/0-0', { headers });
      if (status === 403) return events.loggedOut();
    } catch {
      // Nothing answers at all.
    }
    again();
  }

  function hear(message: ToPage): void {
    if (message.t === 'welcome') welcome(message.did);
    else if (message.t === 'did') done(message.n);
    events.message(message);
  }

  function welcome(did: number): void {
    isOpen = true;
    retry = FIRST_RETRY;
    events.state('');
    ping = setInterval(askForLife, PING_TIME);
    done(did);
    // Another Clay than the one that counted them: they are new to it.
    memory.said = memory.said.map((one, index) => ({ ...one, n: did + 1 + index }));
    memory.n = did + memory.said.length;
    remember();
    for (const one of memory.said) put({ t: 'say', ...one });
  }

  function done(n: number): void {
    memory.said = memory.said.filter(one => one.n > n);
    remember();
  }

  function askForLife(): void {
    put({ t: 'ping' });
    clearTimeout(patience);
    patience = setTimeout(() => {
      const dead = socket;
      drop();
      dead?.close();
      again();
    }, ANSWER_TIME);
  }

  function put(message: FromPage): void {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
  }

  function atOnce(): void {
    if (socket) return;
    retry = FIRST_RETRY;
    start();
  }

  addEventListener('online', atOnce);
  document.addEventListener('visibilitychange', () => {
    if (isOpen) put({ t: 'visible', on: isVisible() });
    if (isVisible()) atOnce();
  });
  return {
    say(w, text) {
      memory.n++;
      const said = { n: memory.n, w, text };
      memory.said.push(said);
      remember();
      if (isOpen) put({ t: 'say', ...said });
    },
    send(message) {
      if (isOpen) put(message);
    },
    waiting: () => memory.said.length,
    start,
  };
}

export function isVisible(): boolean {
  return document.visibilityState === 'visible';
}

/** A page that is loaded anew in its tab goes on counting; a copy of a tab is another one. */
function remembered(): Memory {
  const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  const text = sessionStorage.getItem(MEMORY);
  if (text !== null && navigation?.type === 'reload') return JSON.parse(text) as Memory;
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return { tab: Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join(''), n: 0, said: [] };
}
