/** What an image of the client starts with. */
import type { Posix, PosixUnavailable } from '../../native/posix.ts';
import type { ProgramLog } from '../host/program-log.ts';
import type { Memories } from '../host/script/memories.ts';
import type { Spill } from '../host/spill.ts';
import type { ProcessFacts } from '../snapshot/process-facts.ts';
import type { State } from '../state/state.ts';

/** What a client is made of, whether it has just been started or came through a reload. */
export interface Image {
  readonly facts: ProcessFacts;
  readonly state: State;
  readonly posix: Posix | PosixUnavailable;
  readonly spill: Spill;
  readonly memories: Memories;
  readonly log: ProgramLog;
  /** The script that this image was started from, maybe a copy; the user's path is in the facts. */
  readonly running: string;
  /** Where this build lies. */
  readonly directory: string;
  /** The user's options of the runtime. */
  readonly nodeOptions: readonly string[];
  /** For sockets, checkpoints and the scrollback; null where it was refused. */
  readonly runtimeDirectory: string | null;
  /** Number of the journal's last file. */
  readonly journal: number;
  /** Of the snapshot, what this build does not know. */
  readonly unknown: Readonly<Record<string, unknown>>;
  /** The previous image has set the terminal up. */
  readonly reloaded: boolean;
}
