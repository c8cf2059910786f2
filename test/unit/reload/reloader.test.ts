import type { NextImage } from '../../../client/reload/reload.ts';
import { createReloader, type ReloaderOptions, refusingReloader } from '../../../client/reload/reloader.ts';
import { type Fault, fault } from '../../../shared/fault.ts';

const BAD = fault('TRIAL_FAILED', 'The new build failed.');
const NOT_BAD = 'Not reloaded: The new build failed. Everything goes on as it was.';
const GONE = fault('COPY_GONE', 'The copy has gone.');
const NO_COPY = 'Not reloaded: The copy has gone. Everything goes on as it was.';
const NO_EXEC = fault('EXEC_FAILED', 'The system refused.');
const NOT_EXECUTED = 'Not reloaded: The system refused. Everything goes on as it was.';

/** A reloader whose builds, terminal and event loop do what they are told to; what was done, in order. */
function reloading(changes: Partial<ReloaderOptions> = {}) {
  const done: string[] = [];
  const turns: (() => void)[] = [];
  const timers = new Set<() => void>();
  const disk = { build: '1', runtime: 'a' };
  const client = { isSuspended: false, isEnding: false };
  const copies = { gone: 0 };
  let drained: () => void = () => {};
  let answer: (outcome: 'passed' | Fault) => void = () => {};
  const next = () => ({ id: disk.build }) as NextImage;
  const reloader = createReloader({
    candidates: {
      look: () => ({ ...disk }),
      async find() {
        done.push(`find ${disk.build}`);
        return next();
      },
      tryOut(candidate, signal) {
        done.push(`try ${candidate.id}`);
        return new Promise(resolve => {
          answer = outcome => resolve(outcome === 'passed' ? (candidate as NextImage) : outcome);
          signal.addEventListener('abort', () => resolve(fault('TRIAL_CALLED_OFF', 'never shown')));
        });
      },
      untried(candidate) {
        done.push(`untried ${candidate.id}`);
        return candidate as NextImage;
      },
      gone: () => (copies.gone-- > 0 ? GONE : null),
    },
    execute({ id }) {
      done.push(`execute ${id}`);
      return NO_EXEC;
    },
    drained(_, run) {
      done.push('drain');
      drained = run;
    },
    blockSignals: () => void done.push('block'),
    unblockSignals: () => void done.push('unblock'),
    reserveSignals: () => true,
    isFailing: () => false,
    soon: run => void turns.push(run),
    after(_, run) {
      timers.add(run);
      return () => void timers.delete(run);
    },
    log: code => void done.push(code),
    notice: text => void done.push(text),
    showTrial: isSlow => void done.push(isSlow ? 'slow' : 'not slow any more'),
    isEnding: () => client.isEnding,
    isSuspended: () => client.isSuspended,
    ...changes,
  });
  /** Lets everything go on that can. */
  async function turn(): Promise<void> {
    await new Promise(setImmediate);
    for (const run of turns.splice(0)) run();
    await new Promise(setImmediate);
  }
  async function request(force = false): Promise<void> {
    reloader.request(force);
    await turn();
  }
  async function say(outcome: 'passed' | Fault): Promise<void> {
    answer(outcome);
    await turn();
  }
  async function drainedNow(): Promise<void> {
    drained();
    await turn();
    await turn();
  }
  const took = () => done.splice(0);
  return { reloader, request, say, drainedNow, turn, took, disk, client, copies, timers };
}

test('from a request to execve(): found, tried, the last frame drained, signals kept for the next image', async () => {
  const { reloader, request, say, drainedNow, took } = reloading();
  await request();
  expect([reloader.phase(), took()]).toEqual(['trying', ['find 1', 'try 1']]);
  await say('passed');
  expect([reloader.phase(), took()]).toEqual(['draining', ['drain']]);
  await drainedNow();
  // Where execve() returns, everything is as it was.
  expect(took()).toEqual(['block', 'execute 1', 'RELOAD_FAILED', NOT_EXECUTED, 'unblock']);
  expect(reloader.phase()).toBe('idle');
});

