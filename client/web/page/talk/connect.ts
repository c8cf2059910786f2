/**
 * The one connection of the page. It comes again by itself; what was said and is not known to be done is said again, with
 * its number, so that it is done once. What has waited for long is said only if the user still means it.
 */
import { type FromPage, LOGIN_OVER, OTHER_VERSION, type ToPage, VERSION } from '../../protocol.ts';
import { byId, isVisible } from '../element.ts';
import { hasWideFont } from '../log/font.ts';

/** ms. */
const FIRST_RETRY = 200;
const LONGEST_RETRY = 10_000;
const PING_TIME = 25_000;
/** A connection of which nothing is heard for so long is dead; when the page comes back from elsewhere, sooner. */
const SILENCE_TIME = 60_000;
const RETURN_TIME = 5000;
/** What has waited for longer is asked about before it is said. */
const OLD_TIME = 30_000;
/** So often in a row the page was answered and its connection was not: the browser does not trust the certificate for it. */
const REFUSALS = 3;
/** What is not done by then is worth a word. */
const BUSY_TIME = 2000;

export interface Link {
  readonly link: string;
  readonly text: string;
  readonly pick: number;
}

export interface Connection {
  say(world: string, text: string): void;
  /** What is behind a link is sent: its command number `pick`, which is `command`. */
  follow(world: string, link: Link, command: string): void;
  /** False: nobody hears it now. */
  send(message: FromPage): boolean;
  start(): void;
  /** What waits for an answer of the user is said, or what is too old of it is forgotten. */
  release(old: 'send' | 'forget'): void;
  isOpen(): boolean;
}

export type Standing =
  | {
      readonly is: 'open' | 'connecting' | 'lost' | 'offline' | 'busy' | 'untrusted';
      readonly waiting: number;
      /** What Clay says of itself; '' = nothing. */
      readonly sign: string;
    }
  /** Lines that have waited for long: are they still meant? */
  | { readonly is: 'asks'; readonly lines: readonly string[] };

/** Clay's own sign is a matter of how it stands. */
export type Heard = Exclude<ToPage, { t: 'sign' }>;

export interface ConnectionEvents {
  message(message: Heard): void;
  standing(standing: Standing): void;
  loggedOut(): void;
}

interface Said {
  readonly n: number;
  readonly w: string;
  readonly text: string;
  /** It is behind a link of the game. */
  readonly behind?: Link;
  /** Unix ms. */
  readonly at: number;
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
  /** Nothing is said before the user has answered. */
  let isHeld = false;
  let retry = FIRST_RETRY;
  let [timer, ping, patience, busy] = [0, 0, 0, 0];
  let heard = 0;
  let sign = '';
  let refusals = 0;

  const remember = () => sessionStorage.setItem(MEMORY, JSON.stringify(memory));

  function tellStanding(): void {
    const waiting = memory.said.length;
    if (isHeld) return events.standing({ is: 'asks', lines: old().map(({ text }) => text) });
    events.standing({ is: isOpen ? 'open' : wayAway(), waiting, sign });
  }

  function wayAway(): 'offline' | 'untrusted' | 'connecting' | 'lost' {
    if (navigator.onLine === false) return 'offline';
    if (refusals >= REFUSALS && location.protocol === 'https:') return 'untrusted';
    return heard === 0 ? 'connecting' : 'lost';
  }

