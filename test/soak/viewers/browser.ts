/** A browser of the run: a page over WSS, through the terminator, which comes back by itself when its connection is lost. */
import WebSocket from 'ws';
import { type FromPage, LOGIN_OVER, OTHER_VERSION, type ToPage } from '../../../client/web/protocol.ts';
import { atEnd } from '../../support/temporary.ts';
import { get } from '../../support/visitors.ts';
import type { Ledger } from '../ledger.ts';
import { type Browser, pause, Violation } from '../scene.ts';
import { hear, helloOf, loadAnew, lose, newPage, sayTo } from './page.ts';

export interface BrowserOptions {
  readonly speaker: string;
  /** As /web link shows it; good for one login. */
  readonly link: string;
  readonly ledgers: readonly Ledger[];
  onViolation(text: string): void;
}

/** ms; a page waits for up to ten seconds, or until somebody looks at it. */
const FIRST_RETRY = 200;
const LAST_RETRY = 1000;
/** An upgrade that is not answered (ms): the terminator's own patience is shorter. */
const HANDSHAKE = 20_000;
/** Codes by which a page is told that it does something wrong. */
const BREACHES: ReadonlySet<number> = new Set([LOGIN_OVER, OTHER_VERSION, 1003, 1007, 1008, 1009]);

export async function openBrowser(options: BrowserOptions): Promise<Browser> {
  const { speaker, link, ledgers, onViolation } = options;
  const { origin, port, hash } = new URL(link);
  const { cookie, half } = await logIn(origin, Number(port), hash.slice(1));
  const page = newPage(speaker, half, `tab-${speaker}`);
  let socket: WebSocket | null = null;
  let opened = 0;
  let retry = FIRST_RETRY;
  let isOver = false;

  function connect(): void {
    if (isOver) return;
    const made = new WebSocket(`${origin.replace('http', 'ws')}/socket`, {
      ...{ origin, headers: { cookie }, rejectUnauthorized: false, handshakeTimeout: HANDSHAKE },
      perMessageDeflate: false,
    });
    socket = made;
    made.on('open', () => {
      opened++;
      put([helloOf(page)]);
    });
    made.on('message', data => {
      if (socket === made) onMessage(JSON.parse(String(data)) as ToPage);
    });
    // It is closed then, which says all.
    made.on('error', () => {});
    made.on('close', (code, why) => {
      if (BREACHES.has(code)) onViolation(`page ${speaker}: closed with ${code}, ${why}`);
      if (socket === made) again();
    });
  }

  function again(): void {
    socket = null;
    lose(page);
    setTimeout(connect, retry);
    retry = Math.min(retry * 2, LAST_RETRY);
  }

  function onMessage(message: ToPage): void {
    const { say, wrong } = hear(page, message, ledgers);
    if (wrong !== null) onViolation(wrong);
    if (message.t === 'welcome') retry = FIRST_RETRY;
    put(say);
  }

  function put(messages: readonly FromPage[]): void {
    if (socket?.readyState !== WebSocket.OPEN) return;
    for (const message of messages) socket.send(JSON.stringify(message));
  }

  function breakOff(): void {
    const old = socket;
    if (!old) return;
    again();
    old.terminate();
  }

  atEnd(() => {
    isOver = true;
    socket?.terminate();
  });
  connect();
  return {
    page,
    get opened() {
      return opened;
    },
    say: (world, text) => put(sayTo(page, world, text)),
    breakOff,
    loadAnew(last) {
      breakOff();
      loadAnew(page, last);
    },
    show(visible) {
      page.visible = visible;
      if (page.isOpen) put([{ t: 'visible', on: visible }]);
    },
    async stall(ms) {
      const stalled = socket;
      if (stalled?.readyState !== WebSocket.OPEN) return;
      stalled.pause();
      await pause(ms);
      stalled.resume();
    },
  };
}

/** As the page does with the code of a link. */
async function logIn(origin: string, port: number, code: string): Promise<{ cookie: string; half: string }> {
  const body = JSON.stringify({ code });
  const headers = { origin, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  const answer = await get(port, '/login', { method: 'POST', headers, body });
  if (typeof answer === 'string' || answer.status !== 200)
    throw new Violation(`a browser cannot log in: ${JSON.stringify(answer)}`);
  const [cookie = ''] = answer.headers['set-cookie'] ?? [];
  return { cookie: cookie.split(';')[0]!, half: (JSON.parse(answer.body) as { half: string }).half };
}
