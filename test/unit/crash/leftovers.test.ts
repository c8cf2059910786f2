import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { createJournal } from '../../../client/crash/journal.ts';
import {
  checkpointPath,
  findLeftover,
  journalPath,
  removeFilesOf,
  removeStaleFiles,
  removeStaleStateFile,
  spillPath,
} from '../../../client/crash/leftovers.ts';
import { createReadBuffer } from '../../../client/crash/read-buffer.ts';
import { encodeSnapshot } from '../../../client/snapshot/codec.ts';
import { emptyFacts } from '../../../client/snapshot/process-facts.ts';
import type { Event } from '../../../client/state/events.ts';
import { defaultSettings, defaultWorld } from '../../../client/state/settings.ts';
import type { Tab } from '../../../client/state/web.ts';
import { emptyWeb } from '../../../client/web/connection.ts';
import { hold } from '../../../shared/held.ts';
import { type ProcessId, processIdentity } from '../../../shared/process-identity.ts';
import { createPlay, NOON, playAlpha } from '../../support/play.ts';
import { temporaryDirectory } from '../../support/temporary.ts';

/** Beyond what the kernel gives out (pid_max). */
const DEAD = 5_000_001;
const OTHER_DEAD = 5_000_002;
const us = { pid: process.pid, identity: processIdentity(process.pid) };
const init = { pid: 1, identity: processIdentity(1) };

/** `reconnect` of Alpha. */
function find(directories: readonly string[], home: string, own: ProcessId, reconnect = 0) {
  const worlds = { Alpha: { ...defaultWorld(), reconnect } };
  return findLeftover(directories, { home, own, settings: { ...defaultSettings(), worlds } });
}

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
  tabs: Readonly<Record<string, Tab>> | null = null,
) {
  const play = playAlpha();
  if (tabs) play.state.web = { ...emptyWeb(), tabs };
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
  const { found } = find([where.runtime], where.home, us);
  expect(found?.snapshot.facts.pid).toBe(DEAD);
  expect(existsSync(checkpoint)).toBe(false);
  expect(find([where.runtime], where.home, init)).toEqual({ found: null, interruption: null, unread: [] });
  expect([found!.file, ...others].every(file => existsSync(file))).toBe(true);
});

test('what was claimed by a client that has not lived to use it is claimed again', () => {
  const where = place();
  leave(where, DEAD);
  find([where.runtime], where.home, { pid: OTHER_DEAD, identity: 'gone by now' });
  // Another process with the number of the claimant is not the claimant.
  const { found } = find([where.runtime], where.home, us);
  expect(found?.snapshot.facts.pid).toBe(DEAD);
});

test('a number that is in use again is not the process that has claimed', () => {
  const where = place();
  leave(where, DEAD);
  find([where.runtime], where.home, { pid: process.pid, identity: 'an earlier one' });
  expect(find([where.runtime], where.home, us).found).not.toBeNull();
});

test('the newest of several, in whichever directory it lies; the others wait, with all that belongs to them', () => {
  const where = place();
  const other = { ...where, runtime: temporaryDirectory() };
  const { checkpoint, others } = leave(where, DEAD, 'a', 60);
  leave(other, OTHER_DEAD, 'b');
  const { found } = find([where.runtime, other.runtime], where.home, us);
  expect([found?.directory, found?.snapshot.facts.pid]).toEqual([other.runtime, OTHER_DEAD]);
  expect([checkpoint, ...others].every(file => existsSync(file))).toBe(true);
});

test('one that cannot be read is told of, and done with; one without sessions is done with', () => {
  const where = place();
  writeFileSync(checkpointPath(where.runtime, where.home, DEAD), 'CLAYSTAT or so');
  leave(where, OTHER_DEAD, null);
  const { found, unread } = find([where.runtime], where.home, us);
  expect([found, unread.map(({ code }) => code)]).toEqual([null, ['STATE_NOT_OURS']]);
  expect(readdirSync(where.runtime)).toEqual([]);
});

test('one of another version is told of, and waits for the build that reads it, as long as its sessions may', () => {
  const where = place();
  const { checkpoint, others } = leave(where, DEAD);
  const bytes = readFileSync(checkpoint);
  bytes.writeUInt16BE(99, 8);
  writeFileSync(checkpoint, bytes);
  const { found, unread } = find([where.runtime], where.home, us);
  expect([found, unread.map(({ code }) => code)]).toEqual([null, ['STATE_VERSION']]);
  expect([checkpoint, ...others].every(file => existsSync(file))).toBe(true);
  const monthAgo = Date.now() / 1000 - 31 * 86_400;
  utimesSync(checkpoint, monthAgo, monthAgo);
  find([where.runtime], where.home, us);
  expect(readdirSync(where.runtime)).toEqual([]);
});

