/**
 * The blackout of a reload, seen from outside. A server sends a short line and a telnet request (DO TIMING-MARK,
 * RFC 860, which must be answered in order) every millisecond; the longest gap in the answers is the time from the
 * last byte that the old image read to the first one that the new image has read and answered. It holds all that a
 * reload does while nobody listens: encoding, writing and fsyncing the state, execve(), Node's start, restoring.
 * "Frame" is the time from the last answer of the old image to the first byte of the new one's frame on the terminal.
 *
 * "Throws", "hangs": the new build passes its trial and then fails at once, so that the old one is put back; the gap holds
 * the starts of both, and of one that hangs the patience with it. State: the bytes that are carried. Memory: the new image's, when all is calm again.
 *
 * The blackouts are compared with the start of a bare Node, measured between the reloads in the same run (bare-node.ts).
 */

import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { maxOf, minOf } from '../../shared/arrays.ts';
import { cleanUp } from '../support/temporary.ts';
import { type BareNode, bareNode } from './support/bare-node.ts';
import { breakableBuild } from './support/broken.ts';
import { type BenchClient, startBenchClient } from './support/client.ts';
import { median, middle, printTable } from './support/figures.ts';
import { gameRules } from './support/game-rules.ts';

const RELOADS = 7;
/** For one line alone. */
const MANY = 30;
/** History of the first world, in lines, one after the other in one client. */
const HISTORIES = [0, 10_000, 100_000, 1_000_000];
/** Number of worlds, and lines of history of each. */
const WORLDS: readonly [count: number, lines: number][] = [
  [10, 100],
  [100, 100],
  [1000, 100],
  [1000, 1000],
];

/** Scripts with something in memory, each of which waits for lines that do not come. */
const SCRIPTS = Object.fromEntries(
  Array.from({ length: 20 }, (_, n) => [
    `scripts/script${n}.js`,
    `const seen = new Map(); for (let i = 0; i < 300; i++) seen.set('k' + i, { i });\n` +
      `for (let i = 0; i < 10; i++) clay.trigger('never ' + i, () => clay.send('n' + seen.size));`,
  ]),
);

const REQUEST = Buffer.from([255, 253, 6]);
const ANSWER = Buffer.from([255, 251, 6]);
/** How terminal/screen.ts begins a frame over a terminal that may show anything: the new image's first one. */
const WHOLE_FRAME = '\x18\x1b\\\x1b[r';

interface Sample {
  /** Milliseconds. */
  readonly firstByte: number;
  readonly lastWorld: number;
  readonly frame: number;
}

/** A client with its worlds, and what its server and its terminal see of it. */
interface Scene {
  readonly client: BenchClient;
  readonly sockets: Socket[];
  /** When the last whole frame began; 0 = none yet. */
  frame(): number;
  /** Whether the text is in the last that came to the terminal. */
  shows(text: string): boolean;
  close(): Promise<void>;
}

export async function bench(brief: boolean): Promise<void> {
  try {
    const bare = bareNode();
    if (brief) return await benchOne(bare);
    const rows: Row[] = [];
    const one = await openScene(1);
    let lines = 0;
    for (const history of HISTORIES) {
      await fill(one.sockets[0]!, history - lines);
      lines = history;
      rows.push(await measure(`1 world, ${history.toLocaleString('en')} lines`, one, bare));
    }
    await one.close();
    const scripted = await openScene(1, undefined, SCRIPTS);
    rows.push(await measure('1 world, 20 scripts', scripted, bare));
    await scripted.close();
    const build = breakableBuild();
    const broken = await openScene(1, build.script);
    for (const how of ['throws', 'hangs'] as const) {
      const row = await measure(`1 world, new build ${how}`, broken, bare, () => build.breakIt(how));
      rows.push(row);
    }
    await broken.close();
    for (const [count, each] of WORLDS) {
      const scene = await openScene(count);
      for (const socket of scene.sockets) await fill(socket, each);
      rows.push(await measure(nameOf(count, each), scene, bare));
      await scene.close();
    }
    print(rows);
    print(await dialogRows(bare));
    print(await ruleRows(bare));
  } finally {
    await cleanUp();
  }
}

