/** The rougher things that happen: processes killed, stopped and crashed, connections cut. */
import { join } from 'node:path';
import { type Clay, startClay } from '../support/clay.ts';
import { statusBar } from '../support/playing.ts';
import type { TemporaryHome } from '../support/temporary.ts';
import { proxiesOf, until } from '../support/tls-world.ts';
import { PATIENCE } from '../support/waiting.ts';
import { filesIn } from './files.ts';
import { allArrived } from './ledger.ts';
import { pause, type Scene, type Seat, Violation } from './scene.ts';
import { currentWorld, discard, show, speak, startAgain } from './user.ts';
import { bringTerminalsBack, loseTerminals } from './viewers/viewers.ts';
import type { SoakWorld } from './world.ts';

/** The client that the run goes on with; its end is a violation unless it was asked for. */
export function adopt(scene: Scene, clay: Clay): void {
  scene.clay = clay;
  void clay.exit.then(exit => {
    if (scene.clay !== clay || scene.ending) return;
    scene.violations.push(`the client ended by itself: ${JSON.stringify(exit)}`);
  });
}

/** Everything the user has entered so far has reached its server. */
export async function commandsArrive({ worlds }: Scene): Promise<void> {
  for (const commands of worlds.flatMap(({ speakers }) => [...speakers.values()])) {
    await until(() => allArrived(commands)).catch(() => {
      const { world, speaker, entered, arrived } = commands;
      const who = speaker === '' ? '' : ` by ${speaker}`;
      throw new Violation(`${world}: ${entered} commands were entered${who}, ${arrived} have arrived`);
    });
  }
}

/** The user connects a world again whose connection is lost. */
async function connectAgain(scene: Scene, world: SoakWorld): Promise<void> {
  scene.connects.set(world.name, scene.connects.get(world.name)! + 1);
  world.attempting = true;
  // The client may not have noticed yet that it is lost: then the first wish is idle.
  for (let wishes = 0; world.open === 0; wishes++) {
    if (wishes === PATIENCE / WISH) throw new Violation(`${world.name}: the client does not connect`);
    show(scene, world);
    await waitAtMost(WISH, () => world.open > 0);
  }
  // It has come back by itself, maybe.
  if (currentWorld(scene) !== world) show(scene, world);
  await isUp(scene, world);
  world.attempting = false;
  scene.lastConnect = performance.now();
}

/** ms between two wishes of an impatient user. */
const WISH = 1000;

async function waitAtMost(limit: number, isTrue: () => boolean): Promise<void> {
  for (const end = performance.now() + limit; !isTrue() && performance.now() < end; ) await pause(10);
}

/** The world on screen is connected, as far as the client knows. */
async function isUp({ clay }: Seat, { name }: SoakWorld): Promise<void> {
  await clay.waitFor(() => new RegExp(`(^| )${name} (?!\\()`).test(statusBar(clay)));
}

/** The user sees that the client says so. */
async function seeSentence({ clay }: Scene, sentence: RegExp): Promise<void> {
  // Not by /worlds, which would connect before it can be read: the world is on screen already.
  await clay.waitFor(() => sentence.test(clay.screen().join(' ').replaceAll(/\s+/g, ' ')), {
    timeout: PATIENCE,
  });
}

/** ms that a new session may take to get into the checkpoint, where the next client finds it. */
const CHECKPOINT = 1000;

export async function killClient(scene: Scene): Promise<undefined> {
  const { worlds, clay, random, place, deployment } = scene;
  await pause(Math.max(0, scene.lastConnect + CHECKPOINT - performance.now()));
  const cut = worlds.filter(({ kind }) => kind !== 'tls');
  for (const world of cut) world.expectLoss();
  const gone = Promise.all(cut.map(world => world.gone()));
  for (const world of worlds) loseUnderWay(scene, world);
  const detached = loseTerminals(scene);
  scene.ending = true;
  process.kill(clay.pid, 'SIGKILL');
  await clay.exit;
  await detached;
  if (random.chance(0.5)) await pause(random.below(1000));
  const columns = random.between(60, 140);
  const rows = random.between(12, 50);
  adopt(scene, await startClay({ place, program: deployment.program, columns, rows }));
  scene.ending = false;
  await startAgain(scene);
  await bringTerminalsBack(scene);
  for (const world of worlds) {
    if (world.kind === 'tls') {
      show(scene, world);
      await isUp(scene, world);
    } else {
      await gone;
      await connectAgain(scene, world);
    }
  }
}

/**
 * What was typed and not yet heard is lost with the terminal, and what is on its way to a plain world with its connection. A page
 * says again what is not known to be done; its commands for worlds that the proxy holds are all done, each once.
 */