  function start(): void {
    clearTimeout(timer);
    if (socket) return;
    const made = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/socket`);
    socket = made;
    let wasOpen = false;
    made.onopen = () => {
      wasOpen = true;
      const half = localStorage.getItem(HALF) ?? '';
      const wide = hasWideFont(byId('log'));
      put({
        ...{ t: 'hello', v: VERSION, half, tab: memory.tab, visible: isVisible() },
        ...(wide !== undefined && { wide }),
      });
    };
    made.onmessage = ({ data }) => {
      if (socket !== made) return;
      heard = Date.now();
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
    // Another Clay, or its next build, says it anew.
    sign = '';
    clearInterval(ping);
    clearTimeout(patience);
  }

  function again(): void {
    tellStanding();
    timer = setTimeout(start, retry);
    retry = Math.min(retry * 2, LONGEST_RETRY);
  }

  /** A WebSocket that is refused does not say why. */
  async function findOut(): Promise<void> {
    try {
      const headers = { 'x-clay-half': localStorage.getItem(HALF) ?? '' };
      const { status } = await fetch('/lines//0/0-0', { headers });
      if (status === 403) return events.loggedOut();
      refusals = status < 500 ? refusals + 1 : 0;
    } catch {
      // Nothing answers at all.
      refusals = 0;
    }
    again();
  }

  function hear(message: ToPage): void {
    if (message.t === 'sign') {
      sign = message.text;
      return tellStanding();
    }
    if (message.t === 'welcome') welcome(message.did);
    else if (message.t === 'did') done(message.n);
    events.message(message);
  }

  function welcome(did: number): void {
    isOpen = true;
    retry = FIRST_RETRY;
    refusals = 0;
    clearInterval(ping);
    ping = setInterval(() => askForLife(SILENCE_TIME - PING_TIME), PING_TIME);
    memory.said = memory.said.filter(one => one.n > did);
    number(did);
    isHeld = old().length > 0;
    tellStanding();
    if (!isHeld) sayAll();
  }

  /** Another Clay than the one that counted them: they are new to it. */
  function number(did: number): void {
    memory.said = memory.said.map((one, index) => ({ ...one, n: did + 1 + index }));
    memory.n = did + memory.said.length;
    remember();
  }

  function old(): Said[] {
    return memory.said.filter(({ at }) => at < Date.now() - OLD_TIME);
  }

  function sayAll(): void {
    for (const one of memory.said) putSaid(one);
  }

  function putSaid({ n, w, text, behind }: Said): void {
    put(behind ? { t: 'follow', n, w, ...behind } : { t: 'say', n, w, text });
    clearTimeout(busy);
    busy = setTimeout(() => {
      if (isOpen && memory.said.length > 0)
        events.standing({ is: 'busy', waiting: memory.said.length, sign });
    }, BUSY_TIME);
  }

  function done(n: number): void {
    memory.said = memory.said.filter(one => one.n > n);
    remember();
    if (memory.said.length > 0) return;
    clearTimeout(busy);
    tellStanding();
  }

  function enter(one: Omit<Said, 'n' | 'at'>): void {
    memory.n++;
    const said = { ...one, n: memory.n, at: Date.now() };
    memory.said.push(said);
    remember();
    if (isOpen && !isHeld) putSaid(said);
    else tellStanding();
  }

  /** Whoever does not answer in time (ms) is gone, whatever the system says of the connection. */
  function askForLife(time: number): void {
    const asked = Date.now();
    put({ t: 'ping' });
    clearTimeout(patience);
    patience = setTimeout(() => {
      if (heard >= asked) return;
      const dead = socket;
      drop();
      dead?.close();
      retry = FIRST_RETRY;
      again();
    }, time);
  }

  function put(message: FromPage): void {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
  }

  /** The page is seen again, or the network is back: what looks open may long be dead. */
  function atOnce(): void {
    if (isOpen) return askForLife(RETURN_TIME);
    if (socket?.readyState === WebSocket.CONNECTING || socket?.readyState === WebSocket.OPEN) return;
    retry = FIRST_RETRY;
    if (heard > 0) start();
  }

  addEventListener('online', atOnce);
  addEventListener('offline', tellStanding);
  document.addEventListener('visibilitychange', () => {
    if (isOpen) put({ t: 'visible', on: isVisible() });
    if (isVisible()) atOnce();
  });
  return {
    say: (w, text) => enter({ w, text }),
    follow: (w, behind, command) => enter({ w, text: command, behind }),
    send(message) {
      if (isOpen) put(message);
      return isOpen;
    },
    start() {
      tellStanding();
      start();
    },
    release(answer) {
      isHeld = false;
      const first = (memory.said[0]?.n ?? 1) - 1;
      if (answer === 'forget') {
        const gone = new Set(old());
        memory.said = memory.said.filter(one => !gone.has(one));
        number(first);
      }
      tellStanding();
      if (isOpen) sayAll();
    },
    isOpen: () => isOpen,
  };
}

/** A page that is loaded anew in its tab goes on counting; a copy of a tab is another one. */
function remembered(): Memory {
  const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  const text = sessionStorage.getItem(MEMORY);
  if (text !== null && navigation?.type === 'reload') {
    const { said, ...memory } = JSON.parse(text) as Memory;
    // Pages of the first version noted no time.
    return { ...memory, said: said.map(one => ({ ...one, at: one.at ?? Date.now() })) };
  }
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return { tab: Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join(''), n: 0, said: [] };
}
