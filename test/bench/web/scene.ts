/** A client with the browser view on and one world, for benchmarks: what the world says, and how its browsers log in. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../support/peers.ts';
import { type BenchClient, startBenchClient } from '../support/client.ts';

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
  close(): Promise<void>;
}

export interface SceneOptions {
  /** HTTPS beside plain HTTP; the link is of that then. */
  readonly https?: boolean;
}

export async function openScene({ https = false }: SceneOptions = {}): Promise<Scene> {
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
    onOutput: bytes => {
      output = (output + bytes.toString('latin1')).slice(-100_000);
    },
  });
  const [socket] = await accepted;
  return {
    ...{ client, port, socket, sockets },
    async link() {
      const seen = await until(() => {
        output = '';
        client.type('/web link\r');
        return sleep(1_000).then(() => {
          client.type('q');
          return /https?:\/\/127\.0\.0\.1:\d+\/#[\w-]{22}/.exec(output);
        });
      });
      return seen[0];
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

/** Seconds of processor that the process has had. */
export function processorTime(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}
