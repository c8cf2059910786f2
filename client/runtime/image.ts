/** What an image of the client starts with. */
import type { Posix, PosixUnavailable } from '../../native/posix.ts';
import type { Journal } from '../host/program-log.ts';
import type { Spill } from '../host/spill.ts';
import type { Snapshot } from '../reload/snapshot.ts';
import type { State } from '../state/state.ts';

/** What a client is made of, whether it has just been started or came through a reload. */
export interface Image {
  readonly state: State;
  readonly home: string;
  readonly posix: Posix | PosixUnavailable;
  readonly spill: Spill;
  readonly journal: Journal;
  /** The terminal's settings before Clay. */
  readonly termios: Uint8Array | null;
  /** The script as the user started it, and the one that this image was started from. */
  readonly script: string;
  readonly running: string;
  /** Where this build lies. */
  readonly directory: string;
  readonly options: readonly string[];
  readonly args: readonly string[];
  /** For sockets, checkpoints and the scrollback; null where it was refused. */
  readonly runtime: string | null;
  /** What tells this process from a later one of the same number. */
  readonly identity: string;
  readonly failures: Snapshot['failures'];
  /** When this process crashed lately (Unix ms). */
  readonly crashes: readonly number[];
  /** Number of the tape's last file. */
  readonly tape: number;
  /** Of the snapshot, what this build does not know. */
  readonly unknown: Readonly<Record<string, unknown>>;
  /** The previous image has set the terminal up. */
  readonly reloaded: boolean;
}
