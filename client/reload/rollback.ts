/** An image that was put back because the next one failed: what it is told of that, in its environment. */

import { closeSync, fstatSync, readSync } from 'node:fs';
import { constants } from 'node:os';
import { COMPLAINT_VARIABLE, FAILED_VARIABLE, ROLLED_BACK_VARIABLE } from '../host/environment.ts';
import type { ProcessFacts } from '../snapshot/process-facts.ts';
import { mainLine } from './preflight.ts';

export interface RolledBack {
  /** Id of the build that failed, '' if it had none; its version, '' if that is not known. */
  readonly build: string;
  readonly version: string;
  /** `exit 3`, `signal 11`, `time 700`. */
  readonly how: string;
  /** What it printed on standard error. */
  readonly printed: string;
}

/** A build that fails prints a screenful; more than this is not read. */
const PRINTED_LIMIT = 16 * 1024;

/** What `environment` says of a failed image, taken out of it; null if there was none. */
export function takeRollback(environment: Record<string, string | undefined>): RolledBack | null {
  const take = (name: string) => {
    const value = environment[name];
    delete environment[name];
    return value;
  };
  const how = take(ROLLED_BACK_VARIABLE);
  const complaint = take(COMPLAINT_VARIABLE);
  const [build = '', version = ''] = (take(FAILED_VARIABLE) ?? '').split(' ');
  if (how === undefined) return null;
  return { build, version, how, printed: complaint === undefined ? '' : readAll(Number(complaint)) };
}

/** The count of failures with this one in it. */
export function withFailure(
  before: ProcessFacts['failures'],
  failed: RolledBack | null,
): ProcessFacts['failures'] {
  return failed ? { ...before, [failed.build]: (before[failed.build] ?? 0) + 1 } : before;
}

/** The count of failures without those of a build that has started since: what ended it then was not its own fault. */
export function withoutFailure(before: ProcessFacts['failures'], build: string): ProcessFacts['failures'] {
  if (!Object.hasOwn(before, build)) return before;
  const { [build]: _forgiven, ...others } = before;
  return others;
}

/** Which version failed, why, and which one goes on. */
export function sentenceOf({ version, how, printed }: RolledBack, running: string): string {
  const failed = version === '' ? 'The new build' : `Version ${version}`;
  return `Not reloaded: ${failed} could not take over: ${reason(how, printed)}. Version ${running} was put back; every connection goes on, and clay.log has the details.`;
}

function reason(how: string, printed: string): string {
  const [what, number = ''] = how.split(' ');
  if (what === 'time') return `it was not ready within ${Number(number) / 1000} s`;
  if (what === 'signal') return `it was ended by ${signalName(Number(number))}`;
  return mainLine(printed) || `it ended with exit status ${number}`;
}

export function signalName(number: number): string {
  return Object.entries(constants.signals).find(([, value]) => value === number)?.[0] ?? `signal ${number}`;
}

function readAll(fd: number): string {
  try {
    const bytes = Buffer.alloc(Math.min(fstatSync(fd).size, PRINTED_LIMIT));
    const count = readSync(fd, bytes, 0, bytes.length, 0);
    closeSync(fd);
    return bytes.toString('utf8', 0, count);
  } catch (error) {
    // Only the details are missing then.
    return String(error);
  }
}
