/** Streams as tfopen() opens them, as plain data; what is asked of the host for them, and what it answers. */
import type { Fault } from '../../../shared/fault.ts';

/** What tfopen() has opened. No descriptor is held: of a file it is known where it is, and how far it was read or written. */
export interface Stream {
  readonly mode: 'q' | 'r' | 'w' | 'a';
  /** As it was opened; '' = without one. */
  readonly name: string;
  /** A queue; what was read of a file and not taken yet; what is still to be written. */
  readonly lines: string[];
  /** What waits in it, in all (UTF-16 units). */
  signs?: number;
  /** The whole path of a file. */
  readonly path?: string;
  /** Of a file that is read: the byte where the rest begins; null = there is none. */
  next?: number | null;
  /** Of one that is written: its length (bytes), as far as that is known. */
  size?: number;
  /** What it has beyond that is of a write that was interrupted. */
  cutTo?: number;
  /** Lines that are being written; whether that has failed last time. */
  writing?: number;
  failed?: true;
  /** Lines wait until tfflush() or tfclose(). */
  held?: true;
  /** It goes once everything is written. */
  closed?: true;
}

/** What a program waits for of a stream: that it is opened, and what is written at once and closed; or the next line. */
export type StreamWish =
  | { readonly mode: 'r' | 'w' | 'a'; readonly line?: string }
  | { readonly handle: number; readonly variable: string };

/** Whole lines of a file; the byte where the rest begins, null = there is none. */
export interface StreamPiece {
  readonly lines: readonly string[];
  readonly next: number | null;
}

/** What the host answers to programs. */
export type StreamEvent =
  /** A file of macros, as thread `id` waits for it; `path`: the whole of it; `isLatin`: it is no UTF-8. */
  | {
      type: 'macros read';
      id: number;
      path: string;
      file: { readonly text: string; readonly isLatin?: true } | { readonly fault: Fault };
    }
  /** After so many changes of triggers and hooks they are filed. */
  | { type: 'macros filed'; changes: number }
  /** The file is open, with what it begins with if it is read; or it could not be. */
  | {
      type: 'stream opened';
      id: number;
      opened:
        | { readonly path: string; readonly size: number; readonly piece: StreamPiece }
        | { readonly fault: Fault };
    }
  /** More of it, from byte `from` on. */
  | { type: 'stream read'; id: number; from: number; piece: StreamPiece; fault: Fault | null }
  /** So many lines are in the file, whose length is told, or none are. */
  | { type: 'stream written'; handle: number; count: number; size: number; fault: Fault | null };

/** What programs ask of the host. */
export type StreamEffect =
  /** Read a file of macros, beside the file `beside` ('' = none), `among` these directories or elsewhere; the host answers with `macros read`. */
  | { type: 'read macros'; id: number; path: string; beside: string; among: readonly string[] }
  /** They are ready to be filed after so many changes; the host answers with `macros filed` at once. */
  | { type: 'file macros'; changes: number }
  /** Open a file, to read one that may be where files of macros are, or to write one in one of these directories; the host answers with `stream opened`. */
  | {
      type: 'open stream';
      id: number;
      path: string;
      mode: 'r' | 'w' | 'a';
      beside: string;
      among: readonly string[];
      directories: readonly string[];
    }
  /** Read on from byte `from`; the host answers with `stream read`. */
  | { type: 'read stream'; id: number; path: string; from: number }
  /** Append lines, cut to `size` first if that is given; the host answers with `stream written`. */
  | {
      type: 'write stream';
      handle: number;
      path: string;
      size: number | null;
      count: number;
      text: string;
    };
