/** What a run says: where it stands, and everything that helps when something is wrong. */
import { reloadCount } from '../support/reloading.ts';
import { proxiesOf } from '../support/tls-world.ts';
import { type Scene, seconds } from './scene.ts';
import type { SoakWorld } from './world.ts';

/** Lines of the diary and of clay.log that are shown. */
const DIARY = 30;
const JOURNAL = 15;

export function stateLine(scene: Scene): string {
  const { clay, counts, worlds } = scene;
  const lines = worlds.reduce((sum, { sent }) => sum + sent, 0);
  const parts = [
    `${seconds(scene).toFixed(0)} s`,
    `${reloadCount(clay)} reloads`,
    `${counts.get('crash client') ?? 0} crashes`,
    `${counts.get('kill -9 client') ?? 0} kills`,
    `${lines} lines`,
    `${commandsOf(scene)} commands`,
    `${(clay.rss() / 1e6).toFixed(0)} MB`,
    `${clay.descriptors().length} descriptors`,
    `${proxiesOf(clay).length} proxy`,
  ];
  return parts.join(', ');
}

export function commandsOf({ worlds }: Scene): number {
  return worlds.reduce((sum, { commands }) => sum + commands.arrived, 0);
}

export function evidence(scene: Scene, what: string): string {
  const { clay, place, options, diary, user, worlds } = scene;
  const journal = clay.programLog().trimEnd().split('\n').slice(-JOURNAL);
  return [
    what,
    `seed ${options.seed}, after ${seconds(scene).toFixed(1)} s, client ${clay.pid}`,
    `typed ${JSON.stringify(user.typed)}, on screen should be ${user.current}`,
    ...worlds.map(worldLine),
    'what was done last:',
    ...diary.slice(-DIARY),
    'on screen:',
    ...clay.screen().map(row => `| ${row}`),
    'the end of clay.log:',
    ...journal,
    `kept: ${place.root}`,
  ].join('\n');
}

function worldLine({ name, open, accepted, sent, commands }: SoakWorld): string {
  const { entered, arrived, lossyUpTo } = commands;
  const heard = `${entered} commands entered, ${arrived} arrived (up to ${lossyUpTo} may be missing)`;
  return `${name}: ${open} open of ${accepted} connections, ${sent} lines sent, ${heard}`;
}

export function summary(counts: ReadonlyMap<string, number>): string {
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .map(([name, count]) => `${String(count).padStart(5)}  ${name}`)
    .join('\n');
}
