/** Reloads of a client as its server and its terminal see them, and tables of such; what is measured is told in ../reload.ts. */

import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { maxOf, minOf } from '../../../shared/arrays.ts';
import type { BareNode } from './bare-node.ts';
import { type BenchClient, startBenchClient } from './client.ts';
import { median, middle, printTable } from './figures.ts';

/** How often a row's client reloads, unless something else is said. */
export const RELOADS = 7;

const REQUEST = Buffer.from([255, 253, 6]);
const ANSWER = Buffer.from([255, 251, 6]);
/** How terminal/screen.ts begins a frame over a terminal that may show anything: the new image's first one. */
export const WHOLE_FRAME = '\x18\x1b\\\x1b[r';

interface Sample {
  /** Milliseconds. */
  readonly firstByte: number;
  readonly lastWorld: number;
  readonly frame: number;
}

/** A client with its worlds, and what its server and its terminal see of it. */
export interface Scene {
  readonly client: BenchClient;
  readonly sockets: Socket[];
  /** When the last whole frame began; 0 = none yet. */
  frame(): number;
  /** Whether the text is in the last that came to the terminal. */
  shows(text: string): boolean;
  close(): Promise<void>;
}

export async function openScene(
  count: number,
  script?: string,
  files?: Record<string, string>,
): Promise<Scene> {
  const sockets: Socket[] = [];
  const server = createServer(socket => {
    sockets.push(socket.setNoDelay(true));
    socket.on('error', () => socket.destroy());
  });
  server.listen(0, '127.0.0.1', count);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const names = Array.from({ length: count }, (_, n) => `World${n}`);
  let frame = 0;
  let output = '';
  const client = await startBenchClient({
    settings: `more_mode = false\n${names.map(name => `[worlds.${name}]\nhost = "127.0.0.1"\nport = ${port}\n`).join('')}`,
    args: names,
    script,
    ...(files && { files }),
    onOutput: bytes => {
      if (bytes.includes(WHOLE_FRAME, 0, 'latin1')) frame = performance.now();
      output = (output + bytes.toString('latin1')).slice(-64 * 1024);
    },
  });
  await until(() => sockets.length === count, 'all worlds to connect');
  for (const socket of sockets) await answered(socket);
  return {
    client,
    sockets,
    frame: () => frame,
    shows: text => output.includes(text),
    close: () => closeScene(client, server),
  };
}

async function closeScene(client: BenchClient, server: Server): Promise<void> {
  await client.stop();
  server.close();
}

export async function fill(socket: Socket, lines: number): Promise<void> {
  const PART = 1000;
  for (let sent = 0; sent < lines; sent += PART) {
    const texts = Array.from({ length: Math.min(PART, lines - sent) }, (_, n) => line(sent + n));
    if (!socket.write(texts.join(''))) await once(socket, 'drain');
  }
  await answered(socket);
}

function line(n: number): string {
  return `\x1b[3${n % 8}mOrc ${n}\x1b[0m hits you with a \x1b[1;33mrusty sword\x1b[0m, and you feel it for a while.\r\n`;
}

/** Everything that was sent before has been worked off. */
export async function answered(socket: Socket): Promise<void> {
  const answer = once(socket, 'data');
  socket.write(REQUEST);
  await answer;
}

// ---------------------------------------------------------------- measuring

export interface Row {
  readonly name: string;
  readonly samples: Sample[];
  readonly first: number[];
  readonly read: number[];
  readonly whole: number[];
  /** Bytes. */
  readonly state: number[];
  readonly memory: number[];
}

export async function measure(
  name: string,
  scene: Scene,
  bare: BareNode,
  prepare = () => {},
  reloads = RELOADS,
): Promise<Row> {
  const row = emptyRow(name);
  for (let n = 0; n < reloads; n++) {
    prepare();
    await addTo(row, scene, bare);
  }
  return row;
}

export function emptyRow(name: string): Row {
  return { name, samples: [], first: [], read: [], whole: [], state: [], memory: [] };
}

export async function addTo(row: Row, scene: Scene, bare: BareNode): Promise<void> {
  row.first.push(await bare.firstStatement());
  row.samples.push(await reload(scene));
  row.read.push(await bare.firstRead());
  row.whole.push(await bare.wholeProcess());
  row.state.push(scene.client.stateSize());
  row.memory.push(scene.client.memory());
}

