/**
 * What HTTPS for browsers costs: what the terminator adds to a round trip, its CPU for one, memory of idle WebSockets, and a
 * visitor who opens a thousand connections and sends half a request on each. Beside it stands a relay of a few lines, by which
 * it can be judged on any machine: it does the same under the same load, and refuses nobody. What is added is the difference
 * from a WSS server in this process, which echoes as the client behind the terminator does.
 */
import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { connect } from 'node:tls';
import { type WebSocket, WebSocketServer } from 'ws';
import { NODE_OPTIONS } from '../../../client/host/proxy/start.ts';
import { testCertificate } from '../../support/certificate.ts';
import {
  openWebSockets,
  openWss,
  startTerminatorProcess,
  type TerminatorProcess,
} from '../../support/terminator-process.ts';
import { get } from '../../support/visitors.ts';
import { startBareRelay } from '../support/bare-relay.ts';
import { least, median, printTable } from '../support/figures.ts';

/** Round trips of a block, and blocks: the least of their medians is what a busy neighbour disturbs least. */
const TRIPS = 500;
const BLOCKS = 16;
const WARMING = 8;
const MESSAGE = 'x'.repeat(64);
const IDLE = 500;
/** What handshakes leave is given back a little later (ms). */
const SETTLING = 8_000;
const HALF_REQUESTS = 1_000;

type Subject = Pick<TerminatorProcess, 'port'> & {
  stats(): Promise<{ readonly memory: number; readonly cpu: number }>;
};

export async function measureTerminator(): Promise<void> {
  const terminator = await startTerminatorProcess();
  const bare = await startBareRelay(terminator.target.path, NODE_OPTIONS);
  const idle = [await idleWebSockets(terminator), await idleWebSockets(bare)];
  const trips = await roundTrips(terminator, bare);
  const half = await halfRequests(terminator);
  const row = (name: string, digits: number, [ours = 0, floor = 0]: readonly number[], target: string) => [
    ...[name, ours.toFixed(digits), floor.toFixed(digits)],
    ...[(ours / floor).toFixed(2), target],
  ];
  printTable(
    ['HTTPS for browsers', 'measured', 'bare relay', 'ratio', 'is to be'],
    [
      row('added to a round trip (us, least median)', 0, trips.added, '<= 40'),
      row('CPU of a round trip (us, least)', 0, trips.cpu, ''),
      row(`KiB for each of ${IDLE} idle WebSockets`, 1, idle, '<= 50'),
      [`open of ${HALF_REQUESTS} half requests`, String(half.open), '', '', '<= 32'],
      ['another visitor meanwhile (ms)', half.another.toFixed(0), '', '', '<= 200'],
      ['left of them after 15 s', String(half.left), '', '', '0'],
    ],
  );
}

async function idleWebSockets({ port, stats }: Subject): Promise<number> {
  // What a process needs once does not count.
  (await openWss(port)).terminate();
  await wait(SETTLING / 4);
  const { memory: before } = await stats();
  const sockets = await openWebSockets(port, IDLE);
  await wait(SETTLING);
  const { memory } = await stats();
  if (sockets.some(socket => socket.readyState !== socket.OPEN)) throw new Error('not all are open');
  for (const socket of sockets) socket.terminate();
  return (memory - before) / 1024 / IDLE;
}

/** A WSS server of this process, through nothing. */
async function startDirect(): Promise<{ port: number; server: Server }> {
  const { key, certificate: cert } = testCertificate({ names: ['127.0.0.1'] });
  const server = createServer({ key, cert });
  const echo = new WebSocketServer({ server, perMessageDeflate: false });
  echo.on('connection', socket => socket.on('message', (data, binary) => socket.send(data, { binary })));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, server };
}

/** Block after block in turns, so that what else the machine does hits them alike. Each: the terminator's, the bare relay's. */
async function roundTrips(terminator: Subject, bare: Subject) {
  const direct = await startDirect();
  const ports = [terminator.port, bare.port, direct.port];
  const sockets = await Promise.all(ports.map(port => openWss(port)));
  // V8 takes thousands of them to have compiled what carries them.
  for (let block = 0; block < WARMING; block++) for (const socket of sockets) await trips(socket);
  const medians = sockets.map((): number[] => []);
  const cpus = sockets.map((): number[] => []);
  for (let block = 0; block < BLOCKS; block++) {
    for (const [at, socket] of sockets.entries()) {
      const subject = [terminator, bare][at];
      const before = await subject?.stats();
      medians[at]?.push(median(await trips(socket)));
      const after = await subject?.stats();
      if (before && after) cpus[at]?.push((after.cpu - before.cpu) / TRIPS);
    }
  }
  for (const socket of sockets) socket.terminate();
  direct.server.close();
  direct.server.closeAllConnections();
  const [through = 0, relayed = 0, floor = 0] = medians.map(least);
  return { added: [1_000 * (through - floor), 1_000 * (relayed - floor)], cpu: cpus.map(least) };
}

/** Milliseconds of each. */
async function trips(socket: WebSocket): Promise<number[]> {
  const took: number[] = [];
  for (let at = 0; at < TRIPS; at++) {
    const from = performance.now();
    socket.send(MESSAGE);
    await once(socket, 'message');
    took.push(performance.now() - from);
  }
  return took;
}

async function halfRequests({ port, stats }: TerminatorProcess) {
  const { served: served0, refused: refused0 } = await stats();
  const sockets = Array.from({ length: HALF_REQUESTS }, () => {
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false });
    socket.on('error', () => socket.destroy());
    socket.pause();
    socket.write('GET / HTTP/1.1\r\nHost: x\r\nX');
    return socket;
  });
  for (let all = 0; all < HALF_REQUESTS; await wait(50)) {
    const { served, refused } = await stats();
    all = served + refused - served0 - refused0;
  }
  const { connections: open } = await stats();
  const from = performance.now();
  await get(port, '/x', { localAddress: '127.0.0.2' });
  const another = performance.now() - from;
  await wait(15_000);
  const { connections: left } = await stats();
  for (const socket of sockets) socket.destroy();
  return { open, another, left };
}
