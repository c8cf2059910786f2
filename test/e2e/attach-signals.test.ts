/** Signals to `clay attach`: whatever comes, its terminal is left in order, and what can go on does. */
import { spawnSync } from 'node:child_process';
import { constants } from 'node:os';
import { startAttached, untilKey } from '../support/attaching.ts';
import { startHeadless } from '../support/headless.ts';
import { test } from '../support/needs-reload.ts';
import { worldTable } from '../support/playing.ts';
import { startWorld } from '../support/scripted-world.ts';
import { temporaryHome } from '../support/temporary.ts';
import type { Terminal } from '../support/terminal.ts';
import { until } from '../support/tls-world.ts';
import { linkOf, startHttps } from '../support/web-view.ts';

/** What a terminal is like that no full-screen program has touched. */
const IN_ORDER = { alternate: false, bracketedPaste: false, mouse: 'none', cursorVisible: true };
const ENTERED = { alternate: true, bracketedPaste: true };

async function startClient() {
  const world = await startWorld();
  const clay = await startHeadless(worldTable('Alpha', world), ['Alpha']);
  const peer = await world.accepted();
  peer.send('Welcome to Alpha.\r\n');
  await untilKey(clay.place);
  return { clay, peer };
}

const bar = (terminal: Terminal) => terminal.screen().find(row => row.includes('Alpha  ')) ?? '';

test.each(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGUSR2', 'SIGALRM', 'SIGXCPU'] as const)(
  '%s ends it, with the terminal in order',
  async signal => {
    const { clay } = await startClient();
    const terminal = await startAttached(clay.place);
    await terminal.waitFor('Welcome to Alpha.');
    expect(terminal.modes()).toMatchObject(ENTERED);
    process.kill(terminal.pid, signal);
    expect(await terminal.ended()).toEqual({ code: 128 + constants.signals[signal], signal: null });
    expect(terminal.modes()).toMatchObject(IN_ORDER);
  },
);

test('SIGUSR1, which means a reload to a client, does nothing to it', async () => {
  const { clay, peer } = await startClient();
  const terminal = await startAttached(clay.place);
  await terminal.waitFor('Welcome to Alpha.');
  for (let i = 0; i < 20; i++) process.kill(terminal.pid, 'SIGUSR1');
  terminal.type('look\r');
  await peer.waitFor('look\r\n');
  expect(terminal.modes()).toMatchObject(ENTERED);
});

test.each(['Ctrl+Z', 'SIGTSTP'])(
  '%s leaves the terminal in order; fg draws anew, at its size by then',
  async by => {
    const { clay, peer } = await startClient();
    const terminal = await startAttached(clay.place, { columns: 80, rows: 24 });
    await terminal.waitFor('Welcome to Alpha.');
    for (let round = 0; round < 2; round++) {
      terminal.type('half a word');
      await terminal.waitFor('half a word');
      if (by === 'Ctrl+Z') terminal.press('C-z');
      else process.kill(terminal.pid, 'SIGTSTP');
      await terminal.waitFor(() => terminal.stopped() && !terminal.modes().alternate);
      expect(terminal.modes()).toMatchObject(IN_ORDER);
      peer.send(`while you slept ${round}\r\n`);
      terminal.resize(60, 20);
      terminal.foreground();
      await terminal.waitFor(new RegExp(`while you slept ${round}[\\s\\S]*half a word`));
      await terminal.waitFor(() => bar(terminal).length === 59);
      expect(terminal.modes()).toMatchObject(ENTERED);
      terminal.press('C-u');
      terminal.resize(80, 24);
      await terminal.waitFor(() => bar(terminal).length === 79);
    }
    terminal.type('look\r');
    await peer.waitFor('look\r\n');
  },
);

test('where no shell waits, Ctrl+Z and SIGTSTP are answered by a sentence, and everything goes on', async () => {
  const { clay, peer } = await startClient();
  const terminal = await startAttached(clay.place, { withoutShell: true });
  await terminal.waitFor('Welcome to Alpha.');
  for (const by of ['Ctrl+Z', 'SIGTSTP']) {
    if (by === 'Ctrl+Z') terminal.press('C-z');
    else process.kill(terminal.pid, 'SIGTSTP');
    await terminal.waitFor('Not suspended: no shell waits here');
    terminal.type('look');
    // The next key has the row drawn again.
    await terminal.waitFor(() => terminal.screen().at(-1) === 'look');
    expect(terminal.screen().join()).not.toContain('Not suspended');
    terminal.type('\r');
    await peer.waitFor('look\r\n');
  }
  expect(terminal.raw().includes('\x1b[?1049l')).toBe(false);
});

/** Whether the terminal gives a program its lines as it does by itself: echoed, edited, with keys that make signals. */
function isCooked({ pid }: Terminal): boolean {
  const { stdout } = spawnSync('stty', ['-a', '-F', `/proc/${pid}/fd/0`], { encoding: 'utf8' });
  expect(stdout).toContain('icanon');
  return ['icanon', 'echo', 'isig'].every(mode => new RegExp(`\\s${mode}\\b`).test(stdout));
}

test('a question before it is attached is left, and asked once more', async () => {
  const { clay } = await startHttps();
  const terminal = await startAttached(temporaryHome(), { args: [await linkOf(clay)] });
  await terminal.waitFor('(yes/no)?');
  expect(isCooked(terminal)).toBe(false);
  for (const by of ['Ctrl+Z', 'SIGTSTP']) {
    terminal.type('y');
    await terminal.waitFor('(yes/no)? y');
    if (by === 'Ctrl+Z') terminal.press('C-z');
    else process.kill(terminal.pid, 'SIGTSTP');
    await terminal.waitFor(() => terminal.stopped());
    expect(isCooked(terminal)).toBe(true);
    terminal.foreground();
    await terminal.waitFor(() => terminal.screen().join('').split('(yes/no)? y').length > 2);
    // What stands there may be of the round before: nothing tells of a terminal's mode.
    await until(() => !isCooked(terminal), 'it still is as the shell has it');
    terminal.press('C-u');
  }
  terminal.type('yes\r');
  await terminal.waitFor('Connected to Alpha.');
});

test('a signal at that question ends it, with the terminal in order', async () => {
  const { clay } = await startHttps();
  const terminal = await startAttached(temporaryHome(), { args: [await linkOf(clay)] });
  await terminal.waitFor('(yes/no)?');
  process.kill(terminal.pid, 'SIGQUIT');
  expect(await terminal.ended()).toEqual({ code: 128 + constants.signals.SIGQUIT, signal: null });
  expect(terminal.modes()).toMatchObject(IN_ORDER);
});
