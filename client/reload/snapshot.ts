/** What a reload carries from one image to the next, and a checkpoint from one process to the next. codec.ts makes bytes of it. */
import type { State } from '../state/state.ts';
import type { Carried } from './descriptors.ts';

/** A reader refuses another major version. Raise it when old images could not make sense of the state. */
export const STATE_MAJOR = 1;
/**
 * Raise it when something is added. A reader of a higher minor version gives what is missing its empty value, one of a
 * lower version keeps what it does not know and passes it on.
 */
export const STATE_MINOR = 1;

export interface Snapshot {
  readonly state: State;
  /** Of the process that wrote it; execve() keeps it, so any other number is somebody else's file. */
  readonly pid: number;
  /** What tells this process from a later one of the same number (shared/process-identity.ts). */
  readonly identity: string;
  /** By link id. */
  readonly links: Readonly<Record<string, Carried>>;
  readonly spill: Carried | null;
  /** Name of the spill file, if it has one. */
  readonly spillPath: string | null;
  /** struct termios of the terminal as it was before Clay; null if it could not be read. */
  readonly termios: Uint8Array | null;
  /** Command line without runtime and script, as the user gave it. */
  readonly args: readonly string[];
  readonly home: string;
  /** The script by the path that the user started it by: a reload looks for the next build there. Since 1.1. */
  readonly script: string;
  /** How often builds, by their id, have failed to start in this process. Since 1.1. */
  readonly failures: Readonly<Record<string, number>>;
  /** When this process crashed lately (Unix ms). Since 1.1. */
  readonly crashes: readonly number[];
  /** Of a checkpoint, the first file of the tape that goes on from it (tape.ts). Since 1.1. */
  readonly tape: number;
}

const KNOWN: ReadonlySet<string> = new Set<keyof Snapshot>([
  'state',
  'pid',
  'identity',
  'links',
  'spill',
  'spillPath',
  'termios',
  'args',
  'home',
  'script',
  'failures',
  'tape',
  'crashes',
]);

/** Parts that a build of a higher minor version has added. */
export function unknownParts(snapshot: Snapshot): Record<string, unknown> {
  return Object.fromEntries(Object.entries(snapshot).filter(([name]) => !KNOWN.has(name)));
}
