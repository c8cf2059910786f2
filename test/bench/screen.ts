/**
 * Text at full speed: a server on loopback sends coloured lines as fast as the client takes them, in a terminal of
 * 120 × 40, more-mode off. Measured from outside: lines a second from the first byte to the answer of a telnet request
 * behind the last one (DO TIMING-MARK, answered in order, so the lines are in the log and on their way to the screen),
 * CPU time of the client from /proc, its memory, and meanwhile the time from a key to its character on the terminal.
 *
 * The floor is a bare Node that reads the same bytes from the same server and counts line feeds.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { cleanUp, temporaryDirectory } from '../support/temporary.ts';
import { benchEnvironment, startBenchClient } from './support/client.ts';
import { percentile, printTable } from './support/figures.ts';

const LINES = 1_000_000;
const LINE_BYTES = 178;
/** Lines handed to the network at once: about 64 KiB. */
const PART = 368;
/** A fast typist presses a key every 100 ms; twice as fast makes twice as many samples. */
const KEY_INTERVAL = 50;

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
  /** ms from key to echo. */
  readonly echoes: number[];
}

async function runClient(server: Server): Promise<ClientFigures> {
  const connected = once(server, 'connection') as Promise<[Socket]>;
  const echo = createEcho();
  const client = await startBenchClient({
    settings: `more_mode = false\n[worlds.Flood]\nhost = "127.0.0.1"\nport = ${portOf(server)}\n`,
    args: ['Flood'],
    onOutput: echo.look,
  });
  const [socket] = await connected;
  socket.on('error', () => socket.destroy());
  await sleep(300);
  const before = cpuTime(client.pid);
  const typing = typeOn(client.type, echo);
  const wall = await flood(socket);
  const echoes = await typing.stop();
  const cpu = cpuTime(client.pid) - before;
  const memory = peakMemory(client.pid);
  await client.stop();
  return { wall, cpu, memory, echoes };
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
function typeOn(type: (text: string) => void, echo: Echo): { stop(): Promise<number[]> } {
  const echoes: number[] = [];
  let stopped = false;
  async function run(): Promise<number[]> {
    for (let n = 0; !stopped; n++) {
      const key = KEYS[n % KEYS.length]!;
      if (n % (KEYS.length / 2) === 0) type(CLEAR);
      const pressed = performance.now();
      const echoed = echo.of(key);
      type(key);
      await echoed;
      echoes.push(performance.now() - pressed);
      await sleep(KEY_INTERVAL);
    }
    return echoes;
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
  const { memory, echoes } = client;
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
  const echo = (share: number) => percentile(echoes, share).toFixed(1);
  console.log(
    `key to echo meanwhile, ms: p50 ${echo(0.5)}, p99 ${echo(0.99)}, most ${echo(1)} (${echoes.length} keys)`,
  );
}
