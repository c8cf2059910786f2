import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { startDemo } from '../../../client/host/demo.ts';

import { readText, replaceFile } from '../../../client/host/files.ts';
import { createProgramLog } from '../../../client/host/program-log.ts';
import { startProxy } from '../../../client/host/proxy/start.ts';
import { runBundled } from '../../support/bundled.ts';
import { temporaryDirectory } from '../../support/temporary.ts';

const modeOf = (path: string) => statSync(path).mode & 0o777;

test('a file that is not there is null; one that cannot be read is an error', () => {
  const directory = temporaryDirectory();
  expect(readText(join(directory, 'gone'))).toBeNull();
  expect(() => readText(directory)).toThrow('EISDIR');
});

test('a new file and the directories above it are for their owner alone', () => {
  const path = join(temporaryDirectory(), 'profile/deep/settings.toml');
  replaceFile(path, 'more_mode = true\n');
  expect(readText(path)).toBe('more_mode = true\n');
  expect([modeOf(path), modeOf(join(path, '..')), modeOf(join(path, '../..'))]).toEqual([
    0o600, 0o700, 0o700,
  ]);
});

test('an existing file is replaced whole, and is private from then on', () => {
  const path = join(temporaryDirectory(), 'settings.toml');
  writeFileSync(path, 'old and long');
  chmodSync(path, 0o644);
  replaceFile(path, 'new');
  expect([readText(path), modeOf(path)]).toEqual(['new', 0o600]);
  expect(readdirSync(join(path, '..'))).toEqual(['settings.toml']);
});

test('if that cannot be done the old file stays, and nothing else is left', () => {
  const directory = temporaryDirectory();
  mkdirSync(join(directory, 'taken'));
  expect(() => replaceFile(join(directory, 'taken'), 'new')).toThrow('EISDIR');
  const path = join(directory, 'settings.toml');
  writeFileSync(path, 'old');
  const source = `
    import { replaceFile } from './client/host/files.ts';
    try { replaceFile(process.argv[2], 'x'.repeat(1_000_000)); }
    catch (error) { console.log(error.code); }
  `;
  expect(runBundled(source, [path], 'ulimit -f 4').stdout).toBe('EFBIG\n');
  expect([readText(path), readdirSync(directory)]).toEqual(['old', ['settings.toml', 'taken']]);
});

test('the log is one JSON object a line, for its owner alone', () => {
  const path = join(temporaryDirectory(), 'profile/clay.log');
  const log = createProgramLog(path);
  log('STARTED', { version: '1.2.3' });
  log('ENDED');
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  expect(lines.map(line => JSON.parse(line))).toEqual([
    { time: expect.stringMatching(/^\d{4}-.*Z$/), pid: process.pid, code: 'STARTED', version: '1.2.3' },
    { time: expect.any(String), pid: process.pid, code: 'ENDED' },
  ]);
  expect(modeOf(path)).toBe(0o600);
});

test('a log that has nowhere to go is silent', () => {
  const log = createProgramLog(join('/dev/null/clay.log'));
  log('STARTED');
  log('STARTED');
});

test('a file that others may write to is not read, nor by whoever is about to change it', () => {
  const path = join(temporaryDirectory(), 'settings.toml');
  writeFileSync(path, 'password_command = "evil"');
  chmodSync(path, 0o666);
  expect(() => readText(path)).toThrow(`The file ${path} is not used, because everybody may write to it`);
});

test('what has been left under the temporary name is not written through', () => {
  const directory = temporaryDirectory();
  const [path, precious] = [join(directory, 'history'), join(directory, 'precious')];
  writeFileSync(precious, 'precious');
  symlinkSync(precious, `${path}.${process.pid}.tmp`);
  replaceFile(path, 'new');
  expect([readText(path), readText(precious)]).toEqual(['new', 'precious']);
});

test('a demo that others may write to is not started', () => {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, 'demo.js'), '');
  chmodSync(join(directory, 'demo.js'), 0o666);
  const told: unknown[] = [];
  startDemo(directory, [], event => told.push(event));
  expect(told).toEqual([
    { type: 'notice', text: expect.stringMatching(/^The demo MUD \S+ is not used, because/) },
  ]);
});

test('a proxy is not started from a file, or beside an addon, that others may write to', async () => {
  const directory = temporaryDirectory();
  const file = join(directory, 'tlsproxy.js');
  const addon = join(directory, 'native/posix.node');
  mkdirSync(join(directory, 'native'));
  for (const path of [file, addon]) writeFileSync(path, '');
  const starter = { file, node: process.execPath, env: {}, options: [] };
  const names = { home: directory, runtime: directory, directory };
  const place = { ...names, transport: 'unix', role: 'sessions' } as const;
  for (const path of [file, addon]) {
    chmodSync(path, 0o666);
    expect(await startProxy(starter, place, 'b')).toMatchObject({ code: 'UNTRUSTED' });
    chmodSync(path, 0o644);
  }
});

test('a log that has grown long goes on in a new file, and one before it is kept', () => {
  const path = join(temporaryDirectory(), 'clay.log');
  const log = createProgramLog(path);
  for (let i = 0; i < 3000; i++) log('FAULT', { number: i, error: 'x'.repeat(1000) });
  expect(statSync(path).size + statSync(`${path}.1`).size).toBeLessThan(2.2 * 1024 * 1024);
  expect(readFileSync(path, 'utf8')).toContain('"number":2999');
  expect(modeOf(`${path}.1`)).toBe(0o600);
});

test('a line of a log has an end, whatever it quotes', () => {
  const path = join(temporaryDirectory(), 'clay.log');
  createProgramLog(path)('FAULT', { error: 'x'.repeat(10_000_000) });
  expect(statSync(path).size).toBeLessThan(64 * 1024);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ code: 'FAULT' });
});
