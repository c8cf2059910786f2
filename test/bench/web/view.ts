/**
 * The client with browsers: how long a line is on its way from a server to a browser, what twenty browsers cost, and
 * whether a reload takes longer with them. The browsers are sockets that speak the protocol, over plain HTTP.
 */
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { startBareFeed } from '../support/bare-feed.ts';
import { least, median, middle, percentile, printTable } from '../support/figures.ts';
import { type BenchKey, logInBy, openBenchPage } from '../support/pages.ts';
import { flood, openScene, processorTime, type Scene, until } from './scene.ts';

const BROWSERS = 20;
const LINES_A_SECOND = 500;
/** Seconds of a flood, and how many there are of each. */
const SECONDS = 5;
const FLOODS = 3;
const RELOADS = 15;
/** What was sent has been worked off by then (ms). */
const SETTLING = 500;

const DO_MARK = Buffer.from([255, 253, 6]);

export async function measureView(): Promise<void> {
  const scene = await openScene();
  try {
    const key = await logInBy(await scene.link());
    await measureWay(scene, key);
    await measureFlood(scene, key);
    await measureReloads(scene, key);
  } finally {
    await scene.close();
  }
}

async function measureWay({ socket }: Scene, key: BenchKey): Promise<void> {
  const took: number[] = [];
  const page = await openBenchPage(key, 'Alpha', ([text]) => {
    const sent = /^at ([\d.]+)/.exec(text)?.[1];
    if (sent !== undefined) took.push(performance.now() - Number(sent));
  });
  const rows: string[][] = [];
  for (const rate of [20, LINES_A_SECOND]) {
    took.length = 0;
    await flood([socket], SECONDS, rate);
    await until(() => took.length >= 0.98 * SECONDS * rate);
    rows.push([`${rate} lines/s`, ...[0.5, 0.95, 0.99].map(share => percentile(took, share).toFixed(1))]);
  }
  page.close();
  console.log("A line from the server to a browser's frame, in ms (p50 is to be <= 20, p95 <= 50):");
  printTable(['', 'p50', 'p95', 'p99'], rows);
}

/** In turns with a bare server, which is given the same lines and as many browsers. */
async function measureFlood({ client, port, socket, sockets }: Scene, key: BenchKey): Promise<void> {
  const before = sockets.length;
  const bare = await startBareFeed(port);
  const heard = await until(() => sockets[before] ?? null);
  const used: Record<'none' | 'ours' | 'alone' | 'bare', number[]> = {
    none: [],
    ours: [],
    alone: [],
    bare: [],
  };
  const measure = async (pid: number, to: Socket, into: number[]) => {
    await sleep(SETTLING);
    const from = processorTime(pid);
    await flood([to], SECONDS, LINES_A_SECOND);
    await sleep(SETTLING);
    into.push(((processorTime(pid) - from) / SECONDS) * 100);
  };
  for (let turn = 0; turn < FLOODS; turn++) {
    await measure(client.pid, socket, used.none);
    const pages = await Promise.all(Array.from({ length: BROWSERS }, () => openBenchPage(key, 'Alpha')));
    await measure(client.pid, socket, used.ours);
    const got = pages.map(page => page.lines());
    if (got.some(lines => lines !== SECONDS * LINES_A_SECOND))
      throw new Error(`lines are missing: ${got.join()}`);
    for (const page of pages) page.close();
    await measure(bare.pid, heard, used.alone);
    const floors = Array.from({ length: BROWSERS }, () => new WebSocket(`ws://127.0.0.1:${bare.port}`));
    await Promise.all(floors.map(one => once(one, 'open')));
    await measure(bare.pid, heard, used.bare);
    for (const one of floors) one.terminate();
  }
  const more = least(used.ours) - least(used.none);
  const floor = least(used.bare) - least(used.alone);
  console.log(
    `\nProcessor during ${LINES_A_SECOND} lines/s, in % of a core, least of ${FLOODS} (is to be <= 10 more):`,
  );
  printTable(
    ['', 'alone', `${BROWSERS} browsers`, 'more'],
    [
      ['Clay', least(used.none).toFixed(1), least(used.ours).toFixed(1), more.toFixed(1)],
      ['bare server', least(used.alone).toFixed(1), least(used.bare).toFixed(1), floor.toFixed(1)],
      ['ratio', '', '', (more / floor).toFixed(2)],
    ],
  );
}

/** In turns, without browsers and with them. */
async function measureReloads({ client, socket }: Scene, key: BenchKey): Promise<void> {
  const gaps: [number[], number[]] = [[], []];
  let closed = 0;
  for (let reload = 0; reload < RELOADS; reload++) {
    gaps[0].push(await blackout(client.pid, socket));
    // They look at Clay's own log: a line a millisecond for each of them would keep this process busy, which measures.
    const pages = await Promise.all(Array.from({ length: BROWSERS }, () => openBenchPage(key, '')));
    gaps[1].push(await blackout(client.pid, socket));
    closed += pages.filter(({ socket: one }) => one.readyState !== one.OPEN).length;
    for (const page of pages) page.close();
  }
  const [none, some] = gaps;
  console.log(
    `\nBlackout of a reload in ms, median (least) of ${RELOADS} (is to be <= 1.1 times that of none):`,
  );
  printTable(
    ['', 'gap', 'medians', 'least', 'closed'],
    [
      ['0 browsers', middle(none), '', '', ''],
      [
        `${BROWSERS} browsers`,
        middle(some),
        (median(some) / median(none)).toFixed(2),
        (least(some) / least(none)).toFixed(2),
        String(closed),
      ],
    ],
  );
}

/** The longest gap in the answers to a request a millisecond, around a reload. */
async function blackout(pid: number, socket: Socket): Promise<number> {
  const times: number[] = [];
  const note = () => times.push(performance.now());
  socket.on('data', note);
  let count = 0;
  const ask = () => socket.write(Buffer.concat([Buffer.from(`probe ${count++}\r\n`), DO_MARK]));
  const timer = setInterval(ask, 1);
  await until(() => times.length > 20);
  const before = times.length;
  process.kill(pid, 'SIGUSR1');
  await sleep(800);
  await until(() => times.length > before + 50);
  clearInterval(timer);
  await sleep(100);
  socket.off('data', note);
  const gaps = times.slice(before).map((time, at) => time - times[before + at - 1]!);
  return gaps.reduce((most, gap) => Math.max(most, gap), 0);
}
