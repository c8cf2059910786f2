/**
 * Which build a reload starts: the script by the path the program was started by, looked up again, so that a flipped
 * `current` link leads to the new version; the runtime by /proc/self/exe, which says " (deleted)" after an upgrade.
 */
import { existsSync, lstatSync, mkdirSync, openSync, readlinkSync, symlinkSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import type { Fault } from '../../shared/fault.ts';
import { NO_SIGUSR1, type Runtime, runningRuntime, runtimePath, SELF, unusable } from './runtime.ts';
import { BLOB, usableSnapshot } from './startup.ts';

export interface Build {
  readonly runtime: string;
  /** Path under which the runtime is run. */
  readonly program: string;
  /** Options of the runtime, the script first to come after them. */
  readonly options: readonly string[];
  readonly script: string;
}

/** What to run on `runtime`, by the user's own `options` of it; `directory` is the runtime directory. */
export function findBuild(
  script: string,
  options: readonly string[],
  directory: string | null,
  runtime: Runtime,
): Build | Fault {
  const missing = unusable(script, 'The build');
  if (missing) return missing;
  return {
    runtime: runtime.path,
    program: underOurName(runtime.path, directory),
    options: startOptions(script, options, runtime),
    script,
  };
}

/**
 * A build that this process is to run again, after a crash or a failed reload, by the runtime that it has now, whatever
 * lies on disk by then. The one that runs is started as it was: what that takes has been found out before.
 */
export function findAgain(
  script: string,
  options: readonly string[],
  directory: string | null,
  running: string,
): Build | Fault {
  if (!existsSync(SELF)) return findBuild(script, options, directory, runningRuntime());
  const start = script === running ? process.execArgv : startOptions(script, options, runningRuntime());
  return { runtime: runtimePath(), program: underOurName(SELF, directory), options: start, script };
}

/** The same build by a descriptor of this runtime: also the image after this one can go back to it. */
export function holdRuntime(build: Build, directory: string | null): { fd: number; build: Build } | null {
  try {
    const fd = openSync(SELF, 'r');
    return { fd, build: { ...build, program: underOurName(`/proc/self/fd/${fd}`, directory) } };
  } catch {
    // No /proc, or no descriptor to spare: then what lies on disk is gone back to.
    return null;
  }
}

function startOptions(script: string, options: readonly string[], runtime: Runtime): string[] {
  // Options of the user may change what V8 expects of a snapshot.
  const snapshot = options.length === 0 ? usableSnapshot(script, runtime) : null;
  return [...(snapshot ?? options), ...inspectorOptions(runtime)];
}

/** The same build without a start-up snapshot; null if it goes without anyway. */
export function withoutSnapshot(build: Build): Build | null {
  const [first] = build.options;
  return first === BLOB ? { ...build, options: build.options.slice(2) } : null;
}

/**
 * The runtime by a link called `clay`: execve() names the process after the file, so `pgrep clay` finds it from the
 * first moment of the new image on. Where no link can be made, the runtime itself.
 */
function underOurName(runtime: string, directory: string | null): string {
  if (directory === null) return runtime;
  const folder = `${directory}/${crc32(runtime).toString(16)}.exec`;
  const link = `${folder}/clay`;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (!lstatSync(link, { throwIfNoEntry: false })) symlinkSync(runtime, link);
    return readlinkSync(link) === runtime ? link : runtime;
  } catch {
    // The name is a convenience; the reload is not held up for it.
    return runtime;
  }
}

/**
 * SIGUSR1 starts Node's debugger until a handler is there. Newer Nodes can be told not to; Node 20 opens a port of
 * its own choosing instead of the well-known one, in silence, until the new image closes it (signals.ts).
 */
function inspectorOptions({ knowsSigusr1 }: Runtime): string[] {
  return knowsSigusr1 ? [NO_SIGUSR1] : ['--inspect-port=127.0.0.1:0', '--inspect-publish-uid=http'];
}
