import { readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildOf } from '../../../../client/host/proxy/address.ts';
import { temporaryDirectory } from '../../../support/temporary.ts';

test('the file of a build is read once, and again when it has changed', async () => {
  const file = join(temporaryDirectory(), 'tlsproxy.js');
  await writeFile(file, 'one');
  const read = jest.fn((path: string) => readFile(path));
  // What was written this moment may be written once more: it is read each time.
  const first = await buildOf(file, read);
  expect(await buildOf(file, read)).toBe(first);
  expect(read).toHaveBeenCalledTimes(2);
  const later = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 60_000);
  for (let n = 0; n < 3; n++) expect(await buildOf(file, read)).toBe(first);
  expect(read).toHaveBeenCalledTimes(3);
  await writeFile(file, 'two');
  // The same size, and the time that it had before: what the kernel notes tells.
  const { atime, mtime } = await stat(file);
  await utimes(file, atime, new Date(mtime.getTime() - 1000));
  expect(await buildOf(file, read)).not.toBe(first);
  later.mockRestore();
});
