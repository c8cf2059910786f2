/** From this image to the next one: the last steps before execve(), and the way back if it returns. */
import type { Posix, Signal } from '../../native/posix.ts';
import { type Fault, fault } from '../../shared/fault.ts';
import { ENDING_SIGNALS } from '../../shared/process/signals.ts';
import { type Environment, STATE_VARIABLE } from '../host/environment.ts';
import type { Build } from './build.ts';

/**
 * Blocked until the next image has its handlers: by default each of them would end or stop the process. Of the fatal
 * ones only SIGABRT: the others stand for faults of the very next instruction, which cannot wait.
 */
export const BLOCKED_SIGNALS: readonly Signal[] = [
  ...ENDING_SIGNALS,
  'SIGUSR1',
  'SIGABRT',
  'SIGTSTP',
  'SIGWINCH',
];

/** Of these, what is sent by others: a thread that ends the process because of a fault of its own is not kept from it. */
export const SENT_SIGNALS: readonly Signal[] = BLOCKED_SIGNALS.filter(signal => signal !== 'SIGABRT');

export interface Exec {
  readonly posix: Posix;
  readonly build: Build;
  readonly args: readonly string[];
  /** As `nextEnvironment` makes it. */
  readonly environment: Environment;
  /** Descriptor of the state file. */
  readonly state: number;
  /** Descriptors to be carried over, besides 0, 1, 2 and the state file. */
  readonly carried: readonly number[];
}

/** Replaces the process. Returns only if that failed, with everything set back as it was. */
export function execNextImage({ posix, build, args, environment, state, carried }: Exec): Fault {
  const descriptors = Int32Array.from([0, 1, 2, state, ...carried]);
  let before: Uint8Array | null = null;
  posix.blockSignals(BLOCKED_SIGNALS);
  try {
    before = posix.setCloexecs(descriptors, new Uint8Array(descriptors.length));
    const next = assignments({ ...environment, [STATE_VARIABLE]: String(state) });
    // The point of no return: behind this line there is only the next image.
    return posix.execve(build.program, argumentsFor(build, args), next);
  } catch (error) {
    if (before) posix.setCloexecs(descriptors, before);
    posix.unblockSignals(BLOCKED_SIGNALS);
    const { code = 'UNKNOWN' } = error as NodeJS.ErrnoException;
    return fault('EXEC_FAILED', `The system refused to run ${build.runtime} (${code}).`);
  }
}

/** Arguments of the runtime that starts the build, the name of the process first. */
export function argumentsFor({ options, script }: Build, args: readonly string[]): string[] {
  return ['clay', ...options, script, ...args];
}

function assignments(environment: Environment): string[] {
  return Object.entries(environment).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${value}`],
  );
}
