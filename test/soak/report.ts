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
    `${proxiesOf(clay, 'sessions').length} proxy`,
    `${proxiesOf(clay, 'web').length} terminator`,
    `${sum(scene.browsers.map(({ page }) => page.lines))} lines on ${scene.browsers.length} pages (${sum(scene.browsers.map(({ opened }) => opened))} connections)`,
    `${scene.attached.length} attached (${sum(scene.attached.map(({ starts }) => starts))} starts)`,
  ];
  return parts.join(', ');
}

const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);

export function commandsOf({ worlds }: Scene): number {
  return worlds
    .flatMap(({ speakers }) => [...speakers.values()])
    .reduce((sum, { arrived }) => sum + arrived, 0);
}

export function evidence(scene: Scene, what: string): string {
  const { clay, place, options, diary, user, worlds } = scene;
  const journal = clay.programLog().trimEnd().split('\n').slice(-JOURNAL);
  return [
    what,
    `seed ${options.seed}, after ${seconds(scene).toFixed(1)} s, client ${clay.pid}`,
    `typed ${JSON.stringify(user.typed)}, on screen should be ${user.current}`,
    ...scene.attached.map(({ user: its, kind }) => `${its.speaker} (${kind}) is on ${its.current}`),
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

function worldLine({ name, open, accepted, sent, speakers }: SoakWorld): string {
  const heard = [...speakers.values()].map(({ speaker, entered, arrived, lossyUpTo }) => {
    const who = speaker === '' ? '' : ` by ${speaker}`;
    return `${entered} commands${who}, ${arrived} arrived (up to ${lossyUpTo} may be missing)`;
  });
  return `${name}: ${open} open of ${accepted} connections, ${sent} lines sent, ${heard.join(', ')}`;
}

export function summary(counts: ReadonlyMap<string, number>): string {
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .map(([name, count]) => `${String(count).padStart(5)}  ${name}`)
    .join('\n');
}
