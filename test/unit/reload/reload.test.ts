import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { childEnvironment, forgetLargePages, nextEnvironment } from '../../../client/host/environment.ts';
import { openMemories } from '../../../client/host/script/memories.ts';
import { type NextImage, type ReloadContext, reload, withUnsent } from '../../../client/reload/reload.ts';
import { decodeSnapshot } from '../../../client/snapshot/codec.ts';
import { isSame } from '../../../client/snapshot/descriptors.ts';
import { emptyFacts } from '../../../client/snapshot/process-facts.ts';
import type { Snapshot } from '../../../client/snapshot/snapshot.ts';
import { holdBack } from '../../../client/world/outbox.ts';
import { registeredOf } from '../../../client/world/scripts/carried/packed.ts';
import type { Description, Posix } from '../../../native/posix.ts';
import { open, put, turnOn } from '../../support/browsers.ts';
import { type Play, playAlpha } from '../../support/play.ts';
import { temporaryDirectory } from '../../support/temporary.ts';

const build = { runtime: '/usr/bin/node', program: '/run/clay', options: ['--x'], script: '/opt/clay.js' };
const next = { build, id: 'abc', version: '2.0.0', library: null, back: null, limit: 600 };

const LISTENING = { name: 'listen web', socket: {}, fd: 950, unsent: 0 };
const BROWSING = { name: 'browser 1', socket: {}, fd: 951, unsent: 3 };

function description(inode: number): Description {
  return { type: 'tcp', listening: false, local: 'a:1', peer: 'b:2', device: 1, inode };
}

/** A kernel in which execve() fails, and what it looked like at that moment. */
function fakeKernel(path: string) {
  const cloexec = new Map<number, boolean>();
  const blocked = new Set<unknown>();
  const seen = {
    argv: [] as readonly string[],
    environment: [] as readonly string[],
    inherited: [] as number[],
    blocked: [] as unknown[],
    snapshot: null as Snapshot | null,
    mode: 0,
  };
  const posix = {
    getCloexec: fd => cloexec.get(fd) ?? true,
    setCloexec: (fd, on) => void cloexec.set(fd, on),
    setCloexecs(fds, flags) {
      const before = Uint8Array.from(fds, fd => Number(cloexec.get(fd) ?? true));
      for (const [at, fd] of fds.entries()) cloexec.set(fd, flags[at] === 1);
      return before;
    },
    blockSignals: signals => signals.forEach(signal => void blocked.add(signal)),
    unblockSignals: signals => signals.forEach(signal => void blocked.delete(signal)),
    describe: description,
    execve(program, args, environment) {
      seen.argv = [program, ...args];
      seen.environment = environment;
      seen.inherited = [...cloexec].flatMap(([fd, on]) => (on ? [] : [fd]));
      seen.blocked = [...blocked];
      seen.snapshot = decodeSnapshot(readFileSync(path)) as Snapshot;
      seen.mode = statSync(path).mode & 0o777;
      throw Object.assign(new Error('execve'), { code: 'ENOEXEC' });
    },
  } as Partial<Posix> as Posix;
  return { posix, cloexec, blocked, seen };
}

function attempt(
  play: Play,
  stateFile = join(temporaryDirectory(), 'state'),
  more: Partial<NextImage> = {},
  memories = openMemories(() => ''),
  runtime: string | null = null,
) {
  const kernel = fakeKernel(stateFile);
  const context: ReloadContext = {
    state: play.state,
    posix: kernel.posix,
    facts: {
      ...emptyFacts(),
      pid: process.pid,
      identity: 'boot 1',
      args: ['Alpha'],
      home: '/home/player/.clay',
      script: '/opt/current/clay.js',
    },
    runtime,
    stateFile,
    spill: { fd: 930, path: null },
    memories,
    journal: 0,
    spare: () => ({}),
    unknown: { future: 1 },
    openLinks: () => [{ link: play.world('Alpha').link!.id, socket: {}, fd: 940, unsent: 4 }],
    openWeb: () => (play.state.web?.listeners.tcp ? [LISTENING, BROWSING] : []),
  };
  return { ...kernel, stateFile, failed: reload(context, { ...next, ...more }) };
}

