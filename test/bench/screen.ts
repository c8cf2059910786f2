/**
 * Text at full speed: a server on loopback sends coloured lines as fast as the client takes them, in a terminal of
 * 120 × 40, more-mode off. Measured from outside: lines a second from the first byte to the answer of a telnet request
 * behind the last one (DO TIMING-MARK, answered in order, so the lines are in the log and on their way to the screen),
 * CPU time of the client from /proc, its memory, and meanwhile the time from a key to its character on the terminal.
 *
 * The floor is a bare Node that reads the same bytes from the same server and counts line feeds. That of the echo is another one
 * in a terminal of its own that writes back what is typed, and reads the same flood at the same time no faster than the client
 * does: what it takes is the machine's doing.
 *
 * CPU time is taken with few keys, each of which has a frame drawn; then keys are pressed until there are enough of them for a p99
 * that does not rest on the second worst alone.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cleanUp, temporaryDirectory } from '../support/temporary.ts';
import { type BenchClient, benchEnvironment, startBenchClient } from './support/client.ts';
import { percentile, printTable } from './support/figures.ts';

const LINES = 1_000_000;
const LINE_BYTES = 178;
/** Lines handed to the network at once: about 64 KiB. */
const PART = 368;
/** A fast typist presses a key every 100 ms; twice as fast makes twice as many samples. */
const KEY_INTERVAL = 50;
/** So many keys make the p99: the tenth worst of them. Between two of them, in ms: none of the same time to a frame. */
const KEYS_PRESSED = 1000;
const PRESS_INTERVAL = 11;
/** Lines that the floor of the echo is sent at a time, every so many ms: about as fast as a client takes them. */
const PACE = { lines: PART, interval: 2 };

const REQUEST = Buffer.from([255, 253, 6]);
/** Circled numbers: they stand nowhere in the text, so that one on the terminal is the echo of its key. */
const KEYS = Array.from({ length: 40 }, (_, n) => String.fromCodePoint(0x2460 + n));
/** Erases the input line; after half of the keys, so that no cell gets the character that it had before. */
const CLEAR = '\x15';

export async function bench(): Promise<void> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const floor = await runFloor(server);
    const client = await runClient(server);
    print(client, floor);
    printEchoes(await runEchoes(server));
  } finally {
    server.close();
    await cleanUp();
  }
}

// ---------------------------------------------------------------- the server

/** As the pipeline's benchmark has them: 16, 256 and true colours, underline. */
function line(n: number): string {
  const text =
    `\x1b[1;3${n % 8}mThe orc\x1b[0m number \x1b[38;5;${n % 256}m${n}\x1b[0m hits \x1b[4myou\x1b[0m ` +
    `\x1b[38;2;${n % 256};${n % 199};7mvery hard\x1b[0m and flees \x1b[33mnorth\x1b[0m`;
  return `${text.padEnd(LINE_BYTES - 2, '.')}\r\n`;
}

/** Sends all lines and resolves when the other side has answered behind the last one; in ms. */
async function flood(socket: Socket): Promise<number> {
  const parts = Array.from({ length: 8 }, (_, p) =>
    Buffer.from(Array.from({ length: PART }, (_, n) => line(p * PART + n)).join('')),
  );
  const start = performance.now();
  for (let sent = 0; sent < LINES; sent += PART) {
    const part = parts[(sent / PART) % parts.length]!;
    const rest = Math.min(PART, LINES - sent) * LINE_BYTES;
    if (!socket.write(part.subarray(0, rest))) await once(socket, 'drain');
  }
  const answer = once(socket, 'data');
  socket.write(REQUEST);
  await answer;
  return performance.now() - start;
}

// ---------------------------------------------------------------- the floor

const FLOOR = `const { connect } = require('node:net');
let lines = 0;
let before = null;
const socket = connect(Number(process.argv[2]), '127.0.0.1');
socket.on('data', bytes => {
  before ??= process.cpuUsage();
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) lines++;
  if (lines < ${LINES} || bytes.at(-1) !== 6) return;
  const { user, system } = process.cpuUsage(before);
  socket.end('done');
  process.stdout.write(String((user + system) / 1000));
});`;

interface Figures {
  /** ms. */
  readonly wall: number;
  readonly cpu: number;
}

