/** What must not be there: descriptors, processes and files that nobody needs. */
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clay } from '../support/clay.ts';
import { rssOf } from '../support/processes.ts';
import { proxiesOf, until } from '../support/tls-world.ts';
import { pause, type Scene, seconds, Violation } from './scene.ts';

/** Names that may be in the client's place, below its root; PID stands for the client's own number. */
const KNOWN = [
  /^\.clay(\/(settings\.toml|clay\.log|tlsproxy\.log|history|known_hosts|logs(\/\w+(\/[\d-]+\.log)?)?))?$/,
  /^run(\/clay(\/[0-9a-f]+\.exec(\/clay)?)?)?$/,
  /^run\/clay\/[0-9a-f]{12}-PID\.(checkpoint|scrollback|\d+\.tape)$/,
  /^run\/clay\/[0-9a-f]{12}-PID-(attach\.(sock|key)|web\.sock)$/,
  /^run\/clay\/[0-9a-f]{12}-PID\.build(\/[0-9a-f]+(\/[\w./-]+)?)?$/,
  /^run\/clay\/(web-)?[0-9a-f]{12}-[0-9a-f]{12}\.(sock|token|lock\.\S+)$/,
  /^\.clay\/web(\.json|\/(authority|certificate)\.(crt|key))?$/,
  /^\.clay\/\.tlsproxy\.(web|sessions)-[0-9a-f]{12}-\d+$/,
  // Of a client that had no runtime directory for a moment.
  /^\.clay\/\.build-PID(\/[\w./-]+)?$/,
  /^\.clay\/[0-9a-f]+\.exec(\/clay)?$/,
  /^builds(\/|$)/,
];

export async function checkLeftovers(scene: Scene): Promise<void> {
  const { clay, place } = scene;
  await settles(() => strangeFiles(place.root, clay.pid), 'files that nobody knows');
  await settles(() => strangeProcesses(scene), 'processes that nobody knows');
  await settles(() => childrenOf(clay.pid), 'children of the client');
  scene.descriptors ??= [...(await settledKinds(clay)), ...extra(scene)];
  const all = () => clay.descriptors().map(({ fd, link }) => `${fd} ${link}`);
  await settles(
    () => surplus(kinds(clay), [...scene.descriptors!, ...vanished(scene)]),
    'descriptors more than at the first look',
    all,
  );
  const proxies = proxiesOf(clay).reduce((sum, pid) => sum + rssOf(pid), 0);
  scene.memory.push({ at: seconds(scene), client: clay.rss(), proxies });
}

/** A checkpoint or a reload may just be under way: what is strange must be gone soon. */
async function settles(
  strange: () => readonly string[],
  what: string,
  context: () => readonly string[] = () => [],
): Promise<void> {
  await until(() => strange().length === 0).catch(() => {
    throw new Violation([`${what}: ${strange().join(', ')}`, ...context()].join('\n  '));
  });
}

function strangeFiles(root: string, pid: number): string[] {
  return filesBelow(root, '').filter(name => {
    const general = name.replace(new RegExp(`-${pid}(?=[-./]|$)`), '-PID');
    return !KNOWN.some(pattern => pattern.test(general));
  });
}

function filesBelow(root: string, prefix: string): string[] {
  return readdirSync(join(root, prefix)).flatMap(entry => {
    const name = prefix === '' ? entry : `${prefix}/${entry}`;
    // The builds are our own, and many.
    if (name === 'builds') return [name];
    const isDirectory = lstatSync(join(root, name), { throwIfNoEntry: false })?.isDirectory();
    return isDirectory ? [name, ...filesBelow(root, name)] : [name];
  });
}

/** Those that are attached apart, and of each proxy one, as all builds are equal. */
function strangeProcesses({ clay, attached }: Scene): string[] {
  const companions = clay.companions();
  const known = [
    ...attached.map(one => one.clay.pid),
    ...proxiesOf(clay, 'sessions').slice(0, 1),
    ...proxiesOf(clay, 'web').slice(0, 1),
  ];
  return companions.filter(({ pid }) => !known.includes(pid)).map(({ pid, comm }) => `${comm} ${pid}`);
}

/** Zombies too. */
function childrenOf(pid: number): string[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean);
}

/** What each descriptor is, without what differs from one to the next of its kind. */
function kinds(clay: Clay): string[] {
  // The scrollback of a client that was killed goes on under another name.
  return clay
    .descriptors()
    .map(({ link }) =>
      link.replace(/\d+/g, '0').replace(/^.*(\.scrollback|\/scrollback-0$).*$/, 'scrollback'),
    );
}

/** ms that a reload which is just under way has to open everything again. */
const SETTLED = 500;

async function settledKinds(clay: Clay): Promise<string[]> {
  for (let last = kinds(clay); ; ) {
    await pause(SETTLED);
    const now = kinds(clay);
    if (now.join() === last.join()) return now;
    last = now;
  }
}

/**
 * Opened when they are first used, by each image anew: the log of each world, one talk with the proxy, the terminal once
 * more, which an image that has started a proxy holds, and the other runtime directory, where a fresh start looks, too.
 */
function extra({ place, worlds }: Scene): string[] {
  const logs = worlds.map(({ name }) => `${place.home}/logs/${name}/0-0-0.log`.replace(/\d+/g, '0'));
  return [...logs, 'socket:[0]', '/dev/pts/0', '/tmp/clay-0', '/tmp/clay-0'];
}

/** A runtime directory that was replaced stays open for whoever is on the way through it, until a reload: this client's, and those of both proxies. */
function vanished({ counts, place }: Scene): string[] {
  // While there is none, builds are kept in the profile, which is held from then on.
  const profile = place.home.replace(/\d+/g, '0');
  const times = counts.get('runtime directory vanishes') ?? 0;
  const kind = `${place.runtime}/clay (deleted)`.replace(/\d+/g, '0');
  return [...(times > 0 ? [profile] : []), ...Array.from({ length: 3 * times }, () => kind)];
}

function surplus(now: readonly string[], before: readonly string[]): string[] {
  const left = [...before];
  return now.filter(kind => {
    const at = left.indexOf(kind);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}
