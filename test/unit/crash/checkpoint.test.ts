import { type CheckpointOptions, createCheckpoints } from '../../../client/crash/checkpoint.ts';
import { playAlpha } from '../../support/play.ts';

/** Checkpoints of a client with one world, as a list of what was done to files, journal and proxy. */
function keeping(changes: Partial<CheckpointOptions> = {}, session: string | null = 's') {
  const play = playAlpha();
  const link = play.world('Alpha').link!;
  link.session = session;
  const done: string[] = [];
  const timers: { delay: number; run: () => void }[] = [];
  const writes: { resolve: () => void; reject: (error: Error) => void }[] = [];
  let now = 0;
  let snapshots = 0;
  const disk = { hasCheckpoint: true };
  const checkpoints = createCheckpoints({
    files: {
      remove: path => void done.push(`remove ${path}`),
      write: path => void done.push(`write ${path}`),
      writeSoon(path) {
        done.push(`begin ${path}`);
        return new Promise((resolve, reject) => void writes.push({ resolve, reject }));
      },
      rename: (from, to) => void done.push(`rename ${from} ${to}`),
      exists: () => disk.hasCheckpoint,
    },
    now: () => now,
    after(delay, run) {
      const timer = { delay, run };
      timers.push(timer);
      return () => void timers.splice(timers.indexOf(timer), 1);
    },
    path: () => 'c',
    state: play.state,
    reloaded: false,
    journal: {
      isWhole: () => true,
      size: () => 0,
      cut: () => 1,
      drop: number => void done.push(`drop ${number}`),
    },
    snapshot() {
      now += 2;
      return { bytes: new Uint8Array(), journal: ++snapshots };
    },
    onWritten: () => void done.push('written'),
    ack: (id, offset) => void done.push(`ack ${id} ${offset}`),
    onFault: error => void done.push(String(error)),
    ...changes,
  });
  const settle = async (act: (write: (typeof writes)[0]) => void) => {
    act(writes.shift()!);
    await new Promise(setImmediate);
  };
  return {
    ...{ checkpoints, link, done, timers, disk },
    pass: (ms: number) => void (now += ms),
    fire: () => timers.splice(0).forEach(({ run }) => void run()),
    finish: () => settle(write => write.resolve()),
    fail: (why: string) => settle(write => write.reject(new Error(why))),
    receive(bytes: number) {
      link.received += bytes;
      checkpoints.hear({ type: 'received', link: link.id, bytes: new Uint8Array() });
      checkpoints.changed();
    },
  };
}

const SAVED = ['remove c.now.tmp', 'write c.now.tmp', 'rename c.now.tmp c'];
const BEGUN = ['remove c.tmp', 'begin c.tmp'];

test('a session that is in none is saved at once, and told to the proxy when it is on disk', () => {
  const { checkpoints, done, timers, link } = keeping();
  checkpoints.changed();
  expect(done).toEqual([...SAVED, `ack s ${link.received}`, 'drop 1', 'written']);
  expect([checkpoints.phase(), timers]).toEqual(['resting', []]);
});

test('afterwards one a second, written in the background; the earliest wish counts', async () => {
  const { checkpoints, done, timers, receive, fire, finish, pass } = keeping();
  checkpoints.changed();
  done.length = 0;
  receive(1);
  pass(100);
  receive(1);
  expect(timers.map(({ delay }) => delay)).toEqual([1000]);
  fire();
  expect([checkpoints.phase(), done]).toEqual(['writing', BEGUN]);
  await finish();
  expect([checkpoints.phase(), done.slice(2)]).toEqual([
    'resting',
    ['rename c.tmp c', expect.stringMatching('^ack s'), 'drop 2', 'written'],
  ]);
});

test('what becomes urgent while one is written is written next, after a rest of four times what that took', async () => {
  const { checkpoints, receive, done, fire, finish, pass, timers } = keeping();
  checkpoints.changed();
  receive(1);
  fire();
  receive(16 * 1024 * 1024);
  expect([checkpoints.phase(), timers.map(({ delay }) => delay)]).toEqual(['writing', [8]]);
  pass(8);
  fire();
  expect(checkpoints.phase()).toBe('outdated');
  done.length = 0;
  await finish();
  expect([checkpoints.phase(), done.slice(-2)]).toEqual(['writing', BEGUN]);
});

test('one that is saved meanwhile wins over the older one that is still being written', async () => {
  const { checkpoints, receive, done, fire, finish } = keeping();
  checkpoints.changed();
  receive(1);
  fire();
  done.length = 0;
  checkpoints.save();
  expect(done.slice(0, 3)).toEqual(SAVED);
  expect(checkpoints.phase()).toBe('writing');
  done.length = 0;
  await finish();
  expect([checkpoints.phase(), done]).toEqual(['resting', ['remove c.tmp']]);
});

test('a checkpoint whose events change something asks for no other one', () => {
  const play = keeping({
    snapshot() {
      play.receive(1);
      expect(play.checkpoints.phase()).toBe('saving');
      return { bytes: new Uint8Array(), journal: 1 };
    },
  });
  play.checkpoints.changed();
  expect(play.done.filter(what => what.startsWith('write c'))).toHaveLength(1);
});

