/**
 * The client with browsers over HTTPS, through its terminator: how long a line is on its way to a frame, and what an idle WebSocket
 * costs the client.
 */
import { percentile, printTable } from '../support/figures.ts';
import { type BenchKey, type BenchPage, logInBy, openBenchPage } from '../support/pages.ts';
import { HEAP_OPTIONS, heapOf } from './heap.ts';
import { flood, memoryAfterReloads, openScene, type Scene, until } from './scene.ts';

const SECONDS = 5;
const RATES = [20, 500];
const IDLE = 400;
/** As many as one visitor may have, and a few less. */
const PER_ADDRESS = 20;

export async function measureSecured(): Promise<void> {
  const scene = await openScene({ https: true });
  try {
    const key = await logInBy(await scene.link());
    await measureWay(scene, key);
  } finally {
    await scene.close();
  }
  await measureIdle();
}

async function measureWay({ socket }: Scene, key: BenchKey): Promise<void> {
  const took: number[] = [];
  const page = await openBenchPage(key, 'Alpha', ([text]) => {
    const sent = /^at ([\d.]+)/.exec(text)?.[1];
    if (sent !== undefined) took.push(performance.now() - Number(sent));
  });
  const rows: string[][] = [];
  for (const rate of RATES) {
    took.length = 0;
    await flood([socket], SECONDS, rate);
    await until(() => took.length >= 0.98 * SECONDS * rate);
    rows.push([`${rate} lines/s`, ...[0.5, 0.95, 0.99].map(share => percentile(took, share).toFixed(1))]);
  }
  page.close();
  console.log("A line from the server to a browser's frame over WSS, in ms (p50 is to be <= 20, p95 <= 50):");
  printTable(['', 'p50', 'p95', 'p99'], rows);
}

/** What it keeps, without the garbage that V8 has not collected yet; and all its memory, of images that have just taken over. */
async function measureIdle(): Promise<void> {
  const scene = await openScene({ https: true, nodeOptions: HEAP_OPTIONS });
  const key = await logInBy(await scene.link());
  // What is loaded for the first one is not for each.
  await openBenchPage(key, 'Alpha');
  const pages: BenchPage[] = [];
  const measured: number[][] = [[await heapOf(scene)]];
  for (let at = 0; at < IDLE; at++) {
    const from = `127.0.1.${Math.floor(at / PER_ADDRESS) + 1}`;
    pages.push(await openBenchPage(key, 'Alpha', undefined, from));
  }
  measured.push([await heapOf(scene), await memoryAfterReloads(scene)]);
  const open = pages.filter(({ socket }) => socket.readyState === socket.OPEN).length;
  for (const page of pages) page.close();
  measured[0]!.push(await memoryAfterReloads(scene));
  await scene.close();
  const [[heap = 0, memory = 0] = [], [heapWith = 0, memoryWith = 0] = []] = measured;
  const each = (more: number) => (more / 1024 / IDLE).toFixed(1);
  console.log(`\nThe client's memory for each of ${IDLE} idle WSS, in KiB:`);
  printTable(
    ['', 'KiB', 'is to be'],
    [
      ['what it keeps', each(heapWith - heap), '<= 16'],
      ['of the process, after reloads', each(memoryWith - memory), ''],
      ['still open then', String(open), String(IDLE)],
    ],
  );
}
