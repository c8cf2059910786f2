import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  checkpointPath,
  findLeftover,
  journalPath,
  removeFilesOf,
  removeStaleFiles,
  spillPath,
} from '../../../client/crash/leftovers.ts';
import { encodeSnapshot } from '../../../client/snapshot/codec.ts';
import { emptyFacts } from '../../../client/snapshot/process-facts.ts';
import { hold } from '../../../shared/held.ts';
import { processIdentity } from '../../../shared/process-identity.ts';
import { playAlpha } from '../../support/play.ts';
import { temporaryDirectory } from '../../support/temporary.ts';

/** Beyond what the kernel gives out (pid_max). */
const DEAD = 5_000_001;
const OTHER_DEAD = 5_000_002;
const us = { pid: process.pid, identity: processIdentity(process.pid) };
const init = { pid: 1, identity: processIdentity(1) };

function place() {
  const root = temporaryDirectory();
  const [runtime, home] = [join(root, 'run'), join(root, 'home')];
  for (const directory of [runtime, home]) mkdirSync(directory);
  return { runtime, home };
}

/** What a client that was killed leaves: checkpoint, journal, scrollback. */
function leave(
  { runtime, home }: ReturnType<typeof place>,
  pid: number,
  session: string | null = 's',
  age = 0,
) {
  const play = playAlpha();
  play.world('Alpha').link!.session = session;
  const checkpoint = checkpointPath(runtime, home, pid);
  const facts = { ...emptyFacts(), pid, identity: `dead ${pid}`, home, script: '/clay.js' };
  const bytes = encodeSnapshot({ facts, state: play.state, descriptors: {}, spillPath: null, journal: 1 });
  const others = [`${journalPath(runtime, home, pid)}.1.tape`, spillPath(runtime, home, pid)];
  writeFileSync(checkpoint, bytes);
  for (const file of others) writeFileSync(file, '');
  const time = Date.now() / 1000 - age;
  utimesSync(checkpoint, time, time);
  return { checkpoint, others };
}

test('of two that are started at once one gets it, and what belongs to it stays there meanwhile', () => {
  const where = place();
  const { checkpoint, others } = leave(where, DEAD);
  const { found } = findLeftover([where.runtime], where.home, us);
  expect(found?.snapshot.facts.pid).toBe(DEAD);
  expect(existsSync(checkpoint)).toBe(false);
  expect(findLeftover([where.runtime], where.home, init)).toEqual({ found: null, unread: [] });
  expect([found!.file, ...others].every(file => existsSync(file))).toBe(true);
});

test('what was claimed by a client that has not lived to use it is claimed again', () => {
  const where = place();
  leave(where, DEAD);
  findLeftover([where.runtime], where.home, { pid: OTHER_DEAD, identity: 'gone by now' });
  // Another process with the number of the claimant is not the claimant.
  const { found } = findLeftover([where.runtime], where.home, us);
  expect(found?.snapshot.facts.pid).toBe(DEAD);
});

test('a number that is in use again is not the process that has claimed', () => {
  const where = place();
  leave(where, DEAD);
  findLeftover([where.runtime], where.home, { pid: process.pid, identity: 'an earlier one' });
  expect(findLeftover([where.runtime], where.home, us).found).not.toBeNull();
});

test('the newest of several, in whichever directory it lies; the others wait, with all that belongs to them', () => {
  const where = place();
  const other = { ...where, runtime: temporaryDirectory() };
  const { checkpoint, others } = leave(where, DEAD, 'a', 60);
  leave(other, OTHER_DEAD, 'b');
  const { found } = findLeftover([where.runtime, other.runtime], where.home, us);
  expect([found?.directory, found?.snapshot.facts.pid]).toEqual([other.runtime, OTHER_DEAD]);
  expect([checkpoint, ...others].every(file => existsSync(file))).toBe(true);
});

test('one that cannot be read is told of, and done with; one without sessions is done with', () => {
  const where = place();
  writeFileSync(checkpointPath(where.runtime, where.home, DEAD), 'CLAYSTAT or so');
  leave(where, OTHER_DEAD, null);
  const { found, unread } = findLeftover([where.runtime], where.home, us);
  expect([found, unread.map(({ code }) => code)]).toEqual([null, ['STATE_NOT_OURS']]);
  expect(readdirSync(where.runtime)).toEqual([]);
});

test('one of another version is told of, and waits for the build that reads it, as long as its sessions may', () => {
  const where = place();
  const { checkpoint, others } = leave(where, DEAD);
  const bytes = readFileSync(checkpoint);
  bytes.writeUInt16BE(99, 8);
  writeFileSync(checkpoint, bytes);
  const { found, unread } = findLeftover([where.runtime], where.home, us);
  expect([found, unread.map(({ code }) => code)]).toEqual([null, ['STATE_VERSION']]);
  expect([checkpoint, ...others].every(file => existsSync(file))).toBe(true);
  const monthAgo = Date.now() / 1000 - 31 * 86_400;
  utimesSync(checkpoint, monthAgo, monthAgo);
  findLeftover([where.runtime], where.home, us);
  expect(readdirSync(where.runtime)).toEqual([]);
});

test('what a living client has is its own', () => {
  const where = place();
  const file = checkpointPath(where.runtime, where.home, process.pid);
  writeFileSync(file, 'half of one');
  expect(findLeftover([where.runtime], where.home, us)).toEqual({ found: null, unread: [] });
  expect(existsSync(file)).toBe(true);
});

test('what belongs to no checkpoint and to no living client is removed', () => {
  const where = place();
  const { others } = leave(where, DEAD);
  removeStaleFiles([where.runtime], where.home);
  expect(others.every(file => existsSync(file))).toBe(true);
  removeFilesOf(hold(where.runtime), where.home, DEAD);
  expect(readdirSync(where.runtime)).toEqual([]);
  writeFileSync(spillPath(where.runtime, where.home, DEAD), '');
  removeStaleFiles([where.runtime], where.home);
  expect(readdirSync(where.runtime)).toEqual([]);
});