describe('a thread that has been given a signal', () => {
  /** Threads that need so many looks; what it has come to after so many more. */
  async function lookedAt(needed: number) {
    let looks = 0;
    const made = reloading({ reserveSignals: () => ++looks > needed });
    await made.request();
    await made.say('passed');
    await made.drainedNow();
    made.took();
    const again = async () => {
      const [run] = made.timers;
      made.timers.clear();
      run?.();
      await made.turn();
      return made.took();
    };
    return { ...made, again };
  }

  test('hands it on before the next image comes, and what it has handed on is handled first', async () => {
    const { timers, again, turn } = await lookedAt(3);
    expect(timers.size).toBe(1);
    expect(await again()).toEqual(['block']);
    expect(await again()).toEqual(['block', 'execute 1', 'RELOAD_FAILED', NOT_EXECUTED, 'unblock']);
    await turn();
    expect(timers.size).toBe(0);
  });

  test('and does not come to it holds no reload up for ever', async () => {
    const { again } = await lookedAt(Number.POSITIVE_INFINITY);
    let looks = 0;
    for (let did = ['block']; did.length === 1; did = await again()) looks++;
    expect(looks).toBeGreaterThan(100);
  });
});

describe('a connection that fails in the last turn', () => {
  async function failing(turns: number) {
    let looks = 0;
    const made = reloading({ isFailing: () => ++looks <= turns });
    await made.request();
    await made.say('passed');
    await made.drainedNow();
    expect(made.took().at(-1)).toBe('block');
    return made;
  }

  test('is told by this image, for the next would not know why', async () => {
    const { turn, took } = await failing(2);
    await turn();
    expect(took()).toEqual([]);
    await turn();
    expect(took()).toEqual(['execute 1', 'RELOAD_FAILED', NOT_EXECUTED, 'unblock']);
  });

  test('and is never told holds no reload up for ever', async () => {
    const { turn, took } = await failing(Number.POSITIVE_INFINITY);
    let turns = 0;
    for (; took().length === 0; turns++) await turn();
    expect(turns).toBeGreaterThan(100);
  });
});

test('nothing is done in the turn of the request: its effects come first', () => {
  const { reloader, took } = reloading();
  reloader.request(false);
  expect([reloader.phase(), took()]).toEqual(['finding', []]);
});

test('a refused build is told once, and the next request tries anew', async () => {
  const { reloader, request, say, took } = reloading();
  await request();
  await say(BAD);
  expect([reloader.phase(), took()]).toEqual(['idle', ['find 1', 'try 1', 'RELOAD_FAILED', NOT_BAD]]);
  await request();
  expect(took()).toEqual(['find 1', 'try 1']);
});

test('asked again meanwhile, an unchanged build that was refused is not tried again', async () => {
  const { reloader, request, say, took } = reloading();
  await request();
  await request();
  await say(BAD);
  expect([reloader.phase(), took()]).toEqual(['idle', ['find 1', 'try 1', 'RELOAD_FAILED', NOT_BAD]]);
});

test.each<[string, 'passed' | Fault, string[]]>([
  ['passed', 'passed', []],
  ['was refused', BAD, ['RELOAD_FAILED', NOT_BAD]],
])(
  'asked again after another build was put in place, while the old one %s: that is taken',
  async (_, outcome, told) => {
    const { request, say, took, disk } = reloading();
    await request();
    disk.build = '2';
    await request();
    await say(outcome);
    expect(took()).toEqual(['find 1', 'try 1', ...told, 'find 2', 'try 2']);
  },
);

test('a build put in place without a request waits for one', async () => {
  const { request, say, took, disk } = reloading();
  await request();
  disk.build = '2';
  await say('passed');
  expect(took()).toEqual(['find 1', 'try 1', 'drain']);
});

test('another Node in place is taken without being asked for: it would run a build that it was not tried with', async () => {
  const { request, say, took, disk } = reloading();
  await request();
  disk.runtime = 'b';
  await say('passed');
  expect(took()).toEqual(['find 1', 'try 1', 'find 1', 'try 1']);
});

test('a deploy that asks while the terminal is waited for is taken up', async () => {
  const { request, say, drainedNow, turn, took, disk } = reloading();
  await request();
  await say('passed');
  disk.build = '2';
  await request();
  await drainedNow();
  await turn();
  expect(took()).toEqual(['find 1', 'try 1', 'drain', 'block', 'unblock', 'find 2', 'try 2']);
});

