/** What happens in a run: each entry one thing that a user, a server or a bad day does. */

import type { Clay } from '../support/clay.ts';
import { askForReload, reloadCount, reloadedTimes } from '../support/reloading.ts';
import { crashClient, cutConnection, killClient, killProxy, stopProxy, suspend } from './disasters.ts';
import { loopback } from './network.ts';
import { ask, askPassword } from './questions.ts';
import { pause, type Scene, Violation } from './scene.ts';
import { command, MAX_PASTE, pasteAcrossReload, show, speak, typeWords } from './user.ts';
import { loseRuntime, slowProxy } from './weather.ts';

export interface Action {
  readonly name: string;
  /** How often, compared with the others. */
  readonly weight: number;
  /** Whether it can be done now; default: it can. */
  possible?(scene: Scene): boolean;
  /** May answer what it did in particular. */
  run(scene: Scene): Promise<string | undefined> | string | undefined;
}

const MIB = 1024 * 1024;
/** ms: no longer than a run may stand still without anything happening. */
const LONG = 2000;
/** Two crashes within a minute end the recovery for good; with a little to spare. */
const CRASH_INTERVAL = 40_000;
const SIZES = { columns: [60, 140], rows: [12, 50] } as const;

export const actions: readonly Action[] = [
  { name: 'reload by key', weight: 8, run: scene => reloadBy(scene, () => askForReload(scene.clay, 'key')) },
  { name: 'reload by command', weight: 5, run: scene => reloadBy(scene, () => command(scene, '/reload')) },
  {
    name: 'reload by signal',
    weight: 8,
    run: scene => reloadBy(scene, () => askForReload(scene.clay, 'signal')),
  },
  { name: 'burst of SIGUSR1', weight: 4, run: burst },
  { name: 'resize', weight: 6, run: resize },
  { name: 'type words', weight: 8, run: scene => void typeWords(scene) },
  { name: 'enter commands', weight: 12, run: scene => void speak(scene, scene.random.between(1, 5), false) },
  {
    name: 'paste commands',
    weight: 4,
    run: scene => void speak(scene, scene.random.between(2, MAX_PASTE), true),
  },
  {
    name: 'paste across a reload',
    weight: 3,
    run: scene => void pasteAcrossReload(scene, scene.clay.pid, scene.random.between(2, MAX_PASTE)),
  },
  { name: 'prompt', weight: 8, run: ask },
  { name: 'password', weight: 5, run: askPassword },
  { name: 'switch world', weight: 8, run: scene => void show(scene, scene.random.pick(scene.worlds)) },
  { name: 'scroll', weight: 5, run: scroll },
  { name: 'change rates', weight: 8, run: changeRates },
  { name: 'flood', weight: 4, run: flood },
  { name: 'silence', weight: 2, run: silence },
  { name: 'kill -9 client', weight: 2, run: killClient },
  {
    name: 'crash client',
    weight: 4,
    possible: ({ options, lastCrash }) => options.crashes && performance.now() - lastCrash > CRASH_INTERVAL,
    run: crashClient,
  },
  { name: 'stop proxy', weight: 2, run: stopProxy },
  { name: 'slow proxy', weight: 2, run: slowProxy },
  { name: 'runtime directory vanishes', weight: 1, run: loseRuntime },
  { name: 'kill -9 proxy', weight: 2, run: killProxy },
  {
    name: 'server closes',
    weight: 3,
    run: scene => cutConnection(scene, world => world.close(scene.random.chance(0.5))),
  },
  { name: 'server resets', weight: 2, run: scene => cutConnection(scene, world => world.reset()) },
  { name: 'network cut', weight: 2, possible: ({ options }) => options.ownNetwork, run: cutNetwork },
  { name: 'suspend', weight: 3, run: suspend },
  { name: 'output paused', weight: 3, run: stopOutput },
  { name: 'equal build', weight: 2, run: equalBuild },
  { name: 'missing build', weight: 2, run: scene => refused(scene, null) },
  {
    name: 'build with a syntax error',
    weight: 2,
    possible: ({ options }) => options.badBuilds,
    run: scene => refused(scene, '#!/usr/bin/env node\nconst = ;\n'),
  },
  {
    name: 'build that throws',
    weight: 2,
    possible: ({ options }) => options.badBuilds,
    run: scene => refused(scene, "#!/usr/bin/env node\nthrow new Error('a bad build');\n"),
  },
];

