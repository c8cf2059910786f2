/** The watch over the start of a new image, and the plan for a crash: on real processes, as a reload uses them. */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, copyFileSync, openSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { loadPosix } from '../../../native/posix.ts';
import { atEnd, temporaryDirectory } from '../../support/temporary.ts';
import { startTerminal } from '../../support/terminal.ts';
import { createWaiting } from '../../support/waiting.ts';
import { build } from './addon.ts';

const built = build();
const isThere = process.platform === 'linux' && !('unavailable' in loadPosix(built.output));
const describeOnLinux = isThere ? describe : describe.skip;

const directory = temporaryDirectory();
const carried = join(directory, 'carried');
writeFileSync(carried, 'what was carried');

/** Another file with the same watch in it: what the previous build of a client has preloaded. */
const previous = join(directory, 'previous.node');
if (isThere) copyFileSync(built.output, previous);

let scripts = 0;

const PRELUDE = `
  const fs = require('node:fs');
  const loaded = { exports: {} };
  process.dlopen(loaded, ${JSON.stringify(built.output)});
  const posix = loaded.exports;
  const wait = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  const say = value => fs.writeSync(1, JSON.stringify(value) + '\\n');
`;

/** The previous build: tells what it finds. */
const BACK = script(`
  const { CLAY_ROLLED_BACK, CLAY_ROLLED_BACK_STDERR, CLAY_CRASHED, CLAY_STATE, LD_PRELOAD } = process.env;
  say({
    pid: process.pid,
    why: CLAY_ROLLED_BACK ?? CLAY_CRASHED,
    printed: CLAY_ROLLED_BACK_STDERR && fs.readFileSync(Number(CLAY_ROLLED_BACK_STDERR), 'utf8'),
    carried: fs.readFileSync(3, 'utf8'),
    state: CLAY_STATE,
    preload: LD_PRELOAD,
    guard: Object.keys(process.env).filter(name => name.startsWith('CLAY_GUARD')),
  });
`);

interface Found {
  readonly pid: number;
  readonly why: string;
  readonly printed?: string;
  readonly carried: string;
  readonly state?: string;
  readonly preload?: string;
  readonly guard: readonly string[];
}

function script(source: string): string {
  const file = join(directory, `${++scripts}.cjs`);
  writeFileSync(file, `${PRELUDE}${source}`);
  return file;
}

function environment(more: Record<string, string> = {}): Record<string, string> {
  return { PATH: process.env.PATH!, ...more };
}

/** Limit (ms) for images that are to get somewhere before it: a busy machine takes its time to start Node. */
const ENOUGH = '5000';

/** Of an image that is watched over; the previous build is the way back. */
function watched(more: Record<string, string> = {}): Record<string, string> {
  return environment({
    LD_PRELOAD: previous,
    CLAY_GUARD_LIMIT: '30000',
    CLAY_GUARD_FDS: '3',
    CLAY_GUARD_BACK: [process.execPath, 'clay', BACK].join('\x1f'),
    CLAY_GUARD_BACK_ENV: 'CLAY_STATE=5\x1eOTHER=a\x1fb\nc',
    ...more,
  });
}

/** The same, but with no way back. */
function watchedToTheEnd(more: Record<string, string> = {}): Record<string, string> {
  return watched({ CLAY_GUARD_BACK: '', ...more });
}

interface Running {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly ended: Promise<Ended>;
  /** Resolves when it has written that to standard output. */
  says(text: string): Promise<void>;
}

interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Descriptor 3 is a file. */
function start(args: readonly string[], env: Record<string, string>): Running {
  const fd = openSync(carried, 'r');
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe', fd] });
  closeSync(fd);
  atEnd(() => void child.kill('SIGKILL'));
  const waiting = createWaiting();
  let [stdout, stderr] = ['', ''];
  child.stdout!.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
    waiting.look();
  });
  child.stderr!.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  const ended = once(child, 'close').then(([code, signal]: (number | NodeJS.Signals | null)[]) => {
    waiting.end('the process ended:');
    return { stdout, stderr, code, signal } as Ended;
  });
  const says = (text: string) =>
    waiting.until(
      () => stdout.includes(text),
      () => `${text} in ${stdout}`,
    );
  return { child, pid: child.pid!, ended, says };
}

