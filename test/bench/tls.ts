/**
 * What the TLS proxy costs: CPU per GB from the server, round trip, handshakes, and memory of idle sessions;
 * and the same for stunnel, where it is installed, in the same run. The CPU is the relay's own.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import type { ProxyClient } from '../../client/host/proxy.ts';
import { isFault } from '../../shared/fault.ts';
import { rssOf } from '../support/processes.ts';
import { cleanUp } from '../support/temporary.ts';
import { bundle, endProcess, openRequest, type ProxyFixture, proxyFixture } from '../support/tlsproxy.ts';

const FLOOD = 512 * 1024 * 1024;
const ROUND_TRIPS = 2_000;
const IDLE_SESSIONS = 500;

/** A relay under test: gives plaintext sockets to the bench server. */
interface Relay {
  readonly name: string;
  readonly pid: number;
  /** `onBytes` is told how much has been read, for those that acknowledge. */
  open(): Promise<{ socket: Socket; onBytes: (total: number) => void }>;
}

export interface TlsFigures {
  readonly relay: string;
  readonly cpuSecondsPerGb: number;
  readonly megabytesPerSecond: number;
  readonly roundTripMicroseconds: number;
  readonly addedMicroseconds: number;
  readonly handshakesPerSecond: number;
  readonly kilobytesPerIdleSession: number;
}

/** Runs the bench, prints a line per relay, and returns the figures. */
export async function bench(): Promise<TlsFigures[]> {
  const fixture = proxyFixture(1_000);
  const server = spawn(
    process.execPath,
    [bundle('test/support/tls-source.ts', join(fixture.root, 'source.js'))],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  try {
    const [text] = await once(server.stdout, 'data');
    const port = Number(String(text));
    const direct = await roundTrip(await directSocket(port));
    const figures: TlsFigures[] = [];
    for (const relay of [await ours(fixture, port), await stunnel(fixture, port)]) {
      if (!relay) continue;
      const figure = await measure(relay, direct);
      console.log(JSON.stringify(figure));
      figures.push(figure);
      endProcess(relay.pid);
    }
    return figures;
  } finally {
    server.kill();
    await cleanUp();
  }
}

async function measure(relay: Relay, direct: number): Promise<TlsFigures> {
  const { cpu, seconds } = await flood(relay);
  const { socket } = await relay.open();
  const trip = await roundTrip(socket);
  const idle = await idleSessions(relay);
  const round = (value: number, digits = 0) => Number(value.toFixed(digits));
  return {
    relay: relay.name,
    cpuSecondsPerGb: round(cpu / (FLOOD / 1e9), 2),
    megabytesPerSecond: round(FLOOD / 1e6 / seconds),
    roundTripMicroseconds: round(trip),
    addedMicroseconds: round(trip - direct),
    handshakesPerSecond: round(idle.perSecond),
    kilobytesPerIdleSession: round(idle.kilobytes),
  };
}

async function flood(relay: Relay): Promise<{ cpu: number; seconds: number }> {
  const { socket, onBytes } = await relay.open();
  const before = cpuOf(relay.pid);
  const start = process.hrtime.bigint();
  socket.write(`FLOOD ${FLOOD}`);
  let total = 0;
  await new Promise<void>(resolve => {
    socket.on('data', bytes => {
      total += bytes.length;
      onBytes(total);
      if (total >= FLOOD) resolve();
    });
    socket.resume();
  });
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  socket.destroy();
  return { cpu: cpuOf(relay.pid) - before, seconds };
}

/** Median of a 64-byte round trip, in microseconds. */
async function roundTrip(socket: Socket): Promise<number> {
  const message = Buffer.alloc(64, 'x');
  const times: number[] = [];
  for (let i = 0; i < ROUND_TRIPS; i++) {
    const start = process.hrtime.bigint();
    const answered = new Promise<void>(resolve => {
      let got = 0;
      const take = (bytes: Buffer) => {
        got += bytes.length;
        if (got < message.length) return;
        socket.off('data', take);
        resolve();
      };
      socket.on('data', take);
    });
    socket.resume();
    socket.write(message);
    await answered;
    times.push(Number(process.hrtime.bigint() - start) / 1000);
  }
  socket.destroy();
  return times.sort((a, b) => a - b)[times.length >> 1]!;
}

/** All at once, each until its first echo. */
async function idleSessions(relay: Relay): Promise<{ perSecond: number; kilobytes: number }> {
  const before = rssOf(relay.pid);
  const start = process.hrtime.bigint();
  const sockets = await Promise.all(
    Array.from({ length: IDLE_SESSIONS }, async () => {
      const { socket } = await relay.open();
      socket.write('x');
      socket.resume();
      await once(socket, 'data');
      return socket;
    }),
  );
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  // Buffers of the handshakes are given back a little later.
  await new Promise(resolve => setTimeout(resolve, 6_000));
  const kilobytes = (rssOf(relay.pid) - before) / 1024 / IDLE_SESSIONS;
  for (const socket of sockets) socket.destroy();
  return { perSecond: IDLE_SESSIONS / seconds, kilobytes };
}

// ---------------------------------------------------------------- relays

async function ours(fixture: ProxyFixture, port: number): Promise<Relay> {
  const client = fixture.client();
  const first = await openOurs(client, port);
  return { name: 'tlsproxy', pid: first.pid, open: () => openOurs(client, port) };
}

async function openOurs(client: ProxyClient, port: number) {
  const opened = await client.open(openRequest(port, { policy: 'none', replay: 1024 * 1024 }));
  if (isFault(opened)) throw new Error(opened.sentence);
  const { socket, session, proxy } = opened;
  let acked = 0;
  const onBytes = (total: number) => {
    if (total - acked < 256 * 1024) return;
    acked = total;
    client.ack(session, total);
  };
  return { socket, onBytes, pid: proxy.pid };
}

/** null, with a line that says so, where it is not installed. */
async function stunnel(fixture: ProxyFixture, port: number): Promise<Relay | null> {
  const program = ['stunnel', 'stunnel4'].find(name => spawnSync(name, ['-version']).status === 0);
  if (!program) {
    console.log('stunnel is not installed: no comparison');
    return null;
  }
  const accept = await freePort();
  const configuration = join(fixture.root, 'stunnel.conf');
  const lines = [
    'foreground = yes',
    'debug = err',
    'pid =',
    'socket = l:TCP_NODELAY=1',
    'socket = r:TCP_NODELAY=1',
  ];
  writeFileSync(
    configuration,
    [
      ...lines,
      '[mud]',
      'client = yes',
      `accept = 127.0.0.1:${accept}`,
      `connect = 127.0.0.1:${port}`,
      '',
    ].join('\n'),
  );
  const child: ChildProcess = spawn(program, [configuration], { stdio: 'ignore' });
  const open = async () => {
    const socket = connect({ port: accept, host: '127.0.0.1', noDelay: true });
    await once(socket, 'connect');
    socket.pause();
    return { socket, onBytes: () => undefined };
  };
  for (let tried = 0; ; tried++) {
    try {
      (await open()).socket.destroy();
      return { name: 'stunnel', pid: child.pid!, open };
    } catch (error) {
      if (tried === 50) throw error;
      await new Promise(resolve => setTimeout(resolve, 100));
    }
  }
}

async function directSocket(port: number): Promise<Socket> {
  const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  socket.setNoDelay(true);
  return socket;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** User and system time in seconds: fields 14 and 15 of /proc/pid/stat, in ticks of 10 ms. */
function cpuOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
