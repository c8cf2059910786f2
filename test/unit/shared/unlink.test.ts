import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { unlinkIfThere } from '../../../shared/unlink.ts';
import { cleanUp, temporaryDirectory } from '../../support/temporary.ts';

afterAll(cleanUp);

test('removes a file, or a link and not what it leads to; what is not there is no fault, a directory is one', () => {
  const directory = temporaryDirectory('clay-unlink');
  const file = join(directory, 'file');
  const link = join(directory, 'link');
  writeFileSync(file, '');
  symlinkSync(file, link);
  unlinkIfThere(link);
  expect([existsSync(link), existsSync(file)]).toEqual([false, true]);
  unlinkIfThere(file);
  unlinkIfThere(file);
  unlinkIfThere(join(directory, 'no', 'such', 'place'));
  expect(existsSync(file)).toBe(false);
  mkdirSync(file);
  expect(() => unlinkIfThere(file)).toThrow();
  symlinkSync(join(directory, 'nowhere'), link);
  unlinkIfThere(link);
  expect(existsSync(link)).toBe(false);
});
