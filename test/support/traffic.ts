/** Numbered lines in both directions while something happens to the client, and at the end what became of them. */
import { readFileSync } from 'node:fs';
import type { Clay } from './clay.ts';
import type { Playing } from './playing.ts';
import { seeded } from './random.ts';
import { type Peer, type ScriptedWorld, streamLine } from './scripted-world.ts';
import { until } from './tls-world.ts';

/** Settings for a client whose log file is to be looked at: the top of settings.toml, and each world's table. */
export const LOGGED = { top: 'more_mode = false', more: 'log = true' } as const;

export interface TrafficOptions {
  /** Name and index of the world; default: the first one, Alpha. */
  readonly name?: string;
  readonly index?: number;
  /** Where the lines are cut, and how fast the fingers are. */
  readonly seed?: number;
  /** From the server, a second. */
  readonly rate?: number;
  /** Nothing is typed: the test types itself. */
  readonly silent?: boolean;
}

/** What became of the lines and of the connection; see UNHARMED. */
export interface Outcome {
  readonly heard: string;
  readonly said: string;
  readonly connection: string;
  readonly client: string;
}

/** Every line of both directions once and in order, on one connection, in one process. */
export const UNHARMED: Outcome = {
  heard: 'each line once',
  said: 'each line once',
  connection: 'kept',
  client: 'same process',
};

export interface Traffic {
  /** Lines that the server has sent so far. */
  sent(): number;
  /** What became of them, by the lines that the game has said, wherever those are kept: as in Outcome. */
  heard(lines: readonly string[]): string;
  /** Ends both directions with a last line, waits until both have arrived, and looks at everything. */
  end(): Promise<Outcome>;
  /** The same, and quits: lines that wait for their log file are then written. */
  quit(): Promise<Outcome>;
}

/** The process itself, not only its number: its start time in clock ticks. */
export function identityOf(pid: number): string {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return `${pid} since ${fields[19]}`;
}

const LAST = 'That was all.';
/** The stream is looked at this often (ms): some five lines at once, cut anywhere. */
const TICK = 10;

/** Starts both directions; the world must be on screen and have `log = true` (see LOGGED). */
export function startTraffic({ clay, peers, worlds }: Playing, options: TrafficOptions = {}): Traffic {
  const { name = 'Alpha', index = 0, seed = 1, rate = 500, silent = false } = options;
  const [peer, world] = [peers[index]!, worlds[index]!];
  const identity = identityOf(clay.pid);
  const server = startServer(peer, rate, name, seeded(seed));
  const fingers = silent ? null : startFingers(clay, seeded(seed + 1));
  const before = { connections: world.connections, log: clay.logFile(name), received: peer.received.length };
  let closed = false;
  void peer.closed.then(() => {
    closed = true;
  });

  const lineOf = (number: number) => streamLine(name, number);
  const heard = (lines: readonly string[]) =>
    compare(untorn(lines, server.late(), lineOf), server.sent(), lineOf);

  async function finish(quits: boolean): Promise<Outcome> {
    server.end();
    const typed = fingers?.end() ?? 0;
    peer.send(`${LAST}\r\n`);
    if (fingers) await peer.waitFor(`${LAST}\r\n`);
    if (quits) await clay.waitFor(new RegExp(`^${LAST}`, 'm'));
    const kept = {
      connection: connectionOf(world, before.connections, closed),
      client: identityOf(clay.pid) === identity ? 'same process' : 'another process',
    };
    if (quits) clay.type('/quit\r');
    const logged = () => clay.logFile(name).slice(before.log.length);
    await until(() => logged().endsWith(`${LAST}\n`), 'the last line is not in the log file');
    const received = peer.received.subarray(before.received).toString();
    const lines = logged().split('\n').slice(0, -2);
    const said = received.split('\r\n').slice(0, fingers ? -2 : -1);
    return {
      heard: heard(lines),
      said: compare(said, typed, saidLine),
      ...kept,
    };
  }

  return { sent: server.sent, heard, end: () => finish(false), quit: () => finish(true) };
}

function connectionOf({ connections }: ScriptedWorld, before: number, closed: boolean): string {
  if (connections !== before) return `${connections - before} more`;
  return closed ? 'closed' : 'kept';
}