function loseUnderWay({ browsers }: Scene, { kind, speakers }: SoakWorld): void {
  const isPage = (name: string) => browsers.some(({ page }) => page.speaker === name);
  for (const commands of speakers.values())
    if (kind !== 'tls' || !isPage(commands.speaker)) commands.lossyUpTo = commands.entered;
}

/** SIGSEGV and SIGABRT: the client has to be there again, as the same process. */
export async function crashClient(scene: Scene): Promise<string> {
  const signal = scene.random.pick(['SIGSEGV', 'SIGABRT'] as const);
  await isArmed(scene);
  process.kill(scene.clay.pid, signal);
  scene.lastCrash = performance.now();
  await pause(500);
  // What was typed last may be a second old.
  for (const seat of [scene, ...scene.attached]) {
    await startAgain(seat);
    speak(seat, 1, false);
  }
  await commandsArrive(scene);
  return signal;
}

/** What a crash needs is there: it takes a fresh start a moment, in which a crash is the end. */
async function isArmed({ clay, place }: Scene): Promise<void> {
  const directory = join(place.runtime, 'clay');
  const hasCheckpoint = () => filesIn(directory).some(name => name.endsWith(`-${clay.pid}.checkpoint`));
  await until(() => hasCheckpoint() && hasBuild(place, clay.pid), 'the client is not ready for a crash');
  await pause(ARMED);
}

/** In the profile, where there was no runtime directory when it was copied. */
export function hasBuild({ home, runtime }: TemporaryHome, pid: number): boolean {
  return (
    filesIn(home).includes(`.build-${pid}`) ||
    filesIn(join(runtime, 'clay')).some(name => name.endsWith(`-${pid}.build`))
  );
}

/** ms from the last file to the plan that knows of it. */
const ARMED = 200;

export async function stopProxy({ clay, random }: Scene): Promise<string> {
  const proxies = proxiesOf(clay, 'sessions');
  const time = random.between(200, 2000);
  for (const pid of proxies) process.kill(pid, 'SIGSTOP');
  await pause(time);
  for (const pid of proxies) process.kill(pid, 'SIGCONT');
  return `${time} ms`;
}

export async function killProxy(scene: Scene): Promise<undefined> {
  await commandsArrive(scene);
  const lost = scene.worlds.filter(({ kind }) => kind === 'tls');
  show(scene, lost[0]!);
  await isUp(scene, lost[0]!);
  for (const world of lost) world.expectLoss();
  const gone = Promise.all(lost.map(world => world.gone()));
  for (const pid of proxiesOf(scene.clay, 'sessions')) process.kill(pid, 'SIGKILL');
  await gone;
  await seeSentence(
    scene,
    new RegExp(`${lost[0]!.name}: (connection lost: .*tlsproxy|disconnected: its connection did not come)`),
  );
  for (const world of lost) await connectAgain(scene, world);
}

/** The server cuts one connection; the client says so, and the user connects again. */
export async function cutConnection(
  scene: Scene,
  cut: (world: SoakWorld) => Promise<void> | void,
  among: readonly SoakWorld[] = scene.worlds,
): Promise<string> {
  const world = scene.random.pick(among);
  await commandsArrive(scene);
  // Waited for: a wish to see it that is heard after the cut would connect it again.
  if (currentWorld(scene) !== world) show(scene, world);
  await isUp(scene, world);
  const gone = world.gone();
  // Nothing pushes the sentence off the screen before it is read.
  world.rate = 0;
  await cut(world);
  await gone;
  const words = 'the server closed the connection|connection lost';
  await seeSentence(scene, new RegExp(`${world.name}: (${words})`));
  if (await comesBack(scene, world)) return `${world.name} comes back by itself`;
  await connectAgain(scene, world);
  return world.name;
}

/** A world with the setting `reconnect` connects by itself; how long that takes grows with each loss. */
async function comesBack(scene: Scene, world: SoakWorld): Promise<boolean> {
  if (!world.reconnects) return false;
  const { connects } = scene;
  world.attempting = true;
  await waitAtMost(PATIENT, () => world.open > 0);
  if (world.open === 0) return false;
  connects.set(world.name, connects.get(world.name)! + 1);
  await isUp(scene, world);
  world.attempting = false;
  scene.lastConnect = performance.now();
  return true;
}

/** ms that a user waits for a world to come back before asking for it. */
const PATIENT = 10_000;

/** Ctrl+Z, and `fg` a moment later. */
export async function suspend(scene: Scene): Promise<undefined> {
  const { clay, random } = scene;
  discard(scene);
  clay.press('C-z');
  await clay.waitFor(() => clay.stopped());
  if (random.chance(0.5)) process.kill(clay.pid, 'SIGUSR1');
  await pause(random.below(1000));
  if (clay.modes().alternate) throw new Violation('suspended, the client has left its screen on');
  clay.foreground();
  await clay.waitFor(() => !clay.stopped() && clay.modes().alternate);
}
