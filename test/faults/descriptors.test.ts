/** Connections that end just then, descriptors that run short, and a descriptor that is not what it was. */
import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Clay } from '../support/clay.ts';
import { unwrapped } from '../support/deployed.ts';
import { test } from '../support/needs-reload.ts';
import { type Playing, startPlaying, statusBar } from '../support/playing.ts';
import { seeded } from '../support/random.ts';
import { isTold } from '../support/refusals.ts';
import { askForReload, reload, reloadCount, reloadedTimes } from '../support/reloading.ts';
import type { Peer } from '../support/scripted-world.ts';
import { temporaryDirectory } from '../support/temporary.ts';
import { until } from '../support/tls-world.ts';
import { LOGGED, startTraffic, UNHARMED } from '../support/traffic.ts';

/** Longer than a reload takes on an idle machine (ms): what is spread over it hits every part of one. */
const RELOAD_TIME = 250;
const ENDINGS = 12;

/** Alpha on screen, Beta with traffic from its server that must not notice any of it. */
async function startTwo(): Promise<Playing> {
  return startPlaying({ ...LOGGED, names: ['Alpha', 'Beta'] });
}

/** What stands above the last attempt to connect. */
function lastSentences(clay: Clay): string {
  return (
    /(% Alpha: (?:(?!% Alpha: ).)*) % Connecting to \S+\.\.\. % Connected to Alpha\.(?: ●)? Alpha/.exec(
      unwrapped(clay),
    )?.[1] ?? unwrapped(clay)
  );
}

const watchBeta = (playing: Playing) => startTraffic(playing, { name: 'Beta', index: 1, silent: true });

/** A reload in whose course the server ends Alpha's connection; then a new connection. */
async function endDuringReload({ clay, worlds }: Playing, end: () => void, moment: number): Promise<Peer> {
  const reloaded = reload(clay, 'signal');
  await wait(moment);
  end();
  await reloaded;
  await clay.waitFor(() => statusBar(clay).includes('Alpha (disconnected)'));
  clay.type('/connect\r');
  const next = await worlds[0]!.accepted();
  await clay.waitFor(() => / Alpha {2}/.test(statusBar(clay)));
  return next;
}

test(`a server closes during the reload, at ${ENDINGS} moments: its last words and its end arrive, the other world goes on`, async () => {
  const playing = await startTwo();
  const { clay } = playing;
  const traffic = watchBeta(playing);
  const random = seeded(7);
  let [alpha] = playing.peers as [Peer];
  for (let round = 1; round <= ENDINGS; round++) {
    const closing = alpha;
    const end = () => {
      closing.send(`last words ${round}, and half a`);
      closing.close();
    };
    alpha = await endDuringReload(playing, end, random() * RELOAD_TIME);
    expect(unwrapped(clay)).toContain(`last words ${round}, and half a % Alpha: the server closed the conn`);
    expect(await closing.closed).toBe(null);
  }
  const words = Array.from({ length: ENDINGS }, (_, index) => `last words ${index + 1}, and half a\n`);
  await until(() => clay.logFile('Alpha') === words.join(''), 'the last words are not in the log file');
  expect(playing.worlds[0]!.connections).toBe(ENDINGS + 1);
  expect(await traffic.end()).toEqual(UNHARMED);
});

test(`a server resets during the reload, at ${ENDINGS / 2} moments: that is said, the other world goes on`, async () => {
  const playing = await startTwo();
  const { clay } = playing;
  const traffic = watchBeta(playing);
  const random = seeded(8);
  let [alpha] = playing.peers as [Peer];
  for (let round = 1; round <= ENDINGS / 2; round++) {
    alpha = await endDuringReload(playing, alpha.reset, random() * RELOAD_TIME);
    expect(lastSentences(clay)).toMatch(/^% Alpha: connection lost: the other side reset the connection/);
  }
  expect(await traffic.end()).toEqual(UNHARMED);
});

/** RLIMIT_NOFILE of the running client: this many more than it has now. */
function leaveDescriptors(clay: Clay, spare: number): void {
  const limit = clay.descriptors().at(-1)!.fd + 1 + spare;
  const { status } = spawnSync('prlimit', ['--pid', String(clay.pid), `--nofile=${limit}:`]);
  expect(status).toBe(0);
}