/** Runs to the end and answers what the previous build found; nothing may have come to the real standard error. */
async function rollsBack(args: readonly string[], env = watched()): Promise<Found> {
  const { pid, ended } = start(args, env);
  const { stdout, stderr, code } = await ended;
  expect(stderr).toBe('');
  expect(code).toBe(0);
  const found = JSON.parse(stdout.trim().split('\n').at(-1)!) as Found;
  expect(found).toMatchObject({ pid, carried: 'what was carried', state: '5', guard: [] });
  expect(found.preload).toBeUndefined();
  return found;
}

describeOnLinux('an image that ends before its release leads back to the previous build', () => {
  test('when it has nothing to do', async () => {
    expect(await rollsBack([script('')])).toMatchObject({ why: 'exit 0', printed: '' });
  });

  test('when it calls exit(0)', async () => {
    expect(await rollsBack([script('process.exit(0)')])).toMatchObject({ why: 'exit 0' });
  });

  test('when it exits with a status, with what it complained of', async () => {
    const image = script(`posix.setCloexec(3, true); console.error('so it\\nis'); process.exit(3);`);
    expect(await rollsBack([image])).toMatchObject({ why: 'exit 3', printed: 'so it\nis\n' });
  });

  test('when its descriptors are all marked to be closed', async () => {
    const image = script('for (const fd of [0, 1, 2, 3]) posix.setCloexec(fd, true);');
    expect(await rollsBack([image])).toMatchObject({ why: 'exit 0' });
  });

  test('when its script has a syntax error', async () => {
    const { why, printed } = await rollsBack([script('syntax error')]);
    expect(why).toBe('exit 1');
    expect(printed).toContain('SyntaxError: Unexpected identifier');
  });

  test('when its script is not there', async () => {
    const { why, printed } = await rollsBack(['/nowhere/clay.js']);
    expect(why).toBe('exit 1');
    expect(printed).toContain("Cannot find module '/nowhere/clay.js'");
  });

  test('when Node refuses to start', async () => {
    const { why, printed } = await rollsBack(['--no-such-option', BACK]);
    expect(why).toBe('exit 9');
    expect(printed).toContain('bad option: --no-such-option');
  });

  test('when an exception is thrown later', async () => {
    const { why, printed } = await rollsBack([script(`setTimeout(() => { throw new Error('later') }, 1);`)]);
    expect(why).toBe('exit 1');
    expect(printed).toContain('Error: later');
  });

  test.concurrent('when it runs in a circle, printing', async () => {
    const image = script(`for (;;) try { fs.writeSync(2, 'again and again ') } catch {}`);
    const { why, printed } = await rollsBack([image], watched({ CLAY_GUARD_LIMIT: ENOUGH }));
    expect(why).toBe(`time ${ENOUGH}`);
    expect(printed!.startsWith('again and again again')).toBe(true);
    expect(printed!.length).toBeLessThanOrEqual(1024 * 1024);
  });

  test('when it waits for something that does not come', async () => {
    const image = script('setInterval(() => {}, 1000)');
    const { why } = await rollsBack([image], watched({ CLAY_GUARD_LIMIT: '700' }));
    expect(why).toBe('time 700');
  });

  test.each(['SIGSEGV', 'SIGBUS', 'SIGILL', 'SIGFPE', 'SIGABRT', 'SIGTRAP', 'SIGSYS'] as const)(
    'when %s ends it',
    async name => {
      const { why } = await rollsBack([script(`process.kill(process.pid, '${name}'); for (;;);`)]);
      expect(why).toBe(`signal ${constants.signals[name]}`);
    },
  );

  test('when it aborts', async () => {
    expect(await rollsBack([script('process.abort()')])).toMatchObject({ why: 'signal 6' });
  });

  test('when it overflows its stack', async () => {
    const image = script('function deeper() { deeper(); } deeper();');
    expect(await rollsBack(['--stack-size=65500', image])).toMatchObject({ why: 'signal 11' });
  });

  test('when it is out of memory', async () => {
    const image = script('const all = []; for (;;) all.push(new Array(1000).fill(1));');
    const { why, printed } = await rollsBack(['--max-old-space-size=20', image]);
    expect(why).toMatch(/^signal (5|6)$/);
    expect(printed).toContain('out of memory');
  });

  test('when the watch is that of the very file that it has loaded', async () => {
    const env = watched({ LD_PRELOAD: built.output });
    expect(await rollsBack([script('process.exit(3)')], env)).toMatchObject({ why: 'exit 3' });
  });

  test('not when a child of it ends, which has no watch and sees nothing of this one', async () => {
    const image = script(`
      const { spawnSync } = require('node:child_process');
      const { stdout, signal } = spawnSync('sh', ['-c', 'env; kill -SEGV $$'], { encoding: 'utf8' });
      say([signal, ...stdout.split('\\n').filter(line => /^(CLAY|LD_)/.test(line)).sort()]);
      posix.releaseWatchdog();
    `);
    const { ended } = start([image], watched({ CLAY_GUARD_PRELOAD: '/of/the/user.so' }));
    const { stdout } = await ended;
    expect(JSON.parse(stdout)).toEqual(['SIGSEGV', 'CLAY_GUARDED=1', 'LD_PRELOAD=/of/the/user.so']);
  });
});

