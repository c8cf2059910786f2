/** Signals that come while a reload is under way: each has its usual effect, once, before it or after it. */
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { bundle, putInPlace } from '../support/builds.ts';
import type { Clay } from '../support/clay.ts';
import { type Deployed, playDeployed } from '../support/deployed.ts';
import { test } from '../support/needs-reload.ts';
import { startPlaying, statusBar, statusRow } from '../support/playing.ts';
import { compileLibrary } from '../support/preload.ts';
import { listeningPortsOf } from '../support/processes.ts';
import { seeded } from '../support/random.ts';
import { askForReload, reload, reloadCount, reloadedTimes } from '../support/reloading.ts';
import type { Peer } from '../support/scripted-world.ts';
import { until } from '../support/tls-world.ts';
import { LOGGED, startTraffic, UNHARMED } from '../support/traffic.ts';
import { PATIENCE } from '../support/waiting.ts';

/** What a terminal is like that no full-screen program has touched. */
const IN_ORDER = {
  alternate: false,
  bracketedPaste: false,
  mouse: 'none',
  sgrMouse: false,
  cursorVisible: true,
  wraparound: true,
};

/** Longer than a reload takes (ms). */
const RELOAD_TIME = 300;

/** Columns of the status bar; the last one is blank. */
const barWidth = (clay: Clay) => statusBar(clay).length + 1;

test('a window that is dragged all through a reload: the last size is drawn, and told to the server', async () => {
  const playing = await startPlaying(LOGGED);
  const { clay, peers } = playing;
  const [alpha] = peers as [Peer];
  const [IAC, DO, NAWS, SB, SE] = [255, 253, 31, 250, 240];
  alpha.send(Buffer.of(IAC, DO, NAWS));
  await alpha.waitFor(Buffer.of(IAC, SB, NAWS));
  const traffic = startTraffic(playing, { silent: true });
  const random = seeded(11);
  for (let round = 1; round <= 4; round++) {
    const reloaded = reload(clay, 'signal');
    for (let resizes = 0; resizes < 60; resizes++) {
      clay.resize(40 + Math.floor(random() * 120), 10 + Math.floor(random() * 50));
      await wait(random() * (RELOAD_TIME / 30));
    }
    const [columns, rows] = [60 + round, 20 + round];
    clay.resize(columns, rows);
    await reloaded;
    await clay.waitFor(() => barWidth(clay) === columns && statusRow(clay) === rows - 2);
    const last = Buffer.of(IAC, SB, NAWS, 0, columns, 0, rows - 2, IAC, SE);
    await alpha.waitFor(received => received.subarray(-last.length).equals(last));
  }
  expect(await traffic.end()).toMatchObject({ ...UNHARMED, said: expect.any(String) as string });
});

test('a second SIGUSR1, a third, and a thousand at 1 kHz: no debugger, a reload at a time, nothing lost', async () => {
  const playing = await playDeployed(LOGGED);
  const { clay } = playing;
  const traffic = startTraffic(playing);
  const ports = new Set<number>();
  for (const [count, pause] of [
    [2, 0],
    [3, 5],
    [1000, 1],
  ] as const) {
    for (let sent = 0; sent < count; sent++) {
      process.kill(clay.pid, 'SIGUSR1');
      if (pause) await wait(pause);
      if (sent % 20 === 0) for (const port of listeningPortsOf(clay.pid)) ports.add(port);
    }
  }
  expect(await traffic.end()).toEqual(UNHARMED);
  const done = await settledCount(playing);
  await reload(clay, 'signal');
  expect(await settledCount(playing)).toBe(done + 1);
  expect(ports).not.toContain(9229);
  expect(listeningPortsOf(clay.pid)).toEqual([]);
});

/**
 * Reloads so far, once no request for one is left: with a build in place that is refused, two requests have been
 * answered. The first answer may be to one that came before; then nothing waits but the second one.
 */
async function settledCount({ clay, script }: Deployed): Promise<number> {
  putInPlace(script, 'this is no program');
  for (let round = 0; round < 2; round++) {
    const before = refusals(clay);
    askForReload(clay, 'signal');
    await until(() => refusals(clay) > before, 'the request is not answered');
  }
  putInPlace(script, bundle());
  return reloadCount(clay);
}

const refusals = (clay: Clay) => clay.programLog().split('"code":"RELOAD_FAILED"').length - 1;

