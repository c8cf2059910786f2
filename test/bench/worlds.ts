/**
 * A client with many worlds beside one with a single world, by turns in the same run: the blackout of a reload, and the first
 * frame after a start with so many worlds in the settings, none of them or all of them to be connected. While those connect,
 * the server asks the first one a telnet request every millisecond: the longest gap in its answers is how long the client
 * was busy with the others and with nothing else.
 */

import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { cleanUp } from '../support/temporary.ts';
import { bareNode } from './support/bare-node.ts';
import { startBenchClient } from './support/client.ts';
import { median, middle, printTable } from './support/figures.ts';
import {
  addTo,
  emptyRow,
  fill,
  longestGap,
  openScene,
  print,
  type Row,
  startProbe,
  until,
  WHOLE_FRAME,
} from './support/reload-scene.ts';

const RELOADS = 11;
const STARTS = 9;
/** Number of worlds, and lines of history of each. */
const WORLDS: readonly [count: number, lines: number][] = [
  [1, 100],
  [10, 100],
  [100, 100],
  [1000, 100],
  [1000, 1000],
];
/** For one line alone: of the fewest and of the most. */
const BRIEF: readonly [count: number, lines: number][] = [
  [1, 100],
  [1000, 100],
];

export async function bench(brief: boolean): Promise<void> {
  try {
    print(await reloadRows(brief ? BRIEF : WORLDS), RELOADS);
    await starts();
  } finally {
    await cleanUp();
  }
}

async function reloadRows(kinds: typeof WORLDS): Promise<Row[]> {
  const bare = bareNode();
  const rows = kinds.map(([count, each]) => emptyRow(nameOf(count, each)));
  const scenes = [];
  for (const [count, each] of kinds) {
    const scene = await openScene(count);
    for (const socket of scene.sockets) await fill(socket, each);
    scenes.push(scene);
  }
  for (let n = 0; n < RELOADS; n++)
    for (const [at, row] of rows.entries()) await addTo(row, scenes[at]!, bare);
  for (const scene of scenes) await scene.close();
  return rows;
}

function nameOf(worlds: number, each: number): string {
  const lines = worlds * each;
  const all = lines === 1_000_000 ? '1 M lines in all' : `${each} lines each`;
  return `${worlds.toLocaleString('en')} world${worlds === 1 ? '' : 's'}, ${all}`;
}

// ---------------------------------------------------------------- starts

interface Starts {
  readonly name: string;
  readonly worlds: number;
  readonly connects: boolean;
  readonly frames: number[];
  /** Until all are connected, and the longest gap in the answers of the first meanwhile. */
  readonly connected: number[];
  readonly gaps: number[];
}

async function starts(): Promise<void> {
  const bare = bareNode();
  const kind = (name: string, worlds: number, connects: boolean): Starts => ({
    ...{ name, worlds, connects },
    ...{ frames: [], connected: [], gaps: [] },
  });
  const kinds = [
    kind('1 world in the settings', 1, false),
    kind('1,000 worlds in the settings', 1000, false),
    kind('1,000 worlds, all to be connected', 1000, true),
  ];
  const whole: number[] = [];
  for (let n = 0; n < STARTS; n++) {
    for (const one of kinds) await start(one);
    whole.push(await bare.wholeProcess());
  }
  console.log(`\nA start in ms, median (least) of ${STARTS}: to the first frame; until all worlds are connected; and the
  longest gap in the answers of the first world meanwhile.\n`);
  const first = kinds[0]!.frames;
  printTable(
    ['', 'frame', '× one world', 'all connected', 'longest gap'],
    [
      ...kinds.map(({ name, frames, connected, gaps }) => [
        name,
        middle(frames),
        (median(frames) / median(first)).toFixed(2),
        ...(connected.length > 0 ? [middle(connected), middle(gaps)] : ['', '']),
      ]),
      ['bare node', middle(whole), (median(whole) / median(first)).toFixed(2), '', ''],
    ],
  );
}

async function start({ worlds, connects, frames, connected, gaps }: Starts): Promise<void> {
  const sockets: Socket[] = [];
  const server = createServer(socket => {
    sockets.push(socket.setNoDelay(true));
    socket.on('error', () => socket.destroy());
  });
  server.listen(0, '127.0.0.1', worlds);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const names = Array.from({ length: worlds }, (_, n) => `World${n}`);
  let [tail, frame] = ['', 0];
  const began = performance.now();
  const client = await startBenchClient({
    settings: names.map(name => `[worlds.${name}]\nhost = "127.0.0.1"\nport = ${port}\n`).join(''),
    args: connects ? names : [],
    onOutput(bytes) {
      if (frame > 0) return;
      const text = tail + bytes.toString('latin1');
      if (text.includes(WHOLE_FRAME)) frame = performance.now();
      tail = text.slice(1 - WHOLE_FRAME.length);
    },
  });
  if (connects) {
    await until(() => sockets.length > 0, 'the first world to connect');
    const probe = startProbe(sockets[0]!);
    const from = performance.now();
    await until(() => sockets.length === worlds, 'all worlds to connect');
    connected.push(performance.now() - began);
    await until(() => (probe.times.at(-1) ?? 0) > began + (connected.at(-1) ?? 0), 'an answer behind that');
    await probe.stop();
    const gap = longestGap([from, ...probe.times], began);
    gaps.push(gap.to - gap.from);
  }
  while (frame === 0) await sleep(2);
  frames.push(frame - began);
  await client.stop();
  server.close();
}
