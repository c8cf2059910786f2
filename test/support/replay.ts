/** Plays recorded sessions to one client, all at the same time, each as a world of its own. */
import { setImmediate as turn } from 'node:timers/promises';
import { type Clay, startClay } from './clay.ts';
import { keyBytes } from './keys.ts';
import { inputText, isOnScreen, outputRows } from './playing.ts';
import { bytes, type Recording } from './recorded/recording.ts';
import { type Peer, type ScriptedWorld, startWorld } from './scripted-world.ts';
import { settingsToml, until } from './tls-world.ts';
import { createWaiting } from './waiting.ts';

/** The world on screen while nobody types to another: no server ever asks for a password here. */
const LOBBY = 'Lobby';
/** As wide as it takes for a window size to hold a byte of 255. */
const COLUMNS = 255;
const ROWS = 60;
/** Columns whose cells are compared; nothing recorded is wider. */
const SEEN = 100;

export interface Stage {
  readonly clay: Clay;
  readonly peers: readonly Peer[];
}

/** A server for each recording, after the one of the lobby; several clients may use them one after the other. */
export function startServers(recordings: readonly Recording[]): Promise<ScriptedWorld[]> {
  return Promise.all([LOBBY, ...recordings].map(() => startWorld()));
}

/** A client that is connected to all of them. */
export async function startStage(
  recordings: readonly Recording[],
  worlds: readonly ScriptedWorld[],
): Promise<Stage> {
  const tables = [{ name: LOBBY, settings: {} }, ...recordings].map(({ name, settings = {} }, index) => {
    const { host, port } = worlds[index]!;
    return [name, { host, port, log: true, ...settings }] as const;
  });
  const clay = await startClay({
    columns: COLUMNS,
    rows: ROWS,
    args: tables.map(([name]) => name),
    // Whether a line was typed before or behind what the server says at that moment is chance, and so where it would stand.
    settings: settingsToml({ world_switching: 'alphabetical', echo: false }, Object.fromEntries(tables)),
  });
  const [, ...peers] = await Promise.all(worlds.map(world => world.accepted()));
  await clay.waitFor(`Connected to ${LOBBY}.`);
  return { clay, peers };
}

/** How far the sessions may go: a part of the bytes their servers send, from 0 to 1. */
export interface HandshakeLimit {
  allow(part: number): void;
  reach(part: number): Promise<void>;
}

export function createHandshakeLimit(): HandshakeLimit {
  const waiting = createWaiting();
  let allowed = 0;
  return {
    allow(part) {
      allowed = Math.max(allowed, part);
      waiting.look();
    },
    async reach(part) {
      // Each reload on the way there takes as long as it takes on a busy machine.
      while (allowed < part) {
        const before = allowed;
        await waiting.until(
          () => allowed > before,
          () => `leave to go on from ${before}, to ${part}`,
        );
      }
    },
  };
}

export interface Play {
  readonly recording: Recording;
  readonly peer: Peer;
  readonly clay: Clay;
  readonly pace: HandshakeLimit;
  /** A number from 0 to below the limit. */
  readonly random: (below: number) => number;
}

/** Plays one recording to its end. */
export async function replay({ recording, peer, clay, pace, random }: Play): Promise<void> {
  const { steps, name, read = same } = recording;
  const total = steps.reduce(
    (sum, step) => sum + ('bytes' in step && step.kind !== 'client' ? step.bytes.length : 0),
    0,
  );
  let sent = 0;
  let expected = bytes();
  const send = async (piece: Uint8Array) => {
    await pace.reach(sent / total);
    peer.send(piece);
    sent += piece.length;
    await turn();
  };
  for (const step of steps) {
    if (step.kind === 'server') for (const piece of pieces(step.bytes, random)) await send(piece);
    else if (step.kind === 'packet') await send(step.bytes);
    else if (step.kind === 'user') typeTo(clay, name, step.line, LEAVE);
    else if (step.kind === 'password') typeTo(clay, name, step.line, LEAVE_MASKED);
    else if (step.kind === 'window') clay.resize(step.columns, step.rows);
    else if (step.kind === 'client') {
      expected = bytes(expected, step.bytes);
      const { length } = expected;
      await peer.waitFor(received => read(received).length >= length);
      expect(shown(name, read(peer.received).subarray(0, length))).toBe(shown(name, expected));
    }
  }
}

const same = (received: Buffer) => received;

function shown(name: string, received: Uint8Array): string {
  return `${name}: ${JSON.stringify(Buffer.from(received).toString('latin1'))}`;
}

/** Of one to sixteen bytes: smaller than most of what servers say at once, so that all of it is cut somewhere. */
function* pieces(all: Uint8Array, random: Play['random']): Generator<Uint8Array> {
  for (let at = 0; at < all.length; ) {
    const next = at + 1 + random(16);
    yield all.subarray(at, next);
    at = next;
  }
}

/** What is typed at once arrives at once: no other session's line comes in between. */
function typeTo(clay: Clay, world: string, line: string, leave: string): void {
  clay.type(`/worlds ${world}\r${line}\r${leave}`);
}

const LEAVE = `/worlds ${LOBBY}\r`;
/** Where the server asks for a password, `/worlds` would be one. By name, the world that asks is next to the lobby. */
const LEAVE_MASKED = keyBytes('C-Up');

/** What can be seen of a world. */
export interface Sight {
  readonly rows: readonly string[];
  readonly input: string;
  /** The cells of each row with their colours and attributes. */
  readonly cells: readonly (readonly string[])[];
}

/** Switches to the world, asks for the state of its options, and looks. */
export async function look(clay: Clay, { name, prompt = '' }: Recording): Promise<Sight> {
  clay.type(`/worlds ${name}\r/telnet\r`);
  await clay.waitFor(() => isOnScreen(clay, name) && isListed(clay) && inputText(clay) === prompt);
  const rows = outputRows(clay);
  return {
    rows,
    input: inputText(clay),
    cells: rows.map((row, y) =>
      Array.from({ length: Math.min(row.length, SEEN) }, (_, x) => Object.values(clay.cell(x, y)).join()),
    ),
  };
}

/** The table of options is there: one frame holds all of it. */
function isListed(clay: Clay): boolean {
  return outputRows(clay).some(row => row.startsWith('% GMCP (201)'));
}

/** The world's log file, once it holds as many lines as were recorded. */
export async function logOf(clay: Clay, { name, log }: Recording): Promise<string[]> {
  const lines = () => clay.logFile(name).split('\n').slice(0, -1);
  await until(() => lines().length >= log.length, `${name} has too few lines in its log`);
  return lines();
}
