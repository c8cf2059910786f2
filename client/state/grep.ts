/** /grep as plain data: what was asked for, how far it has come, what was found. Owner: view/search/grep.ts. */
import type { Pattern, Progress } from './pattern.ts';
import type { StyledText } from './stream.ts';

/** A place in the log files: before byte `end` of the file of a day; day '' is behind all files of the world. */
export interface LogPlace {
  readonly world: string;
  /** `2026-11-27` */
  readonly day: string;
  /** null: the end of the file. */
  readonly end: number | null;
  /** How far the line before it was looked through. */
  readonly within?: Progress;
}

/** A line of a log file that matches. */
export interface LogLine {
  readonly text: string;
  /** `14:49:12`, if the file has it. */
  readonly time: string;
}

export interface GrepFound extends StyledText {
  readonly world: string;
  readonly day: string;
  /** '' = not known. */
  readonly time: string;
}

export interface Grep {
  /** Tells the answers of the host from those to an earlier one. */
  readonly id: number;
  readonly pattern: Pattern;
  /** The world that is meant; '' = all. */
  readonly only: string;
  /** Worlds whose scrollback is still to be looked through, the first one being under way: its next line, counting down. */
  worlds: string[];
  next: number | null;
  within?: Progress;
  /** Where the log files are gone on with; nothing: they are not meant; null: all are done. */
  logs?: LogPlace | null;
  /** Newest first in each log and file; once it is over, all of them, oldest first. */
  found: GrepFound[];
  size: number;
  /** What log files may have once more: by world, day and text, how often it was found in the scrollback. */
  known: Record<string, number>;
  /** So many of the world under way. */
  count: number;
  /** Worlds of which there are more. */
  more: string[];
  /** What could not be read, in one sentence each. */
  faults: string[];
  /** It is over; nobody has seen what was found, because the user was busy. */
  phase: 'looking' | 'found';
}
