/** What browsers and attached terminals do, and what is done to them. */
import { proxiesOf } from '../../support/tls-world.ts';
import type { Action } from '../actions.ts';
import { commandsArrive } from '../disasters.ts';
import { commandText } from '../lines.ts';
import { type Attached, type Browser, pause, type Scene, Violation } from '../scene.ts';
import { MAX_PASTE, pasteAcrossReload, show, speak, typeWords } from '../user.ts';
import { attachAgain, ends } from './attached.ts';

/** ms. */
const LONG = 2000;
const SIZES = { columns: [60, 140], rows: [12, 50] } as const;

export const viewerActions: readonly Action[] = [
  { name: 'page speaks', weight: 12, run: pageSpeaks },
  { name: 'page breaks off', weight: 3, run: by(({ breakOff }) => breakOff()) },
  { name: 'page is loaded anew', weight: 2, run: by((one, { random }) => one.loadAnew(random.below(600))) },
  {
    name: 'page is hidden or seen',
    weight: 4,
    run: by(({ show: open, page }) => open(!page.visible)),
  },
  {
    name: 'page does not read',
    weight: 3,
    run: ({ browsers, random }) =>
      random
        .pick(browsers)
        .stall(random.below(LONG))
        .then(() => undefined),
  },
  { name: 'attached: words', weight: 4, run: at(its => typeWords(its)) },
  { name: 'attached: commands', weight: 10, run: at(its => speak(its, its.random.between(1, 5), false)) },
  {
    name: 'attached: paste',
    weight: 3,
    run: at(its => speak(its, its.random.between(2, MAX_PASTE), true)),
  },
  {
    name: 'attached: paste across a reload',
    weight: 3,
    run: at((its, { clay }) => pasteAcrossReload(its, clay.pid, its.random.between(2, MAX_PASTE))),
  },
  { name: 'attached: switch world', weight: 6, run: at(its => show(its, its.random.pick(its.worlds))) },
  { name: 'attached: resize', weight: 4, run: at(resize) },
  { name: 'attached: scroll', weight: 3, run: scroll },
  { name: 'attached: output paused', weight: 3, run: stopOutput },
  { name: 'detach', weight: 2, run: detach },
  { name: 'kill -9 attach', weight: 2, run: killAttached },
  { name: 'suspend attach', weight: 2, run: suspendAttached },
  { name: 'kill -9 terminator', weight: 4, run: killTerminator },
  { name: 'stop terminator', weight: 2, run: stopTerminator },
];

function by(act: (browser: Browser, scene: Scene) => void) {
  return (scene: Scene): string => {
    const browser = scene.random.pick(scene.browsers);
    act(browser, scene);
    return browser.page.speaker;
  };
}

function at(act: (its: Attached, scene: Scene) => void) {
  return (scene: Scene): string => {
    const its = scene.random.pick(scene.attached);
    act(its, scene);
    return its.user.speaker;
  };
}

/** To any worlds; now and then with a reload in the middle, or with the connection lost. */
function pageSpeaks(scene: Scene): string {
  const { random, browsers, worlds, clay } = scene;
  const browser = random.pick(browsers);
  const count = random.between(1, 8);
  const middle = random.below(count);
  const chance = random.below(10);
  for (let said = 0; said < count; said++) {
    if (said === middle && chance < 3) process.kill(clay.pid, 'SIGUSR1');
    if (said === middle && chance === 3) browser.breakOff();
    const { speaker } = browser.page;
    const world = random.pick(worlds);
    browser.say(world.name, commandText(world.name, ++world.commandsBy(speaker).entered, speaker));
  }
  return `${browser.page.speaker}, ${count}`;
}

function resize(its: Attached): void {
  const columns = its.random.between(SIZES.columns[0], SIZES.columns[1]);
  its.columns = columns;
  its.clay.resize(columns, its.random.between(SIZES.rows[0], SIZES.rows[1]));
}

async function scroll({ attached, random }: Scene): Promise<string> {
  const { clay, user } = random.pick(attached);
  for (let page = random.between(1, 10); page > 0; page--)
    clay.press(random.chance(0.8) ? 'PageUp' : 'PageDown');
  await pause(random.below(LONG));
  clay.press('Esc j');
  return user.speaker;
}

async function stopOutput({ attached, random, clay }: Scene): Promise<string> {
  const { clay: terminal, user } = random.pick(attached);
  terminal.pauseOutput();
  if (random.chance(0.5)) process.kill(clay.pid, 'SIGUSR1');
  await pause(random.below(LONG));
  terminal.resumeOutput();
  return user.speaker;
}

async function detach(scene: Scene): Promise<string> {
  const its = scene.random.pick(scene.attached);
  await commandsArrive(scene);
  await ends(its, 0, () => its.clay.type('\x15/detach\r'));
  if (!its.clay.screen().join('\n').includes('Detached: Clay goes on.'))
    throw new Violation(`${its.user.speaker}: it does not say that it is detached`);
  await attachAgain(scene, its);
  return its.user.speaker;
}

async function killAttached(scene: Scene): Promise<string> {
  const its = scene.random.pick(scene.attached);
  await commandsArrive(scene);
  its.ending = true;
  process.kill(its.clay.pid, 'SIGKILL');
  await its.clay.exit;
  await attachAgain(scene, its);
  return its.user.speaker;
}

/** Ctrl+Z, and `fg` a moment later. */
async function suspendAttached(scene: Scene): Promise<string> {
  const { random, clay } = scene;
  const { clay: terminal, user } = random.pick(scene.attached);
  terminal.type('\x15');
  user.typed = '';
  terminal.press('C-z');
  await terminal.waitFor(() => terminal.stopped());
  if (random.chance(0.5)) process.kill(clay.pid, 'SIGUSR1');
  await pause(random.below(LONG));
  terminal.foreground();
  await terminal.waitFor(() => !terminal.stopped() && terminal.modes().alternate);
  return user.speaker;
}

/** Whoever has come through it comes again, and nothing that was said is lost. */
async function killTerminator(scene: Scene): Promise<string> {
  const { clay, random, browsers, attached } = scene;
  const [browser, its] = [random.pick(browsers), attached.find(({ kind }) => kind === 'https')!];
  const world = random.pick(scene.worlds);
  const { speaker } = browser.page;
  const say = () =>
    browser.say(world.name, commandText(world.name, ++world.commandsBy(speaker).entered, speaker));
  say();
  if (random.chance(0.5)) speak(its, 2, false);
  const killed = proxiesOf(clay, 'web');
  for (const pid of killed) process.kill(pid, 'SIGKILL');
  say();
  if (random.chance(0.5)) speak(its, 2, false);
  if (random.chance(0.5)) await commandsArrive(scene);
  return `${killed.length}`;
}

async function stopTerminator({ clay, random }: Scene): Promise<string> {
  const time = random.between(200, 2000);
  const stopped = proxiesOf(clay, 'web');
  for (const pid of stopped) process.kill(pid, 'SIGSTOP');
  await pause(time);
  for (const pid of stopped) process.kill(pid, 'SIGCONT');
  return `${time} ms`;
}