test('a copy that has gone by the end of its trial is made again, once a reload', async () => {
  const { reloader, request, say, took } = reloading();
  const again = ['find 1', 'try 1'];
  for (const _ of [1, 2]) {
    await request();
    await say(GONE);
    expect([reloader.phase(), took()]).toEqual(['trying', [...again, ...again]]);
    await say(GONE);
    expect([reloader.phase(), took()]).toEqual(['idle', ['RELOAD_FAILED', NO_COPY]]);
  }
});

test('one that goes while the terminal is waited for is made again and tried; the second time it is told of', async () => {
  const { reloader, request, say, drainedNow, turn, took, copies } = reloading();
  copies.gone = 2;
  await request();
  await say('passed');
  await drainedNow();
  await turn();
  expect(took()).toEqual(['find 1', 'try 1', 'drain', 'block', 'unblock', 'find 1', 'try 1']);
  await say('passed');
  await drainedNow();
  expect([reloader.phase(), took()]).toEqual([
    'idle',
    ['drain', 'block', 'RELOAD_FAILED', NO_COPY, 'unblock'],
  ]);
});

test('by force there is no trial, and not a word', async () => {
  const { reloader, request, took } = reloading();
  await request(true);
  expect([reloader.phase(), took()]).toEqual(['draining', ['find 1', 'untried 1', 'drain']]);
});

test('a force takes the place of a trial that is under way', async () => {
  const { reloader, request, turn, took } = reloading();
  await request();
  await request(true);
  await turn();
  expect([reloader.phase(), took()]).toEqual([
    'draining',
    ['find 1', 'try 1', 'find 1', 'untried 1', 'drain'],
  ]);
});

test('a force asked for while the build is still being looked for saves the trial', async () => {
  const { reloader, turn, took } = reloading();
  reloader.request(false);
  reloader.request(true);
  await turn();
  expect(took()).toEqual(['find 1', 'untried 1', 'drain']);
});

test('between Ctrl+Z and fg it waits, and begins anew afterwards', async () => {
  const { reloader, request, say, drainedNow, turn, took, client } = reloading();
  await request();
  client.isSuspended = true;
  await say('passed');
  await drainedNow();
  expect([reloader.phase(), took()]).toEqual(['waiting', ['find 1', 'try 1', 'drain', 'block', 'unblock']]);
  client.isSuspended = false;
  reloader.resumed();
  await turn();
  expect(took()).toEqual(['find 1', 'try 1']);
  reloader.resumed();
  await turn();
  expect(took()).toEqual([]);
});

test('the end wins', async () => {
  const { request, say, drainedNow, took, client } = reloading();
  await request();
  await say('passed');
  client.isEnding = true;
  await drainedNow();
  expect(took()).toEqual(['find 1', 'try 1', 'drain', 'block', 'unblock']);
});

test('a trial that takes long is told of; one that ends in time is not', async () => {
  const { request, say, took, timers } = reloading();
  await request();
  expect(timers.size).toBe(1);
  for (const run of timers) run();
  await say('passed');
  expect([timers.size, took()]).toEqual([0, ['find 1', 'try 1', 'slow', 'not slow any more', 'drain']]);
});

test('one that takes long and fails is told of as any other', async () => {
  const { request, say, took, timers } = reloading();
  await request();
  for (const run of timers) run();
  await say(BAD);
  expect(took()).toEqual(['find 1', 'try 1', 'slow', 'not slow any more', 'RELOAD_FAILED', NOT_BAD]);
});

test.each(['find', 'execute'])('what is thrown by %s is one more reason to stay', async at => {
  const { candidates } = {
    candidates: {
      look: () => ({ build: '', runtime: '' }),
      untried: (one: unknown) => one,
      gone: () => null,
    },
  };
  const boom = () => {
    throw new Error('boom');
  };
  const broken = at === 'find' ? { candidates: { ...candidates, find: boom } } : { execute: boom };
  const { reloader, request, drainedNow, took } = reloading(broken as unknown as Partial<ReloaderOptions>);
  await request(true);
  await drainedNow();
  expect(took()).toEqual(
    expect.arrayContaining(['RELOAD_FAILED', expect.stringMatching(/^Not reloaded: boom/)]),
  );
  expect(reloader.phase()).toBe('idle');
});

test('where there is no reload, each request is told why', () => {
  const told: string[] = [];
  const reloader = refusingReloader('no addon.', text => void told.push(text));
  reloader.request(true);
  reloader.resumed();
  expect([reloader.phase(), told]).toEqual(['idle', ['Reload is not available: no addon.']]);
});
