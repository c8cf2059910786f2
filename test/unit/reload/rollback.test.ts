import { openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crashPlan, crashVariables, recentCrashes, takeCrash } from '../../../client/crash/plan.ts';
import { sentenceOf, takeRollback, withFailure, withoutFailure } from '../../../client/reload/rollback.ts';
import { canWatch, watchVariables } from '../../../client/reload/watchdog.ts';
import type { Posix } from '../../../native/posix.ts';
import { temporaryDirectory } from '../../support/temporary.ts';

function told(how: string, printed = ''): ReturnType<typeof takeRollback> {
  const file = join(temporaryDirectory(), 'printed');
  writeFileSync(file, printed);
  const fd = String(openSync(file, 'r'));
  const environment = {
    CLAY_ROLLED_BACK: how,
    CLAY_ROLLED_BACK_STDERR: fd,
    CLAY_FAILED_BUILD: 'abc 2.0.0',
    HOME: '/',
  };
  const found = takeRollback(environment);
  expect(environment).toEqual({ HOME: '/' });
  return found;
}

test.each([
  ['exit 3', '', 'it ended with exit status 3'],
  ['exit 1', '/x/clay.js:2\n{\n\nSyntaxError: Unexpected end\n    at y\n', 'SyntaxError: Unexpected end'],
  ['signal 11', 'whatever', 'it was ended by SIGSEGV'],
  ['time 700', '', 'it was not ready within 0.7 s'],
])('%s: the sentence says which version, why, and what goes on', (how, printed, why) => {
  expect(sentenceOf(told(how, printed)!, '1.0.0')).toBe(
    `Not reloaded: Version 2.0.0 could not take over: ${why}. Version 1.0.0 was put back; every connection goes on, and clay.log has the details.`,
  );
});

test('an image that was not put back is told nothing', () => {
  expect(takeRollback({ HOME: '/' })).toBeNull();
});

test('failures are counted by build', () => {
  const failed = told('exit 1');
  expect(withFailure(withFailure({ x: 1 }, failed), failed)).toEqual({ x: 1, abc: 2 });
  expect(withFailure({ x: 1 }, null)).toEqual({ x: 1 });
});

test('a build that has started is forgiven what came before, and no other one', () => {
  expect(withoutFailure({ x: 1, abc: 1 }, 'abc')).toEqual({ x: 1 });
  expect(withoutFailure({ x: 1 }, 'abc')).toEqual({ x: 1 });
});

describe('the watch', () => {
  const watch = {
    library: '/run/clay/posix.node',
    limit: 600,
    descriptors: [3, 4],
    back: { program: '/run/clay', args: ['clay', '/old/clay.js', 'Alpha'] },
    extraEnvironment: { CLAY_STATE_FD: '3' },
    termios: Uint8Array.of(1, 255),
    keyboard: 'legacy' as const,
    isTitled: false,
  };

  test('gives the title of the window back at the end, if it is ours', () => {
    const farewell = (isTitled: boolean) =>
      Buffer.from(watchVariables({ ...watch, isTitled }, {}).CLAY_GUARD_FAREWELL as string, 'hex').toString();
    expect([farewell(true).endsWith('\x1b[23;2t'), farewell(false).includes('23;2t')]).toEqual([true, false]);
  });

  test('is told what to go back to, and what is told there', () => {
    const { CLAY_GUARD_BACK_ENV = '', ...variables } = watchVariables(watch, {});
    expect(variables).toMatchObject({
      LD_PRELOAD: '/run/clay/posix.node',
      CLAY_GUARD_LIMIT: '600',
      CLAY_GUARD_FDS: '3,4',
      CLAY_GUARD_BACK: '/run/clay\u001fclay\u001f/old/clay.js\u001fAlpha',
      CLAY_GUARD_TERMIOS: '01ff',
    });
    const back = CLAY_GUARD_BACK_ENV.split('\u001e');
    expect(back).toEqual(expect.arrayContaining(['CLAY_STATE_FD=3', 'CLAY_GUARD_LIMIT=30000']));
    expect(back.some(entry => entry.startsWith('CLAY_GUARD_BACK='))).toBe(false);
  });

  test('leaves the LD_PRELOAD of the user in force', () => {
    expect(watchVariables(watch, { LD_PRELOAD: '/lib/own.so' })).toMatchObject({
      LD_PRELOAD: '/run/clay/posix.node:/lib/own.so',
      CLAY_GUARD_PRELOAD: '/lib/own.so',
    });
  });

  test('is not to be had by a path that the linker would cut', () => {
    expect(['/run/clay/a.node', '/run/my clay/a.node', '/run/a:b/a.node'].map(canWatch)).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe('after a crash', () => {
  const is = { type: 'tcp', listening: false, local: null, peer: null, device: 8, inode: 99 } as const;
  const posix = { describe: () => is } as Partial<Posix> as Posix;

  test('the next image finds checkpoint, connections, and how often', () => {
    const links = [{ link: 7, fd: 20, unsent: 0, socket: {} }];
    const environment: Record<string, string | undefined> = {
      ...crashVariables(posix, '/run/7.checkpoint', links),
      CLAY_CRASHED: '11',
      CLAY_CRASH_TIMES: '1000,50000',
      CLAY_CRASH_INTAKE: '18',
      HOME: '/',
    };
    expect(takeCrash(environment, 70_000)).toEqual({
      cause: '11',
      checkpoint: '/run/7.checkpoint',
      descriptors: { 'link 7': { fd: 20, is } },
      readBuffer: 18,
      times: [50_000, 70_000],
    });
    expect(environment).toEqual({ HOME: '/' });
  });

  test('the plan names the descriptor of what was just read, and hands it on', () => {
    const build = { runtime: '/usr/bin/node', program: '/run/clay', options: [], script: '/opt/clay.js' };
    const place = { checkpoint: '/run/7.checkpoint', links: [], descriptors: [17], times: [], termios: null };
    const planned = (readBuffer: number | null) =>
      crashPlan({
        posix,
        build,
        library: null,
        args: [],
        readBuffer,
        keyboard: 'legacy',
        isTitled: false,
        ...place,
      });
    expect(planned(18).descriptors).toEqual([17, 18]);
    expect(planned(18).environment).toContain('CLAY_CRASH_INTAKE=18');
    expect(planned(null).descriptors).toEqual([17]);
    expect(planned(null).environment.join()).not.toContain('INTAKE');
  });

  test('without one there is nothing', () => {
    expect(takeCrash({ CLAY_CRASH_TIMES: '1' }, 2)).toBeNull();
  });

  test('crashes of more than a minute ago, or of the future, do not count', () => {
    expect(recentCrashes([1000, 61_001, 100_000, 130_000], 121_000)).toEqual([61_001, 100_000]);
  });
});
