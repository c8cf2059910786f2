/** Where this build lies, and what stands beside it. */
import { realpathSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { faultOf } from '../shared/fault.ts';
import { ensureRuntimeDirectory, runtimeDirectory } from '../shared/paths.ts';

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
    // One system call, not one for each part of the path.
    directory: dirname(realpathSync.native(script)),
    options: userOptions(process.execArgv),
    args: process.argv.slice(2),
  };
}

function userOptions(options: readonly string[]): string[] {
  const kept: string[] = [];
  for (let i = 0; i < options.length; i++) {
    const option = options[i] as string;
    if (option === '--snapshot-blob') i++;
    else if (!/^--(disable-sigusr1|no-rehash-snapshot|inspect-port=|inspect-publish-uid=)/.test(option))
      kept.push(option);
  }
  return kept;
}

/** Its path; null, and why, where it is refused: the scrollback then lies elsewhere, and a crash is not survived. */
export function findRuntimeDirectory(notices: string[]): string | null {
  try {
    const uid = process.getuid?.() ?? 0;
    return ensureRuntimeDirectory(runtimeDirectory(process.env, uid), uid);
  } catch (error) {
    notices.push(faultOf(error, 'RUNTIME_DIR_FAILED').sentence);
    return null;
  }
}
