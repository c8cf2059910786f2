/** Whatever the functions of the addon are given, they answer or throw: no crash, and under `npm run test:native` no byte too many. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { temporaryDirectory } from '../../support/temporary.ts';
import { build, sanitized } from './addon.ts';

const CALLS = 20_000;

/**
 * Runs in a process of its own, which may lose its descriptors. What ends or stops that process by its very purpose is
 * only called with what it must refuse.
 */
const FUZZ = `
  const loaded = { exports: {} };
  process.dlopen(loaded, process.argv[1]);
  const addon = loaded.exports;
  let state = Number(process.argv[2]);
  const below = n => (state = (Math.imul(state, 1103515245) + 12345) >>> 0) % n;
  const texts = ['', 'x', '/dev/null', 'a'.repeat(70000), 'a\\u0000b', '\\ud800', 'NAME=value', 'localhost'];
  const numbers = [-1, 0, 3, 17, 1e9, 2 ** 31, 2 ** 53, NaN, Infinity, 1.5, -(2 ** 40)];
  const others = [undefined, null, true, 1n, Symbol('x'), () => 1, {}, new Date(), Buffer.alloc(0), Buffer.alloc(60, 7), new Uint16Array(5), new Int32Array([1e6, -1]), new Float64Array(2), new Uint8Array(2)];
  const one = depth => {
    const kind = below(depth > 2 ? 3 : 5);
    if (kind === 0) return texts[below(texts.length)];
    if (kind === 1) return numbers[below(numbers.length)];
    if (kind === 2) return others[below(others.length)];
    const some = Array.from({ length: below(4) }, () => one(depth + 1));
    if (kind === 3) return some;
    const names = ['program', 'args', 'environment', 'descriptors', 'settings', 'farewell', 'columns'];
    return Object.fromEntries(some.map(value => [names[below(names.length)], value]));
  };
  // Not the standard ones, by which this program says how it went, nor those of Node's own loop.
  const isForbidden = value => typeof value === 'number' && value >= 0 && value < 60;
  const names = Object.keys(addon).filter(name => !['execve', 'releaseWatchdog', 'reap', 'lookUp'].includes(name));
  let refused = 0;
  for (let i = 0; i < ${CALLS}; i++) {
    const name = names[below(names.length)];
    const args = Array.from({ length: below(6) }, () => one(0));
    if (isForbidden(args[0])) args[0] = 1e6;
    if (name === 'sharedMemory' && typeof args[0] === 'number' && args[0] > 1e6) args[0] = -1;
    if (name === 'setCrashPlan' && args[0] && args[0].program) args[0].program = null;
    try { addon[name](...args); } catch (error) {
      if (!(error instanceof Error)) throw new Error(name + ' threw no error');
      refused++;
    }
  }
  for (const wrong of [[], ['/nowhere'], ['/nowhere', [], []], [1, 2, 3], ['a\\u0000b', ['x'], ['y=z']], ['/nowhere', [{}], ['x']]]) {
    try { addon.execve(...wrong); } catch (error) { if (!(error instanceof Error)) throw error; refused++; }
  }
  addon.unblockSignals(addon.blockedSignals());
  require('node:fs').writeSync(1, String(refused));
`;

const built = build();
const testWithAddon = built.stderr === '' ? test : test.skip;

testWithAddon('arguments of every kind are answered or refused with an error', () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  console.log(`seed ${seed}`);
  const { status, signal, stdout, stderr } = spawnSync(
    process.execPath,
    ['-e', FUZZ, built.output, String(seed)],
    {
      env: { PATH: process.env.PATH, ...sanitized() },
      encoding: 'utf8',
      cwd: mkdtempSync(join(tmpdir(), 'clay-fuzz-')),
    },
  );
  expect({ status, signal, stderr }).toEqual({ status: 0, signal: null, stderr: '' });
  expect(Number(stdout)).toBeGreaterThan(CALLS / 10);
});

/** What the variables of a watch say, from nonsense of every kind. The loop is in C, since each reading needs an environment. */
const SETTINGS = `
#include "watchdog_settings.h"
#include <stdio.h>
#include <stdlib.h>
static unsigned state;
static unsigned below(unsigned n) { return (state = state * 1103515245u + 12345u) / 65536 % n; }
static const char *const names[] = {"CLAY_GUARD_FDS", "CLAY_GUARD_HELD", "CLAY_GUARD_BACK", "CLAY_GUARD_BACK_ENV",
  "CLAY_GUARD_TERMIOS", "CLAY_GUARD_FAREWELL", "CLAY_GUARD_PRELOAD"};
int main(int count, char **arguments) {
  static const char signs[] = "0123456789abcdefX,,==\\x1e\\x1f\\x1f\\x7f\\xff /";
  char text[4096];
  char *ours[] = {"A=1", "CLAY_GUARD_FDS=x", NULL};
  (void)count;
  state = (unsigned)atoi(arguments[1]);
  int read = 0;
  for (int round = 0; round < 4000; round++) {
    for (unsigned i = 0; i < sizeof names / sizeof *names; i++) {
      unsigned length = below(4) ? below(40) : below(sizeof text - 1);
      for (unsigned n = 0; n < length; n++) text[n] = signs[below(sizeof signs - 1)];
      text[length] = 0;
      if (below(5)) setenv(names[i], text, 1);
      else unsetenv(names[i]);
    }
    struct rescue rescue = {0};
    unsetenv("CLAY_GUARD_HELD");
    put_preload_back();
    if (!read_watchdog_settings(ours, &rescue)) continue;
    size_t length = rescue.farewell_length;
    for (char **one = rescue.environment; *one; one++) length += **one != 0;
    for (char **one = rescue.arguments; *one; one++) length += **one != 0;
    for (size_t i = 0; i < rescue.descriptor_count; i++) length += rescue.descriptors[i] != 0;
    read += length > 0;
    if (getenv("CLAY_GUARD_BACK") || getenv("CLAY_GUARD_FDS")) return 3;
  }
  printf("%d", read);
  return 0;
}`;

testWithAddon('what a watch is told may be any nonsense', () => {
  const directory = temporaryDirectory('settings');
  const [source, program] = [join(directory, 'fuzz.c'), join(directory, 'fuzz')];
  writeFileSync(source, SETTINGS);
  const native = resolve(__dirname, '../../../native');
  const flags = [
    '-O1',
    '-g',
    '-D_GNU_SOURCE',
    '-fsanitize=address,undefined',
    '-fno-sanitize-recover=undefined',
  ];
  const args = [
    ...flags,
    `-I${native}/include`,
    source,
    `${native}/watchdog/watchdog_settings.c`,
    '-o',
    program,
  ];
  const compiled = spawnSync('gcc', args, { encoding: 'utf8' });
  if (compiled.status !== 0) {
    console.log('There is no gcc with sanitizers: what a watch is told is not tried.');
    return;
  }
  const seed = Math.floor(Math.random() * 2 ** 31);
  const env = { PATH: process.env.PATH, ASAN_OPTIONS: 'detect_leaks=0' };
  const { status, stdout, stderr } = spawnSync(program, [String(seed)], { env, encoding: 'utf8' });
  expect({ status, stderr, seed }).toEqual({ status: 0, stderr: '', seed });
  expect(Number(stdout)).toBeGreaterThan(0);
});