async function runFloor(server: Server): Promise<Figures> {
  const directory = temporaryDirectory('clay-floor');
  const connected = once(server, 'connection') as Promise<[Socket]>;
  const reader: ChildProcess = spawn(process.execPath, ['-e', FLOOR, '-', String(portOf(server))], {
    env: benchEnvironment(directory, directory),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  reader.stdout!.on('data', (text: Buffer) => {
    printed += text;
  });
  const closed = once(reader, 'close');
  const [socket] = await connected;
  const wall = await flood(socket);
  await closed;
  return { wall, cpu: Number(printed) };
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

// ---------------------------------------------------------------- the client

interface ClientFigures extends Figures {
  /** Bytes; the most at any time. */
  readonly memory: number;
}

interface Typist {
  readonly client: BenchClient;
  readonly socket: Socket;
  readonly echo: Echo;
}

/** The client, or another program in its place, in a terminal and connected. */
async function startTypist(server: Server, script?: string): Promise<Typist> {
  const connected = once(server, 'connection') as Promise<[Socket]>;
  const echo = createEcho();
  const client = await startBenchClient({
    settings: `more_mode = false\n[worlds.Flood]\nhost = "127.0.0.1"\nport = ${portOf(server)}\n`,
    args: [script === undefined ? 'Flood' : String(portOf(server))],
    script,
    onOutput: echo.look,
  });
  const [socket] = await connected;
  socket.on('error', () => socket.destroy());
  await sleep(300);
  return { client, socket, echo };
}

async function runClient(server: Server): Promise<ClientFigures> {
  const { client, socket, echo } = await startTypist(server);
  const before = cpuTime(client.pid);
  const typing = typeOn(client.type, echo);
  const wall = await flood(socket);
  await typing.stop();
  const cpu = cpuTime(client.pid) - before;
  const memory = peakMemory(client.pid);
  await client.stop();
  return { wall, cpu, memory };
}

// ---------------------------------------------------------------- keys

/** The terminal is raw before anything is typed: it echoes nothing itself. */
const ECHOER = `const { connect } = require('node:net');
process.stdin.setRawMode(true).on('data', bytes => process.stdout.write(bytes));
let lines = 0;
connect(Number(process.argv.at(-1)), '127.0.0.1', () => {}).on('data', bytes => {
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) lines++;
});`;

/** ms from key to echo, of the client and of the floor: at the same time, by turns. */
interface Echoes {
  readonly clay: number[];
  readonly floor: number[];
}

async function runEchoes(server: Server): Promise<Echoes> {
  const script = join(temporaryDirectory('clay-echo'), 'echo.js');
  writeFileSync(script, ECHOER);
  const clay = await startTypist(server);
  const floor = await startTypist(server, script);
  let isOver = false;
  const flooding = floodUntil(clay.socket, () => isOver);
  const part = Buffer.from(Array.from({ length: PACE.lines }, (_, n) => line(n)).join(''));
  const pacing = setInterval(() => {
    if (floor.socket.writableLength === 0) floor.socket.write(part);
  }, PACE.interval);
  const echoes: Echoes = { clay: [], floor: [] };
  for (let n = 0; n < KEYS_PRESSED; n++) {
    for (const of of ['clay', 'floor'] as const) {
      const { client, echo } = of === 'clay' ? clay : floor;
      echoes[of].push(await press(client, echo, n));
      await sleep(PRESS_INTERVAL);
    }
  }
  isOver = true;
  clearInterval(pacing);
  await flooding;
  await clay.client.stop();
  await floor.client.stop();
  return echoes;
}

async function floodUntil(socket: Socket, isOver: () => boolean): Promise<void> {
  const part = Buffer.from(Array.from({ length: PART }, (_, n) => line(n)).join(''));
  while (!isOver()) if (!socket.write(part)) await once(socket, 'drain');
}

/** The n-th key; resolves when its echo is there, with what that took (ms). */
async function press({ type }: Pick<BenchClient, 'type'>, echo: Echo, n: number): Promise<number> {
  const key = KEYS[n % KEYS.length]!;
  if (n % (KEYS.length / 2) === 0) type(CLEAR);
  const pressed = performance.now();
  const echoed = echo.of(key);
  type(key);
  await echoed;
  return performance.now() - pressed;
}

interface Echo {
  look(output: Buffer): void;
  /** Resolves when the text stands in the output. */
  of(text: string): Promise<void>;
}

function createEcho(): Echo {
  let wanted: Buffer | null = null;
  let found = () => {};
  // A character may come in two pieces.
  let tail = Buffer.alloc(0);
  return {
    look(output) {
      const text = Buffer.concat([tail, output]);
      tail = text.subarray(-3);
      if (wanted === null || !text.includes(wanted)) return;
      wanted = null;
      found();
    },
    of(text) {
      wanted = Buffer.from(text);
      return new Promise(resolve => {
        found = resolve;
      });
    },
  };
}

/** One key after the other, each when the last one has its echo. */
function typeOn(type: (text: string) => void, echo: Echo): { stop(): Promise<void> } {
  let stopped = false;
  async function run(): Promise<void> {
    for (let n = 0; !stopped; n++) {
      await press({ type }, echo, n);
      await sleep(KEY_INTERVAL);
    }
  }
  const done = run();
  return {
    stop() {
      stopped = true;
      return done;
    },
  };
}

/** utime and stime of all threads, in ms; the kernel counts in hundredths of a second. */
function cpuTime(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1')
    .replace(/^.*\) /s, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

function peakMemory(pid: number): number {
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))![1]) * 1024;
}

// ---------------------------------------------------------------- printing

function print(client: ClientFigures, floor: Figures): void {
  const { memory } = client;
  console.log(`${LINES.toLocaleString('en')} coloured lines of ${LINE_BYTES} bytes from a loopback server, terminal 120 × 40
  clay: up to the answer behind the last line; floor: a bare Node that reads them and counts line feeds\n`);
  const row = (name: string, { wall, cpu }: Figures) => [
    name,
    (wall / 1000).toFixed(1),
    Math.round(LINES / (wall / 1000)).toLocaleString('en'),
    ((cpu * 1000) / LINES).toFixed(2),
  ];
  printTable(['', 'seconds', 'lines/s', 'CPU µs/line'], [row('clay', client), row('floor', floor)]);
  console.log(
    `CPU clay ÷ floor: ${(client.cpu / floor.cpu).toFixed(1)}; peak memory ${(memory / 2 ** 20).toFixed(0)} MiB`,
  );
}

function printEchoes({ clay, floor }: Echoes): void {
  const cells = (name: string, echoes: readonly number[]) => [
    name,
    ...[0.5, 0.9, 0.99, 1].map(share => percentile(echoes, share).toFixed(1)),
  ];
  console.log(`\nkey to echo during such a flood, ms: ${clay.length} keys each, by turns, so that ${Math.round(clay.length / 100)} are above p99
  floor: a bare Node that echoes keys, while it is sent ${Math.round((1000 / PACE.interval) * PACE.lines).toLocaleString('en')} lines a second, beside the client and its flood\n`);
  printTable(['', 'p50', 'p90', 'p99', 'most'], [cells('clay', clay), cells('floor', floor)]);
}
