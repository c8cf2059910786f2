/** A start with what V8 has compiled of the build, and without: it is the same start. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { codeCacheFile, readCodeCache, sumOf } from '../../client/starter/code-cache.ts';
import { sourceOf } from '../../client/starter/source.ts';
import { putInPlace } from '../support/builds.ts';
import { temporaryDirectory } from '../support/temporary.ts';

const DIST = resolve(__dirname, '../../dist');
const CACHE = join(DIST, 'clay.cache');
const TEXT = readFileSync(join(DIST, 'clay.js'), 'utf8');

/** Says on standard error whether V8 has taken what it was given. */
const WATCH = `const vm = require('node:vm');
vm.Script = class extends vm.Script {
  constructor(source, options) {
    super(source, options);
    process.stderr.write(options.cachedData ? (this.cachedDataRejected ? 'refused' : 'taken') : 'none');
  }
};`;

/** What the build compiles, as its starter finds it. */
function source(): string {
  const from = TEXT.indexOf('function program');
  return sourceOf(TEXT.slice(from, TEXT.indexOf('\n*/}', from) + '\n*/}'.length));
}

interface Started {
  readonly cache: string;
  readonly said: string;
}

function start(script: string, argument: string, options: readonly string[] = []): Started {
  const directory = temporaryDirectory();
  const watch = join(directory, 'watch.cjs');
  writeFileSync(watch, WATCH);
  const env = { PATH: process.env.PATH, HOME: directory, CLAY_HOME: directory, XDG_RUNTIME_DIR: directory };
  const input = '/set a=1\n/set\n/help keys\n/quit\n';
  const { stdout, stderr } = spawnSync(process.execPath, [...options, '-r', watch, script, argument], {
    ...{ env, input, encoding: 'utf8', timeout: 60_000 },
  });
  return { cache: stderr, said: stdout };
}

/** A build without the parts that a start does without; with `cache` beside it. */
function place(cache: Buffer | null, text = TEXT): string {
  const directory = temporaryDirectory();
  const script = join(directory, 'clay.js');
  putInPlace(script, text);
  mkdirSync(join(directory, 'native'));
  copyFileSync(join(DIST, 'native/posix.node'), join(directory, 'native/posix.node'));
  if (cache) writeFileSync(join(directory, 'clay.cache'), cache, { mode: 0o644 });
  return script;
}

const whole = readFileSync(CACHE);
const code = readCodeCache(CACHE, source());
const without = start(place(null), '--plain');

test('the build comes with what fits it, and V8 takes it', () => {
  expect(code).toBeDefined();
  expect(start(place(whole), '--version')).toMatchObject({ cache: 'taken' });
});

test('what is said is the same', () => {
  const withIt = start(place(whole), '--plain');
  expect([without.cache, withIt.cache]).toEqual(['none', 'taken']);
  expect(without.said).toContain('list the commands');
  expect(withIt.said).toBe(without.said);
});

/** Takes the program away once it is read, as a deploy may. */
const TAKEN_AWAY = `const { unlinkSync } = require('node:fs');
const { _extensions } = require('node:module');
const load = _extensions['.js'];
_extensions['.js'] = (module, path) => {
  const compile = module._compile;
  module._compile = function (...args) {
    if (path.endsWith('/clay.js')) unlinkSync(path);
    return compile.apply(this, args);
  };
  load(module, path);
};`;

test('that a deploy has taken the program away behind its loading is told in one sentence', () => {
  const script = place(whole);
  const away = join(temporaryDirectory(), 'away.cjs');
  writeFileSync(away, TAKEN_AWAY);
  const { cache } = start(script, '--version', ['-r', away]);
  expect(existsSync(script)).toBe(false);
  expect(cache).toMatch(/^taken\s*clay: it cannot start: ENOENT.*\.\s*$/);
});

const noise = Buffer.alloc(whole.length, 'noise');

test.each<[string, Buffer, string]>([
  ['empty', Buffer.alloc(0), 'none'],
  ['cut off', whole.subarray(0, whole.length / 2), 'none'],
  ['of other bytes', noise, 'none'],
  ['whole by its head, and noise all the same', codeCacheFile(source(), noise, 1), 'refused'],
  ['whole by its head, and cut off', codeCacheFile(source(), whole.subarray(128, 4000), 1), 'refused'],
])('one that is %s does no harm', (_, cache, expected) => {
  expect(start(place(cache), '--plain')).toEqual({ cache: expected, said: without.said });
});

test('the sum that the build has noted down is that of its program', () => {
  expect(TEXT).toContain(`function programSum(){return ${sumOf(source())}}`);
});

test('one of the build before does no harm, though the two are of one length', () => {
  const other = TEXT.replaceAll('a small game on this machine', 'a small town on this machine');
  const { cache, said } = start(place(whole, other), '--plain');
  expect(cache).toBe('none');
  expect(said).toContain('a small town');
});

test('an option of V8 makes it another one', () => {
  expect(start(place(whole), '--version', ['--max-lazy'])).toMatchObject({ cache: 'refused' });
});

test('an error names the line of clay.js that it is in', () => {
  const lines = TEXT.split('\n');
  const at = lines.findIndex(line => /\bvar __create\s*=/.test(line));
  lines.splice(at, 0, "if (process.argv[2] === '--version') throw new Error('here');");
  const { stderr } = spawnSync(process.execPath, [place(whole, lines.join('\n')), '--version'], {
    encoding: 'utf8',
  });
  expect(stderr).toContain(`clay.js:${at + 1}`);
  expect(stderr).toContain('Error: here');
});

/** Says on standard error what is loaded when the first frame is due, which the first turn of the loop draws. */
const LOADED = "setImmediate(() => process.stderr.write(process.moduleLoadList.join('\\n')));";

test('what is of use later only is not loaded before the first frame', () => {
  const directory = temporaryDirectory();
  const watch = join(directory, 'watch.cjs');
  writeFileSync(watch, LOADED);
  const env = { PATH: process.env.PATH, HOME: directory, CLAY_HOME: directory, XDG_RUNTIME_DIR: directory };
  const args = ['-r', watch, join(DIST, 'clay.js'), '--plain'];
  const { stderr } = spawnSync(process.execPath, args, { env, input: '/quit\n', encoding: 'utf8' });
  const loaded = stderr.split('\n').map(line => line.replace('NativeModule ', ''));
  expect(loaded).toContain('net');
  for (const name of LATER) expect(loaded).not.toContain(name);
});

const LATER = [
  ...['child_process', 'cluster', 'crypto', 'dns', 'fs/promises', 'http', 'inspector', 'internal/fs/rimraf'],
  ...['perf_hooks', 'readline', 'tls', 'v8', 'worker_threads'],
];
