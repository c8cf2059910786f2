import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startClay } from '../../support/clay.ts';
import { cleanUp, temporaryDirectory } from '../../support/temporary.ts';
import { until } from '../../support/tls-world.ts';

/** A stand-in for the client: shows its environment, opens what a client opens, leaves a daemon behind. */
const STAND_IN = `
  const { spawn } = require('node:child_process');
  const { openSync } = require('node:fs');
  const { createServer } = require('node:net');
  const { CLAY_HOME, XDG_RUNTIME_DIR, TERM, NODE_EXTRA_CA_CERTS, EXTRA, LANG } = process.env;
  process.title = 'clay';
  openSync(CLAY_HOME + '/settings.toml');
  const daemon = spawn(process.execPath, ['-e', 'process.title = "tlsproxy"; setInterval(() => {}, 1000); console.log(1)'],
    { detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
  const server = createServer().listen(0, '127.0.0.1', () => daemon.stdout.once('data', () => {
    console.log(JSON.stringify({ CLAY_HOME, XDG_RUNTIME_DIR, TERM, NODE_EXTRA_CA_CERTS, EXTRA, LANG }));
    console.log('port', server.address().port, 'args', process.argv.slice(2).join(' '));
  }));
  setInterval(() => {}, 1000);`;

test('starts the client in a place of its own, and tells what it does there', async () => {
  const program = join(temporaryDirectory(), 'clay.js');
  writeFileSync(program, STAND_IN);
  const clay = await startClay({
    program,
    args: ['Alpha', 'Beta'],
    env: { EXTRA: 'yes', LANG: undefined },
    settings: 'more_mode = false\n',
    columns: 200,
    rows: 30,
  });
  await clay.waitFor(/port \d+ args Alpha Beta$/m);

  expect(JSON.parse(clay.screen()[0]!)).toEqual({
    CLAY_HOME: clay.home,
    XDG_RUNTIME_DIR: clay.place.runtime,
    TERM: 'xterm-256color',
    EXTRA: 'yes',
  });
  expect(readFileSync(join(clay.home, 'settings.toml'), 'utf8')).toBe('more_mode = false\n');
  expect(statSync(clay.place.runtime).mode & 0o777).toBe(0o700);
  expect(clay.stateFile).toBe(`${clay.home}.reload`);

  const settings = clay.descriptors().find(({ link }) => link === join(clay.home, 'settings.toml'));
  expect(settings).toMatchObject({ cloexec: true });
  expect(clay.descriptors().find(({ fd }) => fd === 0)!.link).toMatch(/^\/dev\/pts\//);
  expect(clay.listeningPorts()).toEqual([Number(/port (\d+)/.exec(clay.screen().join('\n'))![1])]);
  expect(clay.rss()).toBeGreaterThan(10 * 1024 * 1024);
  expect(clay.companions()).toEqual([{ pid: expect.any(Number), comm: 'tlsproxy' }]);

  expect(clay.logFile('Alpha')).toBe('');
  const logs = join(clay.home, 'logs/Alpha');
  mkdirSync(logs, { recursive: true });
  writeFileSync(join(logs, '2026-02-02.log'), 'second\n');
  writeFileSync(join(logs, '2026-02-01.log'), 'first\n');
  expect(clay.logFile('Alpha')).toBe('first\nsecond\n');

  writeFileSync(join(clay.home, 'clay.log'), 'its own log\n');
  await expect(clay.ended(20)).rejects.toThrow(
    /no end of the client\n[\s\S]*its own log\n[\s\S]*State: [\s\S]*SigBlk: /,
  );

  const [daemon] = clay.companions();
  await cleanUp();
  expect(await clay.ended()).toEqual({ code: null, signal: 'SIGKILL' });
  // The kernel takes its time to take a killed process apart.
  await until(() => clay.companions().length === 0, 'a companion has outlived the end');
  expect(existsSync(`/proc/${daemon!.pid}/exe`)).toBe(false);
  expect(existsSync(clay.place.root)).toBe(false);
});
