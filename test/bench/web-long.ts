/**
 * The browser view at length: a hundred WebSockets through sixty reloads, four hundred visitors who break off at any moment, and
 * a browser that does not read for CLAY_MINUTES (ten). Some minutes, by its name only; what it finds that must not be is a failure. `npm test` has the short form of each.
 */
import { readdirSync } from 'node:fs';
import { connect as connectTcp } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'node:tls';
import { seeded } from '../support/random.ts';
import { cleanUp } from '../support/temporary.ts';
import { openWss, startTerminatorProcess } from '../support/terminator-process.ts';
import { median, printTable } from './support/figures.ts';
import { logInBy, openBenchPage } from './support/pages.ts';
import { flood, memoryAfterReloads, memoryOf, openScene, until } from './web/scene.ts';

const SOCKETS = 100;
const RELOADS = 60;
const RESETS = 400;
const LEFT = 30;
const MINUTES = Number(process.env.CLAY_MINUTES ?? 10);

const parts = { reloads: manyReloads, resets: manyResets, deaf: longDeaf };

/** CLAY_PART: one of them alone. */
export async function bench(): Promise<void> {
  const found: string[][][] = [];
  try {
    for (const [name, measure] of Object.entries(parts))
      if ((process.env.CLAY_PART ?? name) === name) found.push(await measure());
  } finally {
    await cleanUp();
  }
  const rows = found.flat();
  printTable(['', 'is', 'is to be'], rows);
  if (rows.some(([, is, must]) => must?.startsWith('<') === false && is !== must))
    throw new Error('something is not as it has to be');
}

async function manyReloads(): Promise<string[][]> {
  const scene = await openScene();
  const key = await logInBy(await scene.link());
  let gaps = 0;
  const next = Array.from({ length: SOCKETS }, () => 0);
  const pages = [];
  for (let at = 0; at < SOCKETS; at++)
    pages.push(
      await openBenchPage(key, 'Alpha', ([text]) => {
        const [, number] = /^number (\d+)$/.exec(text) ?? [];
        if (number === undefined) return;
        if (Number(number) !== next[at]) gaps++;
        next[at] = Number(number) + 1;
      }),
    );
  let sent = 0;
  const say = () => scene.socket.write(`number ${sent++}\r\n`);
  const timer = setInterval(say, 20);
  for (let reload = 0; reload < RELOADS; reload++) {
    process.kill(scene.client.pid, 'SIGUSR1');
    await sleep(500);
    // The new image has taken something to each of them.
    const from = sent;
    await until(() => next.every(number => number > from));
  }
  clearInterval(timer);
  await until(() => next.every(number => number === sent));
  const closed = pages.filter(({ socket }) => socket.readyState !== socket.OPEN).length;
  for (const page of pages) page.close();
  await scene.close();
  return [
    [`WebSockets of ${SOCKETS} closed by ${RELOADS} reloads`, String(closed), '0'],
    [`lines of ${SOCKETS * sent} lost or twice`, String(gaps), '0'],
  ];
}

async function manyResets(): Promise<string[][]> {
  const { port, stats } = await startTerminatorProcess();
  (await openWss(port)).terminate();
  await sleep(2_000);
  const { pid } = await stats();
  const descriptors = () => readdirSync(`/proc/${pid}/fd`).length;
  const before = descriptors();
  const random = seeded(1);
  for (let at = 0; at < RESETS; at++) {
    const plain = connectTcp(port, '127.0.0.1');
    plain.on('error', () => undefined);
    const socket = connect({ socket: plain, rejectUnauthorized: false });
    socket.on('error', () => undefined);
    const path = ['/x', '/big', '/silent', '/socket'][at % 4];
    const upgrade = at % 4 < 2 ? '' : 'Connection: Upgrade\r\nUpgrade: websocket\r\n';
    const more = 'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n';
    socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n${upgrade}${upgrade && more}\r\n`);
    await sleep(random() * 12);
    plain.resetAndDestroy();
  }
  for (let at = 0; at < LEFT; at++) {
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false });
    socket.on('error', () => undefined);
    socket.write('GET /silent HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    await sleep(30);
    socket.destroy();
  }
  await until(async () => (await stats()).connections === 0 && descriptors() <= before);
  return [
    [`process after ${RESETS} resets and ${LEFT} upgrades left`, String((await stats()).pid), String(pid)],
    ['descriptors', String(descriptors()), String(before)],
  ];
}

/** Over WSS. The client is judged by images that have just taken over: while one runs, its heap is as large as V8 lets it be. */
async function longDeaf(): Promise<string[][]> {
  const scene = await openScene({ https: true });
  const key = await logInBy(await scene.link());
  const terminator = scene.terminator();
  const seconds = MINUTES * 60;
  await flood([scene.socket], seconds / 10, 200);
  const first = await memoryAfterReloads(scene);
  await flood([scene.socket], seconds / 2, 200);
  const second = await memoryAfterReloads(scene);
  const descriptors = () => readdirSync(`/proc/${terminator}/fd`).length;
  const before = descriptors();
  const page = await openBenchPage(key, 'Alpha');
  page.socket.pause();
  await sleep(SETTLING);
  const outer = await middleMemory(terminator);
  await flood([scene.socket], seconds, 200);
  const [inner, outerAfter] = [await memoryAfterReloads(scene), await middleMemory(terminator)];
  page.close();
  await scene.close();
  const kib = (bytes: number) => (bytes / 1024).toFixed(0);
  return [
    [`client: KiB more after ${MINUTES / 2} min of 200 lines/s without a browser`, kib(second - first), '<'],
    [
      `client: KiB more after ${MINUTES} min with one over WSS that never reads`,
      kib(inner - second),
      '< 1024',
    ],
    ['terminator: KiB more after the same', kib(outerAfter - outer), '< 1024'],
    // It answers no ping either, and is given up for that.
    ['descriptors of the terminator after it', String(descriptors()), `<= ${before}`],
  ];
}

const SETTLING = 5000;
const SAMPLES = 11;

async function middleMemory(pid: number): Promise<number> {
  const samples: number[] = [];
  for (let at = 0; at < SAMPLES; at++) {
    samples.push(memoryOf(pid));
    await sleep(SETTLING / SAMPLES);
  }
  return median(samples);
}
