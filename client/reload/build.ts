/**
 * Which build a reload starts: the script by the path the program was started by, looked up again, so that a flipped
 * `current` link leads to the new version; the runtime by /proc/self/exe, which says " (deleted)" after an upgrade.
 */
import {
  accessSync,
  constants,
  existsSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { cachedDataVersionTag } from 'node:v8';
import { crc32 } from 'node:zlib';
import { type Fault, fault } from '../../shared/fault.ts';
import { heldRoot, makeDirectory } from '../../shared/held.ts';
import { distrustOf, isExposed, readTrusted, suspicion } from '../../shared/trust.ts';

export interface Build {
  readonly runtime: string;
  /** Path under which the runtime is run. */
  readonly program: string;
  /** Options of the runtime, the script first to come after them. */
  readonly options: readonly string[];
  readonly script: string;
}

/** What `.build/bundle.mjs` writes beside a start-up snapshot: what it was made from and for. */
export interface SnapshotNote {
  readonly blob: string;
  /** Options of the runtime that it must be used with. */
  readonly options: readonly string[];
  readonly node: string;
  readonly runtimeSize: number;
  readonly runtimeTime: number;
  /** V8's own, without and with these options: they differ with its version and the processor. */
  readonly tags: readonly number[];
  /** CRC-32. */
  readonly script: number;
}

export const SNAPSHOT_NOTE = 'clay.snapshot.json';

/**
 * What to run, by the user's own `options` of the runtime; `directory` is the runtime directory. `later`: at a moment when
 * nobody can look again.
 */
export function findBuild(
  script: string,
  options: readonly string[],
  directory: string | null,
  later = false,
): Build | Fault {
  const runtime = runtimePath();
  const missing =
    unusable(runtime, 'The Node runtime') ?? unusable(script, 'The build') ?? suspectPart(realScript(script));
  if (missing) return missing;
  const snapshot = options.length === 0 ? usableSnapshot(script, runtime, later) : null;
  return {
    runtime,
    program: underOurName(runtime, directory),
    options: [...(snapshot ?? options), ...linkOptions(script), ...inspectorOptions()],
    script,
  };
}

/** What is held is not looked up by name again: another one may have come to it. */
export function realScript(script: string): string {
  return heldRoot(script) === null ? realpathSync(script) : script;
}

/** Of the programs that the build will load or start. */
function suspectPart(script: string): Fault | null {
  const parts = ['native/posix.node', 'tlsproxy.js'].map(name => `${dirname(script)}/${name}`);
  return parts.map(part => suspicion('The build', part)).find(suspect => suspect !== null) ?? null;
}

/** Node would load the script by the name that a held directory had. */
function linkOptions(script: string): string[] {
  return heldRoot(script) === null ? [] : ['--preserve-symlinks-main'];
}

/** The runtime's path on disk, also after its file was replaced. */
export function runtimePath(): string {
  try {
    return readlinkSync('/proc/self/exe').replace(/ \(deleted\)$/, '');
  } catch {
    // No /proc on this system: the path Node was started by.
    return process.execPath;
  }
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
    if (!existsSync(link)) symlinkSync(runtime, link);
    return realpathSync(link) === realpathSync(runtime) ? link : runtime;
  } catch {
    // The name is a convenience; the reload is not held up for it.
    return runtime;
  }
}

function unusable(path: string, what: string): Fault | null {
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

/** Throws if there is none. It names code and options, so it has to be as trustworthy as a build. */
export function readNote(directory: string): SnapshotNote {
  const text = readTrusted('The note', `${directory}/${SNAPSHOT_NOTE}`).toString('utf8');
  return JSON.parse(text) as SnapshotNote;
}

/**
 * The options that use the start-up snapshot of this very script for this very runtime, or null. Node ends at once when given a snapshot
 * of another build or made under other V8 options, so in any doubt it is not used.
 */
export function usableSnapshot(script: string, runtime: string, later = false): string[] | null {
  if (process.env.NODE_OPTIONS) return null;
  try {
    const real = realScript(script);
    const note = readNote(dirname(real));
    const { size, mtimeMs } = statSync(runtime);
    const fits =
      note.node === process.version &&
      note.runtimeSize === size &&
      note.runtimeTime === mtimeMs &&
      note.tags.includes(cachedDataVersionTag()) &&
      note.script === crc32(readFileSync(real));
    const blob = resolve(dirname(real), note.blob);
    accessSync(blob, constants.R_OK);
    // It is code, and used by its name.
    if (distrustOf(blob) || (later && isExposed(blob))) return null;
    return fits ? ['--snapshot-blob', blob, ...note.options] : null;
  } catch {
    // Without a snapshot the start takes a little longer; nothing else changes.
    return null;
  }
}

/**
 * SIGUSR1 starts Node's debugger until a handler is there. Newer Nodes can be told not to; Node 20 opens a port of
 * its own choosing instead of the well-known one, in silence, until the new image closes it (signals.ts).
 */
export function inspectorOptions(): string[] {
  if (process.allowedNodeEnvironmentFlags.has('--disable-sigusr1')) return ['--disable-sigusr1'];
  return ['--inspect-port=127.0.0.1:0', '--inspect-publish-uid=http'];
}
