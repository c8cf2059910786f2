/**
 * What runs in handlers of signals may call few functions of the C library: a handler may have come in the middle of any
 * other. The compiler lists what each function calls; from the handlers on, all of it is followed.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { temporaryDirectory } from '../../support/temporary.ts';

const NATIVE = resolve(__dirname, '../../../native');
const SOURCES = ['crash.c', 'rescue.c', 'watchdog/watchdog.c', 'watchdog/capture.c'];

/** Of signal-safety(7), those that are called. */
const SAFE = [
  ...[
    'close',
    'dup2',
    'execve',
    'fcntl',
    'ftruncate',
    'getpid',
    'kill',
    'lseek',
    'memcpy',
    'memset',
    'pause',
    'poll',
  ],
  ...[
    'pthread_sigmask',
    'raise',
    'sigaddset',
    'sigemptyset',
    'signal',
    'strchr',
    'strlen',
    'tcsetattr',
    'write',
  ],
];

/** System calls that the page does not name; in the C library nothing is around them. */
const SYSTEM_CALLS = ['nanosleep', 'pread', 'syscall', 'tgkill'];

/** errno, which the handlers put back. */
const ERRNO = '__errno_location';

/** on_exit_called is none, but runs in the middle of whatever has called exit(). */
const HANDLERS = ['on_crash', 'on_fatal', 'on_asking', 'on_exit_called'];

/** Who calls whom, by names without files; null where the compiler cannot tell. */
function callGraph(): Map<string, Set<string>> | null {
  const directory = temporaryDirectory('calls');
  const headers = resolve(__dirname, '../../../node_modules/node-api-headers/include');
  const calls = new Map<string, Set<string>>();
  for (const source of SOURCES) {
    const object = join(directory, `${basename(source, '.c')}.o`);
    // The library's own checks on sizes would hide what is called.
    const flags = ['-O0', '-U_FORTIFY_SOURCE', '-fno-builtin', '-fPIC', '-pthread', '-fcallgraph-info'];
    const includes = [`-I${headers}`, `-I${join(NATIVE, 'include')}`];
    const { status } = spawnSync('gcc', [...flags, ...includes, '-c', join(NATIVE, source), '-o', object]);
    if (status !== 0) return null;
  }
  for (const name of readdirSync(directory).filter(file => file.endsWith('.ci'))) {
    const text = readFileSync(join(directory, name), 'utf8');
    for (const [, from = '', to = ''] of text.matchAll(
      /^edge: \{ sourcename: "([^"]+)" targetname: "([^"]+)"/gm,
    )) {
      const caller = bare(from);
      calls.set(caller, (calls.get(caller) ?? new Set()).add(bare(to)));
    }
  }
  return calls;
}

/** A static function stands there with its file before it. */
function bare(name: string): string {
  return name.slice(name.lastIndexOf(':') + 1);
}

function reached(calls: ReadonlyMap<string, ReadonlySet<string>>, from: readonly string[]): Set<string> {
  const seen = new Set(from);
  for (const one of seen) for (const next of calls.get(one) ?? []) seen.add(next);
  return seen;
}

const calls = callGraph();
const testWithGcc = calls ? test : test.skip;

testWithGcc('from handlers of signals nothing is called that is not safe there', () => {
  const graph = calls as Map<string, Set<string>>;
  const all = reached(graph, HANDLERS);
  for (const handler of HANDLERS) expect(graph.has(handler)).toBe(true);
  // What calls nothing and is ours has an entry of its own only where it is called.
  const own = new Set([...graph.keys(), ...ownLeaves()]);
  const foreign = [...all].filter(name => !own.has(name)).sort();
  expect(foreign).toEqual([...SAFE, ...SYSTEM_CALLS, ERRNO].filter(name => foreign.includes(name)).sort());
  // The list is of use: most of it is called.
  expect(foreign.length).toBeGreaterThan(15);
});

testWithGcc('and the graph would show what is not: the watch as a whole allocates and takes locks', () => {
  const all = reached(calls as Map<string, Set<string>>, ['begin']);
  expect([...all]).toEqual(expect.arrayContaining(['setenv', 'pthread_create', 'free']));
});

/** Functions of ours that call nothing. */
function ownLeaves(): string[] {
  const text = SOURCES.map(source => readFileSync(join(NATIVE, source), 'utf8')).join('\n');
  return [...text.matchAll(/^(?:static |PUBLIC |_Noreturn )*[\w ]+\*?\b(\w+)\([^;{]*\) \{$/gm)].map(
    ([, name = '']) => name,
  );
}