export async function reload({ client, sockets, frame }: Scene): Promise<Sample> {
  const probes = [...new Set([sockets[0]!, sockets.at(-1)!])].map(startProbe);
  await until(() => probes.every(probe => probe.times.length > 20), 'answers before the reload');
  const signalled = performance.now();
  process.kill(client.pid, 'SIGUSR1');
  await until(() => frame() > signalled, 'the frame of the new image');
  const seen = probes.map(probe => probe.times.length);
  await until(
    () => probes.every((probe, i) => probe.times.length > seen[i]! + 20),
    'answers after the reload',
  );
  for (const probe of probes) await probe.stop();
  const gaps = probes.map(probe => longestGap(probe.times, signalled));
  const firsts = minOf(gaps.map(gap => gap.to));
  const from = maxOf(gaps.map(gap => gap.from));
  const lasts = maxOf(gaps.map(gap => gap.to));
  return { firstByte: firsts - from, lastWorld: lasts - from, frame: frame() - from };
}

export interface Probe {
  /** When each answer came. */
  readonly times: number[];
  stop(): Promise<void>;
}

export function startProbe(socket: Socket): Probe {
  const times: number[] = [];
  let asked = 0;
  let answers = 0;
  const onData = (bytes: Buffer) => {
    times.push(performance.now());
    answers += bytes.length / ANSWER.length;
  };
  socket.on('data', onData);
  // With a line, because Clay stops to answer a server that sends nothing but requests.
  const ask = () => socket.write(Buffer.concat([Buffer.from(`probe ${asked++}\r\n`), REQUEST]));
  const timer = setInterval(ask, 1);
  return {
    times,
    async stop() {
      clearInterval(timer);
      await until(() => answers === asked, 'the last answer');
      socket.off('data', onData);
    },
  };
}

/** The longest gap that ends after `start`. */
export function longestGap(times: readonly number[], start: number): { from: number; to: number } {
  let longest = { from: start, to: start };
  for (let i = 1; i < times.length; i++) {
    const [from, to] = [times[i - 1]!, times[i]!];
    if (to > start && to - from > longest.to - longest.from) longest = { from, to };
  }
  return longest;
}

/** Looks every few ms; gives up after `patience` ms. */
export async function until(isTrue: () => boolean, what: string, patience = 30_000): Promise<void> {
  const deadline = performance.now() + patience;
  while (!isTrue()) {
    if (performance.now() > deadline) throw new Error(`waited in vain for ${what}`);
    await sleep(2);
  }
}

// ---------------------------------------------------------------- printing

/** `× none`: against the first row. */
export function print(rows: readonly Row[], reloads = RELOADS): void {
  console.log(`Blackout of a reload in ms, median (least) of ${reloads}: from the last byte that the old image read
  to the first that the new image read and answered, on any world and on the last one, and to its first frame.
  A server sends a line and DO TIMING-MARK every ms; the blackout is the longest gap in the answers.
  Bare node: execve() → first byte read from a carried descriptor (read) and → first statement of a script (starts);
  in brackets a whole \`node empty.js\`, spawn to exit. The × columns: median ÷ median of those of the same row.
  Throws, hangs: the new build fails at once and the old one is put back. State: bytes carried; memory: resident.\n`);
  const head = [
    '',
    'first byte',
    'last world',
    'frame',
    'bare: read',
    'starts',
    '[process]',
    '× read',
    '× starts',
    '× process',
    '× none',
    'state KiB',
    'memory MiB',
  ];
  const base = median(rows[0]!.samples.map(sample => sample.firstByte));
  printTable(
    head,
    rows.map(row => cells(row, base)),
  );
}

function cells({ name, samples, first, read, whole, state, memory }: Row, base: number): string[] {
  const bytes = samples.map(sample => sample.firstByte);
  return [
    name,
    middle(bytes),
    middle(samples.map(sample => sample.lastWorld)),
    middle(samples.map(sample => sample.frame)),
    middle(read),
    middle(first),
    `[${middle(whole)}]`,
    (median(bytes) / median(read)).toFixed(2),
    (median(bytes) / median(first)).toFixed(2),
    (median(bytes) / median(whole)).toFixed(2),
    (median(bytes) / base).toFixed(2),
    (median(state) / 1024).toFixed(0),
    (median(memory) / 1024 ** 2).toFixed(0),
  ];
}