describeOnLinux('once the watch is released', () => {
  test('the end of the image is its own: status, standard error, and no way back', async () => {
    const image = script(`
      console.error('during');
      say([posix.releaseWatchdog(), posix.releaseWatchdog()]);
      fs.writeSync(2, 'after');
      process.exitCode = 4;
    `);
    const { ended } = start([image], watched());
    expect(await ended).toEqual({ stdout: '[true,false]\n', stderr: 'after', code: 4, signal: null });
  });

  test.each(['SIGSEGV', 'SIGTERM'] as const)('%s ends it as ever', async name => {
    const image = script(
      `posix.releaseWatchdog(); process.kill(process.pid, '${name}'); setInterval(() => {}, 1000);`,
    );
    const { ended } = start([image], watched());
    expect(await ended).toMatchObject({ signal: name, stdout: '' });
  });

  test.concurrent('the time is no longer limited', async () => {
    const image = script(`posix.releaseWatchdog(); setTimeout(() => say('late'), ${ENOUGH} + 200);`);
    const { ended } = start([image], watched({ CLAY_GUARD_LIMIT: ENOUGH }));
    expect(await ended).toMatchObject({ stdout: '"late"\n', code: 0 });
  });

  test('without a watch there is nothing to release', async () => {
    const { ended } = start([script('say(posix.releaseWatchdog())')], environment());
    expect(await ended).toMatchObject({ stdout: 'false\n', code: 0 });
  });
});

/** Blocks signals, as a client does before it is replaced, and becomes `image`. */
function replacedBy(image: string, env: Record<string, string>, before: string): string {
  const strings = JSON.stringify(Object.entries(env).map(([name, value]) => `${name}=${value}`));
  const numbers = (['SIGHUP', 'SIGTERM', 'SIGUSR1'] as const).map(name => constants.signals[name]);
  return script(`
    posix.blockSignals(${JSON.stringify(numbers)});
    for (const fd of [0, 1, 2, 3]) posix.setCloexec(fd, false);
    ${before};
    posix.execve(process.execPath, ['node', ${JSON.stringify(image)}], ${strings});
  `);
}

const SEND_ALL = `for (const name of ['SIGHUP', 'SIGTERM', 'SIGUSR1']) process.kill(process.pid, name)`;

/** Has handlers before the release, and ends when all three signals have come to them. */
const LISTENS = `
  const missing = new Set(['SIGHUP', 'SIGTERM', 'SIGUSR1']);
  const inspector = require('node:inspector');
  let isReleased = false;
  for (const name of missing) process.on(name, () => {
    if (!isReleased) say('too early');
    missing.delete(name);
    if (missing.size === 0) { say(['all', inspector.url() ?? null]); process.exit(7); }
  });
  say('listening');
  setTimeout(() => { isReleased = true; posix.releaseWatchdog(); }, 20);
  setInterval(() => {}, 1000);
`;

