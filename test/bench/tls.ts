/**
 * What the TLS proxy costs: CPU per GB from the server, round trips, handshakes, and memory of idle sessions;
 * and the same for stunnel and haproxy, where they are installed.
 *
 * All relays run at the same time and take turns, so that what else the machine does hits them alike. CPU is
 * user and system time of the relay's process. A relay's added round trip is its median minus that of a direct
 * TLS connection of this process to the same server; the three echo one message each in turn. Memory is
 * the growth of RSS by idle sessions, the first thing that happens to fresh processes.
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { pushAll } from '../../shared/arrays.ts';
import { rssOf } from '../support/processes.ts';
import { cleanUp } from '../support/temporary.ts';
import { bundle, proxyFixture } from '../support/tlsproxy.ts';
import { median, printTable } from './support/figures.ts';
import {
  type Connection,
  cpuOf,
  haproxyRelay,
  type Relay,
  stunnelRelay,
  tlsproxyRelay,
} from './support/relays.ts';

const ROUNDS = 5;
const FLOOD = 256 * 1024 * 1024;
/** Floods before the first that counts: a relay that runs for months is measured compiled. */
const WARMING = 3;
/** CPU time is counted in ticks of 10 ms: some hundred ms of it are needed. */
const ROUND_TRIPS = 2_000;
const TRIPS_FOR_CPU = 5_000;
const MESSAGE = Buffer.alloc(64, 'x');
/** Memory of 1,000 sessions, so that what a process needs once does not count; handshakes in bursts of half that. */
const IDLE_SESSIONS = 1_000;
const BURST = 500;
/** Sessions of a burst are over when the next figure is taken (ms). */
const CLOSING = 500;
/** Buffers of the handshakes are given back a little later. */
const SETTLING = 8_000;

export interface TlsFigures {
  readonly relay: string;
  readonly cpuSecondsPerGb: number;
  readonly megabytesPerSecond: number;
  readonly addedMicroseconds: number;
  readonly cpuMicrosecondsPerTrip: number;
  readonly handshakesPerSecond: number;
  readonly cpuMillisecondsPerHandshake: number;
  /** Of the first that a process makes. */
  readonly cpuMillisecondsPerEarlyHandshake: number;
  readonly kilobytesPerIdleSession: number;
}

interface Samples {
  readonly relay: Relay;
  kilobytes: number;
  readonly handshakes: number[];
  readonly handshakeCpu: number[];
  readonly earlyCpu: number[];
  readonly gbCpu: number[];
  readonly speed: number[];
  readonly trips: number[];
  tripCpu: number;
}

