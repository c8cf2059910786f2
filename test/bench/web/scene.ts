/** A client with the browser view on and one world, for benchmarks: what the world says, and how its browsers log in. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../support/peers.ts';
import { type BenchClient, startBenchClient } from '../support/client.ts';
import { least } from '../support/figures.ts';

/** Clock ticks of the kernel a second, as all Linux systems have them. */
const TICKS = 100;

export interface Scene {
  readonly client: BenchClient;
  /** The port that the world listens on, for others to hear the same; and the client's connection. */
  readonly port: number;
  readonly socket: Socket;
  /** All connections to the world. */
  readonly sockets: readonly Socket[];
  link(): Promise<string>;
  /** PID of the process that ends TLS. */
  terminator(): number;
  close(): Promise<void>;
}

export interface SceneOptions {
  /** HTTPS beside plain HTTP; the link is of that then. */
  readonly https?: boolean;
  /** Options of the client's Node. */
  readonly nodeOptions?: readonly string[];
}

export async function openScene({ https = false, nodeOptions = [] }: SceneOptions = {}): Promise<Scene> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const sockets: Socket[] = [];
  server.on('connection', one => {
    one.setNoDelay(true).on('error', () => one.destroy());
    sockets.push(one);
  });
  const accepted = once(server, 'connection') as Promise<[Socket]>;
  const [webPort, httpsPort] = [await freePort(), await freePort()];
  const more = https ? `https = true\nhttps_port = ${httpsPort}\n` : '';
  let output = '';
  const client = await startBenchClient({
    settings: `more_mode = false\n[web]\nenabled = true\nport = ${webPort}\n${more}[worlds.Alpha]\nhost = "127.0.0.1"\nport = ${port}\n`,
    args: ['Alpha'],
    nodeOptions,
    onOutput: bytes => {
      output = (output + bytes.toString('latin1')).slice(-100_000);
    },
  });
  const [socket] = await accepted;
  return {
    ...{ client, port, socket, sockets },
    async link() {
      // Until HTTPS is served it is one of plain HTTP.
      const shown = https
        ? /https:\/\/127\.0\.0\.1:\d+\/#[\w-]{22}/
        : /http:\/\/127\.0\.0\.1:\d+\/#[\w-]{22}/;
      const seen = await until(() => {
        output = '';
        client.type('/web link\r');
        return sleep(1_000).then(() => {
          client.type('q');
          return shown.exec(output);
        });
      });
      return seen[0];
    },
    terminator() {
      const [home] = client.directories;
      const started = readFileSync(`${home}/tlsproxy.log`, 'utf8').split('\n');
      const last = started.findLast(line => line.includes('"role":"web"')) ?? '{}';
      return (JSON.parse(last) as { pid: number }).pid;
    },
    async close() {
      await client.stop();
      server.close();
    },
  };
}

export async function until<T>(get: () => T | null | false | Promise<T | null | false>): Promise<T> {
  for (const end = performance.now() + 60_000; performance.now() < end; await sleep(5)) {
    const value = await get();
    if (value) return value;
  }
  throw new Error('waited in vain');
}

/** Lines at an even pace for so long (s), to all of the sockets; each says when it was sent. */
export async function flood(
  sockets: readonly Socket[],
  seconds: number,
  linesASecond: number,
): Promise<void> {
  const begin = performance.now();
  for (let sent = 0; sent < seconds * linesASecond; ) {
    const due = Math.min(
      seconds * linesASecond,
      Math.floor(((performance.now() - begin) / 1000) * linesASecond),
    );
    for (; sent < due; sent++) {
      const line = `at ${performance.now().toFixed(3)} a line of the flood\r\n`;
      for (const socket of sockets) socket.write(line);
    }
    await sleep(2);
  }
}

/** Bytes of memory of the process, what it shares with others in parts. */
export function memoryOf(pid: number): number {
  return Number(/^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1]) * 1024;
}

/** Reloads of a measurement, and how long an image has to settle (ms). */
const RELOADS = 9;
const SETTLING = 1500;

/**
 * Bytes that the client needs: of images that have just taken over there is little but what they go on with. The least of some, for
 * V8 now and then takes ten megabytes more or less for the same.
 */
export async function memoryAfterReloads({ client }: Scene): Promise<number> {
  const samples: number[] = [];
  for (let reload = 0; reload < RELOADS; reload++) {
    process.kill(client.pid, 'SIGUSR1');
    await sleep(SETTLING);
    samples.push(memoryOf(client.pid));
  }
  return least(samples);
}

/** Seconds of processor that the process has had. */
export function processorTime(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}