test('the limit of descriptors is reached: refused in a sentence until there are enough, and nothing is lost', async () => {
  const playing = await startPlaying(LOGGED);
  const { clay } = playing;
  const traffic = startTraffic(playing, { rate: 50 });
  await until(() => clay.logFile('Alpha') !== '');
  for (let spare = 0; reloadCount(clay) === 0; spare++) {
    leaveDescriptors(clay, spare);
    clay.press('C-l');
    await clay.waitFor(() => !unwrapped(clay).includes('Not reloaded:'));
    askForReload(clay, 'signal');
    const answered = () => unwrapped(clay).includes('Not reloaded:') || reloadCount(clay) > 0;
    await until(answered, `neither a reload nor a sentence with ${spare} to spare`);
    if (spare === 0) expect(reloadCount(clay)).toBe(0);
    // A trial of the new build takes pipes, a child and a file.
    expect(spare).toBeLessThan(24);
  }
  await reloadedTimes(clay, 1);
  expect(await traffic.end()).toEqual(UNHARMED);
});

const DIST = resolve(__dirname, '../../dist');

/** A build that, before anything else, does something to the descriptor whose number is in the file `victim`. */
function hostileBuild(act: string): { program: string; victim: string } {
  const directory = temporaryDirectory('build');
  cpSync(DIST, directory, { recursive: true, filter: source => basename(source) !== 'test' });
  const [program, victim] = [join(directory, 'clay.js'), join(directory, 'victim')];
  const before = `
    const fs = require('node:fs'), fd = Number(fs.readFileSync(${JSON.stringify(victim)}, 'latin1'));
    const isSocket = () => { try { return fs.fstatSync(fd).isSocket(); } catch { return false; } };
    if (process.env.CLAY_STATE_FD && isSocket()) { ${act} }`;
  const [first, ...rest] = readFileSync(program, 'utf8').split('\n');
  writeFileSync(`${program}.new`, [first, `{${before}}`, ...rest].join('\n'), { mode: 0o755 });
  writeFileSync(victim, '-1');
  return { program, victim };
}

const CLOSE = 'fs.closeSync(fd);';
const REPLACE = `${CLOSE} while (fs.openSync('/dev/null', 'r+') !== fd) continue;`;

test.each([
  ['is closed', CLOSE, undefined],
  ['is somebody else’s', REPLACE, '/dev/null'],
] as const)(
  'a descriptor that %s after the reload: its world is marked, what is there is left alone',
  async (_, act, link) => {
    const { program, victim } = hostileBuild(act);
    const playing = await startPlaying({ ...LOGGED, names: ['Alpha', 'Beta'], program });
    const { clay, peers } = playing;
    const traffic = watchBeta(playing);
    renameSync(`${program}.new`, program);
    const { port } = playing.worlds[0]!;
    const { fd } = clay.descriptors().find(({ link }) => remotePort(clay, link) === port)!;
    writeFileSync(victim, String(fd));
    await reload(clay, 'signal');
    await isTold(clay, 'Alpha: disconnected: its connection did not come through the reload; /worlds Alpha');
    expect(statusBar(clay)).toContain('Alpha (disconnected)');
    expect(await peers[0]!.closed).toBe(null);
    if (link) expect(clay.descriptors().find(one => one.fd === fd)?.link).toBe(link);
    clay.type('/worlds Alpha\r');
    await playing.worlds[0]!.accepted();
    await reload(clay, 'key');
    expect(await traffic.end()).toEqual(UNHARMED);
  },
);

/** The port at the other end of one of the client's TCP sockets. */
function remotePort({ pid }: Clay, link: string): number | null {
  const inode = /^socket:\[(\d+)\]$/.exec(link)?.[1];
  if (inode === undefined) return null;
  const rows = readFileSync(`/proc/${pid}/net/tcp`, 'latin1').split('\n').slice(1);
  const row = rows.map(line => line.trim().split(/\s+/)).find(fields => fields[9] === inode);
  return row ? Number.parseInt(row[2]!.split(':')[1]!, 16) : null;
}
