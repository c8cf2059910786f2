/**
 * A client that is killed right after any one of its system calls, and a page in a browser, which may have seen lines that the
 * next client does not know of, or knows under other numbers: what it shows is the log all the same.
 */
import { setTimeout as wait } from 'node:timers/promises';
import WebSocket from 'ws';
import { addLines, type Lines } from '../../client/web/page/log/lines.ts';
import { takeNews, type Worlds } from '../../client/web/page/worlds.ts';
import type { FromPage, ToPage, WireLine } from '../../client/web/protocol.ts';
import { pushAll } from '../../shared/arrays.ts';
import { test as browserTest, openTab } from '../support/chromium.ts';
import { startClay } from '../support/clay.ts';
import { crashpoint } from '../support/crashpoint.ts';
import { describe, test } from '../support/needs-reload.ts';
import { freePort } from '../support/peers.ts';
import { reload } from '../support/reloading.ts';
import { streamLine } from '../support/scripted-world.ts';
import { atEnd } from '../support/temporary.ts';
import { settingsToml, startTlsWorld, tlsTable, until } from '../support/tls-world.ts';
import { type Key, linkOf, logIn } from '../support/web-view.ts';

/** What a line takes from the socket to the page and into the journal, and some more. */
const CALLS = 16;
/** About where a line has been sent and the journal does not say so yet. */
const FIRST_SENT = 5;
const SOME = 3;
/** ms between two looks at a page. */
const LOOK = 5;
/** Lines that fill a message: they go to the page as they come. */
const FULL = 64;
const RETRY = 50;
/** Lines that a page may ask for at once. */
const PIECE = 512;

/** The page's own books, kept over connections as it keeps them, on one connection at a time. */
function openPage({ port, cookie, half }: Key) {
  const origin = `http://127.0.0.1:${port}`;
  const worlds: Worlds = new Map();
  let socket: WebSocket | null = null;
  let isOver = false;

  function connect(): void {
    const made = new WebSocket(`ws://127.0.0.1:${port}/socket`, { origin, headers: { cookie } });
    socket = made;
    const say = (message: FromPage) => made.send(JSON.stringify(message));
    made.on('open', () => say({ t: 'hello', v: 2, half, tab: 'tab', visible: true }));
    made.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString()) as ToPage;
      if (message.t === 'world') takeNews(worlds, message.world);
      if (message.t === 'welcome')
        for (const news of message.worlds) {
          takeNews(worlds, news);
          const { lines } = worlds.get(news.w)!;
          say({ t: 'want', w: news.w, from: lines.known.size === 0 ? lines.first : lines.have });
        }
      if (message.t !== 'lines') return;
      addLines(worlds.get(message.w)!.lines, message.from, message.l);
      say({ t: 'ack', w: message.w, to: message.from + message.l.length });
    });
    // It is closed then.
    made.on('error', () => {});
    made.on('close', () => {
      if (!isOver) setTimeout(connect, RETRY);
    });
  }

  atEnd(() => {
    isOver = true;
    socket?.terminate();
  });
  connect();
  return {
    linesOf: (name: string) => worlds.get(name)?.lines,
    /** The same lines as Clay has them; or the status that says why there are none. */
    async fromClay(name: string, { epoch }: Lines, first: number, end: number) {
      const lines: WireLine[] = [];
      for (let from = first; from < end; from += PIECE) {
        const target = `/lines/${name}/${epoch}/${from}-${Math.min(end, from + PIECE)}`;
        const answer = await fetch(origin + target, { headers: { cookie, 'x-clay-half': half } });
        if (answer.status !== 200) return answer.status;
        pushAll(lines, (await answer.json()) as WireLine[]);
      }
      return lines;
    },
  };
}

