/**
 * A hostile server does its worst to the real client, for five minutes: one kind of stream after the other, as fast as it
 * is taken, at the world on screen. Printed is what that costs: what the client took, its processor time, its memory,
 * what is on disk by then, and how long a key takes to the terminal. `SIEGE_SECONDS` (300) in all.
 */
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { descriptorsOf } from '../support/processes.ts';
import { cleanUp } from '../support/temporary.ts';
import { settingsToml, until } from '../support/tls-world.ts';
import { type Assault, allAssaults } from './support/assaults.ts';
import { type BenchClient, startBenchClient } from './support/client.ts';
import { median, percentile, printTable } from './support/figures.ts';

/** ms between two looks at memory. */
const LOOK = 250;
/** ms between two keys. */
const KEY = 500;
/** A key that is not seen within so long (ms) counts as this. */
const PATIENCE = 5000;
/** Letters that no stream has: CJK, one after the other. */
const FIRST_LETTER = 0x4e00;
/** Of /proc/<pid>/stat, per second. */
const TICKS = 100;

interface Besieger {
  readonly port: number;
  /** The client's connection, once it stands. */
  connected(): Promise<Socket>;
}

async function startBesieger(): Promise<Besieger> {
  let arrived: (socket: Socket) => void;
  let next = new Promise<Socket>(resolve => {
    arrived = resolve;
  });
  const server = createServer(socket => {
    socket.on('error', () => {});
    arrived(socket);
  });
  server.listen(0, '127.0.0.1').unref();
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async connected() {
      const socket = await next;
      next = new Promise(resolve => {
        arrived = resolve;
      });
      return socket;
    },
  };
}

/** Sends until the connection ends. */
function attack(socket: Socket, { opening, unit, deaf = false }: Assault): void {
  if (!deaf) socket.resume();
  socket.write(opening);
  const go = () => {
    for (let more = true; more && !socket.destroyed; ) more = socket.write(unit);
  };
  socket.on('drain', go);
  go();
}

/** What the kernel says of the process. */
function processorTime(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

/** Of the client's files; the scrollback has no name, and is known by its descriptor. */
function sizeOf({ pid, directories }: BenchClient): number {
  const files = directories.flatMap(directory =>
    readdirSync(directory, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name)),
  );
  const nameless = descriptorsOf(pid).filter(({ link }) => /scrollback.*\(deleted\)/.test(link));
  return [...files, ...nameless.map(({ fd }) => `/proc/${pid}/fd/${fd}`)].reduce((sum, file) => {
    const stats = statSync(file, { throwIfNoEntry: false });
    return sum + (stats?.blocks ?? 0) * 512;
  }, 0);
}

interface Result {
  readonly name: string;
  readonly seconds: number;
  /** Bytes that the kernel has taken for the client. */
  readonly taken: number;
  readonly processor: number;
  readonly memory: number;
  /** Growth of what is on disk. */
  readonly disk: number;
  readonly keys: readonly number[];
}

/** Prints a table. */
export async function bench(): Promise<void> {
  const seconds = Number(process.env.SIEGE_SECONDS ?? 300);
  const besieger = await startBesieger();
  const eye = createEye();
  const world = { host: '127.0.0.1', port: besieger.port, auto_login: 'none' };
  const settings = settingsToml({}, { Enemy: world });
  const client = await startBenchClient({ settings, args: ['Enemy'], onOutput: eye.see });
  const assaults = await allAssaults();
  const results: Result[] = [];
  try {
    let socket = await besieger.connected();
    // Memory is what it is after the start, before anything has come.
    await wait(1000);
    const [start, before] = [client.memory(), sizeOf(client)];
    for (const assault of assaults) {
      results.push(await endure(assault, socket, client, eye, seconds / assaults.length));
      const next = besieger.connected();
      // A command is one whatever the server does with its echo.
      client.type('\x07\x1b/dc\r');
      await until(() => socket.destroyed || socket.readableEnded, `${assault.name}: it cannot be hung up`);
      socket.destroy();
      client.type('\x1b/connect\r');
      socket = await next;
    }
    report(results, start, before);
  } finally {
    await client.stop();
    await cleanUp();
  }
}

async function endure(
  assault: Assault,
  socket: Socket,
  client: BenchClient,
  eye: Eye,
  seconds: number,
): Promise<Result> {
  const disk = sizeOf(client);
  const processor = processorTime(client.pid);
  const start = performance.now();
  const keys: number[] = [];
  let memory = 0;
  let isOver = false;
  attack(socket, assault);
  const looking = (async () => {
    for (; !isOver; await wait(LOOK)) memory = Math.max(memory, client.memory());
  })();
  while (performance.now() - start < seconds * 1000) {
    keys.push(await eye.timeOf(client));
    await wait(KEY);
  }
  isOver = true;
  await looking;
  const took = (performance.now() - start) / 1000;
  return {
    name: assault.name,
    seconds: took,
    taken: socket.bytesWritten - socket.writableLength,
    processor: (processorTime(client.pid) - processor) / took,
    memory,
    disk: sizeOf(client) - disk,
    keys,
  };
}

interface Eye {
  see(bytes: Buffer): void;
  /** ms from a key to its letter on the terminal. */
  timeOf(client: BenchClient): Promise<number>;
}

/** Sees single letters in what the client draws. */
function createEye(): Eye {
  let letter = FIRST_LETTER;
  let wanted: Buffer | null = null;
  let seen: () => void = () => {};
  let tail: Buffer = Buffer.alloc(0);
  return {
    see(bytes) {
      if (!wanted) return;
      const text = Buffer.concat([tail, bytes]);
      tail = text.subarray(-4);
      if (text.includes(wanted)) seen();
    },
    async timeOf(client) {
      const key = String.fromCodePoint(letter++);
      tail = Buffer.alloc(0);
      wanted = Buffer.from(key);
      const start = performance.now();
      const isSeen = new Promise<void>(resolve => {
        seen = resolve;
      });
      client.type(key);
      await Promise.race([isSeen, wait(PATIENCE)]);
      const took = performance.now() - start;
      wanted = null;
      client.type('\x7f');
      return Math.min(took, PATIENCE);
    },
  };
}

const megabytes = (bytes: number) => (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0);

function report(results: readonly Result[], memory: number, disk: number): void {
  console.log(
    `before: ${megabytes(memory)} MB of memory, ${megabytes(disk)} MB on disk; MB unless it says so\n`,
  );
  const shown = (ms: number) => (Math.ceil(ms) >= PATIENCE ? '-' : ms.toFixed(0));
  printTable(
    ['', 'seconds', 'taken/s', 'processor %', 'memory', 'disk +', 'key ms', 'worst'],
    results.map(({ name, seconds, taken, processor, memory: most, disk: grown, keys }) => [
      name,
      seconds.toFixed(0),
      megabytes(taken / seconds),
      (processor * 100).toFixed(0),
      megabytes(most),
      megabytes(grown),
      shown(median(keys)),
      shown(percentile(keys, 1)),
    ]),
  );
}