const ENDS = [
  ['SIGTERM', 143],
  ['SIGHUP', 129],
  ['SIGINT', 130],
  ['SIGQUIT', 131],
  ['SIGUSR2', 140],
  ['SIGXCPU', 152],
] as const;

/** A client that has shown a line, and ends in order however it is told to. */
async function endsInOrder(
  signal: NodeJS.Signals,
  status: number,
  when: Moment,
  env: NodeJS.ProcessEnv = {},
): Promise<Clay> {
  const { clay, peers } = await startPlaying({ ...LOGGED, env });
  const [alpha] = peers as [Peer];
  alpha.send('the last line\r\n');
  await clay.waitFor('the last line');
  await when(clay);
  process.kill(clay.pid, signal);
  expect(await clay.ended()).toEqual({ code: status, signal: null });
  expect(await alpha.closed).toBe(null);
  expect(clay.modes()).toMatchObject(IN_ORDER);
  expect(clay.logFile('Alpha')).toBe('the last line\n');
  return clay;
}

/** Asks for a reload and returns at a certain moment of it. */
type Moment = (clay: Clay) => void | Promise<void>;

const withTheRequest: Moment = clay => askForReload(clay, 'signal');
const rightAfterIt: Moment = clay => reload(clay, 'signal');

/** The state is written; execve() comes next, or has come already. */
const withTheStateFile: Moment = clay => {
  askForReload(clay, 'signal');
  for (const end = performance.now() + PATIENCE; performance.now() < end; ) {
    if (existsSync(`${clay.home}.reload`)) return;
  }
  throw new Error('it does not come to writing the state');
};

/** Right after execve(), while Node starts; without giving up the processor, or it would be over. */
const whileNodeStarts: Moment = clay => {
  askForReload(clay, 'signal');
  for (const end = performance.now() + PATIENCE; performance.now() < end; ) {
    if (readFileSync(`/proc/${clay.pid}/environ`, 'latin1').includes('CLAY_STATE_FD=')) return;
  }
  throw new Error('it does not come to execve()');
};

test.each(ENDS)(
  '%s with the request for a reload, or right after the reload, ends it in order',
  async (signal, status) => {
    await endsInOrder(signal, status, withTheRequest);
    await endsInOrder(signal, status, rightAfterIt);
  },
);

test.each(ENDS)('%s while the new image starts ends it in order', async (signal, status) => {
  await endsInOrder(signal, status, whileNodeStarts);
});

test.each(ENDS)(
  '%s between the state file and execve() ends it in order, and the file goes',
  async (signal, status) => {
    const { home } = await endsInOrder(signal, status, withTheStateFile);
    expect(existsSync(`${home}.reload`)).toBe(false);
  },
);

test('SIGTERM then, however long another thread takes over it, ends it in order', async () => {
  const slow = { LD_PRELOAD: compileLibrary('slow-threads.c') };
  await endsInOrder('SIGTERM', 143, withTheStateFile, slow);
});

/** SIGTSTP has come from outside; then `fg`. */
async function stopsAndGoesOn(clay: Clay): Promise<void> {
  await clay.waitFor(() => clay.stopped());
  await clay.waitFor(() => !clay.modes().alternate);
  expect(clay.modes()).toMatchObject(IN_ORDER);
  clay.foreground();
  await clay.waitFor(() => !clay.stopped() && clay.modes().alternate);
}

test('SIGTSTP around a reload: it stops with the terminal in order, and what was asked for comes when it goes on', async () => {
  const playing = await startPlaying(LOGGED);
  const { clay } = playing;
  const traffic = startTraffic(playing);
  process.kill(clay.pid, 'SIGTSTP');
  await clay.waitFor(() => clay.stopped());
  askForReload(clay, 'signal');
  await stopsAndGoesOn(clay);
  await reloadedTimes(clay, 1);
  for (let round = 2; round <= 5; round++) {
    askForReload(clay, 'signal');
    process.kill(clay.pid, 'SIGTSTP');
    await stopsAndGoesOn(clay);
    await reloadedTimes(clay, round);
  }
  process.kill(clay.pid, 'SIGTSTP');
  await stopsAndGoesOn(clay);
  expect(await traffic.end()).toEqual(UNHARMED);
  expect(reloadCount(clay)).toBe(5);
});

test('SIGTSTP while the new image starts stops it with the terminal in order', async () => {
  const { clay } = await startPlaying(LOGGED);
  await whileNodeStarts(clay);
  process.kill(clay.pid, 'SIGTSTP');
  await stopsAndGoesOn(clay);
});
