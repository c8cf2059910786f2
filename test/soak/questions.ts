/** Servers that ask: prompts with a mark and without one, and passwords, which are to be seen and kept nowhere. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inputText } from '../support/playing.ts';
import { until } from '../support/tls-world.ts';
import { commandsArrive } from './disasters.ts';
import { passwordText } from './lines.ts';
import { type Scene, Violation } from './scene.ts';
import { currentWorld, show, speak } from './user.ts';
import type { SoakWorld } from './world.ts';

/** A prompt, and an answer to it or none; what the server says next is a line of its own in either case. */
export async function ask(scene: Scene): Promise<string> {
  const { random } = scene;
  const world = currentWorld(scene);
  const mark = random.pick(['ga', 'eor', 'none'] as const);
  await quiet(scene, world, async () => {
    // Without a mark only the answer tells that it was one, once it stands at the input.
    const isAnswered = mark === 'none' || random.chance(0.7);
    if (mark !== 'none' && random.chance(0.3)) world.ask(mark);
    const text = world.ask(mark);
    if (!isAnswered) return;
    await stands(scene, text);
    if (random.chance(0.3)) process.kill(scene.clay.pid, 'SIGUSR1');
    speak(scene, 1, false);
    await commandsArrive(scene);
  });
  return `${world.name}, ${mark}`;
}

/** A password is asked for and given, now and then with a reload in the middle of it. */
export async function askPassword(scene: Scene): Promise<string> {
  const { random, clay } = scene;
  const world = currentWorld(scene);
  await quiet(scene, world, async () => {
    const password = world.askPassword();
    // What is typed before that is no password to the client.
    await clay.waitFor(() => clay.screen().join('').includes('echo off'));
    const half = random.below(password.length);
    clay.type(password.slice(0, half));
    if (random.chance(0.4)) process.kill(clay.pid, 'SIGUSR1');
    clay.type(`${password.slice(half)}\r`);
    const { passwords } = world;
    await until(() => passwords.arrived === passwords.asked, `${world.name}: the password does not arrive`);
    if (clay.screen().join('').includes(password))
      throw new Violation(`${world.name}: the password is on screen`);
    world.thank();
    await clay.waitFor(() => !clay.screen().join('').includes('echo off'));
  });
  return world.name;
}

/** Nothing else comes from the world meanwhile, and the user looks at it. */
async function quiet(scene: Scene, world: SoakWorld, talk: () => Promise<void>): Promise<void> {
  const { rate } = world;
  if (currentWorld(scene) !== world) show(scene, world);
  // Keys that still wait for the client would be taken for the answer.
  speak(scene, 1, false);
  await commandsArrive(scene);
  await scene.clay.waitFor(() => inputText(scene.clay).endsWith(scene.user.typed.trimEnd()));
  await world.hush();
  await talk();
  world.rate = rate;
}

/** The prompt is before the input: text without an end that has come just now stands in the output, and may yet be a line. */
async function stands({ clay }: Scene, text: string): Promise<void> {
  await clay.waitFor(() => inputText(clay).includes(text));
}

/** Passwords of the run's end are looked for: older ones were in the looks before. */
const NEWEST = 3;

/** No file has a password that was given, a while after it was. */
export async function checkPasswords({ worlds, place }: Scene): Promise<void> {
  const given = worlds.flatMap(({ name, passwords }) =>
    Array.from({ length: Math.min(NEWEST, passwords.asked) }, (_, at) =>
      passwordText(name, passwords.asked - at),
    ),
  );
  if (given.length === 0) return;
  const found = () => filesWith([place.home, place.runtime], given);
  await until(() => found().length === 0).catch(() => {
    throw new Violation(`a password stands in ${found().join(', ')}`);
  });
}

function filesWith(roots: readonly string[], texts: readonly string[]): string[] {
  return roots
    .flatMap(root => readdirSync(root, { recursive: true, withFileTypes: true }))
    .filter(entry => entry.isFile() && !entry.parentPath.includes('.build'))
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter(file => {
      const bytes = contents(file);
      return texts.some(text => bytes.includes(text));
    });
}

/** Checkpoints come and go. */
function contents(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    return Buffer.alloc(0);
  }
}
