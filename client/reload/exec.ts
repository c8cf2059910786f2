/** From this image to the next one: the last steps before execve(), and the way back if it returns. */
import type { Posix, Signal } from '../../native/posix.ts';
import { type Fault, fault } from '../../shared/fault.ts';
import type { Build } from './build.ts';

/** Blocked until the next image has its handlers: by default each of them would end or stop the process. */
export const GUARDED_SIGNALS: readonly Signal[] = [
  'SIGUSR1',
  'SIGHUP',
  'SIGINT',
  'SIGTERM',
  'SIGTSTP',
  'SIGWINCH',
];

/** Where the next image finds the descriptor of the state file. */
export const STATE_VARIABLE = 'CLAY_STATE_FD';
/** Where NODE_EXTRA_CA_CERTS waits for those who need it: Node reads it at every start, which takes 80 ms. */
export const CERTIFICATES_VARIABLE = 'CLAY_NODE_EXTRA_CA_CERTS';

export interface Exec {
  readonly posix: Posix;
  readonly build: Build;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Descriptor of the state file. */
  readonly state: number;
  /** Descriptors to be carried over, besides 0, 1, 2 and the state file. */
  readonly carried: readonly number[];
}

/** Replaces the process. Returns only if that failed, with everything set back as it was. */
export function execNextImage({ posix, build, args, environment, state, carried }: Exec): Fault {
  const descriptors = [0, 1, 2, state, ...carried];
  const before = descriptors.map(fd => [fd, posix.getCloexec(fd)] as const);
  posix.blockSignals(GUARDED_SIGNALS);
  try {
    for (const fd of descriptors) posix.setCloexec(fd, false);
    const argv = ['clay', ...build.options, build.script, ...args];
    // The point of no return: behind this line there is only the next image.
    return posix.execve(build.program, argv, nextEnvironment(environment, state));
  } catch (error) {
    for (const [fd, cloexec] of before) posix.setCloexec(fd, cloexec);
    posix.unblockSignals(GUARDED_SIGNALS);
    const { code = 'UNKNOWN' } = error as NodeJS.ErrnoException;
    return fault('EXEC_FAILED', `The system refused to run ${build.runtime} (${code}).`);
  }
}

function nextEnvironment(environment: Exec['environment'], state: number): string[] {
  const { NODE_EXTRA_CA_CERTS, ...rest } = environment;
  const next: Record<string, string | undefined> = { ...rest, [STATE_VARIABLE]: String(state) };
  if (NODE_EXTRA_CA_CERTS) next[CERTIFICATES_VARIABLE] = NODE_EXTRA_CA_CERTS;
  return Object.entries(next).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]));
}

/** The environment for programs that Clay starts. */
export function childEnvironment(environment: Exec['environment']): Record<string, string | undefined> {
  const { [CERTIFICATES_VARIABLE]: certificates, ...rest } = environment;
  return certificates ? { ...rest, NODE_EXTRA_CA_CERTS: certificates } : rest;
}
