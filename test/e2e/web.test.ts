/** The browser view from outside: what is connected stays connected while the code is replaced again and again. */
import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import WebSocket from 'ws';
import type { FromPage, ToPage } from '../../client/web/protocol.ts';
import { masked, upgrade } from '../support/browsers.ts';
import { type Clay, startClay } from '../support/clay.ts';
import { isArmed } from '../support/crashing.ts';
import { test } from '../support/needs-reload.ts';
import { freePort } from '../support/peers.ts';
import { startPlaying } from '../support/playing.ts';
import { reload } from '../support/reloading.ts';
import type { Peer, ScriptedWorld } from '../support/scripted-world.ts';
import { type Key, logIn, startWeb } from '../support/web-view.ts';

const RELOADS = 20;

async function startWithKey(): Promise<{ clay: Clay; peer: Peer; world: ScriptedWorld; key: Key }> {
  const { clay, peer, world, port } = await startWeb();
  return { clay, peer, world, key: await logIn(clay, port) };
}

interface Page {
  readonly heard: ToPage[];
  closes: number;
  say(message: FromPage): void;
  /** Resolves when what was heard fits. */
  until(fits: () => boolean): Promise<void>;
  close(): void;
}

async function openPage({ port, cookie, half }: Key, tab: string): Promise<Page> {
  const origin = `http://127.0.0.1:${port}`;
  const socket = new WebSocket(`ws://127.0.0.1:${port}/socket`, { origin, headers: { cookie } });
  const looks = new Set<() => void>();
  const page: Page = {
    heard: [],
    closes: 0,
    say: message => socket.send(JSON.stringify(message)),
    until: fits =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (!fits() && page.closes === 0) return;
          looks.delete(look);
          if (fits()) resolve();
          else reject(new Error(`closed: ${JSON.stringify(page.heard.at(-1))}`));
        };
        looks.add(look);
        look();
      }),
    close: () => socket.terminate(),
  };
  socket.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString()) as ToPage;
    page.heard.push(message);
    if (message.t === 'lines') page.say({ t: 'ack', w: message.w, to: message.from + message.l.length });
    for (const look of [...looks]) look();
  });
  socket.on('close', () => {
    page.closes++;
    for (const look of [...looks]) look();
  });
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  page.say({ t: 'hello', v: 1, half, tab, visible: true });
  await page.until(() => page.heard.length > 0);
  return page;
}

const linesOf = ({ heard }: Page) =>
  heard.flatMap(one =>
    one.t === 'lines' ? one.l.map(([text], at) => ({ number: one.from + at, text })) : [],
  );
const didOf = ({ heard }: Page) =>
  heard.reduce((most, one) => (one.t === 'did' ? Math.max(most, one.n) : most), 0);

test(`pages stay connected through ${RELOADS} reloads: each line once, each command once`, async () => {
  const { clay, peer, key } = await startWithKey();
  const pages = await Promise.all(Array.from({ length: 5 }, (_, at) => openPage(key, `tab-${at}`)));
  for (const page of pages) page.say({ t: 'want', w: 'Alpha', from: 0 });
  peer.stream(200, 'Alpha');
  let said = 0;
  let isOver = false;
  const talking = (async () => {
    while (!isOver) {
      said++;
      pages[0]!.say({ t: 'say', n: said, w: 'Alpha', text: `command ${said}` });
      await wait(25);
    }
  })();
  for (let count = 1; count <= RELOADS; count++) await reload(clay, 'signal');
  isOver = true;
  await talking;
  const count = peer.stopStream();
  peer.send('That was all.\r\n');
  for (const page of pages) {
    await page.until(() => linesOf(page).some(one => one.text === 'That was all.'));
    const lines = linesOf(page);
    expect(lines.map(({ number }) => number)).toEqual(lines.map((_, at) => lines[0]!.number + at));
    expect(lines.filter(({ text }) => text.startsWith('Alpha'))).toHaveLength(count);
    expect(page.closes).toBe(0);
  }
  await pages[0]!.until(() => didOf(pages[0]!) === said);
  await peer.waitFor(`command ${said}\r\n`);
  const commands = peer.received
    .toString()
    .split('\r\n')
    .filter(line => line.startsWith('command'));
  expect(commands).toEqual(Array.from({ length: said }, (_, at) => `command ${at + 1}`));
  for (const page of pages) page.close();
});