describeOnLinux('a signal that comes while the image starts', () => {
  test('reaches its handler after the release, and opens no inspector', async () => {
    const image = script(LISTENS);
    const { ended } = start([replacedBy(image, watched(), SEND_ALL)], environment());
    expect(await ended).toEqual({
      stdout: '"listening"\n["all",null]\n',
      stderr: '',
      code: 7,
      signal: null,
    });
  });

  test('does so, too, when it comes from outside at any time', async () => {
    const image = script(LISTENS);
    const running = start([replacedBy(image, watched(), `say('blocked')`)], environment());
    await running.says('blocked');
    for (const name of ['SIGHUP', 'SIGTERM', 'SIGUSR1'] as const) running.child.kill(name);
    expect(await running.ended).toMatchObject({ stderr: '', code: 7, signal: null });
  });

  test('takes its default action after the release when nobody handles it', async () => {
    const image = script(`
      process.kill(process.pid, 'SIGHUP');
      say('still here');
      posix.releaseWatchdog();
      setInterval(() => {}, 1000);
    `);
    const { ended } = start([image], watched());
    expect(await ended).toEqual({ stdout: '"still here"\n', stderr: '', code: null, signal: 'SIGHUP' });
  });

  test.concurrent.each(['process.exit(3)', 'process.abort()', 'wait();'])(
    'goes on to the image that is put back: %s',
    async end => {
      const listens = script(LISTENS);
      const back = [process.execPath, 'clay', listens].join('\x1f');
      const again = `LD_PRELOAD=${previous}\x1eCLAY_GUARD_LIMIT=30000`;
      const env = watched({
        CLAY_GUARD_LIMIT: end === 'wait();' ? ENOUGH : '30000',
        CLAY_GUARD_BACK: back,
        CLAY_GUARD_BACK_ENV: again,
      });
      const { ended } = start([script(`${SEND_ALL};\n${end}`)], env);
      expect(await ended).toEqual({
        stdout: '"listening"\n["all",null]\n',
        stderr: '',
        code: 7,
        signal: null,
      });
    },
  );
});

describeOnLinux('without a way back', () => {
  test('the farewell is written, and what it died of is told', async () => {
    const env = watchedToTheEnd({ CLAY_GUARD_FAREWELL: Buffer.from('\x1b[?25hbye').toString('hex') });
    const { ended } = start([script(`console.error('one\\ntwo'); process.exit(3);`)], env);
    expect(await ended).toEqual({
      stdout: '\x1b[?25hbye',
      stderr: 'one\r\ntwo\r\nclay: it could not be started again (exit 3).\r\n',
      code: 3,
      signal: null,
    });
  });

  test('an end without an error is one all the same', async () => {
    const { ended } = start([script('')], watchedToTheEnd());
    expect(await ended).toMatchObject({
      stderr: 'clay: it could not be started again (exit 0).\r\n',
      code: 1,
    });
  });

  test('a fatal signal is what the process dies of', async () => {
    const { ended } = start([script(`process.kill(process.pid, 'SIGSEGV'); for (;;);`)], watchedToTheEnd());
    expect(await ended).toMatchObject({
      stderr: 'clay: it could not be started again (signal 11).\r\n',
      signal: 'SIGSEGV',
    });
  });

  test('the end of its time is the end', async () => {
    const env = watchedToTheEnd({ CLAY_GUARD_LIMIT: '500' });
    const { ended } = start([script('for (;;);')], env);
    expect(await ended).toMatchObject({
      stderr: 'clay: it could not be started again (time 500).\r\n',
      code: 1,
    });
  });

  test('no more is shown than the last 4 KiB of what it printed', async () => {
    const image = script(`fs.writeSync(2, 'x'.repeat(5000) + 'end\\n'); process.exit(1);`);
    const { stderr } = await start([image], watchedToTheEnd()).ended;
    expect(stderr).toBe(`${'x'.repeat(4092)}end\r\nclay: it could not be started again (exit 1).\r\n`);
  });

  test('because the previous build is gone, the same happens', async () => {
    const { ended } = start([script('process.exit(3)')], watched({ CLAY_GUARD_BACK: '/nowhere\x1fclay' }));
    expect(await ended).toMatchObject({
      stderr: 'clay: it could not be started again (exit 3).\r\n',
      code: 3,
    });
  });

  test('the terminal has its settings back', async () => {
    const dies = script('process.exit(3)');
    const image = script(`
      const settings = Buffer.from(posix.tcgetattr(0)).toString('hex');
      process.stdin.setRawMode(true);
      const variables = { ...process.env, LD_PRELOAD: ${JSON.stringify(previous)}, CLAY_GUARD_LIMIT: '30000' };
      variables.CLAY_GUARD_TERMIOS = settings;
      const strings = Object.entries(variables).map(([name, value]) => name + '=' + value);
      for (const fd of [0, 1, 2]) posix.setCloexec(fd, false);
      posix.execve(process.execPath, ['node', ${JSON.stringify(dies)}], strings);
    `);
    const terminal = await startTerminal({
      command: 'sh',
      args: [
        '-c',
        `"$0" "$1"; stty -a | tr ' ;' '\\n\\n' | grep -x -e '-*icanon' -e '-*echo'; echo done`,
        process.execPath,
        image,
      ],
    });
    await terminal.waitFor('done');
    await terminal.waitFor('clay: it could not be started again (exit 3).\nicanon\necho\ndone');
    expect(await terminal.ended()).toEqual({ code: 0, signal: null });
  });
});

