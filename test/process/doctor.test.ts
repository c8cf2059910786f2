/** `clay doctor` and `clay --print-config` as programs of their own. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { temporaryDirectory } from '../support/temporary.ts';

const script = resolve(__dirname, '../../dist/clay.js');

function run(args: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  const env = { ...process.env, XDG_RUNTIME_DIR: temporaryDirectory('run'), NODE_EXTRA_CA_CERTS: undefined };
  return spawnSync(process.execPath, [script, ...args], { env, encoding: 'utf8' });
}

function home(text: string, mode = 0o600): string {
  const directory = join(temporaryDirectory('doctor'), 'profile');
  mkdirSync(directory, { mode: 0o700 });
  writeFileSync(join(directory, 'settings.toml'), text, { mode });
  chmodSync(join(directory, 'settings.toml'), mode);
  return directory;
}

test('the doctor finds a build that works, and says what is open to others', () => {
  const good = run(['doctor', '--home', home('tls_proxy = true\n')]);
  expect(good).toMatchObject({ status: 0, stderr: '' });
  expect(good.stdout).toMatch(/^ok {5}build +\S*dist$/m);
  expect(good.stdout).toMatch(/^ok {5}settings\.toml +0 worlds$/m);
  const open = run(['doctor', '--home', home('', 0o644)]);
  expect(open.status).toBe(1);
  expect(open.stdout).toMatch(/^FAULT {2}files +others may read \S+ \(0644\)$/m);
  expect(open.stdout).toContain('> Run: chmod 600');
});

test('the start-up snapshot is found where an emulator runs the Node', () => {
  const preload = join(temporaryDirectory('doctor'), 'emulated.cjs');
  // Of what runs, an emulator shows itself; its name is that of the Node.
  writeFileSync(
    preload,
    `const fs = require('node:fs');
     const { statSync } = fs;
     fs.statSync = (path, ...rest) => statSync(path === '/proc/self/exe' ? '/bin/sh' : path, ...rest);`,
  );
  const args = [script, 'doctor', '--home', home('')];
  const env = { ...process.env, XDG_RUNTIME_DIR: temporaryDirectory('run'), NODE_OPTIONS: undefined };
  for (const options of [[], ['-r', preload]]) {
    const { stdout } = spawnSync(process.execPath, [...options, ...args], { env, encoding: 'utf8' });
    expect(stdout).toMatch(/^ok {5}quick starts +code cache and start-up snapshot fit$/m);
  }
});

test('the settings in force are printed, a broken file is one sentence, a wrong option as well', () => {
  const printed = run(['--home', home('theme = "light"\n'), '--print-config']);
  expect(printed).toMatchObject({ status: 0, stderr: '' });
  expect(printed.stdout).toContain('\ntheme = "light"\n');
  const broken = run(['--print-config', '--home', home('theme = \n')]);
  expect(broken).toMatchObject({ status: 1, stdout: '' });
  expect(broken.stderr).toMatch(/^clay: .*line 1.*\n$/);
  expect(run(['doctor', '--home', ''])).toMatchObject({
    status: 2,
    stderr: 'clay: --home wants the name of a directory.\n',
  });
  const wrong = run(['doctor', '--bla']);
  expect(wrong).toMatchObject({ status: 2, stdout: '', stderr: "clay: Unknown option '--bla'.\n" });
});

test('a profile of somebody else is a finding', () => {
  // As root every file is readable: the doctor runs as nobody then.
  const directory = home('');
  const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : null;
  if (nobody === null) return;
  chmodSync(join(directory, '..'), 0o755);
  const env = { PATH: process.env.PATH, TERM: 'xterm', XDG_RUNTIME_DIR: '/nowhere' };
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, 'doctor', '--home', directory], {
    ...nobody,
    env,
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
  expect(stdout).toMatch(/^FAULT {2}profile .*belongs to another user/m);
});
