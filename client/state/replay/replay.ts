/** Logs and recorded sessions that are played, as plain data. Behaviour: world/replay/, command/replaying/. */
import type { Fault } from '../../../shared/fault.ts';
import type { Automation } from '../automation.ts';

/** How a file is written: lines with or without times, HTML of Clay's own, or recordings with their own. */
export type ReplayFormat = 'text' | 'timed' | 'html' | 'asciinema' | 'ttyrec';

/** A piece of a file: text with the sequences of a terminal, line ends and all. */
export interface ReplayEntry {
  /** When it came: ms of its day, or of the recording; null: nobody knows. */
  readonly at: number | null;
  readonly text: string;
  /** In place of text, where the bytes of a character may stand in two entries. None is 0xFF. */
  readonly bytes?: Uint8Array;
}

/** A file that is played, by the name of its world. */
export interface Replay {
  /** As the user has named it. */
  readonly path: string;
  /** Rules are asked as those of this world. */
  readonly of: string;
  speed: number;
  phase: 'playing' | 'paused';
  /** Read, and not played yet. */
  entries: ReplayEntry[];
  /** How many were played. */
  played: number;
  /** When the last one came. */
  last: number | null;
  format: ReplayFormat | null;
  /** Byte of the file to go on with; null: all was read. `asked`: that was asked for. */
  next: number | null;
  asked: boolean;
  /** So many are to be played at once, as soon as they are read. */
  steps: number;
  /** What rules have done in it, apart from what they do otherwise. */
  rules: Pick<Automation, 'counts' | 'seed' | 'open'>;
}

/** A piece of a file as it was read: entries, and where to go on; or why there are none. */
export type ReplayRead =
  | {
      readonly format: ReplayFormat;
      readonly entries: readonly ReplayEntry[];
      readonly next: number | null;
    }
  | { readonly fault: Fault };