/**
 * The lines as they were sent, of those in the log. Text that stands alone for a while is a prompt, and what the player says
 * then ends it: a line that this machine sent in pieces, with such a while between them, may be several. What looks like the
 * prompt before it is one at once; and if it is the same, it is not in the log again (client/world/prompt.ts).
 */
export function untorn(
  lines: readonly string[],
  late: ReadonlySet<number>,
  line: (number: number) => string,
): string[] {
  const whole: string[] = [];
  const prompts = new Set<string>();
  let last = '';
  /** What there is of the line so far. */
  let begun = '';
  for (const text of lines) {
    const number = whole.length + 1;
    const wanted = line(number);
    const left = ['', last].find(gone => wanted.startsWith(begun + gone + text));
    const isTorn = left !== undefined && begun + left + text !== wanted;
    const mayBeTorn = late.has(number) || prompts.has(withoutNumbers(text));
    begun += (left ?? '') + text;
    if (isTorn && mayBeTorn) {
      prompts.add(withoutNumbers(text));
      last = text;
    } else {
      whole.push(begun);
      begun = '';
    }
  }
  return begun === '' ? whole : [...whole, begun];
}

const withoutNumbers = (text: string) => text.replace(/\d+/g, '0');

/** Compares lines with those that were sent; says which one is the first to differ. */
export function compare(lines: readonly string[], sent: number, line: (number: number) => string): string {
  const wrong = lines.findIndex((text, index) => text !== line(index + 1));
  if (wrong >= 0)
    return `line ${wrong + 1} of ${sent} is ${JSON.stringify(lines[wrong])} after ${lines[wrong - 1]}`;
  return lines.length === sent ? 'each line once' : `${lines.length} lines of ${sent}`;
}

/** Pieces of a line that come further apart (ms) may be taken for a prompt and its answer. */
export const LATE = 200;

interface Server extends Stream {
  /** Numbers of the lines whose pieces came late. */
  late(): ReadonlySet<number>;
}

interface Stream {
  sent(): number;
  /** Ends after a whole line. */
  end(): number;
}

function startServer(peer: Peer, rate: number, name: string, random: () => number): Server {
  const start = performance.now();
  const late = new Set<number>();
  let lines = 0;
  let ended = 0;
  let sentAt = start;
  const send = (bytes: Buffer) => {
    const now = performance.now();
    if (now - sentAt > LATE) late.add(ended + 1);
    sentAt = now;
    ended += bytes.filter(byte => byte === 0x0a).length;
    peer.send(bytes);
  };
  let pending: Buffer = Buffer.alloc(0);
  const tick = () => {
    const due = Math.floor(((performance.now() - start) / 1000) * rate);
    const texts = [pending];
    while (lines < due) texts.push(Buffer.from(`${streamLine(name, ++lines)}\r\n`));
    const bytes = Buffer.concat(texts);
    // A random rest waits for the next time: only what comes later is sure to arrive apart.
    const cut = Math.floor(random() * (bytes.length + 1));
    if (cut > 0) send(bytes.subarray(0, cut));
    pending = bytes.subarray(cut);
  };
  const timer = setInterval(tick, TICK);
  void peer.closed.then(() => clearInterval(timer));
  return {
    sent: () => lines,
    late: () => late,
    end() {
      clearInterval(timer);
      send(pending);
      return lines;
    },
  };
}

const saidLine = (number: number) => `said ${String(number).padStart(6, '0')} …`;

/** Types a character or a few at a time, as fast as nobody can: some 30 lines a second. A key falls between them. */
function startFingers(clay: Clay, random: () => number): Stream {
  let lines = 0;
  let rest = '';
  const tick = () => {
    if (rest === '') rest = `${saidLine(++lines)}\r`;
    const cut = 1 + Math.floor(random() * 10);
    clay.type(rest.slice(0, cut));
    rest = rest.slice(cut);
  };
  const timer = setInterval(tick, TICK);
  void clay.exit.then(() => clearInterval(timer));
  return {
    sent: () => lines,
    end() {
      clearInterval(timer);
      clay.type(rest);
      clay.type(`${LAST}\r`);
      return lines;
    },
  };
}
