/** Programs that the client has started and that outlive a reload. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { childrenOf } from '../support/children.ts';
import type { Clay } from '../support/clay.ts';
import { test } from '../support/needs-reload.ts';
import { startPlaying } from '../support/playing.ts';
import { reload } from '../support/reloading.ts';
import type { Peer } from '../support/scripted-world.ts';
import { until } from '../support/tls-world.ts';
import { LOGGED } from '../support/traffic.ts';

/** The command prints the password when the file `go` is there. */
const SLOW_PASSWORD =
  'user = "mia"\npassword_command = "while ! test -e $HOME/go; do sleep 0.05; done; echo pot"\nauto_login = "connect"';

const letGo = ({ place }: Clay) => writeFileSync(join(place.root, 'go'), '');

test('a password_command that a reload overtakes runs once more, and nobody is logged in twice', async () => {
  const { clay, peers, worlds } = await startPlaying({ ...LOGGED, more: SLOW_PASSWORD });
  const [alpha] = peers as [Peer];
  await until(() => childrenOf(clay.pid).length > 0, 'the command is not run');
  await reload(clay, 'signal');
  letGo(clay);
  await alpha.waitFor('connect mia pot\r\n');
  await until(() => childrenOf(clay.pid).length === 0, 'a child is left');
  clay.type('by hand\r');
  await alpha.waitFor('by hand\r\n');
  expect(alpha.received.toString()).toBe('connect mia pot\r\nby hand\r\n');
  expect(worlds[0]!.connections).toBe(1);
});

test('a password_command that ends after a reload leaves no zombie', async () => {
  const { clay } = await startPlaying({ ...LOGGED, more: SLOW_PASSWORD });
  await until(() => childrenOf(clay.pid).length > 0, 'the command is not run');
  await reload(clay, 'signal');
  letGo(clay);
  await until(() => childrenOf(clay.pid).length === 0, 'a child is left');
});

test('a program that is started after a reload sees nothing of it in its environment', async () => {
  const command = 'user = "mia"\npassword_command = "env > $HOME/seen; echo pot"\nauto_login = "connect"';
  const { clay, worlds } = await startPlaying({ ...LOGGED, more: command });
  const seen = join(clay.place.root, 'seen');
  await until(() => existsSync(seen), 'the command is not run');
  await reload(clay, 'signal');
  rmSync(seen);
  clay.type('/dc\r/worlds Alpha\r');
  await (await worlds[0]!.accepted()).waitFor('connect mia pot\r\n');
  expect(readFileSync(seen, 'utf8')).not.toMatch(/CLAY_(?!HOME)|LD_PRELOAD/);
});

test('a password_command has no terminal: it takes no keys, and what it says is still the password', async () => {
  const command = 'head -c 4 /dev/tty; env > $HOME/seen; echo pot';
  const more = `user = "mia"\npassword_command = "${command}"\nauto_login = "connect"`;
  const { clay, peers } = await startPlaying({ ...LOGGED, more, env: { GPG_TTY: '/dev/pts/0' } });
  const [alpha] = peers as [Peer];
  await alpha.waitFor('connect mia pot\r\n');
  clay.type('abcdefgh\r');
  await alpha.waitFor('abcdefgh\r\n');
  expect(readFileSync(join(clay.place.root, 'seen'), 'utf8')).not.toContain('GPG_TTY');
});

test('a terminal that somebody has set up otherwise is raw again at the next thing that happens', async () => {
  const { clay, peers } = await startPlaying(LOGGED);
  const terminal = `/proc/${clay.pid}/fd/0`;
  const settings = () => spawnSync('stty', ['-F', terminal, '-a'], { encoding: 'utf8' }).stdout;
  // It looks itself whether it has done so, and the client may have been quicker.
  while (spawnSync('stty', ['-F', terminal, 'sane']).status !== 0) await new Promise(setImmediate);
  peers[0]!.send('tick\r\n');
  await clay.waitFor('tick');
  await until(() => / -icanon/.test(settings()), 'the terminal stays cooked');
  clay.type('still raw\r');
  await peers[0]!.waitFor('still raw\r\n');
});
