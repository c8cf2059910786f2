/**
 * What lines cost a client without a computer around it, in a process of its own. Of several in one process each would pay for the
 * others: they share a heap, and what V8 has learned of the code.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createPlay, type Play } from '../../support/play.ts';
import { atEnd, temporaryDirectory } from '../../support/temporary.ts';
import { percentile } from './figures.ts';

/** What a client has, beside one world. */
export interface Cast {
  readonly lines: readonly string[];
  /** Text of automation.toml. */
  readonly automation?: string;
  /** Source of a script. */
  readonly script?: string;
  /** Text of a file of macros of TinyFugue. */
  readonly macros?: string;
}

/** What its process tells behind each round. */
interface Told {
  /** CPU time so far (µs), with the threads that collect and compile for it. */
  readonly cpu: number;
  /** How often rules have acted. */
  readonly acted: number;
  /** Of what was loaded (bytes). */
  readonly memory: number;
}

export interface Cost {
  /** Of a line (µs), once V8 has compiled what it goes through; and over that of the first client, in the same rounds. */
  readonly time: number;
  readonly over: number;
  /** The same of the first lines. */
  readonly first: number;
  readonly firstOver: number;
  /** How often rules act, a line. */
  readonly acted: number;
  readonly memory: number;
}

/** Lines until V8 has compiled most, and of those the first. */
const FIRST = 2000;
const WARM_UP = 200_000;
/** Of a round: what they leave is collected in it, which is a part of what they cost. */
const ROUND = 50_000;
const ROUNDS = 12;
/** What a busy neighbour makes of a round is no part of that: so many are calmer than the one that counts. */
const CALMER = 0.25;
/** In each packet. */
const AT_ONCE = 50;

/** Round by round, each client in turn: what disturbs one disturbs all. */
export async function costsOf(casts: readonly Cast[]): Promise<Cost[]> {
  const plays: LonePlay[] = [];
  for (const cast of casts) plays.push(await startLonePlay(cast));
  const told: Told[] = [];
  const rounds: number[][] = [];
  for (const count of [0, FIRST, WARM_UP, ...Array<number>(ROUNDS).fill(ROUND)]) {
    const costs: number[] = [];
    for (const [at, play] of plays.entries()) {
      const before = told[at]?.cpu ?? 0;
      const now = await play.hear(count);
      told[at] = now;
      costs.push((now.cpu - before) / count);
    }
    rounds.push(costs);
  }
  for (const { end } of plays) end();
  const [, first = [], , ...measured] = rounds;
  const calm = casts.map((_, at) => percentile(column(measured, at), CALMER));
  return casts.map((_, at) => ({
    time: calm[at]!,
    over: calm[at]! - calm[0]!,
    first: first[at]!,
    firstOver: first[at]! - first[0]!,
    acted: told[at]!.acted / (FIRST + WARM_UP + ROUNDS * ROUND),
    memory: told[at]!.memory,
  }));
}

function column(rows: readonly (readonly number[])[], at: number): number[] {
  return rows.map(row => row[at]!);
}

interface LonePlay {
  /** So many lines. */
  hear(lines: number): Promise<Told>;
  end(): void;
}

async function startLonePlay(cast: Cast): Promise<LonePlay> {
  const script = join(temporaryDirectory('lone-play'), 'play.js');
  writeFileSync(script, `require(${JSON.stringify(__filename)}).beLonePlay();\n`);
  const child: ChildProcess = fork(script, [], { execArgv: [], serialization: 'advanced' });
  atEnd(() => void child.kill('SIGKILL'));
  child.once('exit', code => {
    if (code !== 0) throw new Error(`A client that was measured has ended: ${code}.`);
  });
  const ask = async (message: Cast | number) => {
    const answer = once(child, 'message') as Promise<[Told]>;
    child.send(message);
    return (await answer)[0];
  };
  await ask(cast);
  return { hear: ask, end: () => child.disconnect() };
}

/** What the process does that startLonePlay() has begun: whoever measures exports it as well. */
export function beLonePlay(): void {
  let play: Play;
  let packets: readonly Buffer[] = [];
  let memory = 0;
  let came = 0;
  /** What is on disk takes no memory of a client. */
  const spill = new Map<number, Uint8Array>();
  process.on('message', (message: Cast | number) => {
    if (typeof message === 'number')
      for (const end = came + message / AT_ONCE; came < end; came++) {
        play.receive('Alpha', packets[came % packets.length]!);
        play.advance(1);
        spill.clear();
      }
    else {
      packets = packetsOf(message.lines);
      play = playing(spill);
      const before = used();
      load(play, message);
      memory = used() - before;
    }
    const { user, system } = process.cpuUsage();
    process.send?.({ cpu: user + system, acted: acted(play), memory } satisfies Told);
  });
}

function packetsOf(lines: readonly string[]): Buffer[] {
  return Array.from({ length: lines.length / AT_ONCE }, (_, at) =>
    Buffer.from(`${lines.slice(at * AT_ONCE, (at + 1) * AT_ONCE).join('\r\n')}\r\n`),
  );
}

function playing(spill: Map<number, Uint8Array>): Play {
  const play = createPlay({ worlds: { Alpha: {} }, settings: { more_mode: false }, automation: '', spill });
  play.dispatch({ type: 'started', notices: [], worlds: [] });
  play.enter('/worlds Alpha');
  play.connect('Alpha');
  return play;
}

/** With a line behind it: what lines are asked of is made by the first of them. */
function load(play: Play, { automation = '', script, macros }: Cast): void {
  play.disk.automation = automation;
  play.enter('/auto load');
  if (script !== undefined) play.disk.scripts.bench = script;
  if (script !== undefined) play.enter('/load bench');
  while (play.state.scripts?.opening) play.dispatch({ type: 'tick' });
  if (macros !== undefined) play.disk.macros = { 'bench.tf': macros };
  if (macros !== undefined) play.enter('/load bench.tf');
  while (play.state.tinyfugue?.threads.length) play.dispatch({ type: 'tick' });
  play.receive('Alpha', 'nothing\r\n');
}

function used(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  // What is held weakly goes with the second time, code that nobody has called lately with a later one.
  for (let n = 0; n < 8; n++) collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function acted({ state }: Play): number {
  return Object.values(state.automation.counts).reduce((sum, { hits }) => sum + hits, 0);
}
