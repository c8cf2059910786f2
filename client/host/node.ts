/**
 * The Node that is to run the next image: the file that lies where this one was started from, which an upgrade may have
 * replaced meanwhile. What it is called by and which options it knows is asked of that very file.
 */
import { execFile } from 'node:child_process';
import { accessSync, constants, readlinkSync, realpathSync, type Stats, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Fault, fault } from '../../shared/fault.ts';
import { whyNoProgram } from '../../shared/program-file.ts';
import { suspicion } from '../../shared/trust.ts';
import { isNewEnough, OLDEST_NODE } from '../starter/node-version.ts';
import { ownTag } from './sparkplug.ts';

export interface Runtime {
  readonly path: string;
  /** As Node itself says it: `v22.1.0`. */
  readonly version: string;
  /** V8's own: differ with its version, its options and the processor. Empty if it did not answer. */
  readonly tags: readonly number[];
  /** The same with all options that a start-up snapshot is used with; none: it was not asked. */
  readonly snapshotTag?: number;
  /** Whether it can be told to keep SIGUSR1 from its debugger. */
  readonly knowsSigusr1: boolean;
  /** Of its file: what tells it from another one in the same place. */
  readonly size: number;
  readonly time: number;
  readonly inode: number;
}

/** This very process's Node, whatever has become of its file. */
export const SELF = '/proc/self/exe';

/** The option that start-up snapshots are used with (startup.ts), and that keeps SIGUSR1 from the debugger. */
export const NO_REHASH = '--no-rehash-snapshot';
export const NO_SIGUSR1 = '--disable-sigusr1';

/**
 * Another one that start-up snapshots are used with: V8 looks for garbage among what is young when there are so many MiB of it, and not at the
 * first. What an image makes before it has read and answered something is most of that, and nearly all of it is needed still.
 */
export const ROOM = '--min-semi-space-size=4';

/** An answer takes as long as a start; beyond this something is wrong (ms). */
const ANSWER_LIMIT = 10_000;

/** Printed by the runtime in question. The tag comes first, because the option changes it. */
const QUESTION = `const v8 = require('v8');
const tags = [v8.cachedDataVersionTag()];
v8.setFlagsFromString('${NO_REHASH}');
tags.push(v8.cachedDataVersionTag());
v8.setFlagsFromString('${ROOM}');
const snapshotTag = v8.cachedDataVersionTag();
const knowsSigusr1 = process.allowedNodeEnvironmentFlags.has('${NO_SIGUSR1}');
JSON.stringify({ version: process.version, tags, snapshotTag, knowsSigusr1 })`;

/** The path of the file that runs, also after it was replaced. */
function ownPath(): string {
  try {
    return readlinkSync(SELF).replace(/ \(deleted\)$/, '');
  } catch {
    // No /proc on this system: the path Node was started by.
    return process.execPath;
  }
}

/**
 * The path that the user has started this process's Node by, to be looked up again: a link there may lead to another
 * version by then. '' where that is not to be found out, as behind a script that has started it.
 */
export function startedBy(argv0: string, environment: NodeJS.ProcessEnv): string {
  const places = argv0.includes('/') ? [''] : (environment.PATH ?? '').split(':');
  try {
    // As execvp() does: the first that is a program.
    const found = places.map(place => resolve(place, argv0)).find(path => isRunnable(path));
    return found !== undefined && realpathSync(found) === ownPath() ? found : '';
  } catch {
    // The working directory is not there any more.
    return '';
  }
}

function isRunnable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Where the next Node lies: where the user has started this one, or else where this one is, moved or not. */
function runtimePath(started: string): string {
  return started !== '' && statSync(started, { throwIfNoEntry: false }) ? started : ownPath();
}

let known: boolean | null = null;

/**
 * Of this process's Node, which makes a set of all its options to answer: that takes as long as a fiftieth of a reload. A
 * start-up snapshot fits one Node only, and holds the answer.
 */
export function knowsSigusr1(): boolean {
  known ??= process.allowedNodeEnvironmentFlags.has(NO_SIGUSR1);
  return known;
}

/** The runtime of this process. */
export function runningRuntime(): Runtime {
  return {
    path: ownPath(),
    version: process.version,
    tags: [ownTag()],
    knowsSigusr1: knowsSigusr1(),
    ...identityOf(statSync(ownFile())),
  };
}

