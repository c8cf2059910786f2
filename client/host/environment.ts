/**
 * What images and builds say to each other through the environment: names and meaning of every variable, and which of
 * them a program that Clay starts gets to see. The names are fixed: builds of different versions use them. Those that
 * begin with CLAY_GUARD_ are for the addon alone (reload/watchdog.ts, native/watchdog/watchdog_settings.c).
 */

export type Environment = Readonly<Record<string, string | undefined>>;

/** Where the next image finds the descriptor of the state file. */
export const STATE_VARIABLE = 'CLAY_STATE_FD';
/** Where it finds the runtime directory that this one holds: a path through a descriptor. */
export const RUNTIME_VARIABLE = 'CLAY_RUNTIME_HELD';
/** Where NODE_EXTRA_CA_CERTS waits for those who need it: Node reads it at every start, which takes 80 ms. */
export const CERTIFICATES_VARIABLE = 'CLAY_NODE_EXTRA_CA_CERTS';

/**
 * Node reads a start-up snapshot into memory twice over, page by page: large pages save a tenth of the start. Other C
 * libraries do not know of it. It comes first, so that the user's own setting counts.
 */
const LARGE_PAGES = 'glibc.malloc.hugetlb=1';

/** Set where a build is only to show that it would start and could read the state. */
export const PREFLIGHT_VARIABLE = 'CLAY_TRIAL';

/** Set where a build only starts so that its code cache can be made. */
export const WARM_START_VARIABLE = 'CLAY_WARM_START';

/** Set in an image that is watched, until it has taken over. */
export const WATCHED_VARIABLE = 'CLAY_GUARDED';
/** How the image before this one failed: `exit 3`, `signal 11`, `time 700`. */
export const ROLLED_BACK_VARIABLE = 'CLAY_ROLLED_BACK';
/** Descriptor of what that image has printed on standard error. */
export const COMPLAINT_VARIABLE = 'CLAY_ROLLED_BACK_STDERR';
/** Build and version that failed: `id version`. */
export const FAILED_VARIABLE = 'CLAY_FAILED_BUILD';

/**
 * What the image before died of: the number of a signal (set by the addon), `fault` for an exception; or `state`: it did
 * not crash, but if the state file cannot be read, then this is the way on.
 */
export const CRASHED_VARIABLE = 'CLAY_CRASHED';
/** Path of the checkpoint that the image after a crash starts from. */
export const CHECKPOINT_VARIABLE = 'CLAY_CRASH_CHECKPOINT';
/** Connections that come along after a crash: `link:fd:type:device:inode`, separated by commas. */
export const LINKS_VARIABLE = 'CLAY_CRASH_LINKS';
/** Descriptor of what was read and is maybe not in the journal (read-buffer.ts). */
export const READ_BUFFER_VARIABLE = 'CLAY_CRASH_INTAKE';
/** When this process crashed lately: Unix ms, separated by commas. */
export const TIMES_VARIABLE = 'CLAY_CRASH_TIMES';

/** The descriptor of the state file, taken out of the environment; null if there was no reload. */
export function takeStateDescriptor(environment: Record<string, string | undefined>): number | null {
  const value = environment[STATE_VARIABLE];
  delete environment[STATE_VARIABLE];
  return value === undefined ? null : Number(value);
}

/** The environment of a next image, before what only this one is told. */
export function nextEnvironment({
  NODE_EXTRA_CA_CERTS,
  GLIBC_TUNABLES,
  [WATCHED_VARIABLE]: _,
  ...rest
}: Environment): Environment {
  const its = { ...rest, GLIBC_TUNABLES: GLIBC_TUNABLES ? `${LARGE_PAGES}:${GLIBC_TUNABLES}` : LARGE_PAGES };
  return NODE_EXTRA_CA_CERTS ? { ...its, [CERTIFICATES_VARIABLE]: NODE_EXTRA_CA_CERTS } : its;
}

/** Takes out of the environment what was for the start of this image alone, so that no program started here gets it. */
export function forgetLargePages(environment: Record<string, string | undefined>): void {
  const { GLIBC_TUNABLES: tunables } = environment;
  const ours = `${LARGE_PAGES}:`;
  if (tunables === LARGE_PAGES) delete environment.GLIBC_TUNABLES;
  else if (tunables?.startsWith(ours)) environment.GLIBC_TUNABLES = tunables.slice(ours.length);
}

/** The environment for programs that Clay starts. */
export function childEnvironment(environment: Environment): Record<string, string | undefined> {
  const { [CERTIFICATES_VARIABLE]: certificates, ...rest } = environment;
  return certificates ? { ...rest, NODE_EXTRA_CA_CERTS: certificates } : rest;
}
