/** Scripts that an import makes, on disk. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createScriptFiles } from '../../../../client/host/script/files.ts';
import type { Event } from '../../../../client/state/events.ts';
import { temporaryDirectory } from '../../../support/temporary.ts';

function newFiles() {
  const directory = `${temporaryDirectory()}/scripts`;
  mkdirSync(directory, { mode: 0o700 });
  const told: Event[] = [];
  const others = { compile() {}, work() {} };
  const act = createScriptFiles(directory, others, event => told.push(event));
  const save = (script: string | null, { force = false, stub = null as string | null } = {}) =>
    act({ type: 'save import', id: 7, name: 'import-x', force, script, stub });
  return { save, told, directory, path: `${directory}/import-x.js` };
}

const saved = (what = {}) => ({ type: 'import saved', id: 7, saved: what });

test('is written before it is told; the same again is written already', () => {
  const { save, told, path } = newFiles();
  save('one', { stub: '// more' });
  save('one', { stub: '// more' });
  expect(readFileSync(path, 'utf8')).toBe('one');
  expect(readFileSync(path.replace('.js', '.todo.js'), 'utf8')).toBe('// more');
  expect(told).toEqual([saved(), saved()]);
});

test('another one stays, which is told, but with force; the beginning of one stays in any case', () => {
  const { save, told, path } = newFiles();
  writeFileSync(path, 'mine');
  writeFileSync(path.replace('.js', '.todo.js'), 'mine');
  save('one', { stub: 'two' });
  expect(readFileSync(path, 'utf8')).toBe('mine');
  expect(told).toEqual([
    saved({
      script: 'another one is there, and stays; /import -f puts this one in its place.',
      stub: 'another one is there, and stays.',
    }),
  ]);
  save('one', { stub: 'two', force: true });
  expect(readFileSync(path, 'utf8')).toBe('one');
  expect(readFileSync(path.replace('.js', '.todo.js'), 'utf8')).toBe('mine');
});

test('where it cannot be written that is told in its place', () => {
  const { save, told, directory } = newFiles();
  rmSync(directory, { recursive: true });
  writeFileSync(directory, 'no directory');
  save('one');
  expect(told).toMatchObject([{ saved: { script: expect.stringMatching(/import-x\.js: .*\.$/) } }]);
});

test('what a script may do and cannot be written down is told with how long it is so', () => {
  const directory = temporaryDirectory();
  mkdirSync(`${directory}/grants.toml`);
  const told: Event[] = [];
  const act = createScriptFiles(directory, { compile() {}, work() {} }, event => told.push(event));
  act({ type: 'save grant', name: 'count', grant: { allow: ['send:*'] } });
  const why = `${directory}/grants.toml cannot be written: a directory is in its place.`;
  const sentence = `${why} What count.js may do is so until scripts are loaded anew.`;
  expect(told).toEqual([{ type: 'script not saved', fault: { code: 'SCRIPT_NOT_SAVED', sentence } }]);
});