/** Runs the bench, prints a table, and returns the figures. */
export async function bench(): Promise<TlsFigures[]> {
  const fixture = proxyFixture(1_000);
  const source = bundle('test/support/tls-source.ts', join(fixture.root, 'source.js'));
  const server = spawn(process.execPath, [source], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [text] = await once(server.stdout, 'data');
  const port = Number(String(text));
  const peers = { stunnel: await stunnelRelay(fixture, port), haproxy: await haproxyRelay(fixture, port) };
  const there = Object.values(peers).filter(one => one !== null);
  for (const [name, one] of Object.entries(peers))
    if (!one) console.log(`${name} is not installed: no comparison`);
  try {
    const relays = [await tlsproxyRelay(fixture, port), ...there];
    const all = relays.map(newSamples);
    for (const samples of all) samples.kilobytes = await idleSessions(samples);
    const direct = await takeTurns(all, port);
    const figures = all.map(samples => figuresOf(samples, direct));
    print(figures);
    return figures;
  } finally {
    for (const one of there) one.end();
    server.kill();
    await cleanUp();
  }
}

function newSamples(relay: Relay): Samples {
  return {
    relay,
    kilobytes: 0,
    handshakes: [],
    handshakeCpu: [],
    earlyCpu: [],
    gbCpu: [],
    speed: [],
    trips: [],
    tripCpu: 0,
  };
}

/** All that is repeated; the answer is the median of the direct round trips. */
async function takeTurns(all: readonly Samples[], port: number): Promise<number> {
  const direct: number[] = [];
  for (const { relay } of all) for (let i = 0; i < WARMING; i++) await flood(relay);
  for (let round = 0; round < ROUNDS; round++) {
    for (const samples of all) {
      const { cpu, seconds } = await flood(samples.relay);
      samples.gbCpu.push(cpu / (FLOOD / 1e9));
      samples.speed.push(FLOOD / 1e6 / seconds);
    }
    for (const samples of all) await handshakes(samples);
    await roundTrips(all, direct, port);
    for (const samples of all) await tripCpu(samples);
  }
  return median(direct);
}

function figuresOf(samples: Samples, direct: number): TlsFigures {
  return {
    relay: samples.relay.name,
    cpuSecondsPerGb: median(samples.gbCpu),
    megabytesPerSecond: median(samples.speed),
    addedMicroseconds: median(samples.trips) - direct,
    cpuMicrosecondsPerTrip: (samples.tripCpu / (ROUNDS * TRIPS_FOR_CPU)) * 1e6,
    handshakesPerSecond: median(samples.handshakes),
    cpuMillisecondsPerHandshake: median(samples.handshakeCpu) * 1e3,
    cpuMillisecondsPerEarlyHandshake: median(samples.earlyCpu) * 1e3,
    kilobytesPerIdleSession: samples.kilobytes,
  };
}

function print(figures: readonly TlsFigures[]): void {
  const head = [
    'relay',
    'CPU s/GB',
    'MB/s',
    'added µs',
    'CPU µs/trip',
    'handshakes/s',
    'CPU ms each',
    'the first 1,000',
    'KiB/idle session',
  ];
  const rows = figures.map(one => [
    one.relay,
    one.cpuSecondsPerGb.toFixed(2),
    one.megabytesPerSecond.toFixed(0),
    one.addedMicroseconds.toFixed(0),
    one.cpuMicrosecondsPerTrip.toFixed(0),
    one.handshakesPerSecond.toFixed(0),
    one.cpuMillisecondsPerHandshake.toFixed(2),
    one.cpuMillisecondsPerEarlyHandshake.toFixed(2),
    one.kilobytesPerIdleSession.toFixed(1),
  ]);
  printTable(head, rows);
}

async function flood(relay: Relay): Promise<{ cpu: number; seconds: number }> {
  const connection = await relay.open();
  const { socket, onBytes } = connection;
  const before = cpuOf(relay.pid);
  const start = performance.now();
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
  const taken = { cpu: cpuOf(relay.pid) - before, seconds: (performance.now() - start) / 1e3 };
  connection.close();
  return taken;
}

/** One message in turn by each relay and by none. */
async function roundTrips(all: readonly Samples[], direct: number[], port: number): Promise<void> {
  const connections = await Promise.all(all.map(({ relay }) => relay.open()));
  const socket = await directSocket(port);
  const ways: [Socket, number[]][] = [[socket, direct]];
  all.forEach(({ trips }, i) => void ways.push([connections[i]!.socket, trips]));
  const echoes = ways.map(([one]) => echoOn(one));
  for (let i = 0; i < ROUND_TRIPS; i++) {
    for (let way = 0; way < ways.length; way++) {
      const start = performance.now();
      await echoes[way]!();
      ways[way]![1].push((performance.now() - start) * 1e3);
    }
  }
  socket.destroy();
  for (const connection of connections) connection.close();
}

async function tripCpu(samples: Samples): Promise<void> {
  const connection = await samples.relay.open();
  const echo = echoOn(connection.socket);
  const before = cpuOf(samples.relay.pid);
  for (let i = 0; i < TRIPS_FOR_CPU; i++) await echo();
  samples.tripCpu += cpuOf(samples.relay.pid) - before;
  connection.close();
}

/** What it returns sends a message and resolves when it is back. */
function echoOn(socket: Socket): () => Promise<void> {
  let missing = 0;
  let done: () => void = () => undefined;
  socket.on('data', bytes => {
    missing -= bytes.length;
    if (missing === 0) done();
  });
  socket.resume();
  return () =>
    new Promise(resolve => {
      done = resolve;
      missing = MESSAGE.length;
      socket.write(MESSAGE);
    });
}

/** Memory of sessions in a fresh process. */
async function idleSessions({ relay, earlyCpu }: Samples): Promise<number> {
  const before = rssOf(relay.pid);
  const connections: Connection[] = [];
  while (connections.length < IDLE_SESSIONS) {
    const { opened, cpu } = await burst(relay);
    pushAll(connections, opened);
    earlyCpu.push(cpu);
  }
  await new Promise(resolve => setTimeout(resolve, SETTLING));
  const kilobytes = (rssOf(relay.pid) - before) / 1024 / IDLE_SESSIONS;
  for (const connection of connections) connection.close();
  return kilobytes;
}

/** Sessions that are opened at once, each until its first echo; seconds of CPU time for each. */
async function burst(relay: Relay): Promise<{ opened: Connection[]; cpu: number; seconds: number }> {
  const start = performance.now();
  const cpu = cpuOf(relay.pid);
  const opened = await Promise.all(
    Array.from({ length: BURST }, async () => {
      const connection = await relay.open();
      await echoOn(connection.socket)();
      connection.onQuiet(MESSAGE.length);
      return connection;
    }),
  );
  return {
    opened,
    cpu: (cpuOf(relay.pid) - cpu) / BURST,
    seconds: (performance.now() - start) / 1e3,
  };
}

/** Of a process that has made some before: it is measured compiled. */
async function handshakes({ relay, handshakes, handshakeCpu }: Samples): Promise<void> {
  const { opened, cpu, seconds } = await burst(relay);
  handshakes.push(BURST / seconds);
  handshakeCpu.push(cpu);
  for (const connection of opened) connection.close();
  await new Promise(resolve => setTimeout(resolve, CLOSING));
}

async function directSocket(port: number): Promise<Socket> {
  const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  socket.setNoDelay(true);
  return socket;
}
