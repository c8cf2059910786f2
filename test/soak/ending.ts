/** The end of a run: memory has not grown, and after /quit nothing is left. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../support/tls-world.ts';
import { type Sample, type Scene, Violation } from './scene.ts';
import { command, discard } from './user.ts';

/** Until then (s) caches fill and code gets hot. */
const WARM_UP = 120;
/** Fewer looks than this say nothing about a trend. */
const ENOUGH = 6;
const GROWTH = 1.3;
/** A run of at least so many seconds waits for the proxy to go by itself, which takes 30 s. */
const LONG_RUN = 120;
const IN_ORDER = {
  alternate: false,
  bracketedPaste: false,
  mouse: 'none',
  focusReports: false,
  applicationCursorKeys: false,
  cursorVisible: true,
  synchronizedOutput: false,
};

/**
 * The least of the last third of the looks after the warm-up against that of the first third: what lines leave until it is
 * collected goes by how many there were just then, and what is kept is there at the least moment as well.
 */
export function checkMemory({ memory, options }: Scene): void {
  const samples = memory.filter(({ at }) => at >= WARM_UP);
  if (samples.length < ENOUGH) {
    options.print('The run is too short to tell whether memory grows.');
    return;
  }
  const third = Math.floor(samples.length / 3);
  for (const who of ['client', 'proxies'] as const) {
    const first = least(samples.slice(0, third), who);
    const last = least(samples.slice(-third), who);
    options.print(
      `Memory of the ${who}: ${megabytes(first)} after the warm-up, ${megabytes(last)} at the end.`,
    );
    if (last > first * GROWTH) throw new Violation(`memory of the ${who} has grown`);
  }
}

function least(samples: readonly Sample[], who: 'client' | 'proxies'): number {
  return samples.reduce((low, sample) => Math.min(low, sample[who]), Number.POSITIVE_INFINITY);
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}

/** /quit: status 0, connections closed, the terminal as it was, no file but those that are meant to stay. */
export async function checkEnd(scene: Scene): Promise<void> {
  const { clay, worlds, place, options } = scene;
  discard(scene);
  for (const world of worlds) world.expectLoss();
  scene.ending = true;
  command(scene, '/quit');
  const exit = await clay.exit;
  if (exit.code !== 0) throw new Violation(`/quit ended with ${JSON.stringify(exit)}`);
  const modes = Object.entries(clay.modes());
  const wrong = modes.filter(
    ([mode, value]) => mode in IN_ORDER && value !== IN_ORDER[mode as keyof typeof IN_ORDER],
  );
  if (wrong.length > 0) throw new Violation(`terminal modes are left on: ${JSON.stringify(wrong)}`);
  for (const world of worlds) await world.gone();
  const leftBehind = () => readdirSync(join(place.runtime, 'clay')).filter(name => !name.endsWith('.exec'));
  const own = leftBehind().filter(name => /checkpoint|scrollback|attach/.test(name));
  if (own.length > 0) throw new Violation(`/quit has left ${own.join(', ')}`);
  const homes = readdirSync(place.root).sort().join(' ');
  if (homes !== '.clay builds run') throw new Violation(`beside the profile there is more: ${homes}`);
  if (options.unit !== 'seconds' || options.length < LONG_RUN) return;
  await untilPatiently(() => clay.companions().length === 0 && leftBehind().length === 0).catch(() => {
    throw new Violation(
      `the proxy does not go: ${JSON.stringify(clay.companions())} ${leftBehind().join(', ')}`,
    );
  });
}

/** The proxy stays for 30 s, `until` as long. */
async function untilPatiently(isTrue: () => boolean): Promise<void> {
  await until(isTrue).catch(() => until(isTrue));
}
