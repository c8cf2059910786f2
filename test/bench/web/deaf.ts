/**
 * What the client keeps for a browser that never reads, over WSS: what is alive at any of some moments until it is given up,
 * without garbage that V8 has not collected yet, which is ten times as much.
 */
import { printTable } from '../support/figures.ts';
import { type BenchKey, type BenchPage, logInBy, openBenchPage } from '../support/pages.ts';
import { HEAP_OPTIONS, heapOf } from './heap.ts';
import { flood, openScene, type Scene } from './scene.ts';

const LINES_A_SECOND = 500;
/** Moments, and seconds between two of them: after a minute of silence it is given up. */
const MOMENTS = 4;
const SECONDS = 10;
/** Questions that are asked at each of them; the answer to each is as long as any. */
const QUESTIONS = 200;

export async function measureDeaf(): Promise<void> {
  const scene = await openScene({ https: true, nodeOptions: HEAP_OPTIONS });
  const key = await logInBy(await scene.link());
  for (let at = 0; at < 500; at++) scene.client.type(`${at} ${'x'.repeat(100)}\r`);
  // What is loaded and compiled for the first ones is not for those that are measured.
  await deaf(scene, key, () => {});
  await deaf(scene, key, ask);
  const rows = [
    ['one that never reads', await deaf(scene, key, () => {})],
    ['one that never reads, and asks', await deaf(scene, key, ask)],
  ];
  await scene.close();
  console.log(
    `\nWhat the client keeps more for a browser during ${LINES_A_SECOND} lines/s, in KiB, most of ${MOMENTS} in ${MOMENTS * SECONDS} s (is to be <= 1024):`,
  );
  printTable(['', 'KiB'], rows);
}

async function deaf(scene: Scene, key: BenchKey, meanwhile: (page: BenchPage) => void): Promise<string> {
  const none = await mostKept(scene, () => {});
  const page = await openBenchPage(key, 'Alpha');
  page.socket.pause();
  const most = await mostKept(scene, () => meanwhile(page));
  if (page.socket.readyState !== page.socket.OPEN) throw new Error('it was closed');
  page.close();
  return ((most - none) / 1024).toFixed(0);
}

function ask({ socket }: BenchPage): void {
  for (let q = 0; q < QUESTIONS; q++)
    socket.send(JSON.stringify({ t: 'ask', q, what: 'history', name: 'Alpha' }));
}

async function mostKept(scene: Scene, meanwhile: () => void): Promise<number> {
  let most = 0;
  for (let moment = 0; moment < MOMENTS; moment++) {
    meanwhile();
    await flood([scene.socket], SECONDS, LINES_A_SECOND);
    most = Math.max(most, await heapOf(scene));
  }
  return most;
}
