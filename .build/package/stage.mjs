// What a package with a Node of its own consists of, put into a directory, with the time and the modes that make two of
// one commit the same.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeFor } from './node.mjs';

export const root = fileURLToPath(new URL('../../', import.meta.url));
export const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Processors that packages are made for, by Node's names. */
export const PROCESSORS = ['x64', 'arm64'];

/** Of dist/, what is the same on every machine. The rest is made where it is installed, by prepare.js. */
const PROGRAM = /\.(js|wasm|base|LICENSE)$/;

/** Seconds since 1970: of the commit, or as SOURCE_DATE_EPOCH says. */
export function time() {
  if (process.env.SOURCE_DATE_EPOCH) return Number(process.env.SOURCE_DATE_EPOCH);
  const { status, stdout } = spawnSync('git', ['log', '-1', '--format=%ct'], { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error('outside a clone, SOURCE_DATE_EPOCH must say the time of the package');
  return Number(stdout);
}

/** The processors that the arguments of a script name: all if none. */
export function chosen(args) {
  const wrong = args.find(name => !PROCESSORS.includes(name));
  if (wrong !== undefined)
    throw new Error(`there are packages for ${PROCESSORS.join(' and ')}, not "${wrong}"`);
  return args.length === 0 ? PROCESSORS : args;
}

/** The program and its addon into `to`. */
export function stageProgram(to, processor) {
  mkdirSync(join(to, 'native'), { recursive: true });
  for (const name of readdirSync(join(root, 'dist')).filter(entry => PROGRAM.test(entry)))
    put(join(root, 'dist', name), join(to, name));
  cpSync(join(root, 'dist/web'), join(to, 'web'), { recursive: true });
  put(join(root, `dist/native/linux-${processor}.node`), join(to, 'native/posix.node'));
}

/** Node itself. */
export function stageNode(to, processor) {
  put(join(nodeFor(processor), 'bin/node'), to, 0o755);
}

/** The licence of the Node for that processor. */
export function nodeLicence(processor) {
  return readFileSync(join(nodeFor(processor), 'LICENSE'), 'utf8');
}

export function put(from, to, mode) {
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, to, { recursive: true });
  if (mode !== undefined) chmodSync(to, mode);
}

export function write(to, text, mode = 0o644) {
  mkdirSync(dirname(to), { recursive: true });
  writeFileSync(to, text, { mode });
  chmodSync(to, mode);
}

/** Gives all in `directory` one time (seconds since 1970), and modes that do not hang on a umask. */
export function settle(directory, seconds) {
  for (const name of readdirSync(directory)) {
    const path = join(directory, name);
    const stats = lstatSync(path);
    if (stats.isSymbolicLink()) continue;
    if (stats.isDirectory()) settle(path, seconds);
    else chmodSync(path, stats.mode & 0o100 ? 0o755 : 0o644);
    if (!stats.isDirectory()) utimesSync(path, seconds, seconds);
  }
  chmodSync(directory, 0o755);
  utimesSync(directory, seconds, seconds);
}
