/** What the machine does to a client: its runtime directory vanishes, the proxy is slow to answer. */
import { join } from 'node:path';
import { askForReload, reload, reloadCount, untilLogged } from '../support/reloading.ts';
import { removeInUse } from '../support/temporary.ts';
import { proxiesOf, until } from '../support/tls-world.ts';
import { commandsArrive, cutConnection, hasBuild, killClient } from './disasters.ts';
import { filesIn } from './files.ts';
import { pause, type Scene } from './scene.ts';
import { show, speak } from './user.ts';

/** What a crash, the next start and clients of the proxy need. */
const NEEDED = '.checkpoint .tape .scrollback .token .sock -attach.sock -attach.key -web.sock'.split(' ');

/** As at the last logout, or by a cleaner: client and proxy make it anew. */
export async function loseRuntime({ place, clay, random }: Scene): Promise<undefined> {
  const used = join(place.runtime, 'clay');
  removeInUse(used);
  // Before proxy and terminator have seen it.
  if (random.chance(0.5)) await reloadOrRefusal(clay);
  await until(
    () => NEEDED.every(end => filesIn(used).some(name => name.endsWith(end))) && hasBuild(place, clay.pid),
    'the runtime directory is not made anew',
  );
}

/** The build that is being tried lay in that directory as well: the reload is refused then, and everything goes on. */
async function reloadOrRefusal(clay: Scene['clay']): Promise<void> {
  const ends = () => reloadCount(clay) + clay.programLog().split('"code":"RELOAD_FAILED"').length - 1;
  const before = ends();
  askForReload(clay, 'signal');
  await untilLogged(clay, 'no reload and no refusal', () => ends() > before);
}

/** The proxy gets a twentieth of the time, while something is wanted of it. */
export async function slowProxy(scene: Scene): Promise<string> {
  const { random } = scene;
  const secure = scene.worlds.filter(({ kind }) => kind === 'tls');
  const wishes: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['reload', () => reload(scene.clay, 'signal')],
    ['commands', () => commandsTo(scene)],
    ['server closes', () => cutConnection(scene, world => world.close(false), secure)],
    ['kill -9 client', () => killClient(scene)],
  ];
  const [what, wish] = random.pick(wishes);
  let isSlow = true;
  const slowed = slowDown(scene, () => isSlow);
  try {
    await wish();
  } finally {
    isSlow = false;
    await slowed;
  }
  return what;
}

async function commandsTo(scene: Scene): Promise<void> {
  show(scene, scene.random.pick(scene.worlds.filter(({ kind }) => kind === 'tls')));
  speak(scene, 3, false);
  await commandsArrive(scene);
}

async function slowDown(scene: Scene, goesOn: () => boolean): Promise<void> {
  const { random } = scene;
  while (goesOn()) {
    const stopped = proxiesOf(scene.clay, 'sessions').filter(pid => signal(pid, 'SIGSTOP'));
    await pause(random.between(50, 400));
    for (const pid of stopped) signal(pid, 'SIGCONT');
    await pause(random.between(5, 20));
  }
}

/** false: it has ended. */
function signal(pid: number, name: 'SIGSTOP' | 'SIGCONT'): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
