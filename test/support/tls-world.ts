/** What the end-to-end tests of TLS worlds have in common: servers, settings, and a count of what has arrived. */

import { openSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSpill } from '../../client/host/spill.ts';
import { decodeSnapshot } from '../../client/snapshot/codec.ts';
import { gameText } from '../../client/world/lines/sent.ts';
import { lineAt } from '../../client/world/scrollback.ts';
import { maxOf } from '../../shared/arrays.ts';
import { isFault } from '../../shared/fault.ts';
import type { KeyAndCertificate } from '../../shared/tls/certificate.ts';
import { type Clay, startClay, textOf } from './clay.ts';
import {
  type Peer,
  type ScriptedWorld,
  startWorld,
  streamLine,
  type WorldOptions,
} from './scripted-world.ts';
import { selfSigned } from './tls-server.ts';
import { PATIENCE } from './waiting.ts';

export interface TlsWorldOptions extends Omit<WorldOptions, 'tls'> {
  /** Default: a self-signed one for localhost and 127.0.0.1. */
  readonly certificate?: KeyAndCertificate;
}

/** A scripted world behind TLS. */
export async function startTlsWorld(options: TlsWorldOptions = {}): Promise<ScriptedWorld> {
  const { certificate, ...rest } = options;
  const { key, certificate: cert } = certificate ?? selfSigned();
  return startWorld({ ...rest, tls: { key, cert } });
}

type Table = Readonly<Record<string, string | number | boolean>>;

/** A settings.toml: keys of the client, then one table a world. More-mode is off: tests look at what came last. */
export function settingsToml(client: Table, worlds: Readonly<Record<string, Table>>): string {
  const lines = (table: Table) =>
    Object.entries(table).map(([key, value]) => `${key} = ${JSON.stringify(value)}`);
  const tables = Object.entries(worlds).flatMap(([name, world]) => [`[worlds.${name}]`, ...lines(world)]);
  return `${[...lines({ more_mode: false, ...client }), ...tables].join('\n')}\n`;
}

/** The table of a TLS world on loopback, logged, whose certificate is not looked at. */
export function tlsTable({ port }: { readonly port: number }, more: Table = {}): Table {
  return { host: '127.0.0.1', port, tls: true, tls_verify: 'none', log: true, ...more };
}

/** A client that is connected to one TLS world through the proxy. */
export interface TlsPlaying {
  readonly clay: Clay;
  readonly world: ScriptedWorld;
  readonly peer: Peer;
}

/** Starts both; `settings`: more keys of the client. */
export async function startTlsPlaying(settings: Table = {}): Promise<TlsPlaying> {
  const world = await startTlsWorld();
  const clay = await startClay({
    args: ['Alpha'],
    settings: settingsToml({ tls_proxy: true, ...settings }, { Alpha: tlsTable(world) }),
  });
  const peer = await world.accepted();
  await clay.waitFor('Connected to Alpha.');
  return { clay, world, peer };
}

/** Waits for what no event tells: files that another process writes, and processes that are not our children. */
export async function until(isTrue: () => boolean, complaint = 'it never came true'): Promise<void> {
  const error = new Error(complaint);
  for (const end = Date.now() + PATIENCE; !isTrue(); ) {
    if (Date.now() > end) throw error;
    await new Promise(resolve => setTimeout(resolve, 10));
  }
}

/** The client has replaced its code, and is painted, `times` times in all. */
export async function reloaded(clay: Clay, times: number): Promise<void> {
  const count = () => clay.programLog().split('"RELOADED"').length - 1;
  await until(() => count() >= times, `no reload number ${times}`);
}

/** PIDs of the proxies of the client's place: of all, or of those that hold sessions, or end TLS for browsers (`web`). */
export function proxiesOf(clay: Clay, role?: 'sessions' | 'web'): number[] {
  const pids = clay.companions().flatMap(({ pid, comm }) => (comm === 'tlsproxy' ? [pid] : []));
  if (role === undefined) return pids;
  // Their command line is their name alone: what they are stands in their log.
  const started = textOf(join(clay.home, 'tlsproxy.log'))
    .split('\n')
    .filter(line => line.includes('"started"'));
  const isIt = (pid: number) =>
    started.findLast(line => line.includes(`"pid":${pid},`))?.includes(`"role":"${role}"`) === true;
  return pids.filter(isIt);
}

export interface Count {
  readonly missing: number[];
  readonly doubled: number[];
  readonly inOrder: boolean;
  /** Lines that belong to the stream but are not whole. */
  readonly torn: string[];
}

/** What `countStream` says of a stream that arrived as it was sent. */
export const PERFECT: Count = { missing: [], doubled: [], inOrder: true, torn: [] };

/** Compares lines with lines 1 to `sent` of the stream `prefix` (scripted-world.ts); others do not count. */
export function countStream(lines: readonly string[], prefix: string, sent: number): Count {
  const ours = lines.filter(line => line.includes(prefix));
  const known = new Map(Array.from({ length: sent }, (_, i) => [streamLine(prefix, i + 1), i + 1]));
  const numbers = ours.flatMap(line => known.get(line) ?? []);
  const seen = new Set(numbers);
  return {
    missing: [...known.values()].filter(number => !seen.has(number)),
    doubled: numbers.filter((number, i) => numbers.indexOf(number) !== i),
    inOrder: numbers.every((number, i) => i === 0 || number >= numbers[i - 1]!),
    torn: ours.filter(line => !known.has(line)),
  };
}

/** The number of the newest stream line on screen; 0 if there is none. */
export function newestOnScreen(clay: Pick<Clay, 'screen'>, prefix: string): number {
  const numbers = clay.screen().flatMap(row => new RegExp(`^${prefix} (\\d{6}) …`).exec(row)?.[1] ?? []);
  return Math.max(0, maxOf(numbers.map(Number)));
}

/** What a world's game has said, by lines, in the checkpoint that a client has left, oldest first; it must be the only one. */
export function linesLeft(clay: Clay, world: string): string[] {
  const [checkpoint] = leftBehind(clay).filter(name => name.endsWith('.checkpoint'));
  const snapshot = decodeSnapshot(readFileSync(join(runtimeOf(clay), checkpoint!)));
  if (isFault(snapshot)) throw new Error(snapshot.sentence);
  const scrollback = snapshot.state.worlds[world]!.scrollback;
  const fd = openSync(snapshot.spillPath!, 'r');
  const { readChunk } = openSpill(fd, snapshot.spillPath);
  const all = Array.from({ length: scrollback.next }, (_, number) => lineAt(scrollback, number, readChunk)!);
  return all.map(gameText).filter(text => text !== null);
}

/** What clients have left in the runtime directory for the next one: checkpoints, scrollback, temporary files. */
export function leftBehind(clay: Clay): string[] {
  return readdirSync(runtimeOf(clay))
    .filter(name => /checkpoint|scrollback/.test(name))
    .sort();
}

function runtimeOf(clay: Clay): string {
  return join(clay.place.runtime, 'clay');
}
