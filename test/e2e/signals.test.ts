/** Signals from outside, whenever they come: reload, end, suspend, resize; and the terminal in order after each way out. */
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type { Clay } from '../support/clay.ts';
import { test } from '../support/needs-reload.ts';
import { inputText, outputRows, startPlaying, statusBar, statusRow } from '../support/playing.ts';
import { listeningPortsOf } from '../support/processes.ts';
import { reload, reloadCount, reloadedTimes, untilLogged } from '../support/reloading.ts';
import type { Peer } from '../support/scripted-world.ts';

/** What a terminal is like that no full-screen program has touched. */
const IN_ORDER = {
  alternate: false,
  bracketedPaste: false,
  mouse: 'none',
  sgrMouse: false,
  cursorVisible: true,
  wraparound: true,
};

/** Shows the terminal's settings before and after the program, as a shell sees them. */
const BETWEEN_STTY = [
  'sh',
  '-c',
  'echo before $(stty -g).; "$@"; status=$?; echo after $(stty -g).; echo status $status',
  'sh',
];

/** The client under a shell: its own pid, from its log. */
async function pidUnderShell(clay: Clay): Promise<number> {
  await untilLogged(clay, 'its start is not logged', () => clay.programLog().includes('\n'));
  return (JSON.parse(clay.programLog().split('\n')[0]!) as { pid: number }).pid;
}

function settingsShown(clay: Clay, when: string): string | undefined {
  const text = clay.screen().join('');
  return new RegExp(`${when} ([0-9a-f:]+)\\.`).exec(text)?.[1];
}

const DEBUGGER_PORT = 9229;

const BURSTS = 20;

/** Bursts of SIGUSR1 that hit every age of an image, a reload at least each; answers the ports seen open. */
async function hailOfSignals(clay: Clay, pid: number): Promise<number[]> {
  const ports = new Set<number>();
  for (let burst = 0; burst < BURSTS; burst++) {
    const before = reloadCount(clay);
    for (let i = 0; i < 10; i++) {
      process.kill(pid, 'SIGUSR1');
      // The first three without a pause, the others over a fifth of a second: a reload takes less.
      if (i > 2) await wait(4 * i + burst / 3);
      for (const port of listeningPortsOf(pid)) ports.add(port);
    }
    await reloadedTimes(clay, before + 1);
  }
  return [...ports];
}

test('two hundred SIGUSR1 in bursts: it lives, stays connected, opens no debugger, and puts the terminal back', async () => {
  const { clay, worlds, peers } = await startPlaying({ launcher: BETWEEN_STTY });
  const [alpha] = peers as [Peer];
  const pid = await pidUnderShell(clay);
  let closed = false;
  void alpha.closed.then(() => {
    closed = true;
  });
  const ports = await hailOfSignals(clay, pid);
  // The last one may have come while a reload was under way; afterwards one more is answered as usual.
  clay.type('still here\r');
  await alpha.waitFor('still here\r\n');
  const before = reloadCount(clay);
  process.kill(pid, 'SIGUSR1');
  await reloadedTimes(clay, before + 1);

  expect(before).toBeGreaterThanOrEqual(BURSTS);
  expect(closed).toBe(false);
  expect(worlds[0]!.connections).toBe(1);
  clay.type('/version\r');
  await clay.waitFor(/reloaded \d+ times/);
  expect(listeningPortsOf(pid)).toEqual([]);
  expect(ports).not.toContain(DEBUGGER_PORT);

  clay.type('/quit\r');
  await clay.waitFor('status 0');
  expect(clay.modes()).toMatchObject(IN_ORDER);
  expect(settingsShown(clay, 'after')).toBe(settingsShown(clay, 'before'));
});

test.each([
  ['SIGTERM', 143],
  ['SIGINT', 130],
  ['SIGHUP', 129],
] as const)('%s ends it in order, with the terminal as it was', async (signal, status) => {
  const { clay, peers } = await startPlaying({
    ...{ launcher: BETWEEN_STTY, top: 'mouse = true', more: 'log = true' },
  });
  const [alpha] = peers as [Peer];
  const pid = await pidUnderShell(clay);
  // Also in an image that came by a reload: what the terminal was like before the first one comes along.
  if (signal === 'SIGTERM') await reload(clay);
  expect(clay.modes()).toMatchObject({ alternate: true, bracketedPaste: true, mouse: 'vt200' });
  alpha.send('the last line\r\n');
  await clay.waitFor('the last line');
  process.kill(pid, signal);
  await clay.waitFor(`status ${status}`);
  expect(await alpha.closed).toBe(null);
  expect(clay.modes()).toMatchObject(IN_ORDER);
  expect(settingsShown(clay, 'after')).toBe(settingsShown(clay, 'before'));
  expect(clay.logFile('Alpha')).toBe('the last line\n');
});

test('SIGTERM right after SIGUSR1 wins: the end, not a reload', async () => {
  const { clay } = await startPlaying();
  // Both are there when it looks, however long this process is kept from sending the second one.
  process.kill(clay.pid, 'SIGSTOP');
  await clay.waitFor(() => clay.stopped());
  for (const signal of ['SIGUSR1', 'SIGTERM'] as const) process.kill(clay.pid, signal);
  clay.foreground();
  expect(await clay.ended()).toEqual({ code: 143, signal: null });
  expect(reloadCount(clay)).toBe(0);
  expect(clay.modes()).toMatchObject(IN_ORDER);
});