test('half a request, and half a frame, wait through reloads', async () => {
  const { clay, key } = await startWithKey();
  const asking = connectRaw(key.port);
  const frames = connectRaw(key.port);
  frames.socket.write(upgrade(key.cookie).replaceAll(':9000', `:${key.port}`));
  await frames.until(bytes => bytes.includes('\r\n\r\n'));
  const hello = masked(
    1,
    Buffer.from(JSON.stringify({ t: 'hello', v: 1, half: key.half, tab: 't', visible: true })),
  );
  const request = Buffer.from(`GET /icon.svg HTTP/1.1\r\nHost: 127.0.0.1:${key.port}\r\n\r\n`);
  for (let part = 0; part < 4; part++) {
    const cut = (bytes: Buffer) => bytes.subarray((part * bytes.length) / 4, ((part + 1) * bytes.length) / 4);
    asking.socket.write(cut(request));
    frames.socket.write(cut(hello));
    if (part < 3) await reload(clay, 'signal');
  }
  await asking.until(bytes => bytes.startsWith('HTTP/1.1 200 OK'));
  await frames.until(bytes => bytes.includes('"t":"welcome"'));
  frames.socket.destroy();
});

test('after a crash it goes on listening, and a page resumes where it was', async () => {
  const { clay, peer, key } = await startWithKey();
  // The plan is in force some turns of the event loop later, which what the page says takes.
  await isArmed(clay);
  const page = await openPage(key, 'tab');
  page.say({ t: 'say', n: 1, w: 'Alpha', text: 'once' });
  await page.until(() => didOf(page) === 1);
  process.kill(clay.pid, 'SIGSEGV');
  await clay.waitFor('has restarted itself in place');
  const again = await openPage(key, 'tab');
  expect(again.heard[0]).toMatchObject({ t: 'welcome', did: 1 });
  again.say({ t: 'say', n: 1, w: 'Alpha', text: 'once' });
  again.say({ t: 'say', n: 2, w: 'Alpha', text: 'twice' });
  await again.until(() => didOf(again) === 2);
  await peer.waitFor('twice');
  expect(peer.received.toString()).toContain('once\r\ntwice\r\n');
  expect(peer.received.toString().split('once')).toHaveLength(2);
  again.close();
});

test('after kill -9 the next client knows what pages have had done: nothing is done twice, the rest is done', async () => {
  const { clay, peer, world, key } = await startWithKey();
  await isArmed(clay);
  const page = await openPage(key, 'tab');
  page.say({ t: 'say', n: 1, w: 'Alpha', text: 'once' });
  page.say({ t: 'say', n: 2, w: 'Alpha', text: 'twice' });
  await page.until(() => didOf(page) === 2);
  await peer.waitFor('twice\r\n');
  process.kill(clay.pid, 'SIGKILL');
  await clay.ended();
  const next = await startClay({ place: clay.place, args: ['Alpha'], columns: 100 });
  await next.waitFor(`is at http://127.0.0.1:${key.port}`);
  const other = await world.accepted();
  await next.waitFor('Connected to Alpha');
  const again = await openPage(key, 'tab');
  expect(again.heard[0]).toMatchObject({ t: 'welcome', did: 2 });
  again.say({ t: 'say', n: 2, w: 'Alpha', text: 'twice' });
  again.say({ t: 'say', n: 3, w: 'Alpha', text: 'thrice' });
  await again.until(() => didOf(again) === 3);
  await other.waitFor('thrice\r\n');
  expect(other.received.toString()).not.toContain('twice');
  again.close();
});

test('a port that another program has is told, with a way out', async () => {
  const { clay } = await startWithKey();
  const other = await startPlaying();
  const port = await freePort();
  clay.type(`/setup web.port ${port}\r`);
  await clay.waitFor(`is at http://127.0.0.1:${port};`);
  other.clay.type(`/setup web.port ${port}\r`);
  await other.clay.waitFor(`web.port = ${port}`);
  other.clay.type('/setup web.enabled on\r');
  await other.clay.waitFor(`clay (process ${clay.pid}) has`);
});

function connectRaw(port: number): {
  socket: Socket;
  until(fits: (bytes: string) => boolean): Promise<void>;
} {
  const socket = connect(port, '127.0.0.1');
  let came = '';
  const looks: (() => void)[] = [];
  socket.on('data', bytes => {
    came += bytes.toString('latin1');
    for (const look of looks) look();
  });
  socket.on('error', () => {});
  return {
    socket,
    until: fits =>
      new Promise(resolve => {
        const look = () => fits(came) && resolve();
        looks.push(look);
        look();
      }),
  };
}