/** A client that can be killed, with a world that the proxy holds, whose lines are numbered. */
async function startKillable() {
  const world = await startTlsWorld();
  const point = crashpoint();
  const port = await freePort();
  const table = tlsTable(world, { keepalive: 'none' });
  const settings = `${settingsToml({ tls_proxy: true }, { Alpha: table })}[web]\nenabled = true\nport = ${port}\n`;
  const options = { env: point.env, columns: 100, rows: 150 };
  let clay = await startClay({ args: ['Alpha'], settings, ...options });
  const alpha = await world.accepted();
  await clay.waitFor('Connected to Alpha.');
  await clay.waitFor(`The browser view is at http://127.0.0.1:${port};`);
  let lines = 0;

  /** They get to where `has` looks, unless the client is killed on the way. */
  async function sendLines(has: (line: string) => boolean | Promise<boolean>, isKilled = () => false) {
    const texts = Array.from({ length: FULL }, () => streamLine('Alpha', ++lines));
    alpha.send(texts.map(text => `${text}\r\n`).join(''));
    while (!((await has(texts.at(-1)!)) || isKilled())) await wait(LOOK);
  }

  return {
    port,
    clay: () => clay,
    sendLines,
    /** After so many system calls, while lines come; and starts another one. */
    async kill(calls: number, has: (line: string) => boolean | Promise<boolean>): Promise<void> {
      const { exit, pid } = clay;
      point.set(pid, calls, 'SIGKILL');
      while (!point.reached()) await sendLines(has, point.reached);
      await exit;
      clay = await startClay({ place: clay.place, ...options });
      await clay.waitFor('Alpha: connection taken up again.');
      await sendLines(has);
    },
    /** All lines so far. */
    all: () => Array.from({ length: lines }, (_, at) => streamLine('Alpha', at + 1)),
  };
}

async function play() {
  const { port, clay, sendLines, kill, all } = await startKillable();
  const page = openPage(await logIn(clay(), port));
  const texts = () => [...(page.linesOf('Alpha')?.known.values() ?? [])].map(([text]) => text);
  const has = (text: string) => texts().includes(text);

  /** What the page has of the log is what Clay has of it. */
  async function expectTheLog(name: string): Promise<void> {
    const lines = page.linesOf(name)!;
    const numbers = [...lines.known.keys()].sort((a, b) => a - b);
    const [from = 0] = numbers;
    const mine = numbers.map(number => lines.known.get(number));
    expect(mine).toEqual(await page.fromClay(name, lines, from, from + numbers.length));
  }

  await sendLines(has);
  return {
    clay,
    async kill(calls: number): Promise<void> {
      await kill(calls, has);
      await expectTheLog('Alpha');
      await expectTheLog('');
    },
    expectAllOnce: () => expect(texts().filter(text => text.startsWith('Alpha 0'))).toEqual(all()),
  };
}

describe('what a page shows is the log, once the client was killed', () => {
  test('right after any system call', async () => {
    const { kill, expectAllOnce } = await play();
    for (let calls = 1; calls <= CALLS; calls++) await kill(calls);
    expectAllOnce();
  });

  test('right behind a reload', async () => {
    const { kill, clay, expectAllOnce } = await play();
    for (let calls = FIRST_SENT; calls < FIRST_SENT + SOME; calls++) {
      await reload(clay(), 'signal');
      await kill(calls);
    }
    expectAllOnce();
  });

  browserTest('in a browser, whose place stays where it was', async () => {
    const { clay, sendLines, kill, all } = await startKillable();
    const tab = await openTab(await linkOf(clay()));
    const shown = () => tab.page.evaluate<string>("document.getElementById('log').innerText");
    const has = async (line: string) => (await shown()).includes(line);
    const newest = async () => (await shown()).match(/^Alpha \d+ …$/gm) ?? [];
    /** Those in the document, down to the newest. */
    async function expectNewest(): Promise<void> {
      const lines = await newest();
      expect(lines.length).toBeGreaterThan(FULL);
      expect(lines).toEqual(all().slice(-lines.length));
    }
    await sendLines(has);
    for (let calls = FIRST_SENT; calls < FIRST_SENT + SOME; calls++) {
      await kill(calls, has);
      await expectNewest();
    }
    await tab.page.evaluate("document.getElementById('log').scrollTop = 200");
    const place = () => tab.page.evaluate<number>("document.getElementById('log').scrollTop");
    const before = await place();
    const opened = tab.sockets.opened;
    await kill(FIRST_SENT, () => tab.sockets.opened > opened);
    await until(() => tab.sent.at(-1)?.includes('"t":"ack"') === true);
    expect(await place()).toBe(before);
    await tab.page.press('#log', 'End');
    while (!(await has(all().at(-1)!))) await wait(LOOK);
    await expectNewest();
  });
});
