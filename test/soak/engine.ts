/** The run itself: a client with four worlds, random actions from a seed, and a look at everything now and then. */
import { mkdirSync, mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startClay } from '../support/clay.ts';
import { freePort } from '../support/peers.ts';
import { cleanUp, removeInUse, type TemporaryHome } from '../support/temporary.ts';
import { settingsToml } from '../support/tls-world.ts';
import { actions } from './actions.ts';
import { checkAll, checkWholeLogs } from './checks.ts';
import { deploy } from './deployment.ts';
import { adopt } from './disasters.ts';
import { checkEnd, checkMemory } from './ending.ts';
import { startOfLog } from './ledger.ts';
import { createLogReader } from './logreader.ts';
import { seeded, weighted } from './random.ts';
import { evidence, stateLine } from './report.ts';
import {
  note,
  type Options,
  pause,
  progress,
  type Scene,
  seconds,
  throwIfViolated,
  Violation,
} from './scene.ts';
import { show } from './user.ts';
import { viewerActions } from './viewers/actions.ts';
import { letViewersIn } from './viewers/viewers.ts';
import { type SoakWorld, startSoakWorld } from './world.ts';

export interface Outcome {
  /** What went wrong, with everything that helps to find out why; null: nothing did. */
  readonly violation: string | null;
  /** How often each action was done. */
  readonly counts: ReadonlyMap<string, number>;
  /** Lines that were sent, and compared. */
  readonly lines: number;
}

const WORLDS = [
  ['Alpha', 'plain'],
  ['Beta', 'mccp'],
  ['Gamma', 'tls'],
  ['Delta', 'tls'],
] as const;
/** Nothing takes this long (ms), even on a busy machine. */
const LIMIT = 120_000;
/** ms between two actions at most. */
const BREAK = 1200;
/** Seconds between two lines of state. */
const STATE_EVERY = 30;

/** Runs until its end or until something is wrong. */
export async function runSoak(options: Options): Promise<Outcome> {
  const scene = await openScene(options);
  let violation: string | null = null;
  try {
    await live(scene);
    await look(scene);
    checkMemory(scene);
    options.print(answeredLines(scene));
    checkWholeLogs(scene);
    await checkEnd(scene);
  } catch (error) {
    const last = error instanceof Violation ? error.message : String((error as Error).stack);
    // What happened by itself meanwhile may be why.
    violation = evidence(scene, [...new Set([...scene.violations, last])].join('\n'));
  }
  scene.ending = true;
  for (const world of scene.worlds) world.expectLoss();
  const lines = scene.worlds.reduce((sum, { sent }) => sum + sent, 0);
  await cleanUp();
  if (violation === null) removeInUse(scene.place.root);
  return { violation, counts: scene.counts, lines };
}

async function openScene(options: Options): Promise<Scene> {
  const random = seeded(options.seed);
  const violations: string[] = [];
  const opened = performance.now();
  const onViolation = (text: string) => {
    violations.push(`${text} (at ${((performance.now() - opened) / 1000).toFixed(2)} s)`);
  };
  const worlds = await Promise.all(
    WORLDS.map(([name, kind]) => startSoakWorld(name, kind, random.fork(), onViolation)),
  );
  const place = makePlace();
  const deployment = deploy(place.root);
  const names = worlds.map(({ name }) => name);
  const address = new URL(`https://127.0.0.1:${await freePort()}`);
  const clay = await startClay({
    place,
    program: deployment.program,
    args: names,
    settings: settings(worlds, address.port),
    columns: 100,
    rows: 30,
  });
  const scene: Scene = {
    options,
    place,
    deployment,
    worlds,
    logs: worlds.map(world => ({
      world,
      reader: createLogReader(place.home, world.name),
      place: startOfLog(),
    })),
    user: { speaker: '', typed: '', current: names[0]! },
    ...{ address, browsers: [], attached: [] },
    random,
    start: performance.now(),
    clay,
    connects: new Map(names.map(name => [name, 1])),
    violations,
    diary: [],
    counts: new Map(),
    memory: [],
    descriptors: null,
    ending: false,
    lastCrash: Number.NEGATIVE_INFINITY,
    lastConnect: performance.now(),
  };
  adopt(scene, clay);
  await Promise.all(worlds.map(world => world.there()));
  for (const world of worlds) {
    show(scene, world);
    await clay.waitFor(`Connected to ${world.name}.`);
  }
  scene.lastConnect = performance.now();
  await letViewersIn(scene);
  for (const world of worlds) world.rate = random.pick([1, 10, 100]);
  return scene;
}

/** Not removed by itself: what a run that fails has left is evidence. */
function makePlace(): TemporaryHome {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'clay-soak-')));
  const place = { root, home: join(root, '.clay'), runtime: join(root, 'run') };
  for (const directory of [place.home, place.runtime]) mkdirSync(directory, { mode: 0o700 });
  return place;
}

function settings(worlds: readonly SoakWorld[], port: string): string {
  const table = ({ port, kind, reconnects }: SoakWorld) => ({
    host: '127.0.0.1',
    port,
    log: true,
    auto_login: 'none',
    reconnect: reconnects ? 1 : 0,
    ...(kind === 'tls' ? { tls: true, tls_verify: 'none' } : {}),
  });
  const tables = Object.fromEntries(worlds.map(world => [world.name, table(world)]));
  return `${settingsToml({ tls_proxy: true }, tables)}[web]\nhttps = true\nhttps_port = ${port}\n`;
}

/** To the client these were prompts: that is told, for there is no other sign of it. */
function answeredLines({ logs }: Scene): string {
  const count = logs.reduce((sum, { place }) => sum + place.answered, 0);
  return `${count} lines that stood still in their middle were answered there, and stand in two.`;
}

/** Actions until the end of the run. */
async function live(scene: Scene): Promise<void> {
  const { options, random } = scene;
  let nextCheck = options.quiesceEvery;
  let nextState = STATE_EVERY;
  while (progress(scene) < options.length) {
    await act(scene);
    throwIfViolated(scene);
    if (progress(scene) >= nextCheck) {
      await look(scene);
      nextCheck = progress(scene) + options.quiesceEvery;
    } else if (random.chance(0.6)) await pause(random.below(BREAK));
    if (seconds(scene) >= nextState) {
      options.print(stateLine(scene));
      nextState += STATE_EVERY;
    }
  }
}

async function act(scene: Scene): Promise<void> {
  const { random, counts } = scene;
  const { only } = scene.options;
  const wanted = [...actions, ...viewerActions].filter(({ name }) => only?.includes(name) ?? true);
  const action = weighted(
    random,
    wanted.filter(({ possible }) => !possible || possible(scene)),
  );
  note(scene, action.name);
  counts.set(action.name, (counts.get(action.name) ?? 0) + 1);
  const detail = await inTime(`"${action.name}"`, async () => action.run(scene));
  if (detail !== undefined) note(scene, `  ${detail}`);
}

async function look(scene: Scene): Promise<void> {
  note(scene, 'a look at everything');
  await inTime('the look at everything', () => checkAll(scene));
  note(scene, 'all is well');
}

async function inTime<T>(what: string, work: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Violation(`${what} does not come to an end`)), LIMIT);
  });
  try {
    return await Promise.race([work(), limit]);
  } finally {
    clearTimeout(timer);
  }
}
