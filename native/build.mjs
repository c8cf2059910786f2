// Compiles the native addon with whatever C compiler there is: no node-gyp, no download. A machine without a
// compiler still gets a working client, only one that cannot replace its code; hence this never fails a build.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, realpathSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Brings `output` up to date with `source`; does nothing when it is the newer one. Otherwise compiles to a
 * temporary name and renames, because a running client has the old file mapped. If that fails, an output
 * older than its source is removed (it would not do what posix.ts expects) and, unless `quiet`, one line on
 * stderr says why.
 * @param {{source: string, output: string, quiet?: boolean}} options
 * @returns {string | null} why there is no addon, or null when there is
 */
export function buildAddon({ source, output, quiet = false }) {
  try {
    if (isCurrent(output, source)) return null;
    build(source, output);
    return null;
  } catch (error) {
    const reason = firstLine(error.message);
    if (!quiet) console.error(`native: not built (${reason}); /reload will be unavailable`);
    return reason;
  }
}

function isCurrent(output, source) {
  const built = statSync(output, { throwIfNoEntry: false });
  return built !== undefined && built.mtimeMs >= statSync(source).mtimeMs;
}

function build(source, output) {
  const temporary = `${output}.${process.pid}.tmp`;
  try {
    const headers = fileURLToPath(new URL('include', import.meta.resolve('node-api-headers')));
    mkdirSync(dirname(output), { recursive: true });
    compile(['-shared', '-fPIC', '-O2', `-I${headers}`, source, '-o', temporary]);
    renameSync(temporary, output);
  } catch (error) {
    rmSync(temporary, { force: true });
    rmSync(output, { force: true });
    throw error;
  }
}

/** Runs the first compiler that succeeds; throws the complaint of the first one that exists. */
function compile(args) {
  let complaint = null;
  // On macOS the symbols of Node are looked up in the process that loads the addon, as on Linux by default.
  const platform = process.platform === 'darwin' ? ['-undefined', 'dynamic_lookup'] : [];
  for (const [command, ...flags] of compilers()) {
    const { status, stderr, error } = spawnSync(command, [...flags, ...args, ...platform], {
      encoding: 'utf8',
    });
    if (status === 0) return;
    if (error?.code === 'ENOENT') continue;
    complaint ??= `${command}: ${error?.message ?? mainError(stderr)}`;
  }
  throw new Error(complaint ?? 'no C compiler found: tried $CC, cc, gcc and clang');
}

/** Command and flags of each compiler to try; $CC may be `ccache gcc` or `gcc -m64`. */
function compilers() {
  const chosen = process.env.CC?.trim();
  return [...(chosen ? [chosen.split(/\s+/)] : []), ['cc'], ['gcc'], ['clang']];
}

function mainError(stderr) {
  const lines = stderr.split('\n');
  return firstLine(lines.find(line => line.includes('error')) ?? stderr) || 'failed without a message';
}

function firstLine(text) {
  return text.trim().split('\n', 1)[0];
}

const calledAs = process.argv[1];
if (calledAs && existsSync(calledAs) && realpathSync(calledAs) === fileURLToPath(import.meta.url)) {
  const path = relative => fileURLToPath(new URL(relative, import.meta.url));
  buildAddon({ source: path('posix.c'), output: path('../dist/native/posix.node') });
}
