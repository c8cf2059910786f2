import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadHistory } from '../../../client/host/effects.ts';
import { readText, replaceFile } from '../../../client/host/files.ts';
import { createJournal } from '../../../client/host/program-log.ts';
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

test('the journal is one JSON object a line, for its owner alone', () => {
  const path = join(temporaryDirectory(), 'profile/clay.log');
  const journal = createJournal(path);
  journal('STARTED', { version: '1.2.3' });
  journal('ENDED');
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  expect(lines.map(line => JSON.parse(line))).toEqual([
    { time: expect.stringMatching(/^\d{4}-.*Z$/), pid: process.pid, code: 'STARTED', version: '1.2.3' },
    { time: expect.any(String), pid: process.pid, code: 'ENDED' },
  ]);
  expect(modeOf(path)).toBe(0o600);
});

test('a journal that has nowhere to go is silent', () => {
  const journal = createJournal(join('/dev/null/clay.log'));
  journal('STARTED');
  journal('STARTED');
});

test('damaged lines of the history are skipped', () => {
  const home = temporaryDirectory();
  expect(loadHistory(home)).toEqual([]);
  writeFileSync(join(home, 'history'), '"say \\"hi\\""\nnot JSON\n42\n"two\\nlines"\n"torn');
  expect(loadHistory(home)).toEqual(['say "hi"', 'two\nlines']);
});
