/**
 * What many users of one machine cost: for each a client without a terminal, with one plain world and one in a tlsproxy of
 * its own, a line a second from each. Memory as the kernel shares it out among processes (PSS of proc(5)), CPU time over some
 * seconds, and then one reload of all at once. The floor is as many bare Nodes that hold one connection.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createServer as createTlsServer } from 'node:tls';
import { type Headless, startHeadless } from '../support/headless.ts';
import { processesThatMention } from '../support/processes.ts';
import { reloadedTimes } from '../support/reloading.ts';
import { atEnd, cleanUp } from '../support/temporary.ts';
import { selfSigned } from '../support/tls-server.ts';
import { printTable } from './support/figures.ts';

const COUNTS = (process.env.CLAY_USERS ?? '10,50,100').split(',').map(Number);
/** How long CPU time is counted (s). */
const SECONDS = 10;
const TICKS = 100;

interface Figures {
  /** Bytes of all. */
  readonly clients: number;
  readonly proxies: number;
  /** Shares of one core. */
  readonly clientWork: number;
  readonly proxyWork: number;
  /** ms until the last of all has taken over. */
  readonly reload: number;
}

export async function bench(): Promise<void> {
  try {
    const ports = [await plainServer(), await tlsServer()];
    const rows: string[][] = [];
    for (const count of COUNTS) {
      const floor = await bareNodes(count, ports[0] as number);
      const figures = await users(count, ports);
      const each = (bytes: number) => (bytes / count / 1024 / 1024).toFixed(1);
      const work = (share: number) => `${((100 * share) / count).toFixed(2)} %`;
      rows.push([
        `${count} users`,
        ...[each(figures.clients), each(figures.proxies), each(floor)],
        ...[work(figures.clientWork), work(figures.proxyWork), (figures.reload / count).toFixed(0)],
      ]);
    }
    console.log(
      `Each user: a client and a proxy, two worlds with a line a second; PSS, CPU over ${SECONDS} s\n`,
    );
    printTable(
      ['', 'client MiB', 'proxy MiB', 'bare node MiB', 'client CPU', 'proxy CPU', 'reload of all, ms a user'],
      rows,
    );
  } finally {
    await cleanUp();
  }
}

async function users(count: number, [plain, tls]: readonly number[]): Promise<Figures> {
  const settings = `tls_proxy = true\n[worlds.Plain]\nhost = "127.0.0.1"\nport = ${plain}\n[worlds.Secret]\nhost = "127.0.0.1"\nport = ${tls}\ntls = true\ntls_verify = "none"\n`;
  const clients: Headless[] = [];
  // As many at once as a machine would start, and not all: a start is not what is measured.
  for (let at = 0; at < count; at += 5) {
    const some = Array.from({ length: Math.min(5, count - at) }, () =>
      startHeadless(settings, ['Plain', 'Secret']),
    );
    for (const client of await Promise.all(some)) clients.push(client);
  }
  const proxies: number[] = [];
  for (const { place } of clients) proxies.push(await proxyOf(place.runtime));
  await sleep(3000);
  const before = [clients.map(({ pid }) => cpu(pid)), proxies.map(cpu)].map(sum);
  await sleep(SECONDS * 1000);
  const after = [clients.map(({ pid }) => cpu(pid)), proxies.map(cpu)].map(sum);
  const memory = [clients.map(({ pid }) => pss(pid)), proxies.map(pss)].map(sum);
  const start = performance.now();
  for (const { pid } of clients) process.kill(pid, 'SIGUSR1');
  await Promise.all(clients.map(client => reloadedTimes(client, 1)));
  const reload = performance.now() - start;
  for (const { pid } of clients) process.kill(pid, 'SIGTERM');
  await Promise.all(clients.map(({ exit }) => exit));
  for (const pid of proxies) process.kill(pid, 'SIGTERM');
  const work = after.map((ticks, which) => (ticks - (before[which] as number)) / TICKS / SECONDS);
  return {
    clients: memory[0] as number,
    proxies: memory[1] as number,
    clientWork: work[0] as number,
    proxyWork: work[1] as number,
    reload,
  };
}

async function proxyOf(runtime: string): Promise<number> {
  for (;;) {
    const proxy = processesThatMention(runtime).find(({ comm }) => comm === 'tlsproxy');
    if (proxy) return proxy.pid;
    await sleep(50);
  }
}

/** PSS of all, in bytes. */
async function bareNodes(count: number, port: number): Promise<number> {
  const program = `require('node:net').connect(${port}, '127.0.0.1').on('data', () => undefined);`;
  const nodes: ChildProcess[] = Array.from({ length: count }, () =>
    spawn(process.execPath, ['-e', program], { stdio: 'ignore' }),
  );
  await Promise.all(nodes.map(node => once(node, 'spawn')));
  await sleep(3000);
  const all = sum(nodes.map(({ pid }) => pss(pid as number)));
  for (const node of nodes) node.kill('SIGKILL');
  await Promise.all(nodes.map(node => once(node, 'close')));
  return all;
}

async function plainServer(): Promise<number> {
  const server = createServer(talk).listen(0, '127.0.0.1');
  atEnd(() => void server.close());
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function tlsServer(): Promise<number> {
  const { key, certificate } = selfSigned();
  const server = createTlsServer({ key, cert: certificate }, talk).listen(0, '127.0.0.1');
  atEnd(() => void server.close());
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** A line a second. */
function talk(socket: Socket): void {
  const timer = setInterval(
    () => socket.write('The wind howls around the tower, and somewhere a bell is struck.\r\n'),
    1000,
  );
  socket.on('error', () => socket.destroy()).on('close', () => clearInterval(timer));
}

function pss(pid: number): number {
  const [, kilobytes = '0'] =
    /^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}

/** Clock ticks, by proc(5): user and system. */
function cpu(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
