/**
 * Thousands of idle TLS sessions in one proxy, as many as it takes, of a client with so many worlds: the memory that each
 * takes in the proxy, what the proxy costs while nothing happens, and a reload of the client, beside the same with one
 * world, by turns. CLAY_SESSIONS is another number of them. Each takes two descriptors in the proxy: where the limit of a
 * process (`ulimit -Hn`) does not let it have them there are as many as fit, and that is told.
 */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createServer } from 'node:tls';
import { processesThatMention, rssOf } from '../support/processes.ts';
import { atEnd, cleanUp } from '../support/temporary.ts';
import { selfSigned } from '../support/tls-server.ts';
import { endProcess } from '../support/tlsproxy.ts';
import { startBenchClient } from './support/client.ts';
import { median, middle, printTable } from './support/figures.ts';
import { cpuOf } from './support/relays.ts';
import { reload, type Scene, until, WHOLE_FRAME } from './support/reload-scene.ts';

/** As many as a proxy takes. */
const WANTED = Number(process.env.CLAY_SESSIONS ?? 5000);
/** Descriptors of a proxy besides those of its sessions. */
const OTHERS = 100;
const RELOADS = 5;
/** Buffers of the handshakes are given back a little later (ms). */
const SETTLING = 8_000;
/** How long CPU time is counted (s). */
const SECONDS = 10;

interface Idle extends Scene {
  readonly proxy: number;
}

export async function bench(): Promise<void> {
  const count = affordable();
  try {
    const one = await openIdle(1);
    const base = rssOf(one.proxy);
    const began = performance.now();
    const many = await openIdle(count);
    const took = (performance.now() - began) / 1e3;
    await sleep(SETTLING);
    const memory = (rssOf(many.proxy) - base) / 1024 / (count - 1);
    const work = await workOf(many.proxy);
    const [few, all] = [[], []] as [number[], number[]];
    for (let n = 0; n < RELOADS; n++) {
      few.push((await reload(one)).firstByte);
      all.push((await reload(many)).firstByte);
    }
    console.log(`Connected in ${took.toFixed(0)} s. Reload: from the last byte that the old image read to the first that the
  new image read, ms, median (least) of ${RELOADS}.\n`);
    printTable(
      ['', 'KiB/session', 'CPU of the proxy', 'client MiB', 'reload', '× one'],
      [
        ['1 session', '', '', mebibytes(one), middle(few), '1.00'],
        [
          `${count.toLocaleString('en')} sessions`,
          ...[memory.toFixed(1), `${(100 * work).toFixed(2)} %`, mebibytes(many), middle(all)],
          (median(all) / median(few)).toFixed(2),
        ],
      ],
    );
    for (const scene of [one, many]) await scene.close();
  } finally {
    await cleanUp();
  }
}

function mebibytes({ client }: Scene): string {
  return (client.memory() / 1024 ** 2).toFixed(0);
}

/** Node itself raises the soft limit as far as the hard one lets it. */
function affordable(): number {
  const limit = spawnSync('sh', ['-c', 'ulimit -Hn'], { encoding: 'utf8' }).stdout.trim();
  const most = limit === 'unlimited' ? WANTED : Math.floor((Number(limit) - OTHERS) / 2);
  if (most < WANTED)
    console.log(`A process may open ${limit} files here (ulimit -Hn): ${most} sessions, not ${WANTED}.`);
  return Math.min(WANTED, most);
}

/** The share of one core that the process takes. */
async function workOf(pid: number): Promise<number> {
  const before = cpuOf(pid);
  await sleep(SECONDS * 1000);
  return (cpuOf(pid) - before) / SECONDS;
}

async function openIdle(count: number): Promise<Idle> {
  const { key, certificate } = selfSigned();
  const sockets: Socket[] = [];
  const server = createServer({ key, cert: certificate }, socket => {
    sockets.push(socket.setNoDelay(true));
    socket.on('error', () => socket.destroy()).resume();
  });
  server.listen(0, '127.0.0.1', count);
  atEnd(() => void server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const names = Array.from({ length: count }, (_, n) => `World${n}`);
  const world = (name: string) =>
    `[worlds.${name}]\nhost = "127.0.0.1"\nport = ${port}\ntls = true\ntls_verify = "none"\n`;
  let frame = 0;
  const client = await startBenchClient({
    settings: `more_mode = false\ntls_proxy = true\n${names.map(world).join('')}`,
    args: names,
    onOutput(bytes) {
      if (bytes.includes(WHOLE_FRAME, 0, 'latin1')) frame = performance.now();
    },
  });
  await until(() => sockets.length === count, 'all worlds to connect', 120_000 + 20 * count);
  const [proxy] = processesThatMention(client.directories[1]!).filter(({ comm }) => comm === 'tlsproxy');
  if (!proxy) throw new Error('there is no tlsproxy');
  return {
    ...{ client, sockets, proxy: proxy.pid, frame: () => frame, shows: () => false },
    async close() {
      await client.stop();
      server.close();
      endProcess(proxy.pid);
    },
  };
}