test('a full disk is told of once, asked again every second, and told of anew after a success', async () => {
  const { checkpoints, receive, done, fire, finish, fail, timers } = keeping();
  checkpoints.changed();
  receive(1);
  fire();
  await fail('ENOSPC');
  receive(16 * 1024 * 1024);
  expect(timers.map(({ delay }) => delay)).toEqual([1000]);
  fire();
  await fail('ENOSPC');
  expect(done.filter(what => what === 'Error: ENOSPC')).toHaveLength(1);
  receive(1);
  fire();
  await finish();
  receive(1);
  fire();
  await fail('ENOSPC');
  expect(done.filter(what => what === 'Error: ENOSPC')).toHaveLength(2);
});

test('where it may go nowhere, that is a fault like any other', async () => {
  const { checkpoints, done } = keeping({
    path() {
      throw new Error('not ours');
    },
  });
  checkpoints.save();
  expect([checkpoints.phase(), done]).toEqual(['resting', ['Error: not ours']]);
});

test('after the end nothing is written, and what was being written is not put in place', async () => {
  const { checkpoints, receive, done, fire, finish, timers } = keeping();
  checkpoints.changed();
  receive(1);
  fire();
  receive(1);
  checkpoints.stop();
  checkpoints.remove();
  expect([checkpoints.phase(), timers]).toEqual(['stopped', []]);
  expect(done.slice(-3)).toEqual(['remove c.tmp', 'remove c.now.tmp', 'remove c']);
  await finish();
  receive(1);
  expect(done.slice(-2)).toEqual(['remove c', 'remove c.tmp']);
  expect([checkpoints.phase(), timers]).toEqual(['stopped', []]);
});

test('when one of many worlds connects the others are not looked at', () => {
  const play = playAlpha();
  const link = play.world('Alpha').link!;
  const { checkpoints, done } = keeping({ state: play.state }, null);
  checkpoints.changed();
  let looked = 0;
  const other = { ...play.world('Alpha'), name: 'Beta', link: null };
  const look = () => {
    looked++;
    return other;
  };
  const beta = { enumerable: true, get: look };
  Object.defineProperty(play.state.worlds, 'Beta', beta);
  const connected = () => {
    checkpoints.hear({ type: 'connected', link: link.id, carrier: 'tls-proxy', session: null, notes: [] });
    looked = 0;
    checkpoints.changed();
    return looked;
  };
  // The first asks for the world of its link, which takes a look.
  connected();
  expect(connected()).toBe(0);
  link.session = 's';
  connected();
  expect(done.slice(0, 3)).toEqual(SAVED);
});

test('the bytes that a state came from are the first one, if there is a journal', () => {
  const first = keeping();
  first.checkpoints.adopt(new Uint8Array());
  expect(first.done.slice(0, 3)).toEqual(SAVED);
  const none = keeping({ journal: null });
  none.checkpoints.adopt(new Uint8Array());
  expect(none.done).toEqual([]);
});

test('without a journal it goes with the last session', () => {
  const { checkpoints, link, done } = keeping({ journal: null, reloaded: true });
  link.session = null;
  checkpoints.hear({ type: 'tick' });
  checkpoints.changed();
  expect(done).toEqual(['remove c.tmp', 'remove c.now.tmp', 'remove c']);
  checkpoints.changed();
  expect(done).toHaveLength(3);
});

test('a checkpoint that has gone is missed, and written anew in the background', async () => {
  const { checkpoints, disk, done, finish } = keeping();
  disk.hasCheckpoint = false;
  expect(checkpoints.isThere()).toBe(true);
  checkpoints.save();
  expect(checkpoints.isThere()).toBe(false);
  done.length = 0;
  checkpoints.renew();
  expect(done).toEqual(BEGUN);
  await finish();
  disk.hasCheckpoint = true;
  expect([checkpoints.isThere(), done.at(-1)]).toEqual([true, 'written']);
});

test('a secret is on disk until another checkpoint is, also if the first attempt fails', async () => {
  const { checkpoints, receive, fire, fail, finish, timers, pass } = keeping();
  checkpoints.changed();
  checkpoints.forget();
  expect(timers.map(({ delay }) => delay)).toEqual([250]);
  pass(250);
  fire();
  await fail('ENOSPC');
  receive(1);
  fire();
  await finish();
  receive(1);
  expect(timers.map(({ delay }) => delay)).toEqual([1000]);
});

test('what the journal has need not be kept by the proxy: it is told so, and nothing is written', () => {
  const journal = { isWhole: () => true, size: () => 300, cut: () => 1, drop: () => {} };
  const { checkpoints, receive, done, link, timers } = keeping({
    journal,
    snapshot: () => ({ bytes: new Uint8Array(4000), journal: 1 }),
  });
  checkpoints.changed();
  done.length = 0;
  receive(10);
  expect([done, timers]).toEqual([[], []]);
  receive(16 * 1024 * 1024);
  expect([done, timers]).toEqual([[`ack s ${link.received}`], []]);
  receive(10);
  expect(done).toHaveLength(1);
});
