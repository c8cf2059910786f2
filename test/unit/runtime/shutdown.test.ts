import { createShutdown, type ShutdownOptions } from '../../../client/runtime/shutdown.ts';
import { tinyFugueOf } from '../../../client/world/tinyfugue/store.ts';
import { playAlpha } from '../../support/play.ts';

/** A client with one world, its end as a list of what was done. */
function ending(changes: Partial<ShutdownOptions> = {}, session: string | null = null) {
  const play = playAlpha({ worlds: { Alpha: { log: true } } });
  const link = play.world('Alpha').link!;
  link.session = session;
  play.receive('Alpha', 'last line\r\n');
  const done: string[] = [];
  const timers: (() => void)[] = [];
  const shutdown = createShutdown({
    state: play.state,
    readChunk: play.readChunk,
    perform: effect => void done.push(effect.type === 'log' ? `log ${effect.text.trim()}` : effect.type),
    leaveEdits: () => '',
    saveCheckpoint: () => void done.push('checkpoint'),
    stop: () => void done.push('stop'),
    leaveTerminal: left => {
      done.push('leave');
      left();
    },
    closeTerminal: () => void done.push('close terminal'),
    openLinks: () => [{ link: link.id, unsent: 0 }],
    close: id => void done.push(`close ${id}`),
    endSessions: sessions => {
      done.push(`end ${sessions}`);
      return new Promise(() => {});
    },
    endHttps: () => null,
    removeFiles: keep => void done.push(keep ? 'keep checkpoint' : 'remove all'),
    onCleanupFailed: error => void done.push(String(error)),
    complain: text => void done.push(text),
    exit: status => void done.push(`exit ${status}`),
    after: (_, run) => void timers.push(run),
    soon: run => run(),
    ...changes,
  });
  return { play, link, shutdown, done, expire: () => timers.splice(0).forEach(run => void run()) };
}

test('/quit writes logs and history, hangs up, and leaves nothing', () => {
  const { shutdown, done, link } = ending();
  shutdown.end(0);
  const bye = ['stop', 'leave', `close ${link.id}`, 'remove all', 'close terminal', 'exit 0'];
  expect(done).toEqual(['log last line', ...bye]);
  expect(shutdown.isEnding()).toBe(true);
});

test('/quit hangs the sessions of the proxy up, and waits for that no longer than half a second', () => {
  const { shutdown, done, expire } = ending({}, 's1');
  shutdown.end(0);
  expect(done).toContain('end s1');
  expect(done).not.toContain('exit 0');
  expire();
  expect(done.slice(-3)).toEqual(['remove all', 'close terminal', 'exit 0']);
});

test('/quit has browsers served no more; any other end leaves their pages to whoever comes next', () => {
  const served = (done: string[]) => ({
    endHttps() {
      done.push('end https');
      return new Promise(() => {});
    },
  });
  const told: string[] = [];
  const { shutdown, done, expire } = ending(served(told));
  shutdown.end(0);
  expect(told).toEqual(['end https']);
  expect(done).not.toContain('exit 0');
  expire();
  expect(done.at(-1)).toBe('exit 0');
  const kept: string[] = [];
  ending(served(kept)).shutdown.end(129);
  ending(served(kept)).shutdown.end(0, '', true);
  expect(kept).toEqual([]);
});

test('any other end leaves the sessions to the next client: a checkpoint is kept', () => {
  const { shutdown, done } = ending({}, 's1');
  shutdown.end(129);
  expect(done.indexOf('checkpoint')).toBeLessThan(done.indexOf('stop'));
  expect(done).not.toContain('end s1');
  expect(done.slice(-3)).toEqual(['keep checkpoint', 'close terminal', 'exit 129']);
});

test('so does /quit -k', () => {
  const { shutdown, done } = ending({}, 's1');
  shutdown.end(0, '', true);
  expect(done).not.toContain('end s1');
  expect(done.slice(-3)).toEqual(['keep checkpoint', 'close terminal', 'exit 0']);
});

test('and worlds that connect again, if there are any', () => {
  for (const [reconnect, end] of [
    [5, 'keep checkpoint'],
    [0, 'remove all'],
  ] as const) {
    const { play, shutdown, done } = ending();
    play.state.settings.worlds.Alpha!.reconnect = reconnect;
    shutdown.end(143);
    expect(done.slice(-3)).toEqual([end, 'close terminal', 'exit 143']);
  }
});

test('a server that is slow to read the last words gets half a second', () => {
  const slow = ending({ openLinks: () => [{ link: 1, unsent: 3 }] });
  slow.play.stall('Alpha');
  slow.shutdown.end(0);
  expect(slow.done.at(-1)).toBe('close 1');
  slow.expire();
  expect(slow.done.at(-1)).toBe('exit 0');
});

test('words that wait behind a write under way go out before the end', () => {
  const { play, shutdown, done } = ending();
  play.stall('Alpha');
  play.enter('one');
  play.enter('two');
  shutdown.end(0);
  expect(done.filter(what => what === 'write')).toHaveLength(1);
});

test('files that cannot be removed are told of, and it ends all the same; last words come behind the screen', () => {
  const failing = () => {
    throw new Error('EBUSY');
  };
  const { shutdown, done } = ending({ removeFiles: failing });
  shutdown.end(1, 'it ends.');
  expect(done.slice(-4)).toEqual(['Error: EBUSY', 'clay: it ends.\n', 'close terminal', 'exit 1']);
});

test('a second end changes nothing', () => {
  const { shutdown, done } = ending();
  shutdown.end(0);
  const before = done.length;
  shutdown.end(1);
  expect(done).toHaveLength(before);
});

test('it ends once the terminal is left, however long that takes, and once', () => {
  let left: () => void = () => {};
  const { shutdown, done, expire } = ending({ leaveTerminal: run => void (left = run) }, 's1');
  shutdown.end(0);
  expire();
  expect(done).not.toContain('exit 0');
  left();
  left();
  expect(done.filter(one => one === 'exit 0')).toHaveLength(1);
});

test('texts that are not sent are written down, and that is said, unless the next start takes up the state', () => {
  const leaveEdits = () => 'A is not sent.';
  for (const [session, status, said] of [
    [null, 0, true],
    [null, 143, true],
    ['s1', 0, true],
    ['s1', 143, false],
  ] as const) {
    const { play, shutdown, done, expire } = ending({ leaveEdits }, session);
    // Of worlds that connect again the next start takes the names alone.
    play.state.settings.worlds.Alpha!.reconnect = 5;
    shutdown.end(status);
    expire();
    expect([session, status, done.includes('clay: A is not sent.\n')]).toEqual([session, status, said]);
  }
});

test('all that programs have written is in its files at the end, also of two that write the same one', () => {
  const written: { count: number; size: number | null }[] = [];
  const { play, shutdown } = ending({
    perform: effect => {
      if (effect.type === 'write stream') written.push({ count: effect.count, size: effect.size });
    },
  });
  const lines = (count: number) => Array.from({ length: count }, (_, at) => `line ${at}`);
  const open = { mode: 'a', name: 'x', path: '/p/x', size: 7 } as const;
  tinyFugueOf(play.state).streams = {
    1: { ...open, lines: lines(9000), held: true, cutTo: 7 },
    2: { ...open, lines: lines(3) },
  };
  shutdown.end(0);
  expect(written).toEqual([
    { count: 9000, size: 7 },
    { count: 3, size: null },
  ]);
});
