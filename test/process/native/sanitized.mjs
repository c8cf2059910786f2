// `npm run test:native`: the tests of the addon, with the addon built under AddressSanitizer and UndefinedBehaviorSanitizer.
// Those of the watchdog are not among them: it is preloaded itself, and must be the first.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const { stdout = '' } = spawnSync('gcc', ['-print-file-name=libasan.so'], { encoding: 'utf8' });
const library = stdout.trim();
if (!library.startsWith('/') || !existsSync(library)) {
  console.error('The sanitizers need gcc and its libasan, which are not here.');
  process.exit(1);
}
// Faults are the addon's own to handle: it has tests of that. Node frees little at its end.
const own = ['segv', 'abort', 'sigbus', 'sigfpe', 'sigill', 'sigtrap'].map(name => `handle_${name}=0`);
const env = {
  ...process.env,
  CLAY_SANITIZED: '1',
  LD_PRELOAD: library,
  ASAN_OPTIONS: ['detect_leaks=0', 'use_sigaltstack=0', ...own].join(':'),
  UBSAN_OPTIONS: 'print_stacktrace=1',
};
const jest = fileURLToPath(new URL('../../../node_modules/jest/bin/jest.js', import.meta.url));
const files = ['posix', 'arguments', 'build'].map(name => `test/process/native/${name}.test.ts`);
const { status } = spawnSync(process.execPath, [jest, '--runInBand', ...files], {
  cwd: root,
  env,
  stdio: 'inherit',
});
process.exit(status ?? 1);