describe('a client without sessions that ended without hanging up', () => {
  const names = ({ interruption }: ReturnType<typeof find>) => interruption?.worlds.map(({ name }) => name);

  test('is told of by the worlds it was connected to, if they connect again by the settings of now', () => {
    const where = place();
    const { checkpoint } = leave(where, DEAD, null);
    const left = find([where.runtime], where.home, us, 5);
    expect([left.found, names(left)]).toEqual([null, ['Alpha']]);
    expect([existsSync(checkpoint), existsSync(left.interruption!.file)]).toEqual([false, true]);
    leave(where, OTHER_DEAD, null);
    expect(find([where.runtime], where.home, us, 0).interruption).toBeNull();
  });

  test('is told of beside one with sessions; of several, each start goes on with one', () => {
    const where = place();
    leave(where, DEAD, 's', 60);
    leave(where, OTHER_DEAD, null);
    leave(where, OTHER_DEAD + 1, null, 30);
    const first = find([where.runtime], where.home, us, 5);
    expect([first.found?.snapshot.facts.pid, names(first)]).toEqual([DEAD, ['Alpha']]);
    rmSync(first.interruption!.file);
    expect(names(find([where.runtime], where.home, us, 5))).toEqual(['Alpha']);
  });

  test('is told of by the pages of browsers as well, whose commands are done once', () => {
    const where = place();
    const tabs = { 'login tab': { did: 7, used: NOON } };
    leave(where, DEAD, null, 0, tabs);
    const { interruption } = find([where.runtime], where.home, us);
    expect(interruption).toMatchObject({ worlds: [], tabs });
    const play = createPlay();
    play.dispatch({ type: 'started', notices: [], worlds: [], tabs: interruption!.tabs });
    expect(play.state.web?.tabs).toEqual(tabs);
    expect(play.asked.filter(({ type }) => type.startsWith('web'))).toEqual([]);
  });

  test.each<[string, readonly Event[], readonly string[] | undefined]>([
    ['connected', [], ['Alpha']],
    [
      'refused',
      [{ type: 'closed', link: 1, fault: { code: 'ECONNREFUSED', sentence: 'refused.' } }],
      ['Alpha'],
    ],
    ['disconnected by the user', [{ type: 'input', bytes: Buffer.from('/dc\r') }], undefined],
  ])('%s since its last checkpoint', (_, events, wanted) => {
    const where = place();
    const { state } = createPlay({ worlds: { Alpha: { reconnect: 5 } } });
    const facts = { ...emptyFacts(), pid: DEAD, identity: 'dead', home: where.home, script: '/clay.js' };
    const stem = journalPath(where.runtime, where.home, DEAD);
    const fail = (error: unknown) => {
      throw error;
    };
    const journal = createJournal(
      () => stem,
      0,
      createReadBuffer({ unavailable: 'a test' }, fail),
      () => {},
    );
    const bytes = encodeSnapshot({ facts, state, descriptors: {}, spillPath: null, journal: journal.cut() });
    writeFileSync(checkpointPath(where.runtime, where.home, DEAD), bytes);
    const link = state.nextLink;
    const made: Event[] = [
      { type: 'started', notices: [], worlds: ['Alpha'] },
      { type: 'scripts found', names: [] },
      { type: 'connected', link, carrier: 'tcp', session: null, notes: [] },
      ...events.map(event => ('link' in event ? { ...event, link } : event)),
    ];
    for (const event of made) {
      journal.record(event, NOON);
      journal.mark();
    }
    expect(names(find([where.runtime], where.home, us, 5))).toEqual(wanted);
  });
});

test('what a living client has is its own', () => {
  const where = place();
  const file = checkpointPath(where.runtime, where.home, process.pid);
  writeFileSync(file, 'half of one');
  expect(find([where.runtime], where.home, us)).toEqual({ found: null, interruption: null, unread: [] });
  expect(existsSync(file)).toBe(true);
});

test('half a state file of a client that was killed in a reload is removed at the next start, and nothing else beside it', () => {
  const { home } = place();
  const path = `${home}.reload`;
  const ours = [`${path}.${DEAD}.tmp`];
  const others = [`${path}.${process.pid}.tmp`, `${path}.notes.tmp`, `${path}.${DEAD}.tmp.old`];
  for (const file of [...ours, ...others]) writeFileSync(file, 'CLAYST');
  symlinkSync('/etc/passwd', `${path}.${OTHER_DEAD}.tmp`);
  removeStaleStateFile(path);
  expect(ours.filter(file => existsSync(file))).toEqual([]);
  expect(others.filter(file => !existsSync(file))).toEqual([]);
  expect(lstatSync(`${path}.${OTHER_DEAD}.tmp`).isSymbolicLink()).toBe(true);
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
