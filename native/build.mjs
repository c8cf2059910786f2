// Compiles the native addon with whatever C compiler there is: no node-gyp, no download. A machine without a
// compiler still gets a working client, only one that cannot replace its code; hence this never fails a build.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, realpathSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const directory = dirname(fileURLToPath(import.meta.url));
/** Our own headers. */
const INCLUDE = join(directory, 'include');
const PACKAGED_HEADERS = join(directory, '../dist/native/node-api');
const FLAGS = [
  ...['-shared', '-fPIC', '-O2', '-pthread'],
  // The preloaded addon shares one name space with all of Node and its libraries.
  '-fvisibility=hidden',
];
/** For tests: what is written beyond its bounds, or means nothing in C, ends the process and is told. */
const SANITIZED = [
  ...['-O1', '-g', '-fno-omit-frame-pointer'],
  ...['-fsanitize=address,undefined', '-fno-sanitize-recover=undefined'],
];
const FOLDERS = [directory, join(directory, 'watchdog'), INCLUDE];

/**
 * Brings `output` up to date with `sources`, C files and headers; does nothing when it is newer than all of them.
 * Otherwise compiles to a temporary name and renames, because a running client has the old file mapped. If that
 * fails, an output older than a source is removed (it would not do what posix.ts expects) and, unless `quiet`, one
 * line on stderr says why.
 * `compilers`: command and flags of each to try, the first that succeeds counts.
 * @param {{sources?: readonly string[], output: string, quiet?: boolean, compilers?: readonly string[][]}} options
 * @returns {string | null} why there is no addon, or null when there is
 */
export function buildAddon({
  sources = besideThis(),
  output,
  quiet = false,
  compilers = compilersOfThisMachine(),
}) {
  try {
    if (isCurrent(output, sources)) return null;
    build(sources, output, compilers);
    return null;
  } catch (error) {
    const reason = firstLine(error.message);
    if (!quiet) console.error(`native: not built (${reason}); /reload will be unavailable`);
    return reason;
  }
}

/** All of native/ that a compiler is interested in. */
function besideThis() {
  const files = FOLDERS.filter(existsSync).flatMap(folder =>
    readdirSync(folder).map(name => join(folder, name)),
  );
  return files.filter(file => /\.[ch]$/.test(file));
}

function isCurrent(output, sources) {
  const built = statSync(output, { throwIfNoEntry: false });
  return built !== undefined && sources.every(source => built.mtimeMs >= statSync(source).mtimeMs);
}

function build(sources, output, compilers) {
  const temporary = `${output}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(output), { recursive: true });
    const files = sources.filter(name => name.endsWith('.c'));
    const includes = [`-I${apiHeaders()}`, `-I${INCLUDE}`];
    const flags = process.env.CLAY_SANITIZED ? [...FLAGS, ...SANITIZED] : FLAGS;
    compile(compilers, [...flags, ...includes, ...files, '-o', temporary, ...libraries()]);
    renameSync(temporary, output);
  } catch (error) {
    rmSync(temporary, { force: true });
    rmSync(output, { force: true });
    throw error;
  }
}

/** Node's own: of the package that a checkout has installed, or as they came with an installed Clay. */
function apiHeaders() {
  try {
    return fileURLToPath(new URL('include', import.meta.resolve('node-api-headers')));
  } catch {
    return PACKAGED_HEADERS;
  }
}

function libraries() {
  // On macOS the symbols of Node are looked up in the process that loads the addon, as on Linux by default.
  if (process.platform === 'darwin') return ['-undefined', 'dynamic_lookup'];
  // dlsym() is there in a C library before glibc 2.34.
  return process.platform === 'linux' ? ['-ldl', '-Wl,--build-id=none'] : [];
}

/** Runs the first compiler that succeeds; throws the complaint of the first one that exists. */
function compile(compilers, args) {
  let complaint = null;
  for (const [command, ...flags] of compilers) {
    const { status, stderr, error } = spawnSync(command, [...flags, ...args], { encoding: 'utf8' });
    if (status === 0) return;
    if (error?.code === 'ENOENT') continue;
    complaint ??= `${command}: ${error?.message ?? mainError(stderr)}`;
  }
  throw new Error(complaint ?? 'no C compiler found: tried $CC, cc, gcc and clang');
}

/** Command and flags of each compiler to try; $CC may be `ccache gcc` or `gcc -m64`. */
function compilersOfThisMachine() {
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
  buildAddon({ output: fileURLToPath(new URL('../dist/native/posix.node', import.meta.url)) });
}
