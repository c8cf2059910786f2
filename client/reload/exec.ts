/** From this image to the next one: the last steps before execve(), and the way back if it returns. */
import type { Posix, Signal } from '../../native/posix.ts';
import { type Fault, fault } from '../../shared/fault.ts';
import type { Build } from './build.ts';
import { GUARDED_VARIABLE } from './guard.ts';

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

/**
 * Node reads a start-up snapshot into memory twice over, page by page: large pages save a tenth of the start. Other C
 * libraries do not know of it. It comes first, so that the user's own setting counts.
 */
const LARGE_PAGES = 'glibc.malloc.hugetlb=1';

/** Set where a build is only to show that it would start and could read the state. */
export const TRIAL_VARIABLE = 'CLAY_TRIAL';

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

type Environment = Readonly<Record<string, string | undefined>>;

/** Replaces the process. Returns only if that failed, with everything set back as it was. */
export function execNextImage({ posix, build, args, environment, state, carried }: Exec): Fault {
  const descriptors = [0, 1, 2, state, ...carried];
  const before = descriptors.map(fd => [fd, posix.getCloexec(fd)] as const);
  posix.blockSignals(GUARDED_SIGNALS);
  try {
    for (const fd of descriptors) posix.setCloexec(fd, false);
    const next = assignments({ ...environment, [STATE_VARIABLE]: String(state) });
    // The point of no return: behind this line there is only the next image.
    return posix.execve(build.program, argumentsFor(build, args), next);
  } catch (error) {
    for (const [fd, cloexec] of before) posix.setCloexec(fd, cloexec);
    posix.unblockSignals(GUARDED_SIGNALS);
    const { code = 'UNKNOWN' } = error as NodeJS.ErrnoException;
    return fault('EXEC_FAILED', `The system refused to run ${build.runtime} (${code}).`);
  }
}

/** Arguments of the runtime that starts the build, the name of the process first. */
export function argumentsFor({ options, script }: Build, args: readonly string[]): string[] {
  return ['clay', ...options, script, ...args];
}

/** The environment of a next image, before what only this one is told. */
export function nextEnvironment({
  NODE_EXTRA_CA_CERTS,
  GLIBC_TUNABLES,
  [GUARDED_VARIABLE]: _,
  ...rest
}: Environment): Environment {
  const its = { ...rest, GLIBC_TUNABLES: GLIBC_TUNABLES ? `${LARGE_PAGES}:${GLIBC_TUNABLES}` : LARGE_PAGES };
  return NODE_EXTRA_CA_CERTS ? { ...its, [CERTIFICATES_VARIABLE]: NODE_EXTRA_CA_CERTS } : its;
}

/** Takes out of the environment what was for the start of this image alone, so that no program started here gets it. */
export function forgetStart(environment: Record<string, string | undefined>): void {
  const { GLIBC_TUNABLES: tunables } = environment;
  delete environment[STATE_VARIABLE];
  if (tunables === LARGE_PAGES) delete environment.GLIBC_TUNABLES;
  else if (tunables?.startsWith(`${LARGE_PAGES}:`))
    environment.GLIBC_TUNABLES = tunables.slice(LARGE_PAGES.length + 1);
}

function assignments(environment: Environment): string[] {
  return Object.entries(environment).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${value}`],
  );
}

/** The environment for programs that Clay starts. */
export function childEnvironment(environment: Environment): Record<string, string | undefined> {
  const { [CERTIFICATES_VARIABLE]: certificates, ...rest } = environment;
  return certificates ? { ...rest, NODE_EXTRA_CA_CERTS: certificates } : rest;
}