describeOnLinux('loaded, but not preloaded', () => {
  test('it keeps no watch and leaves the variables, so that one can tell', async () => {
    const image = script(
      'say([process.env.CLAY_GUARD_LIMIT, process.env.CLAY_GUARDED ?? null, posix.releaseWatchdog()])',
    );
    const { LD_PRELOAD: _, ...variables } = watched();
    expect(await start([image], variables).ended).toMatchObject({
      stdout: '["30000",null,false]\n',
      code: 0,
    });
  });
});

describeOnLinux('preloaded without its variables', () => {
  test.each([
    ['node', [process.execPath, '-e', 'console.error(1)']],
    ['a shell', ['sh', '-c', 'echo 1 >&2']],
  ])('%s is as ever, even with all symbols bound at once', (_name, [command, ...args]) => {
    const env = environment({ LD_PRELOAD: built.output, LD_BIND_NOW: '1' });
    const { status, stdout, stderr } = spawnSync(command!, args, { env, encoding: 'utf8' });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '1\n' });
  });

  test('but for CLAY_GUARD_CHILD, a child does not outlive its parent', async () => {
    const child = script(`say([process.env.CLAY_GUARD_CHILD ?? null, process.env.LD_PRELOAD ?? null]);
      setInterval(() => {}, 1000);`);
    const env = JSON.stringify(environment({ LD_PRELOAD: previous, CLAY_GUARD_CHILD: '1' }));
    const parent = script(`
      const { spawn } = require('node:child_process');
      spawn(process.execPath, [${JSON.stringify(child)}], { env: ${env}, stdio: 'inherit' });
    `);
    const running = start([parent], environment());
    await running.says(']\n');
    running.child.kill('SIGKILL');
    // It has the pipes of its parent: these close when both are gone.
    const { stdout } = await running.ended;
    expect(stdout).toBe('[null,null]\n');
  });
});

const PLAN = `{
  program: process.execPath,
  args: ['clay', ${JSON.stringify(BACK)}],
  environment: ['PATH=' + process.env.PATH, 'CLAY_CRASHED=0', 'CLAY_STATE=5'],
  descriptors: [3],
  settings: null,
  farewell: new Uint8Array(),
}`;

const CRASHES: readonly (readonly [string, string, readonly string[], string])[] = [
  ['SIGSEGV', `process.kill(process.pid, 'SIGSEGV'); for (;;);`, [], '11'],
  ['SIGABRT', `process.kill(process.pid, 'SIGABRT'); for (;;);`, [], '6'],
  ['process.abort()', 'process.abort();', [], '6'],
  ['a stack that overflows', 'function deeper() { deeper(); } deeper();', ['--stack-size=65500'], '11'],
];