async function benchOne(bare: BareNode): Promise<void> {
  const scene = await openScene(1);
  const row = await measure('1 world', scene, bare, () => {}, MANY);
  await scene.close();
  print([row], MANY);
  print(await dialogRows(bare, MANY), MANY);
  print(await ruleRows(bare, MANY), MANY);
}

/** Without and with the form of all settings over the game, the largest dialog there is: by turns. */
async function dialogRows(bare: BareNode, reloads = RELOADS): Promise<[Row, Row]> {
  const scenes = [await openScene(1), await openScene(1)] as const;
  scenes[1].client.type('/setup\r');
  await until(() => scenes[1].shows('More Mode'), 'the dialog');
  const rows = [emptyRow('1 world, no dialog'), emptyRow('1 world, a dialog open')] as [Row, Row];
  for (let n = 0; n < reloads; n++) for (const at of [0, 1] as const) await addTo(rows[at], scenes[at], bare);
  if (!scenes[1].shows('More Mode')) throw new Error('the dialog is not there any more');
  for (const scene of scenes) await scene.close();
  return rows;
}

/** Without rules, with a thousand of all kinds, and with the scripts besides: by turns. */
async function ruleRows(bare: BareNode, reloads = RELOADS): Promise<Row[]> {
  const rules = { 'automation.toml': gameRules() };
  const kinds = [
    ['1 world, no rules', {}],
    ['1 world, 1,001 rules', rules],
    ['1 world, 1,001 rules, 20 scripts', { ...rules, ...SCRIPTS }],
  ] as const;
  const rows = kinds.map(([name]) => emptyRow(name));
  const scenes: Scene[] = [];
  for (const [, files] of kinds) scenes.push(await openScene(1, undefined, files));
  // Rules are read behind the first frame, and have seen lines.
  for (const { sockets } of scenes) await fill(sockets[0]!, 1000);
  for (let n = 0; n < reloads; n++)
    for (const [at, row] of rows.entries()) await addTo(row, scenes[at]!, bare);
  for (const scene of scenes) await scene.close();
  return rows;
}

// ---------------------------------------------------------------- the scene

function nameOf(worlds: number, each: number): string {
  const lines = worlds * each;
  const all = lines === 1_000_000 ? '1 M lines in all' : `${each} lines each`;
  return `${worlds.toLocaleString('en')} worlds, ${all}`;
}

async function openScene(count: number, script?: string, files?: Record<string, string>): Promise<Scene> {
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

async function fill(socket: Socket, lines: number): Promise<void> {
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
async function answered(socket: Socket): Promise<void> {
  const answer = once(socket, 'data');
  socket.write(REQUEST);
  await answer;
}

// ---------------------------------------------------------------- measuring

interface Row {
  readonly name: string;
  readonly samples: Sample[];
  readonly first: number[];
  readonly read: number[];
  readonly whole: number[];
  /** Bytes. */
  readonly state: number[];
  readonly memory: number[];
}

async function measure(
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

function emptyRow(name: string): Row {
  return { name, samples: [], first: [], read: [], whole: [], state: [], memory: [] };
}

async function addTo(row: Row, scene: Scene, bare: BareNode): Promise<void> {
  row.first.push(await bare.firstStatement());
  row.samples.push(await reload(scene));
  row.read.push(await bare.firstRead());
  row.whole.push(await bare.wholeProcess());
  row.state.push(scene.client.stateSize());
  row.memory.push(scene.client.memory());
}

async function reload({ client, sockets, frame }: Scene): Promise<Sample> {
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

interface Probe {
  /** When each answer came. */
  readonly times: number[];
  stop(): Promise<void>;
}

function startProbe(socket: Socket): Probe {
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
function longestGap(times: readonly number[], start: number): { from: number; to: number } {
  let longest = { from: start, to: start };
  for (let i = 1; i < times.length; i++) {
    const [from, to] = [times[i - 1]!, times[i]!];
    if (to > start && to - from > longest.to - longest.from) longest = { from, to };
  }
  return longest;
}

async function until(isTrue: () => boolean, what: string): Promise<void> {
  const deadline = performance.now() + 30_000;
  while (!isTrue()) {
    if (performance.now() > deadline) throw new Error(`waited in vain for ${what}`);
    await sleep(2);
  }
}

// ---------------------------------------------------------------- printing

function print(rows: readonly Row[], reloads = RELOADS): void {
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
