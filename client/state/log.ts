/** A world's numbered log, as plain data. Behaviour: world/scrollback.ts. */
import type { StyledText } from './stream.ts';

/** Where a line came from: the game, Clay itself (a message to the user), or shown by Clay and not for the log file. */
export type LineKind = 'game' | 'clay' | 'again';

export interface Line extends StyledText {
  /** Unix time in ms of arrival. */
  readonly time: number;
  readonly kind: LineKind;
  /** Where in the text begins what the user has said, as its last run does; what stands before it is a prompt. */
  readonly sent?: number;
  /** A rule hides it: it takes no rows, unless tags are shown. */
  readonly hidden?: true;
  /** As the game has said it, where a rule shows another text: what rules are made of and tried on. */
  readonly original?: StyledText;
}

/** Which lines of a log are hidden, a bit each from line `base` on. */
export interface HiddenLines {
  readonly base: number;
  readonly bits: Uint8Array;
}

/** What pages know a log by that goes on from that of a process which was killed. Owner: crash/editions.ts. */
export interface Edition {
  readonly epoch: number;
  /** The epochs before, oldest first: the lines before `to` of each are the same in this log. */
  readonly former: readonly (readonly [epoch: number, to: number])[];
}

/**
 * The append-only, numbered log of one world, or Clay's own. Lines [sealed, next) are in `open`; lines [first, sealed)
 * are in chunks in the spill file, found through `index`. Numbers only grow. Owner: world/scrollback.ts.
 */
export interface Scrollback {
  /** The oldest line there is; /flush moves it. */
  first: number;
  next: number;
  /** Tells this log from another one with the same numbers (Unix ms of its beginning): a line is known by both. */
  readonly epoch: number;
  /** None: it is the log that its process has begun. */
  edition?: Edition;
  /** First line of the page after a "clear screen" from the server; older lines are in the scrollback. */
  pageStart: number;
  /** Lines before this one have been shown by a view; the others are unread. Owner: view/panes.ts. */
  seen: number;
  /** When the first unread line came, for "unseen first" switching; 0 = there is none. */
  unreadSince: number;
  /** When the local day of the newest line ends (Unix ms). */
  dayEnds?: number;
  /** None: no line is hidden. Owner: world/lines/hidden.ts. */
  hidden?: HiddenLines;
  sealed: number;
  open: Line[];
  /** UTF-16 units in `open`, to seal by size as well as by count. */
  openSize: number;
  /** 16 bytes a chunk: offset in the spill file (float64), byte length (uint32), number of its first line (uint32). */
  index: Uint8Array;
  chunks: number;
  /** Chunks that are not (yet) in the spill file, by their offset there: on their way, or refused by a full disk. */
  unspilled: Record<string, Uint8Array>;
}

/** Reads sealed history: the lines of the chunk at this place of the spill file. Immutable, so reading is not an event. */
export type ReadChunk = (offset: number, length: number) => readonly Line[];
