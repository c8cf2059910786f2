import { type CrashHandlerOptions, createCrashHandler } from '../../../client/crash/handler.ts';
import { CRASH_PERIOD } from '../../../client/crash/plan.ts';
import type { Build } from '../../../client/reload/build.ts';
import type { BuildCopy } from '../../../client/reload/build-copy.ts';
import type { Builds } from '../../../client/reload/builds.ts';
import { fault } from '../../../shared/fault.ts';

const KEPT: BuildCopy = { id: 'k', script: '/kept/clay.js', addon: '/kept/posix.node' } as BuildCopy;
const REFUSED = fault('EXEC_FAILED', 'refused');

/** A handler in a process that has crashed at `times`; each plan that was made, as the script that it would start. */
function handling(
  changes: Partial<CrashHandlerOptions> = {},
  times: number[] = [],
  kept: BuildCopy | null = KEPT,
) {
  const plans: (string | null)[] = [];
  const turns: (() => void)[] = [];
  const timers: { delay: number; run: () => void }[] = [];
  const reloads: unknown[] = [];
  const clock = { now: 1_000_000 };
  const copy = { kept, unkept: null as ReturnType<Builds['unkept']> };
  const gone = new Set<string>();
  const handler = createCrashHandler({
    builds: {
      renewed: async () => copy.kept,
      runningIfKnown: () => copy.kept,
      unkept: () => copy.unkept,
    },
    isWatched: true,
    findAgain: script => ({ script, program: 'node' }) as Build,
    canWatch: () => true,
    exists: path => !gone.has(path),
    times,
    setPlan: ({ build }) => void plans.push(build?.script ?? null),
    reload(next) {
      reloads.push(next);
      return REFUSED;
    },
    now: () => clock.now,
    soon: run => void turns.push(run),
    after: (delay, run) => void timers.push({ delay, run }),
    ...changes,
  });
  const turn = () => turns.splice(0).forEach(run => void run());
  const atOnce = plans.length;
  turn();
  return { handler, plans, atOnce, turn, timers, reloads, clock, copy, gone };
}

test('before the first checkpoint a crash leaves the terminal in order, no more', () => {
  const { handler, plans } = handling();
  expect([handler.phase(), plans]).toEqual(['unarmed', [null]]);
});

test('that is so from the first moment on, unless the image before watches the start', () => {
  expect(handling({ isWatched: false }).atOnce).toBe(1);
  expect(handling({ isWatched: true }).atOnce).toBe(0);
});

test('as long as the build is not kept it is started where it lies', () => {
  const { handler, plans, copy } = handling({}, [], null);
  copy.unkept = { script: '/dist/clay.js', addon: '/dist/native/posix.node' };
  handler.arm();
  [copy.kept, copy.unkept] = [KEPT, null];
  handler.plan();
  // It is about to be made anew, from what is there no more.
  [copy.kept, copy.unkept] = [null, null];
  handler.plan();
  expect(plans.slice(-3)).toEqual(['/dist/clay.js', KEPT.script, null]);
});

test('with a checkpoint this build goes on; once nothing can be relied on, it does not', () => {
  const { handler, plans } = handling();
  handler.arm();
  expect([handler.phase(), plans.at(-1)]).toEqual(['armed', KEPT.script]);
  handler.disarm();
  expect([handler.phase(), plans.at(-1)]).toEqual(['unarmed', null]);
});

test('the first connection of a turn is planned for at once; however many come and go behind it, one plan is made of them', () => {
  const { handler, plans, turn } = handling();
  handler.changed();
  expect(plans).toEqual([null]);
  turn();
  handler.arm();
  plans.length = 0;
  handler.changed();
  expect(plans).toEqual([KEPT.script]);
  for (let i = 0; i < 5; i++) handler.changed();
  expect(plans).toHaveLength(1);
  turn();
  expect(plans).toHaveLength(2);
  handler.changed();
  expect(plans).toHaveLength(3);
});

test('a plan that takes long is followed by a rest, however many connections come meanwhile', () => {
  const plans: unknown[] = [];
  const clock = { now: 0 };
  const setPlan = () => {
    plans.push(clock.now);
    clock.now += 10;
  };
  const { handler, turn, timers } = handling({ setPlan, now: () => clock.now });
  handler.arm();
  plans.length = 0;
  for (let i = 0; i < 5; i++) {
    handler.changed();
    turn();
  }
  expect([plans, timers.map(({ delay }) => delay)]).toEqual([[], [40]]);
  timers.pop()?.run();
  expect(plans).toHaveLength(1);
  // One that is made at once is the one that was due.
  handler.changed();
  handler.plan();
  timers.pop()?.run();
  expect(plans).toHaveLength(2);
});

test('the kept build counts from the moment it is kept, and where it is kept then', async () => {
  const { handler, plans, copy } = handling({}, [], null);
  handler.arm();
  expect(plans.at(-1)).toBeNull();
  copy.kept = KEPT;
  handler.plan();
  copy.kept = { ...KEPT, script: '/elsewhere/clay.js' };
  handler.plan();
  expect(plans.slice(-2)).toEqual([KEPT.script, '/elsewhere/clay.js']);
});

test('a build that cannot be started any more is no way on', () => {
  const { handler, plans } = handling({ findAgain: () => REFUSED });
  handler.arm();
  expect(plans.at(-1)).toBeNull();
  expect(handler.restart()).toMatchObject({ code: 'NO_BUILD_KEPT' });
});

test('two crashes within a minute are answered, the third is the end, until the first is forgotten', () => {
  const first = 1_000_000 - 1000;
  const { handler, plans, timers, clock, turn, reloads } = handling({}, [first, first + 500]);
  handler.arm();
  expect(plans.at(-1)).toBeNull();
  expect(handler.restart()).toMatchObject({ code: 'CRASHED_AGAIN' });
  expect(timers.map(({ delay }) => delay)).toEqual([CRASH_PERIOD - 999, CRASH_PERIOD - 499]);
  clock.now += timers[0]!.delay;
  timers[0]!.run();
  turn();
  expect(plans.at(-1)).toBe(KEPT.script);
  expect(handler.restart()).toBe(REFUSED);
  expect(reloads).toHaveLength(1);
});

test('after an exception the same build goes on in place, and knows why', () => {
  const { handler, reloads } = handling({}, [999_000]);
  expect(handler.restart()).toBe(REFUSED);
  expect(reloads).toEqual([
    {
      ...{ build: { script: KEPT.script, program: 'node' }, library: KEPT.addon, id: '', version: '' },
      ...{ back: null, limit: 0, extraEnvironment: { CLAY_CRASHED: 'fault', CLAY_CRASH_TIMES: '999000' } },
    },
  ]);
});

test('an addon that cannot watch is not asked to', () => {
  const { handler, reloads } = handling({ canWatch: () => false });
  handler.restart();
  expect(reloads).toMatchObject([{ library: null }]);
});

test('what it would start is missed when anything of it has gone, and found out anew', async () => {
  const { handler, plans, gone, copy } = handling();
  handler.arm();
  for (const path of [KEPT.script, KEPT.addon, 'node']) {
    gone.add(path);
    expect(handler.isThere()).toBe(false);
    gone.delete(path);
    expect(handler.isThere()).toBe(true);
  }
  copy.kept = { ...KEPT, script: '/anew/clay.js' };
  handler.renew();
  expect(handler.isThere()).toBe(false);
  await new Promise(setImmediate);
  expect([plans.at(-1), handler.isThere()]).toEqual(['/anew/clay.js', true]);
});