test('Ctrl+C twice quits with status 0', async () => {
  const { clay } = await startPlaying();
  clay.press('C-c');
  await clay.waitFor('Press Ctrl+C again to quit.');
  clay.press('C-c');
  expect(await clay.ended()).toEqual({ code: 0, signal: null });
  expect(clay.modes()).toMatchObject(IN_ORDER);
});

test('when the terminal goes away, it ends and hangs up', async () => {
  const { clay, peers } = await startPlaying();
  clay.hangup();
  expect(await peers[0]!.closed).toBe(null);
  expect(await clay.ended()).toEqual({ code: 129, signal: null });
});

/** Columns of the status bar; the last one is blank. */
const barWidth = (clay: Clay) => statusBar(clay).length + 1;

test('Ctrl+Z suspends with the terminal in order; coming back draws everything again', async () => {
  const { clay, peers } = await startPlaying();
  const [alpha] = peers as [Peer];
  for (const reloaded of [false, true]) {
    if (reloaded) await reload(clay);
    clay.type('half a word');
    await clay.waitFor(() => inputText(clay).endsWith('half a word'));
    clay.press('C-z');
    await clay.waitFor(() => clay.stopped() && !clay.modes().alternate);
    expect(clay.modes()).toMatchObject(IN_ORDER);
    alpha.send('while you slept\r\n');
    clay.resize(70, 20);
    clay.foreground();
    await clay.waitFor(/while you slept[\s\S]*half a word/);
    expect(clay.modes()).toMatchObject({ alternate: true, bracketedPaste: true });
    await clay.waitFor(() => barWidth(clay) === 70);
    clay.press('C-u');
    clay.resize(80, 24);
    await clay.waitFor(() => barWidth(clay) === 80);
  }
});

/** As the kernel sees it: what the terminal has told may be from before. */
const isStopped = (pid: number) => readFileSync(`/proc/${pid}/stat`, 'latin1').includes(') T ');

test('bg is told that the terminal is needed, and fg goes on; nothing of the game is on the screen of the shell', async () => {
  const { clay, peers } = await startPlaying();
  const [alpha] = peers as [Peer];
  clay.press('C-z');
  alpha.send('while it leaves\r\n');
  await clay.waitFor(() => clay.stopped());
  alpha.send('while you slept\r\n');
  process.kill(-clay.pid, 'SIGCONT');
  await clay.waitFor('clay: it needs the terminal and cannot go on without; fg brings it back.');
  await clay.waitFor(() => clay.stopped() && isStopped(clay.pid));
  expect(clay.modes()).toMatchObject(IN_ORDER);
  expect(clay.screen().join()).not.toMatch(/while/);
  clay.foreground();
  await clay.waitFor('while you slept');
});

test('where no shell waits, Ctrl+Z and SIGTSTP are answered by a sentence, and everything goes on', async () => {
  const { clay, peers } = await startPlaying({ withoutShell: true });
  const [alpha] = peers as [Peer];
  const told = () => clay.screen().filter(row => row.includes('Not suspended: no shell waits here')).length;
  clay.type('lo');
  clay.press('C-z');
  await clay.waitFor(() => told() === 1);
  process.kill(clay.pid, 'SIGTSTP');
  await clay.waitFor(() => told() === 2);
  expect(clay.raw().includes('\x1b[?1049l')).toBe(false);
  clay.type('ok\r');
  await alpha.waitFor('look\r\n');
  await reload(clay);
  clay.press('C-z');
  await clay.waitFor(() => told() === 3);
});

test('a resize during a reload reaches the new image and the server', async () => {
  const { clay, peers } = await startPlaying({ top: 'more_mode = false' });
  const [alpha] = peers as [Peer];
  const [IAC, DO, NAWS, SB, SE] = [255, 253, 31, 250, 240];
  alpha.send(Buffer.of(IAC, DO, NAWS));
  await alpha.waitFor(Buffer.of(IAC, SB, NAWS, 0, 80, 0, 20, IAC, SE));
  for (let columns = 61; columns <= 68; columns++) {
    const asked = reload(clay, 'signal');
    // At different moments of it: before, at and after execve().
    await wait((columns - 61) * 10);
    clay.resize(columns, 30);
    await asked;
    await clay.waitFor(() => barWidth(clay) === columns && statusRow(clay) === 28);
    await alpha.waitFor(Buffer.of(IAC, SB, NAWS, 0, columns, 0, 28, IAC, SE));
  }
  alpha.send('after all the resizing\r\n');
  await clay.waitFor(() => outputRows(clay).at(-1) === 'after all the resizing');
});

test('it survives a terminal too small for anything, and one that grows again', async () => {
  const { clay } = await startPlaying();
  for (const [columns, rows] of [
    [10, 4],
    [1, 1],
    [200, 60],
    [80, 24],
  ] as const) {
    clay.resize(columns, rows);
    await reload(clay, 'signal');
  }
  clay.type('words');
  await clay.waitFor(/Connected to Alpha[\s\S]* Alpha .*\d\d:\d\d\nwords/);
});
