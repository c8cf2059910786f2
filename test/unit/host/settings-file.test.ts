import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { identityOf, readSettings, saveSettings } from '../../../client/host/settings-file.ts';
import { defaultSettings, NO_FILE } from '../../../client/state/settings.ts';
import { temporaryDirectory } from '../../support/temporary.ts';

function fileWith(text: string): string {
  const path = join(temporaryDirectory(), 'settings.toml');
  writeFileSync(path, text);
  return path;
}

test('a file that nobody touches stays the same; whatever is done to it, it is another', () => {
  const path = fileWith('more_mode = true\n');
  const ids = [identityOf(path)];
  expect(identityOf(path)).toBe(ids[0]);
  // The same length, and the time put back.
  writeFileSync(path, 'more_mode = fals\n');
  utimesSync(path, 1, 1);
  ids.push(identityOf(path));
  writeFileSync(`${path}.new`, 'more_mode = fals\n');
  utimesSync(`${path}.new`, 1, 1);
  renameSync(`${path}.new`, path);
  ids.push(identityOf(path));
  rmSync(path);
  ids.push(identityOf(path));
  expect(new Set(ids).size).toBe(4);
  expect(ids.at(-1)).toBe(NO_FILE);
});

test('reading tells what the file says, or in one sentence why it says nothing', () => {
  const path = fileWith('\ufeffmore_mode = false\r\nodd = 1\r\n');
  expect(readSettings(path)).toEqual({
    id: identityOf(path),
    settings: { ...defaultSettings(), more_mode: false },
    warnings: [expect.stringContaining('odd')],
  });
  writeFileSync(path, 'more_mode = = 1\n');
  const broken = {
    code: 'SETTINGS_BROKEN',
    sentence: expect.stringMatching(/^settings\.toml, line 1, column \d+: /),
  };
  expect(readSettings(path)).toEqual({ id: identityOf(path), fault: broken });
  rmSync(path);
  expect(readSettings(path)).toEqual({ id: NO_FILE, settings: defaultSettings(), warnings: [] });
  mkdirSync(path);
  expect(readSettings(path)).toMatchObject({
    fault: { code: 'EISDIR', sentence: expect.stringMatching(/[^.]\.$/) },
  });
});

test('saving tells which file it was before and is now', () => {
  const path = fileWith('# mine\n');
  const before = identityOf(path);
  const edits = [
    { id: 3, path: ['mouse'], value: false },
    { id: 5, path: ['worlds', 'Gone'], value: null },
  ];
  const outcome = saveSettings(path, edits);
  expect(outcome).toEqual({ saved: [3, 5], before, after: identityOf(path), fault: null });
  expect(outcome.after).not.toBe(before);
  expect(readFileSync(path, 'utf8')).toBe('# mine\nmouse = false\n');
});

test('an edit that cannot be made keeps none of the others from the file', () => {
  const path = fileWith('');
  const impossible = { id: 1, path: ['worlds', 'A', 'host'], value: () => {} };
  const outcome = saveSettings(path, [impossible, { id: 2, path: ['mouse'], value: false }]);
  expect(outcome).toMatchObject({ saved: [2], fault: { sentence: expect.stringMatching(/\.$/) } });
  expect(readFileSync(path, 'utf8')).toBe('mouse = false\n');
});

test('what cannot be written is a fault, and the file is as it was', () => {
  const path = fileWith('more_mode = = 1\n');
  const edits = [{ id: 1, path: ['mouse'], value: false }];
  expect(saveSettings(path, edits)).toMatchObject({
    saved: [],
    fault: { sentence: expect.stringContaining('line 1') },
  });
  expect(readFileSync(path, 'utf8')).toBe('more_mode = = 1\n');
  rmSync(path);
  mkdirSync(path);
  chmodSync(path, 0o700);
  const id = identityOf(path);
  expect(saveSettings(path, edits)).toMatchObject({
    saved: [],
    before: id,
    after: id,
    fault: { code: 'EISDIR' },
  });
});
