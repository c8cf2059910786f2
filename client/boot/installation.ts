/** Where this build lies, and what stands beside it. */

import { existsSync, realpathSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { loadPosix, type Posix, type PosixUnavailable } from '../../native/posix.ts';
import { faultOf } from '../../shared/fault.ts';
import { heldDescriptors, heldRoot, holdReal, letGo } from '../../shared/held.ts';
import { holdRuntimeDirectory, runtimeDirectories } from '../../shared/paths.ts';
import { suspicion } from '../../shared/trust.ts';
import { RUNTIME_VARIABLE } from '../host/environment.ts';
import { ROOM } from '../host/node.ts';

declare const CLAY_VERSION: string;

/** Of package.json, put in by the bundler. */
export const version: string = typeof CLAY_VERSION === 'string' ? CLAY_VERSION : '0.0.0';

export interface Installation {
  /** The script as the program was started by it: a reload looks it up again. */
  readonly script: string;
  /** The directory that it really lies in: what this build loads later comes from there, whatever is deployed since. */
  readonly directory: string;
  /** Options the user gave to the runtime, without those that a reload adds. */
  readonly options: readonly string[];
  /** The user's own arguments. */
  readonly args: readonly string[];
}

export function installation(): Installation {
  const script = resolve(process.argv[1] ?? '');
  return {
    script,
    // What is held is not looked up by name again: another one may have come to it. One system call, not one for each part.
    directory: dirname(heldRoot(script) === null ? realpathSync.native(script) : script),
    options: userOptions(process.execArgv),
    args: process.argv.slice(2),
  };
}

function userOptions(options: readonly string[]): string[] {
  const kept: string[] = [];
  const isOurs = options.includes('--snapshot-blob');
  for (let i = 0; i < options.length; i++) {
    const option = options[i] as string;
    if (option === '--snapshot-blob') i++;
    // Where there is a snapshot, the user has given none.
    else if (isOurs && option === ROOM) continue;
    else if (
      !/^--(disable-sigusr1|no-rehash-snapshot|preserve-symlinks-main|inspect-port=|inspect-publish-uid=)/.test(
        option,
      )
    )
      kept.push(option);
  }
  return kept;
}

/**
 * Its path, held (shared/held.ts), by the descriptor of the image before if that is still right; null, and why, where it
 * is refused: the scrollback then lies elsewhere, and a crash is not survived.
 */
export function findRuntimeDirectory(notices: string[], before: string | null = null): string | null {
  try {
    const uid = process.getuid?.() ?? 0;
    return holdRuntimeDirectory(runtimeDirectories(process.env, uid), uid, before === null ? [] : [before]);
  } catch (error) {
    notices.push(faultOf(error, 'RUNTIME_DIR_FAILED').sentence);
    return null;
  }
}

/**
 * What came through execve() is held by this image alone: programs that it starts do not inherit it. Answers what the
 * image before held as its runtime directory.
 */
export function takeHeld(posix: Posix, running: string): string | null {
  const runtime = process.env[RUNTIME_VARIABLE] ?? null;
  delete process.env[RUNTIME_VARIABLE];
  for (const fd of heldDescriptors([running, runtime])) posix.setCloexec(fd, true);
  return runtime;
}

/** The addon of the build in `directory`; that it is not there, cannot be loaded or is not to be trusted is told. */
export function loadAddon(directory: string): Posix | PosixUnavailable {
  const folder = `${directory}/native`;
  const file = `${folder}/posix.node`;
  if (!existsSync(file)) return loadPosix(file);
  const suspect = suspicion('The native module', file);
  if (suspect) return { unavailable: suspect.sentence };
  // Loaded through what is looked at once more, so that nothing can come in between.
  const held = holdReal(folder);
  try {
    return loadHeld(held, file);
  } finally {
    letGo(held);
  }
}

/**
 * The same of an image that runs: where its copy has gone since it was started, with the runtime directory maybe, that of
 * `origin`, which the copy was made of. Of another build by now, it says so.
 */
export function addonOf(directory: string, origin: string): Posix | PosixUnavailable {
  const own = loadAddon(directory);
  if (!('unavailable' in own) || existsSync(`${directory}/native/posix.node`)) return own;
  const other = loadAddon(origin);
  return 'unavailable' in other ? own : other;
}

function loadHeld(held: string, file: string): Posix | PosixUnavailable {
  const through = `${held}/posix.node`;
  const suspect = suspicion('The native module', through);
  const loaded = suspect ? { unavailable: suspect.sentence } : loadPosix(through);
  return 'unavailable' in loaded ? { unavailable: loaded.unavailable.replaceAll(through, file) } : loaded;
}
