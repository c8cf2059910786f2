/** The main promise: the code is replaced again and again while worlds talk, and nothing is lost, doubled or left over. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { type Clay, startClay } from '../support/clay.ts';
import { test } from '../support/needs-reload.ts';
import { inputText, startPlaying, worldTable } from '../support/playing.ts';
import type { Descriptor } from '../support/processes.ts';
import { seeded } from '../support/random.ts';
import { askForReload, reload, reloadedTimes, type Way } from '../support/reloading.ts';
import { type Peer, startWorld, streamLine } from '../support/scripted-world.ts';

const RELOADS = 50;
const WAYS: readonly Way[] = ['key', 'command', 'signal'];

const said = (number: number) => `say ${String(number).padStart(3, '0')} …`;

/** One reload at a random moment, with something typed before, around and after it. */
async function reloadWhilePlaying(clay: Clay, number: number, random: () => number): Promise<void> {
  await wait(random() * 60);
  const way = WAYS[Math.floor(random() * WAYS.length)]!;
  const line = said(number);
  // A command needs the input line for itself; around the others half a line is typed before, half during it.
  const cut = way === 'command' ? 0 : Math.floor(random() * line.length);
  clay.type(line.slice(0, cut));
  askForReload(clay, way);
  clay.type(`${line.slice(cut)}\r`);
  await reloadedTimes(clay, number);
}

/** The start time in clock ticks: together with the pid it names one process for good. */
function identity(pid: number): string {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return `${pid} ${fields[19]}`;
}

function numbered(prefix: string, count: number): string {
  return Array.from({ length: count }, (_, index) => `${streamLine(prefix, index + 1)}\n`).join('');
}

/** A world's. */
const LOG_FILE = /\/\.clay\/logs\//;

/**
 * What the descriptors are, without their numbers and inodes, and without log files: they are open while they are written, the
 * program's own for a moment.
 */
function kinds(descriptors: readonly Descriptor[]): string[] {
  return descriptors
    .filter(({ link }) => !link.endsWith('.log'))
    .map(({ link }) => link.replace(/\d+/g, 'N'))
    .sort();
}

/** The log files that are open just now. */
const openLogs = (descriptors: readonly Descriptor[]) =>
  descriptors.map(({ link }) => link).filter(link => LOG_FILE.test(link));

/** Each image opens a log file when it has something to write to it. */
const logsOpen = (clay: Clay) => openLogs(clay.descriptors()).length === 2;

/** What the client sent: lines only, as no telnet option is offered. */
const linesOf = (peer: Peer) => peer.received.toString().split('\r\n').slice(0, -1);

test(`two worlds stream 500 lines a second each through ${RELOADS} reloads and nothing is lost or doubled`, async () => {
  const { clay, worlds, peers } = await startPlaying({
    names: ['Alpha', 'Beta'],
    top: 'more_mode = false',
    more: 'log = true',
  });
  const [alpha, beta] = peers as [Peer, Peer];
  let closings = 0;
  for (const peer of peers) void peer.closed.then(() => closings++);
  const before = identity(clay.pid);
  alpha.stream(500, 'Alpha');
  beta.stream(500, 'Beta');

  const random = seeded(20);
  await reloadWhilePlaying(clay, 1, random);
  await clay.waitFor(() => logsOpen(clay));
  const first = clay.descriptors();
  const rss = clay.rss();
  for (let number = 2; number <= RELOADS; number++) await reloadWhilePlaying(clay, number, random);

  await clay.waitFor(() => logsOpen(clay));
  const last = clay.descriptors();
  expect(identity(clay.pid)).toBe(before);
  expect(readFileSync(`/proc/${clay.pid}/comm`, 'utf8')).toBe('clay\n');
  expect(worlds.map(world => world.connections)).toEqual([1, 1]);
  expect(closings).toBe(0);

  const counts = [alpha.stopStream(), beta.stopStream()] as const;
  for (const peer of peers) peer.send('That was all.\r\n');
  await alpha.waitFor(`${said(RELOADS)}\r\n`);
  clay.press('Esc j');
  await clay.waitFor('That was all.');
  clay.type('/worlds Beta\r');
  clay.press('Esc j');
  await clay.waitFor(/That was all\.[\s\S]* Beta /);
  clay.type('/version\r');
  await clay.waitFor(`reloaded ${RELOADS} times`);

  expect(kinds(last)).toEqual(kinds(first));
  expect(new Set(openLogs(last)).size).toBe(openLogs(last).length);
  expect(last.filter(({ fd, cloexec }) => fd > 2 && !cloexec)).toEqual([]);
  expect(existsSync(clay.stateFile)).toBe(false);
  expect(readdirSync(clay.place.root).sort()).toEqual(['.clay', 'run']);
  // The scrollback is in a file: 50 images later memory is what one image needs, give or take a garbage collection.
  expect((clay.rss() - rss) / 2 ** 20).toBeLessThan(40);
  expect(linesOf(alpha)).toEqual(Array.from({ length: RELOADS }, (_, index) => said(index + 1)));

  clay.type('/quit\r');
  expect(await clay.ended()).toEqual({ code: 0, signal: null });
  expect(await Promise.all(peers.map(peer => peer.closed))).toEqual([null, null]);
  expect(clay.logFile('Alpha')).toBe(`${numbered('Alpha', counts[0])}That was all.\n`);
  expect(clay.logFile('Beta')).toBe(`${numbered('Beta', counts[1])}That was all.\n`);
});

test('what a server has not read yet arrives whole and in order after the reload', async () => {
  // What is said stands on the screen else, and hides that it does not get anywhere.
  const { clay, peers } = await startPlaying({ top: 'echo = false' });
  const [alpha] = peers as [Peer];
  alpha.pause();
  const words = 'x'.repeat(7900);
  clay.type(words);
  clay.press('C-u');
  // C-y brings the words back. More and more is said until both socket buffers and the client's own queue are full.
  const isFull = () => clay.screen().some(row => row.includes('has not read the last megabyte'));
  let count = 0;
  while (!isFull()) {
    for (let end = count + 8; count < end; count++) clay.type(`line ${count} \x19\r`);
    const sign = `after ${count}`;
    clay.type(sign);
    await clay.waitFor(() => inputText(clay) === sign);
    clay.type('\b'.repeat(sign.length)); // Backspace: a kill would hide the words
  }
  await reload(clay);
  await reload(clay, 'signal');
  alpha.resume();
  await alpha.waitFor(received => received.toString().includes(`line ${count - 9} ${words}\r\n`));
  clay.type('the end\r');
  await alpha.waitFor('the end\r\n');
  const lines = linesOf(alpha).slice(0, -1);
  expect(lines.length).toBeGreaterThan(count - 9);
  expect(lines).toEqual(lines.map((_, index) => `line ${index} ${words}`));
});

test('the new image does not read the file of NODE_EXTRA_CA_CERTS; programs it starts get its name', async () => {
  const world = await startWorld();
  const clay = await startClay({
    env: { NODE_EXTRA_CA_CERTS: '/nowhere/ca.pem' },
    settings: worldTable('Alpha', world, 'user = "mia"\npassword_command = "printenv NODE_EXTRA_CA_CERTS"'),
  });
  await clay.waitFor('Clay');
  await reload(clay);
  const environment = readFileSync(`/proc/${clay.pid}/environ`, 'utf8').split('\0');
  expect(environment.filter(entry => entry.startsWith('NODE_EXTRA_CA_CERTS='))).toEqual([]);

  clay.type('/worlds Alpha\r');
  await (await world.accepted()).waitFor('connect mia /nowhere/ca.pem\r\n');
});
