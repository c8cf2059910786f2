/** Traffic that a reload finds in full flow, in either direction: nothing is lost, doubled or out of order. */
import { openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { putInPlace, renamed } from '../support/builds.ts';
import { childrenOf } from '../support/children.ts';
import { type Clay, startClay } from '../support/clay.ts';
import { playDeployed } from '../support/deployed.ts';
import { test } from '../support/needs-reload.ts';
import { startPlaying, worldTable } from '../support/playing.ts';
import { askForReload, reload } from '../support/reloading.ts';
import type { Peer } from '../support/scripted-world.ts';
import { until } from '../support/tls-world.ts';
import { startTorrent } from '../support/torrent.ts';
import { LOGGED, startTraffic, UNHARMED } from '../support/traffic.ts';

const MEGABYTE = 1024 * 1024;
const FLOOD = 100 * MEGABYTE;
/** So long a line that 100 MB are about 50,000 of them. */
const PADDING = ' and so on'.repeat(200);
const LINE = Buffer.byteLength(floodLine(0));
const COUNT = Math.ceil(FLOOD / LINE);
/** A reload in each. */
const PARTS = 5;
/** Deploys that come while another one is under way. */
const ROUNDS = 8;

function floodLine(number: number): string {
  return `flood ${String(number).padStart(6, '0')} …${PADDING}\n`;
}

/** Lines, in pieces that end anywhere. */
function* flood(from: number, to: number): Generator<Buffer> {
  let text = '';
  for (let number = from; number < to; number++) {
    text += floodLine(number).replace('\n', '\r\n');
    if (text.length < MEGABYTE) continue;
    yield Buffer.from(text);
    text = '';
  }
  yield Buffer.from(text);
}

/** Compares the log file, whose lines are all of one length, a piece at a time; answers how many are as they were sent. */
function linesKept(clay: Clay): number {
  const directory = join(clay.home, 'logs/Alpha');
  let kept = 0;
  for (const name of readdirSync(directory).sort()) {
    const fd = openSync(join(directory, name), 'r');
    const line = Buffer.alloc(LINE);
    while (readSync(fd, line) > 0) {
      if (!line.equals(Buffer.from(floodLine(kept)))) return kept;
      kept++;
    }
  }
  return kept;
}

test('a server that pours out 100 MB while the client reloads again and again: each line is kept once', async () => {
  const torrent = await startTorrent();
  const settings = `${LOGGED.top}\n${worldTable('Alpha', torrent, LOGGED.more)}`;
  const clay = await startClay({ args: ['Alpha'], settings });
  await clay.waitFor('Connected to Alpha.');
  const start = performance.now();
  for (let part = 0; part < PARTS; part++) {
    const pouring = torrent.pour(
      flood(Math.ceil((part * COUNT) / PARTS), Math.ceil(((part + 1) * COUNT) / PARTS)),
    );
    await reload(clay, 'signal');
    await pouring;
  }
  await torrent.isRead();
  const seconds = (performance.now() - start) / 1000;
  console.log(
    `100 MB in ${seconds.toFixed(1)} s through ${PARTS} reloads; ${Math.round(clay.rss() / MEGABYTE)} MiB`,
  );
  clay.type('/quit\r');
  expect(await clay.ended()).toEqual({ code: 0, signal: null });
  expect(linesKept(clay)).toBe(COUNT);
});

test('a client with 500 lines a second from the server and nimble fingers reloads five times', async () => {
  const playing = await startPlaying(LOGGED);
  const traffic = startTraffic(playing, { seed: 3 });
  for (let count = 0; count < 5; count++) {
    await reload(playing.clay, count % 2 === 0 ? 'key' : 'signal');
    await wait(50);
  }
  expect(await traffic.end()).toEqual(UNHARMED);
});

test('a server that sends one byte at a time', async () => {
  const playing = await startPlaying(LOGGED);
  const { clay, peers } = playing;
  const [alpha] = peers as [Peer];
  const lines = Array.from({ length: 60 }, (_, index) => `tröpfel ${index}`);
  const bytes = Buffer.from(lines.map(line => `${line}\r\n`).join(''));
  let next = 0;
  const timer = setInterval(() => {
    if (next < bytes.length) alpha.send(bytes.subarray(next, ++next));
  }, 1);
  while (next < bytes.length) await reload(clay, 'signal');
  clearInterval(timer);
  await until(
    () => clay.logFile('Alpha').split('\n').length > lines.length,
    'the last line is not in the log',
  );
  expect(clay.logFile('Alpha')).toBe(lines.map(line => `${line}\n`).join(''));
});

test('most of a megabyte pasted during a reload arrives whole', async () => {
  const { clay, peers } = await startPlaying(LOGGED);
  const [alpha] = peers as [Peer];
  const line = (index: number) => `pasted ${String(index).padStart(6, '0')} ${'ä'.repeat(40)}`;
  const lines = Array.from({ length: 9000 }, (_, index) => line(index));
  clay.paste(lines.join('\n'));
  for (let count = 0; count < 3; count++) await reload(clay, 'signal');
  clay.type('\r');
  await alpha.waitFor(`${lines.at(-1)}\r\n`);
  expect(alpha.received.toString()).toBe(lines.map(text => `${text}\r\n`).join(''));
});

test('a terminal that takes no output (Ctrl+S) while the client reloads: the server is heard, and what is typed arrives', async () => {
  const playing = await startPlaying({ ...LOGGED, names: ['Noisy', 'Alpha'], columns: 200, rows: 60 });
  const { clay, peers } = playing;
  const [noisy] = peers as [Peer];
  const traffic = startTraffic(playing, { index: 1, silent: true });
  clay.pauseOutput();
  // Every frame is another 10 KB: within a second the terminal is full, and the pipe behind it.
  let count = 0;
  const noise = setInterval(
    () => noisy.send(`${String(count++).padStart(6, '0').repeat(32)}\r\n`.repeat(5)),
    5,
  );
  await until(() => count >= 200, 'there is no noise');
  for (let reloads = 0; reloads < 3; reloads++) await reload(clay, 'signal');
  clay.type('typed blind\r');
  await noisy.waitFor('typed blind\r\n');
  clearInterval(noise);
  noisy.send('The noise is over.\r\n');
  const held = clay.raw().length;
  clay.resumeOutput();
  expect(await traffic.end()).toEqual(UNHARMED);
  await clay.waitFor(/^The noise is over\.$/m);
  // More than a pipe holds, so it was full; and what could not be shown was left out, not queued.
  expect(clay.raw().length - held).toBeGreaterThan(64 * 1024);
  expect(clay.raw().length - held).toBeLessThan(400_000);
});

test('a deploy that comes when the new build is tried and the terminal is waited for: its request is not lost', async () => {
  const playing = await playDeployed({ columns: 200, rows: 60 });
  const { clay, peers, script } = playing;
  clay.pauseOutput();
  let count = 0;
  const noise = setInterval(
    () => peers[0]!.send(`${String(count++).padStart(6, '0').repeat(32)}\r\n`.repeat(5)),
    5,
  );
  await until(() => count >= 200, 'there is no noise');
  for (let round = 1; round <= ROUNDS; round++) {
    const isDone = (version: string) =>
      clay.programLog().includes(`"code":"RELOADED","version":"${version}"`);
    putInPlace(script, renamed(`8.8.${round}`));
    askForReload(clay, 'signal');
    // Where the test was late, its trial is over, and maybe all of it.
    const isTried = () => childrenOf(clay.pid).length > 0 || isDone(`8.8.${round}`);
    await until(isTried, 'the new build is not tried');
    await until(() => childrenOf(clay.pid).length === 0, 'the trial goes on for ever');
    putInPlace(script, renamed(`9.9.${round}`));
    askForReload(clay, 'signal');
    await until(() => isDone(`9.9.${round}`), 'the request is lost');
  }
  clearInterval(noise);
  clay.resumeOutput();
});