test('the next image gets the state, exactly the descriptors named in it, and no signal before its time', () => {
  const play = playAlpha();
  play.stall('Alpha');
  play.enter('one');
  play.enter('two');
  process.env.NODE_EXTRA_CA_CERTS = '/etc/ca.pem';
  const { seen } = attempt(play);
  delete process.env.NODE_EXTRA_CA_CERTS;

  expect(seen.argv).toEqual(['/run/clay', 'clay', '--x', '/opt/clay.js', 'Alpha']);
  const stateFd = seen.inherited.find(fd => ![0, 1, 2, 930, 940].includes(fd));
  expect(new Set(seen.inherited)).toEqual(new Set([0, 1, 2, 930, 940, stateFd]));
  expect(seen.environment).toContain(`CLAY_STATE_FD=${stateFd}`);
  expect(seen.environment).toContain('CLAY_NODE_EXTRA_CA_CERTS=/etc/ca.pem');
  expect(seen.environment.filter(entry => entry.startsWith('NODE_EXTRA_CA_CERTS'))).toEqual([]);
  expect(seen.blocked).toEqual(
    expect.arrayContaining(['SIGUSR1', 'SIGHUP', 'SIGABRT', 'SIGTERM', 'SIGWINCH', 'SIGQUIT', 'SIGUSR2']),
  );
  expect(seen.mode).toBe(0o600);

  const link = seen.snapshot?.state.worlds.Alpha?.link;
  expect(Buffer.concat(link?.outbox ?? []).toString()).toBe('ne\r\ntwo\r\n');
  expect(seen.snapshot).toMatchObject({
    facts: { pid: process.pid, args: ['Alpha'], script: '/opt/current/clay.js' },
    descriptors: { [`link ${link?.id}`]: { fd: 940, is: description(940) }, scrollback: { fd: 930 } },
    future: 1,
  });
});

test('browsers go along: what listens, connections, and what the kernel has not taken', () => {
  const play = playAlpha();
  turnOn(play);
  const id = open(play);
  put(play, id, 'GET /nothing HTTP/1.1\r\nHost: 127.0.0.1:9000\r\n\r\n');
  const { seen } = attempt(play);
  expect(seen.inherited).toEqual(expect.arrayContaining([950, 951]));
  expect(seen.snapshot?.descriptors).toMatchObject({ 'listen web': { fd: 950 }, 'browser 1': { fd: 951 } });
  const browser = seen.snapshot?.state.web?.browsers[id];
  expect([browser?.inFlight, Buffer.concat(browser?.outbox ?? []).length]).toEqual([0, 3]);
  expect(play.state.web?.browsers[id]?.inFlight).toBeGreaterThan(3);
});

test('browsers do not go along to a build that knows nothing of them', () => {
  const play = playAlpha();
  turnOn(play);
  open(play);
  const { seen } = attempt(play, undefined, { takesBrowsers: false });
  expect(seen.inherited).toContain(940);
  expect(seen.inherited.filter(fd => fd >= 950 && fd <= 951)).toEqual([]);
  expect(Object.keys(seen.snapshot?.descriptors ?? {})).not.toContain('browser 1');
});

test.each([
  ['none', undefined],
  ['some', 'glibc.malloc.tcache_count=3'],
  ['the very same', 'glibc.malloc.hugetlb=1'],
  ['another choice', 'glibc.malloc.hugetlb=0'],
])('an image starts with large pages, and its children do not: with %s of the user', (_, GLIBC_TUNABLES) => {
  const user = GLIBC_TUNABLES === undefined ? {} : { GLIBC_TUNABLES };
  const next: Record<string, string | undefined> = { ...nextEnvironment({ PATH: '/bin', ...user }) };
  const [first, ...others] = next.GLIBC_TUNABLES!.split(':');
  // The last one counts, so that of the user goes behind ours.
  expect([first, others]).toEqual(['glibc.malloc.hugetlb=1', GLIBC_TUNABLES ? [GLIBC_TUNABLES] : []]);
  forgetLargePages(next);
  expect(next).toEqual({ PATH: '/bin', ...user });
});

test('if the kernel refuses, everything is as before, and the reason is told', () => {
  const play = playAlpha();
  play.stall('Alpha');
  play.enter('one');
  const before = structuredClone(play.state);
  const { failed, cloexec, blocked, stateFile } = attempt(play);
  expect(failed).toEqual({
    code: 'EXEC_FAILED',
    sentence: 'The system refused to run /usr/bin/node (ENOEXEC).',
  });
  expect([...cloexec.values()].every(on => on)).toBe(true);
  expect([...blocked]).toEqual([]);
  expect(existsSync(stateFile)).toBe(false);
  expect(structuredClone(play.state)).toEqual(before);
  play.flow('Alpha');
  expect(play.sent('Alpha').toString()).toBe('one\r\n');
});

test('a state file that cannot be written stops the reload before anything has changed', () => {
  const stateFile = join(temporaryDirectory(), 'state');
  mkdirSync(stateFile);
  const { failed, seen, cloexec } = attempt(playAlpha(), stateFile);
  expect(failed).toEqual({
    code: 'STATE_NOT_WRITTEN',
    sentence: `The state file ${stateFile} cannot be written: a directory is in its place.`,
  });
  expect([seen.argv, [...cloexec]]).toEqual([[], []]);
});

