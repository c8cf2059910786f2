/**
 * Which build a reload starts: the script by the path the program was started by, looked up again, so that a flipped
 * `current` link leads to the new version; the runtime by /proc/self/exe, which says " (deleted)" after an upgrade.
 */

import { existsSync, lstatSync, openSync, readlinkSync, realpathSync, symlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import type { Fault } from '../../shared/fault.ts';
import { heldRoot, makeDirectory } from '../../shared/held.ts';
import { suspicion } from '../../shared/trust.ts';
import { NO_SIGUSR1, ROOM, type Runtime, runningRuntime, SELF, unusable } from '../host/node.ts';
import { BLOB, usableStartupBlob } from './startup.ts';

export interface Build {
  readonly runtime: string;
  /** Path under which the runtime is run. */
  readonly program: string;
  /** Options of the runtime, the script first to come after them. */
  readonly options: readonly string[];
  readonly script: string;
}

/**
 * What to run on `runtime`, by the user's own `options` of it; `directory` is the runtime directory. `later`: at a moment
 * when nobody can look again.
 */
export function findBuild(
  script: string,
  options: readonly string[],
  directory: string | null,
  runtime: Runtime,
  later = false,
): Build | Fault {
  const missing = unusable(script, 'The build') ?? suspectPart(realScript(script));
  if (missing) return missing;
  return {
    runtime: runtime.path,
    program: underOurName(runtime.path, directory),
    options: startOptions(script, options, runtime, later),
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
  const runtime = runningRuntime();
  if (!existsSync(SELF)) return findBuild(script, options, directory, runtime, true);
  const start = isThat(script, running) ? process.execArgv : startOptions(script, options, runtime, true);
  return { runtime: runtime.path, program: underOurName(SELF, directory), options: start, script };
}

/** Whether the script `running`, maybe a link, leads to the other one. */
function isThat(script: string, running: string): boolean {
  if (script === running) return true;
  try {
    return script === realScript(running);
  } catch {
    // It has been removed.
    return false;
  }
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

/** Of the programs that the build will load or start. */
function suspectPart(script: string): Fault | null {
  const parts = ['native/posix.node', 'tlsproxy.js'].map(name => `${dirname(script)}/${name}`);
  return parts.map(part => suspicion('The build', part)).find(suspect => suspect !== null) ?? null;
}

/** What is held is not looked up by name again: another one may have come to it. */
export function realScript(script: string): string {
  return heldRoot(script) === null ? realpathSync(script) : script;
}

/** Node would load the script by the name that a held directory had. */
function linkOptions(script: string): string[] {
  return heldRoot(script) === null ? [] : ['--preserve-symlinks-main'];
}

function startOptions(
  script: string,
  options: readonly string[],
  runtime: Runtime,
  later: boolean,
): string[] {
  // Options of the user may change what V8 expects of a snapshot.
  const snapshot = options.length === 0 ? usableStartupBlob(realScript(script), runtime, later) : null;
  return [...(snapshot ?? options), ...linkOptions(script), ...inspectorOptions(runtime)];
}

/** Path of the start-up snapshot that the build starts from; null if it goes without. */
export function startupBlobOf({ options }: Build): string | null {
  const [first, path] = options;
  return first === BLOB && path !== undefined ? path : null;
}

/** The same build without a start-up snapshot; null if it goes without anyway. */
export function withoutStartupBlob(build: Build): Build | null {
  const [first] = build.options;
  if (first !== BLOB) return null;
  return { ...build, options: build.options.slice(2).filter(option => option !== ROOM) };
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
    makeDirectory(folder);
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
