import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { processIdentity } from '../../../../shared/process-identity.ts';
import { releaseLock, takeLock } from '../../../../tlsproxy/process/lock.ts';
import { temporaryDirectory } from '../../../support/temporary.ts';

const prefixIn = (directory: string) => join(directory, 'p-1.lock.');
const own = { pid: process.pid, identity: processIdentity(process.pid) };

it('is one file, 0600, and goes with its holder', async () => {
  const directory = temporaryDirectory();
  const lock = await takeLock(prefixIn(directory));
  if ('pid' in lock) throw new Error('taken');
  expect(statSync(lock.file).mode & 0o777).toBe(0o600);
  expect(readdirSync(directory)).toHaveLength(1);
  releaseLock(lock);
  expect(readdirSync(directory)).toEqual([]);
});

it('is refused while its holder lives, and names it', async () => {
  const directory = temporaryDirectory();
  await takeLock(prefixIn(directory));
  expect(await takeLock(prefixIn(directory))).toEqual(own);
  expect(readdirSync(directory)).toHaveLength(1);
});

it.each([
  ['a dead process', { pid: 2 ** 22 - 1, identity: 'boot/1' }],
  ['a process whose number is used again', { pid: process.pid, identity: 'boot/1' }],
  ['nobody: a file that was never finished', null],
])('takes the place of %s', async (_who, claim) => {
  const directory = temporaryDirectory();
  writeFileSync(`${prefixIn(directory)}9-old`, claim ? JSON.stringify(claim) : '{');
  expect(await takeLock(prefixIn(directory))).toHaveProperty('file');
  expect(readdirSync(directory)).toHaveLength(1);
});

it('goes to one at most of many who want it at once', async () => {
  const prefix = prefixIn(temporaryDirectory());
  const outcomes = await Promise.all(Array.from({ length: 5 }, () => takeLock(prefix)));
  expect(outcomes.filter(outcome => 'file' in outcome)).toHaveLength(1);
});