describe('withUnsent', () => {
  function outboxAfter(unsent: number): string {
    const play = playAlpha();
    play.stall('Alpha');
    for (const word of ['one', 'two', 'three']) play.enter(word);
    const link = play.world('Alpha').link!;
    const state = withUnsent(play.state, [{ link: link.id, unsent }]);
    // The running client is not touched.
    expect([link.inFlight, Buffer.concat(link.outbox).length]).toEqual([5, 17]);
    const carried = state.worlds.Alpha!.link!;
    expect(carried.inFlight).toBe(0);
    return Buffer.concat(carried.outbox).toString();
  }

  test('what waits until a session is taken up again waits on, to the byte', () => {
    const play = playAlpha();
    const link = play.world('Alpha').link!;
    for (const words of ['', 'said meanwhile\r\n']) {
      if (words !== '') link.outbox.push(Buffer.from(words));
      holdBack(link);
      const carried = withUnsent(play.state, []).worlds.Alpha!.link!;
      expect(Buffer.concat(carried.outbox).toString()).toBe(words);
      expect(carried.sent).toBe(link.sent);
    }
  });

  test('what the kernel has taken is gone, the rest is written again', () => {
    expect(outboxAfter(5)).toBe('one\r\ntwo\r\nthree\r\n');
    expect(outboxAfter(4)).toBe('ne\r\ntwo\r\nthree\r\n');
    expect(outboxAfter(1)).toBe('\ntwo\r\nthree\r\n');
    expect(outboxAfter(0)).toBe('two\r\nthree\r\n');
  });
});

test('a descriptor is the same one only if type, device and inode are', () => {
  const posix = { describe: description } as Partial<Posix> as Posix;
  expect(isSame(posix, { fd: 5, is: description(5) })).toBe(true);
  expect(isSame(posix, { fd: 5, is: description(6) })).toBe(false);
  expect(isSame(posix, { fd: 5, is: { ...description(5), type: 'unix' } })).toBe(false);
  expect(isSame(posix, { fd: 5, is: { ...description(5), device: 2 } })).toBe(false);
  const closed = {
    describe() {
      throw Object.assign(new Error('fstat'), { code: 'EBADF' });
    },
  } as Partial<Posix> as Posix;
  expect(isSame(closed, { fd: 5, is: description(5) })).toBe(false);
});

test('programs that Clay starts get the certificates back that a reload put aside', () => {
  expect(childEnvironment({ A: '1', CLAY_NODE_EXTRA_CA_CERTS: '/etc/ca.pem' })).toEqual({
    A: '1',
    NODE_EXTRA_CA_CERTS: '/etc/ca.pem',
  });
  expect(childEnvironment({ A: '1' })).toEqual({ A: '1' });
});

const COUNTING = `let n = 0; clay.trigger('count', () => clay.send('n' + ++n));`;

function withScript() {
  const play = playAlpha({ scripts: { count: COUNTING } });
  play.receive('Alpha', 'count\r\n');
  const memories = openMemories((directory, number) => join(directory, String(number)));
  const directory = temporaryDirectory();
  return { play, memories, directory };
}

const imageIn = ({ state }: Snapshot) => state.scripts!.packages.count!.rest.image;

test('memories of scripts go through it in a file of their own, by its descriptor', () => {
  const { play, memories, directory } = withScript();
  const { seen } = attempt(play, undefined, {}, memories, directory);
  const [{ name, fd } = { name: '', fd: -1 }] = memories.carried();
  expect(name).toBe('script memories 1');
  expect(seen.snapshot!.descriptors[name]).toMatchObject({ fd });
  expect(seen.inherited).toContain(fd);
  expect(imageIn(seen.snapshot!)).not.toHaveProperty('pages');
  // Nothing of them is written for the next reload: no script has run since.
  memories.written();
  attempt(play, undefined, {}, memories, directory);
  expect(memories.written()).toBe(0);
});

test('a build that does not know of such files gets them with the rest, and no descriptor that it would not know', () => {
  const { play, memories, directory } = withScript();
  attempt(play, undefined, {}, memories, directory);
  const { seen } = attempt(play, undefined, { takesMemories: false }, memories, directory);
  const [{ name, fd } = { name: '', fd: -1 }] = memories.carried();
  expect(seen.snapshot!.descriptors).not.toHaveProperty(name);
  expect(seen.inherited).not.toContain(fd);
  expect(imageIn(seen.snapshot!)).toHaveProperty('pages');
  expect(play.state.scripts!.packages.count!.rest.image).toHaveProperty('pages');
});

test('what scripts have registered goes in one piece of bytes, and as it was to a build that does not know of such', () => {
  const { play, memories, directory } = withScript();
  const packageIn = (next: Partial<NextImage>) =>
    attempt(play, undefined, next, memories, directory).seen.snapshot!.state.scripts!.packages.count!;
  const { registered } = play.state.scripts!.packages.count!;
  expect(registered.length).toBeGreaterThan(0);
  const packed = packageIn({});
  expect(packed).toMatchObject({ registered: [], rest: { registered: [] } });
  expect(registeredOf(packed)).toEqual(registered);
  const plain = packageIn({ takesPacked: false });
  expect(plain).toMatchObject({ registered, rest: { registered } });
  expect(plain).not.toHaveProperty('packed');
});

test('where there is no runtime directory they go with the rest', () => {
  const { play, memories } = withScript();
  expect(imageIn(attempt(play, undefined, {}, memories, null).seen.snapshot!)).toHaveProperty('pages');
  expect(memories.carried()).toEqual([]);
});