/** Waits for it now and then only: otherwise whatever comes next comes during it. */
async function reloadBy(scene: Scene, ask: () => void): Promise<undefined> {
  const before = reloadCount(scene.clay);
  ask();
  if (scene.random.chance(0.3)) await reloadedTimes(scene.clay, before + 1);
}

async function burst({ clay, random }: Scene): Promise<string> {
  const count = random.between(5, 100);
  for (let sent = 0; sent < count; sent++) {
    process.kill(clay.pid, 'SIGUSR1');
    if (random.chance(0.5)) await pause(random.below(20));
  }
  return `${count} signals`;
}

async function resize({ clay, random }: Scene): Promise<string> {
  const times = random.chance(0.2) ? 10 : 1;
  let size = '';
  for (let time = 0; time < times; time++) {
    const columns = random.between(SIZES.columns[0], SIZES.columns[1]);
    const rows = random.between(SIZES.rows[0], SIZES.rows[1]);
    clay.resize(columns, rows);
    size = `${columns} x ${rows}`;
    if (times > 1) await pause(random.below(30));
  }
  return size;
}

async function scroll({ clay, random }: Scene): Promise<undefined> {
  for (let page = random.between(1, 10); page > 0; page--)
    clay.press(random.chance(0.8) ? 'PageUp' : 'PageDown');
  await pause(random.below(LONG));
  clay.press('Esc j');
}

const RATES = [0, 1, 10, 50, 200, 1000] as const;

function changeRates({ worlds, random }: Scene): string {
  for (const world of worlds) world.rate = random.pick(RATES);
  return worlds.map(({ name, rate }) => `${name} ${rate}/s`).join(', ');
}

function flood({ worlds, random, violations }: Scene): string {
  const world = random.pick(worlds);
  const size = random.between(1, 40) / 10;
  world.flood(size * MIB).catch(error => void violations.push(String(error)));
  return `${world.name}, ${size} MiB`;
}

async function silence({ worlds, random }: Scene): Promise<undefined> {
  for (const world of worlds) world.rate = 0;
  await pause(random.below(LONG));
}

async function cutNetwork({ random }: Scene): Promise<string> {
  const time = random.between(1000, 3000);
  loopback('down');
  await pause(time);
  loopback('up');
  return `${time} ms`;
}

async function stopOutput({ clay, random }: Scene): Promise<undefined> {
  clay.pauseOutput();
  if (random.chance(0.5)) process.kill(clay.pid, 'SIGUSR1');
  await pause(random.below(LONG));
  clay.resumeOutput();
}

async function equalBuild(scene: Scene): Promise<undefined> {
  const before = reloadCount(scene.clay);
  scene.deployment.good();
  process.kill(scene.clay.pid, 'SIGUSR1');
  await reloadedTimes(scene.clay, before + 1);
}

const refusals = (clay: Clay) => clay.programLog().split('"code":"RELOAD_FAILED"').length - 1;

/** The build cannot be run: the client has to say so and to stay. */
async function refused(scene: Scene, fault: string | null): Promise<undefined> {
  const { clay, deployment } = scene;
  // One that is under way would find either build.
  const before = reloadCount(clay);
  process.kill(clay.pid, 'SIGUSR1');
  await reloadedTimes(clay, before + 1);
  const refusedBefore = refusals(clay);
  deployment.bad(fault);
  process.kill(clay.pid, 'SIGUSR1');
  const end = performance.now() + 30_000;
  while (refusals(clay) === refusedBefore) {
    if (performance.now() > end) throw new Violation('a build that cannot run was not refused');
    await pause(20);
  }
  deployment.back();
}
