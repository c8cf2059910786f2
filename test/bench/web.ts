/**
 * What HTTPS for browsers costs: what the terminator adds to a round trip, its CPU for one, memory of idle WebSockets, and a
 * visitor who opens a thousand connections and sends half a request on each. The floor is a WSS server in this process, which
 * echoes as the client behind the terminator does: what is added is the difference.
 */
import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { connect } from 'node:tls';
import WebSocket, { WebSocketServer } from 'ws';
import { type Controls, createControls } from '../../client/host/proxy/controls.ts';
import { isFault } from '../../shared/fault.ts';
import type { WebStatsAnswer } from '../../shared/protocol/web.ts';
import { testCertificate } from '../support/certificate.ts';
import { freePort } from '../support/peers.ts';
import { cleanUp, temporaryHome } from '../support/temporary.ts';
import { get, startTarget } from '../support/visitors.ts';
import { median, printTable } from './support/figures.ts';

const BUILD = 'bench';
const TRIPS = 4_000;
const MESSAGE = 'x'.repeat(64);
const IDLE = 500;
/** As many as one address may have. */
const PER_ADDRESS = 25;
/** What handshakes leave is given back a little later (ms). */
const SETTLING = 8_000;
const HALF_REQUESTS = 1_000;

export interface WebFigures {
  readonly addedMicroseconds: number;
  readonly cpuMicrosecondsPerTrip: number;
  readonly kilobytesPerIdleWebSocket: number;
  readonly openOfHalfRequests: number;
  readonly millisecondsForAnother: number;
  readonly leftOfHalfRequests: number;
}

/** Runs the bench, prints a table, and returns the figures. */
export async function bench(): Promise<WebFigures> {
  const place = temporaryHome();
  const controls = createControls({
    ...{ home: place.home, tlsproxyFile: resolve(process.env.CLAY_DIST ?? 'dist', 'tlsproxy.js') },
    node: () => process.execPath,
    env: { ...process.env, NODE_EXTRA_CA_CERTS: '', XDG_RUNTIME_DIR: place.runtime },
    ...{ transport: 'unix', role: 'web', log: () => undefined, options: ['--idle-exit', '500'] },
  });
  try {
    const port = await listen(controls, join(place.root, 's'));
    const idle = await idleWebSockets(controls, port);
    const trips = await roundTrips(controls, port);
    const half = await halfRequests(controls, port);
    const figures = { ...idle, ...trips, ...half };
    print(figures);
    return figures;
  } finally {
    await controls.ask(BUILD, { type: 'unlisten' });
    controls.dispose();
    await cleanUp();
  }
}

async function listen(controls: Controls, path: string): Promise<number> {
  await startTarget(path);
  const started = await controls.ensure(BUILD);
  if (isFault(started)) throw new Error(started.sentence);
  started.drop();
  const port = await freePort();
  const wish = { host: '0.0.0.0', port, names: [], certificate: '', key: '', allow: [] };
  const answer = await controls.ask(BUILD, { type: 'listen', ...wish, target: path });
  if (isFault(answer)) throw new Error(answer.sentence);
  return port;
}

async function stats(controls: Controls): Promise<WebStatsAnswer> {
  const answer = await controls.ask(BUILD, { type: 'web-stats' });
  if (isFault(answer) || answer.type !== 'web-stats') throw new Error('the terminator does not answer');
  return answer;
}

async function openAt(port: number, localAddress = '127.0.0.1'): Promise<WebSocket> {
  const options = { rejectUnauthorized: false, perMessageDeflate: false, localAddress };
  const socket = new WebSocket(`wss://127.0.0.1:${port}/socket`, options);
  await once(socket, 'open');
  return socket;
}

async function idleWebSockets(controls: Controls, port: number) {
  // What a process needs once does not count.
  (await openAt(port)).terminate();
  await wait(SETTLING / 4);
  const before = (await stats(controls)).memory;
  const sockets: WebSocket[] = [];
  for (let at = 0; at < IDLE; at++)
    sockets.push(await openAt(port, `127.0.1.${Math.floor(at / PER_ADDRESS) + 1}`));
  await wait(SETTLING);
  const { memory, connections } = await stats(controls);
  if (connections !== IDLE) throw new Error(`${connections} of ${IDLE} are open`);
  for (const socket of sockets) socket.terminate();
  return { kilobytesPerIdleWebSocket: (memory - before) / 1024 / IDLE };
}

/** A WSS server of this process, as a floor. */
async function startDirect(): Promise<{ port: number; server: Server }> {
  const { key, certificate: cert } = testCertificate({ names: ['127.0.0.1'] });
  const server = createServer({ key, cert });
  const echo = new WebSocketServer({ server, perMessageDeflate: false });
  echo.on('connection', socket => socket.on('message', (data, binary) => socket.send(data, { binary })));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, server };
}

/** The two take turns, so that what else the machine does hits them alike. */
async function roundTrips(controls: Controls, port: number) {
  const direct = await startDirect();
  const [through, floor] = [await openAt(port), await openAt(direct.port)];
  for (let warming = 0; warming < TRIPS / 4; warming++) await Promise.all([trip(through), trip(floor)]);
  const took = { through: [] as number[], floor: [] as number[] };
  const cpuBefore = (await stats(controls)).cpu;
  for (let at = 0; at < TRIPS; at++) {
    took.through.push(await trip(through));
    took.floor.push(await trip(floor));
  }
  const { cpu } = await stats(controls);
  through.terminate();
  floor.terminate();
  direct.server.close();
  direct.server.closeAllConnections();
  return {
    addedMicroseconds: 1_000 * (median(took.through) - median(took.floor)),
    cpuMicrosecondsPerTrip: (cpu - cpuBefore) / TRIPS,
  };
}

/** Milliseconds. */
async function trip(socket: WebSocket): Promise<number> {
  const from = performance.now();
  socket.send(MESSAGE);
  await once(socket, 'message');
  return performance.now() - from;
}

async function halfRequests(controls: Controls, port: number) {
  const sockets = Array.from({ length: HALF_REQUESTS }, () => {
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false });
    socket.on('error', () => socket.destroy());
    socket.pause();
    socket.write('GET / HTTP/1.1\r\nHost: x\r\nX');
    return socket;
  });
  for (let all = 0; all < HALF_REQUESTS; await wait(50)) {
    const { served, refused } = await stats(controls);
    // Those of the other measurements came before.
    all = served + refused - IDLE - 2;
  }
  const { connections } = await stats(controls);
  const from = performance.now();
  await get(port, '/x', { localAddress: '127.0.0.2' });
  const took = performance.now() - from;
  await wait(15_000);
  const left = (await stats(controls)).connections;
  for (const socket of sockets) socket.destroy();
  return {
    openOfHalfRequests: connections,
    millisecondsForAnother: took,
    leftOfHalfRequests: left,
  };
}

function print(figures: WebFigures): void {
  printTable(
    ['HTTPS for browsers', 'measured', 'is to be'],
    [
      ['added to a round trip (us, median)', figures.addedMicroseconds.toFixed(0), '<= 40'],
      ['CPU of a round trip (us)', figures.cpuMicrosecondsPerTrip.toFixed(0), ''],
      [`KiB for each of ${IDLE} idle WebSockets`, figures.kilobytesPerIdleWebSocket.toFixed(1), '<= 50'],
      [`open of ${HALF_REQUESTS} half requests`, String(figures.openOfHalfRequests), '<= 32'],
      ['another visitor meanwhile (ms)', figures.millisecondsForAnother.toFixed(0), '<= 200'],
      ['left of them after 15 s', String(figures.leftOfHalfRequests), '0'],
    ],
  );
}