describeOnLinux('guardCrash', () => {
  test.each(CRASHES)(
    '%s becomes the planned image, with the descriptors',
    async (_name, crash, options, number) => {
      const { pid, ended } = start(
        [...options, script(`posix.setCrashPlan(${PLAN});\n${crash}`)],
        environment(),
      );
      const { stdout, code } = await ended;
      expect(JSON.parse(stdout)).toMatchObject({
        pid,
        why: number,
        carried: 'what was carried',
        state: '5',
      });
      expect(code).toBe(0);
    },
  );

  test('memory that V8 runs out of is a crash', async () => {
    const image = script(`posix.setCrashPlan(${PLAN});
      const all = []; for (;;) all.push(new Array(1000).fill(1));`);
    const { pid, ended } = start(['--max-old-space-size=20', image], environment());
    const { stdout, stderr } = await ended;
    expect(stderr).toContain('out of memory');
    expect(JSON.parse(stdout)).toMatchObject({ pid, carried: 'what was carried' });
  });

  test('the last plan is in force, of many', async () => {
    const image = script(`
      const plan = ${PLAN};
      for (let i = 0; i < 1000; i++) posix.setCrashPlan({ ...plan, environment: ['CLAY_STATE=' + i] });
      process.abort();
    `);
    const { stdout } = await start([image], environment()).ended;
    expect(JSON.parse(stdout)).toMatchObject({ state: '999', why: '6' });
  });

  test('made while the image is watched over, it is in force from the release on', async () => {
    const image = script(`posix.setCrashPlan(${PLAN}); posix.releaseWatchdog(); process.abort();`);
    const { stdout } = await start([image], watched()).ended;
    expect(JSON.parse(stdout)).toMatchObject({ why: '6' });
    const early = script(`posix.setCrashPlan(${PLAN}); process.abort();`);
    expect(await rollsBack([early])).toMatchObject({ why: 'signal 6' });
  });

  test('without a program the farewell is written, and the process dies of that signal', async () => {
    const image = script(`
      posix.setCrashPlan({ ...${PLAN}, program: null, farewell: Buffer.from('bye') });
      process.kill(process.pid, 'SIGSEGV'); for (;;);
    `);
    const { ended } = start([image], environment());
    expect(await ended).toEqual({ stdout: 'bye', stderr: '', code: null, signal: 'SIGSEGV' });
  });

  test('with a program that is gone, the same', async () => {
    const image = script(`
      posix.setCrashPlan({ ...${PLAN}, program: '/nowhere', farewell: Buffer.from('bye') });
      process.abort();
    `);
    expect(await start([image], environment()).ended).toMatchObject({ stdout: 'bye', signal: 'SIGABRT' });
  });

  test('a second fault on the way is the end of it', async () => {
    // More than a pipe takes, so that the process waits for its reader in the middle of the farewell.
    const image = script(`
      posix.setCrashPlan({ ...${PLAN}, program: null, farewell: Buffer.alloc(4 << 20, 'bye') });
      process.abort();
    `);
    const { child, ended } = start([image], environment());
    child.stdout!.once('data', () => {
      child.stdout!.pause();
      child.kill('SIGSEGV');
    });
    await once(child, 'exit');
    child.stdout!.resume();
    const { stdout, signal } = await ended;
    expect(signal).toBe('SIGSEGV');
    expect(stdout.length).toBeLessThan(4 << 20);
  });

  test('null gives the signals back to those that had them', async () => {
    const image = script(`posix.setCrashPlan(${PLAN}); posix.setCrashPlan(null);
      process.kill(process.pid, 'SIGSEGV'); setInterval(() => {}, 1000);`);
    expect(await start([image], environment()).ended).toMatchObject({ stdout: '', signal: 'SIGSEGV' });
  });

  test.each([
    ['{}', 'expected a string'],
    [`{ ...${PLAN}, args: 'clay' }`, 'expected an array of strings'],
    [`{ ...${PLAN}, descriptors: [-1] }`, 'expected an integer that is not negative'],
    [`{ ...${PLAN}, settings: new Uint8Array(3) }`, 'expected the bytes of a struct termios'],
    [`{ ...${PLAN}, farewell: 'bye' }`, 'expected the farewell as bytes'],
  ])('what is no plan is refused (%#), and the plan before it stays', async (plan, message) => {
    const image = script(`
      posix.setCrashPlan(${PLAN});
      try { posix.setCrashPlan(${plan}); } catch (error) { say(error.message); }
      process.abort();
    `);
    const { stdout } = await start([image], environment()).ended;
    const [complaint, found] = stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as unknown);
    expect(complaint).toContain(message);
    expect(found).toMatchObject({ why: '6' });
  });
});
