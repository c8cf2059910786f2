/** The client that runs: by its socket in the runtime directory. */
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import {
  attachPaths,
  attachPids,
  type Environment,
  homeDirectory,
  runtimeDirectories,
} from '../../shared/paths.ts';
import type { Line } from './arguments.ts';
import { Failure } from './failure.ts';

export interface RunningClient {
  readonly pid: number;
  readonly socket: string;
  /** What it is shown; as it is now. */
  token(): string;
}

export function findClient(
  { home: wanted, pid }: Pick<Line, 'home' | 'pid'>,
  env: Environment,
): RunningClient {
  const home = homeDirectory(wanted, env);
  const uid = process.getuid?.() ?? 0;
  const all = runtimeDirectories(env, uid)
    .filter(directory => isOurs(directory, uid))
    .flatMap(directory => clientsIn(directory, home));
  const found = pid === null ? all : all.filter(one => one.pid === pid);
  const [first, second] = found;
  if (!first)
    throw new Failure(
      pid === null
        ? `No Clay runs with the profile ${home}.`
        : `No Clay with the PID ${pid} runs with the profile ${home}.`,
    );
  if (second) {
    const pids = found.map(one => one.pid).join(', ');
    throw new Failure(`Several clients of the profile ${home} run (${pids}): --pid takes one of them.`, 2);
  }
  return first;
}

/** What others could have put there is none of our client's. */
function isOurs(directory: string, uid: number): boolean {
  if (!existsSync(directory)) return false;
  const stats = lstatSync(directory);
  return stats.isDirectory() && stats.uid === uid && (stats.mode & 0o077) === 0;
}

function clientsIn(directory: string, home: string): RunningClient[] {
  return attachPids(readdirSync(directory), home)
    .filter(isRunning)
    .map(pid => {
      const { socket, key } = attachPaths(directory, home, pid);
      return { pid, socket, token: () => readKey(key) };
    });
}

function readKey(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new Failure(`The key of the client cannot be read: ${(error as Error).message}.`);
  }
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
