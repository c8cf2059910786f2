/**
 * The first frame of a client that was just started, from spawn to its first byte on the terminal, as a ratio to the whole
 * life of a bare `node` with an empty script, spawned in between in the same run. Without the code cache (clay.cache) the
 * program is compiled as it is loaded. With rules: automation.toml has so many; they are read behind the first frame.
 */
import { cpSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cleanUp, temporaryDirectory } from '../support/temporary.ts';
import { bareNode } from './support/bare-node.ts';
import { dist, startBenchClient } from './support/client.ts';
import { least, median, middle, printTable } from './support/figures.ts';

const STARTS = 15;
const RULES = 10_000;
/** How terminal/screen.ts begins a frame over a terminal that may show anything. */
const WHOLE_FRAME = '\x18\x1b\\\x1b[r';
/** When all is calm again (ms). */
const CALM = 1000;

interface Kind {
  readonly name: string;
  readonly script: string;
  readonly rules: string;
  readonly frames: number[];
  readonly memory: number[];
}

export async function bench(): Promise<void> {
  try {
    const bare = bareNode();
    const kind = (name: string, script: string, rules = ''): Kind => ({
      ...{ name, script, rules },
      frames: [],
      memory: [],
    });
    const script = join(dist, 'clay.js');
    const kinds = [
      kind('clay', script),
      kind('without code cache', withoutCache()),
      kind(`${RULES.toLocaleString('en')} rules`, script, rulesOf(RULES)),
    ];
    const whole: number[] = [];
    for (let n = 0; n < STARTS; n++) {
      for (const one of kinds) await start(one);
      whole.push(await bare.wholeProcess());
    }
    print(kinds, whole);
  } finally {
    await cleanUp();
  }
}

function withoutCache(): string {
  const directory = join(temporaryDirectory('clay-uncached'), 'dist');
  cpSync(dist, directory, { recursive: true, filter: source => basename(source) !== 'test' });
  rmSync(join(directory, 'clay.cache'), { force: true });
  return join(directory, 'clay.js');
}

function rulesOf(count: number): string {
  const rule = (n: number) =>
    `[[trigger]]\nname = "rule ${n}"\npattern = "orc ${n} hits you"\nsend = "flee ${n}"\n\n`;
  return Array.from({ length: count }, (_, n) => rule(n)).join('');
}

async function start({ script, rules, frames, memory }: Kind): Promise<void> {
  let [tail, frame] = ['', 0];
  const began = performance.now();
  const client = await startBenchClient({
    ...{ settings: '', args: [], script },
    files: rules === '' ? {} : { 'automation.toml': rules },
    onOutput(bytes) {
      if (frame > 0) return;
      const text = tail + bytes.toString('latin1');
      if (text.includes(WHOLE_FRAME)) frame = performance.now();
      tail = text.slice(1 - WHOLE_FRAME.length);
    },
  });
  while (frame === 0) await sleep(2);
  frames.push(frame - began);
  await sleep(CALM);
  memory.push(client.memory());
  await client.stop();
}

function print(kinds: readonly Kind[], whole: readonly number[]): void {
  console.log(`First frame after a fresh start in ms, median (least) of ${STARTS}, in a terminal of 120 × 40
  Bare node: the whole life of \`node empty.js\`, spawned in between. Memory: resident, a second later.\n`);
  const head = ['', 'frame', '× bare node', '× (least)', 'memory MiB'];
  const rows = kinds.map(({ name, frames, memory }) => [
    name,
    middle(frames),
    (median(frames) / median(whole)).toFixed(2),
    (least(frames) / least(whole)).toFixed(2),
    (median(memory) / 1024 ** 2).toFixed(0),
  ]);
  printTable(head, [...rows, ['bare node', middle(whole), '1.00', '1.00', '']]);
}