/** The same, by the name of its file: where an emulator runs it, that file is known by its name alone. */
export function namedRuntime(): Runtime {
  const running = runningRuntime();
  const stats = statSync(running.path, { throwIfNoEntry: false });
  return stats ? { ...running, ...identityOf(stats) } : running;
}

/** The runtime that lies on disk now, by the path that this one was started by; asked only if it is not the one that runs. */
export async function runtimeOnDisk(started: string): Promise<Runtime | Fault> {
  const path = runtimePath(started);
  const missing = unusable(path, 'The Node runtime') ?? noProgram(path);
  if (missing) return missing;
  const running = runningRuntime();
  return isSameFile(path, running) ? { ...running, path } : askRuntime(path);
}

function noProgram(path: string): Fault | null {
  const why = whyNoProgram(path, ownFile());
  return why === null ? null : fault('RUNTIME_NO_PROGRAM', `The Node runtime ${path} ${why}.`);
}

function isSameFile(path: string, { inode, size, time }: Runtime): boolean {
  const now = identityOf(statSync(path));
  return now.inode === inode && now.size === size && now.time === time;
}

/** Of the file that lies in the runtime's place: a text that another file there would not have. */
export function runtimeIdentity(started: string): string {
  const path = runtimePath(started);
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats ? [path, ...Object.values(identityOf(stats))].join() : 'none';
}

/** What the Node at `path` says of itself, or that it is none that Clay could run on. */
export async function askRuntime(path: string): Promise<Runtime | Fault> {
  const stats = identityOf(statSync(path));
  const told = await answerOf(path);
  if (told === null)
    return fault('RUNTIME_NO_NODE', `The Node runtime ${path} does not answer as Node does.`);
  return isTooOld(told.version) ?? { path, ...told, ...stats };
}

function isTooOld(version: string): Fault | null {
  if (isNewEnough(version)) return null;
  const sentence = `The Node runtime is now ${version}, and Clay needs ${OLDEST_NODE.join('.')} or newer.`;
  return fault('RUNTIME_TOO_OLD', sentence);
}

type Told = Pick<Runtime, 'version' | 'tags' | 'snapshotTag' | 'knowsSigusr1'>;

function answerOf(path: string): Promise<Told | null> {
  return new Promise(resolve => {
    const options = { env: plainEnvironment(), timeout: ANSWER_LIMIT, encoding: 'utf8' as const };
    execFile(path, ['-p', QUESTION], options, (error, stdout) => resolve(error ? null : parse(stdout)));
  });
}

function parse(text: string): Told | null {
  try {
    return JSON.parse(text) as Told;
  } catch {
    // It is no Node.
    return null;
  }
}

/** Without what would make Node start slowly, or with other options. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  const { NODE_EXTRA_CA_CERTS: _, NODE_OPTIONS: __, ...rest } = process.env;
  return { ...rest, NODE_NO_WARNINGS: '1' };
}

/** A file that runs and that nobody else could have written, or why it is not one. */
export function unusable(path: string, what: string): Fault | null {
  try {
    const stats = statSync(path);
    if (!stats.isFile()) return fault('BUILD_NOT_A_FILE', `${what} ${path} is not a file.`);
    if (stats.size === 0) return fault('BUILD_EMPTY', `${what} ${path} is empty.`);
    accessSync(path, constants.R_OK | constants.X_OK);
    return suspicion(what, path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR')
      return fault('BUILD_MISSING', `${what} ${path} does not exist.`);
    if (code === 'EACCES') return fault('BUILD_NOT_EXECUTABLE', `${what} ${path} is not executable.`);
    return fault('BUILD_UNREADABLE', `${what} ${path} cannot be read (${code}).`);
  }
}

/** The Node for other programs of Clay, such as the proxy: the one on disk, or this one while there is none. */
export function programRuntime(): string {
  const path = ownPath();
  // By number: the child that runs it would take `self` for itself.
  return unusable(path, 'The Node runtime') ? `/proc/${process.pid}/exe` : path;
}

function identityOf({ size, mtimeMs, ino }: Stats): Pick<Runtime, 'size' | 'time' | 'inode'> {
  return { size, time: mtimeMs, inode: ino };
}

/** Through which the running file is to be had, even if it has no name any more. */
function ownFile(): string {
  return statSync(SELF, { throwIfNoEntry: false }) ? SELF : process.execPath;
}
