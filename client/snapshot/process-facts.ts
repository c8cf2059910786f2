/** Facts about the process that its images hand on to each other, each as it has found them. */
export interface ProcessFacts {
  /** Of the process that wrote them; execve() keeps it, so any other number is somebody else's file. */
  readonly pid: number;
  /** What tells this process from a later one of the same number (shared/process-identity.ts). */
  readonly identity: string;
  /** The profile directory. */
  readonly home: string;
  /** Command line without runtime and script, as the user gave it. */
  readonly args: readonly string[];
  /** The script by the path that the user started it by: a reload looks for the next build there. */
  readonly script: string;
  /** The Node runtime by the path that the user started it by; '' = not known. */
  readonly runtime: string;
  /** struct termios of the terminal as it was before Clay; null if it could not be read. */
  readonly termios: Uint8Array | null;
  /** How often builds, by their id, have failed to start in this process. */
  readonly failures: Readonly<Record<string, number>>;
  /** When this process crashed lately (Unix ms). */
  readonly crashes: readonly number[];
}

/** What a build that does not know of a fact has left of it. */
export function emptyFacts(): ProcessFacts {
  return {
    pid: 0,
    identity: '',
    home: '',
    args: [],
    script: '',
    runtime: '',
    termios: null,
    failures: {},
    crashes: [],
  };
}
