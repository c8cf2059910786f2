import {
  appendFileSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { createLogs } from '../../../../client/host/profile/logs.ts';
import { temporaryDirectory } from '../../../support/temporary.ts';

function place() {
  const home = temporaryDirectory();
  const file = join(home, 'logs/Alpha/2026-01-02.log');
  return { home, file, text: () => readFileSync(file, 'utf8') };
}

test('appends, and tells the new length in bytes', () => {
  const { home, file, text } = place();
  const logs = createLogs(home);
  expect(logs.append('Alpha/2026-01-02.log', null, 'für\n')).toBe(5);
  expect(logs.append('Alpha/2026-01-02.log', 5, 'two\n')).toBe(9);
  expect(text()).toBe('für\ntwo\n');
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('what an interrupted write of an earlier image has left behind is cut off', () => {
  const { home, file, text } = place();
  createLogs(home).append('Alpha/2026-01-02.log', null, 'whole\n');
  appendFileSync(file, 'tor');
  expect(createLogs(home).append('Alpha/2026-01-02.log', 6, 'torn\n')).toBe(11);
  expect(text()).toBe('whole\ntorn\n');
});

test('two writes before the state has heard of the first keep both', () => {
  const { home, text } = place();
  createLogs(home).append('Alpha/2026-01-02.log', null, 'zero\n');
  const logs = createLogs(home);
  logs.append('Alpha/2026-01-02.log', 5, 'one\n');
  expect(logs.append('Alpha/2026-01-02.log', 5, 'two\n')).toBe(13);
  expect(text()).toBe('zero\none\ntwo\n');
});

test('two clients that write to one file keep the lines of both', () => {
  const { home, text } = place();
  const [one, two] = [createLogs(home), createLogs(home)];
  one.append('Alpha/2026-01-02.log', null, 'one\n');
  two.append('Alpha/2026-01-02.log', null, 'two\n');
  one.append('Alpha/2026-01-02.log', 4, 'three\n');
  two.append('Alpha/2026-01-02.log', 8, 'four\n');
  expect(text()).toBe('one\ntwo\nthree\nfour\n');
});

test('a file that somebody has shortened goes on from there', () => {
  const { home, file, text } = place();
  const logs = createLogs(home);
  logs.append('Alpha/2026-01-02.log', null, 'one\ntwo\n');
  truncateSync(file, 4);
  expect(logs.append('Alpha/2026-01-02.log', 8, 'three\n')).toBe(10);
  expect(text()).toBe('one\nthree\n');
});

test('the next day begins a file of its own', () => {
  const { home, text } = place();
  const logs = createLogs(home);
  logs.append('Alpha/2026-01-02.log', null, 'old\n');
  expect(logs.append('Alpha/2026-01-03.log', null, 'new\n')).toBe(4);
  expect(text()).toBe('old\n');
  expect(readFileSync(join(home, 'logs/Alpha/2026-01-03.log'), 'utf8')).toBe('new\n');
});

test.each<[string, (file: string) => void]>([
  ['removed', file => rmSync(file)],
  ['moved', file => renameSync(file, `${file}.1`)],
  ['removed with its directory', file => rmSync(dirname(file), { recursive: true })],
  ['replaced', file => [renameSync(file, `${file}.1`), writeFileSync(file, '')]],
])('a file that was %s is begun anew with the next line', (_how, away) => {
  const { home, file, text } = place();
  const logs = createLogs(home);
  logs.append('Alpha/2026-01-02.log', null, 'one\n');
  away(file);
  expect(logs.append('Alpha/2026-01-02.log', 4, 'two\n')).toBe(4);
  expect(logs.append('Alpha/2026-01-02.log', 4, 'three\n')).toBe(10);
  expect(text()).toBe('two\nthree\n');
});
