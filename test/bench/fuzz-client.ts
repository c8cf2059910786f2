/**
 * Fuzzing the client from outside: what a server says is played to one client as a whole, cut into small pieces, and
 * through TLS and the proxy, with reloads on the way. The logs and the screens must be the same.
 */

import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { session } from '../property/stream-sessions.ts';
import { type Clay, startClay } from '../support/clay.ts';
import { isOnScreen, outputRows } from '../support/playing.ts';
import { reload } from '../support/reloading.ts';
import { type Peer, type ScriptedWorld, startWorld } from '../support/scripted-world.ts';
import { cleanUp } from '../support/temporary.ts';
import { settingsToml, startTlsWorld, tlsTable } from '../support/tls-world.ts';
import { mutate, type Random, randomFrom } from './fuzz.ts';

/** All of one length, so that rows are wrapped alike. */
const NAMES = ['Plain', 'Parts', 'Proxy'] as const;
type Name = (typeof NAMES)[number];
/** Largest piece (bytes) that each server sends at a time. */
const PIECE: Record<Name, number> = { Plain: Number.POSITIVE_INFINITY, Parts: 16, Proxy: 400 };
/** The world on screen meanwhile: its server never asks for a password, so that commands are commands. */
const LOBBY = 'Lobby';
/** So many rows are there whatever Clay has said below them: what it answers to a `/connect` that came late is a row more. */
const ROWS = 40;
/** Lines are in the log within a second; a machine may be busy. */
const FLUSHES = 400;
const FLUSH_PAUSE = 50;
/** Of a server that has said nothing for some seconds: whether there is one is a matter of time. */
const HINT = /^% WORLD: \S+ has said nothing yet; |^then connect again\.$/;
/** One round in so many has a reload in it. */
const RELOADS = 3;

interface Stage {
  readonly clay: Clay;
  readonly worlds: Readonly<Record<Name, ScriptedWorld>>;
}

async function startStage(): Promise<Stage> {
  const [lobby, whole, cut, sealed] = [
    await startWorld(),
    await startWorld(),
    await startWorld(),
    await startTlsWorld(),
  ];
  const table = ({ host, port }: ScriptedWorld) => ({ host, port, log: true });
  const settings = settingsToml(
    { tls_proxy: true, mouse: false },
    { [LOBBY]: table(lobby), Plain: table(whole), Parts: table(cut), Proxy: tlsTable(sealed) },
  );
  const clay = await startClay({ columns: 100, rows: 50, args: [LOBBY], settings });
  await clay.waitFor(`Connected to ${LOBBY}.`);
  return { clay, worlds: { Plain: whole, Parts: cut, Proxy: sealed } };
}

/** What the user and the disk have of one connection. */
interface Seen {
  readonly rows: readonly string[];
  readonly log: string;
}

/** Goes to the world, whose last connection is over, and connects anew; answers what that one has left on the screen. */
async function enter({ clay }: Stage, name: Name): Promise<string[]> {
  const rows = () => outputRows(clay).map(row => row.replaceAll(name, 'WORLD'));
  const isHere = () => isOnScreen(clay, name);
  clay.type(`/worlds ${name}\r`);
  await clay.waitFor(() => isHere() && rows().some(row => row.startsWith('% ')));
  // One that has ended only now has not been connected by that.
  clay.type('/connect\r');
  await clay.waitFor(() => rows().includes('% Connected to WORLD.'));
  const before = rows();
  const end = before.findIndex(row => row.startsWith('% Connecting to '));
  await flush(clay);
  return before
    .slice(0, end)
    .filter(row => row !== '' && !HINT.test(row))
    .slice(-ROWS);
}

/** Empties the screen; that is refused until everything is in the log, which is tried again so often. */
async function flush(clay: Clay): Promise<void> {
  const refusal = '% Lines still wait to be logged; not flushed.';
  const isEmpty = () => outputRows(clay).every(row => row === '');
  for (let tries = 0; tries < FLUSHES && !isEmpty(); tries++) {
    clay.type('/flush\r');
    await clay.waitFor(() => isEmpty() || outputRows(clay).includes(refusal));
    // How many refusals there are cannot be seen once the screen is full of them.
    if (!isEmpty()) await pause(FLUSH_PAUSE);
  }
  await clay.waitFor(isEmpty);
}

async function play(peer: Peer, bytes: Buffer, name: Name, random: Random): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    const next = at + 1 + (PIECE[name] === Number.POSITIVE_INFINITY ? bytes.length : random(PIECE[name]));
    peer.send(bytes.subarray(at, next));
    at = next;
    await turn();
  }
  peer.close();
  await peer.closed;
}

/** Plays `bytes` in every way; `reloads`: while the client replaces its code. */
async function playEverywhere(stage: Stage, bytes: Buffer, random: Random): Promise<void> {
  const { clay, worlds } = stage;
  const peers = await Promise.all(NAMES.map(async name => [name, await worlds[name].accepted()] as const));
  clay.type(`/worlds ${LOBBY}\r`);
  await clay.waitFor(() => isOnScreen(clay, LOBBY));
  const reloading = random(RELOADS) === 0 ? reload(clay, 'signal') : null;
  await Promise.all(peers.map(([name, peer]) => play(peer, bytes, name, random)));
  await reloading;
}

/** What differs between the first and another of them; null if nothing does. */
function difference(seen: Readonly<Record<Name, Seen>>): string | null {
  const [first, ...others] = NAMES;
  for (const other of others)
    for (const part of ['rows', 'log'] as const) {
      const [one, two] = [JSON.stringify(seen[first][part]), JSON.stringify(seen[other][part])];
      if (one !== two) return `${part} of ${first} and ${other}:\n${one}\n${two}`;
    }
  return null;
}

/** `FUZZ_SECONDS` (60) from `FUZZ_SEED` (the time). Throws with the input that was taken in different ways. */
export async function bench(): Promise<void> {
  const seconds = Number(process.env.FUZZ_SECONDS ?? 60);
  const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);
  console.log(`fuzzing the client for ${seconds} s, seed ${seed}`);
  try {
    const end = performance.now() + seconds * 1000;
    const { rounds, bytes } = await fuzzClient(seed, () => performance.now() < end);
    console.log(
      `${rounds} connections in three ways, ${(bytes / 1024).toFixed(0)} KiB each way, no difference`,
    );
  } finally {
    await cleanUp();
  }
}

async function fuzzClient(seed: number, goesOn: () => boolean): Promise<{ rounds: number; bytes: number }> {
  const random = randomFrom(seed);
  const stage = await startStage();
  const { clay } = stage;
  const logged: Record<Name, number> = { Plain: 0, Parts: 0, Proxy: 0 };
  for (const name of NAMES) await enter(stage, name);
  let rounds = 0;
  let bytes = 0;
  for (; goesOn(); rounds++) {
    const [made] = fc.sample(session, { numRuns: 1, seed: random(2 ** 31) }) as [Buffer];
    const said = random(2) === 0 ? made : mutate(made, random);
    await playEverywhere(stage, said, random);
    bytes += said.length;
    const seen = {} as Record<Name, Seen>;
    for (const name of NAMES) {
      const rows = await enter(stage, name);
      const log = clay.logFile(name);
      seen[name] = { rows, log: log.slice(logged[name]).replaceAll(name, 'WORLD') };
      logged[name] = log.length;
    }
    const different = difference(seen);
    if (different)
      throw new Error(`seed ${seed}, round ${rounds}: ${different}\ninput ${said.toString('hex')}`);
  }
  clay.type('/quit\r');
  await clay.exit;
  return { rounds, bytes };
}
