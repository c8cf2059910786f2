/** Scripts that an import makes, on disk. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createScriptFiles } from '../../../../client/host/script/files.ts';
import type { Event } from '../../../../client/state/events.ts';
import { temporaryDirectory } from '../../../support/temporary.ts';

function newFiles() {
  const directory = `${temporaryDirectory()}/scripts`;
  mkdirSync(directory, { mode: 0o700 });
  const told: Event[] = [];
  const others = { compile() {}, work() {} };
  const act = createScriptFiles(directory, others, event => told.push(event));
  const save = (text: string, force = false) => act({ type: 'save script', name: 'import-x', text, force });
  return { save, told, path: `${directory}/import-x.js` };
}

test('is written; the same again is nothing to tell', () => {
  const { save, told, path } = newFiles();
  save('one');
  save('one');
  expect(readFileSync(path, 'utf8')).toBe('one');
  expect(told).toEqual([]);
});

test('another one stays, which is told, but with force', () => {
  const { save, told, path } = newFiles();
  writeFileSync(path, 'mine');
  save('one');
  expect(readFileSync(path, 'utf8')).toBe('mine');
  expect(told).toMatchObject([
    {
      type: 'script not saved',
      fault: { sentence: expect.stringContaining('it is another one, and stays') },
    },
  ]);
  save('one', true);
  expect(readFileSync(path, 'utf8')).toBe('one');
});
