/**
 * What has been read and is not in the journal yet. Everything is read into memory that the image after a crash still
 * finds: a signal may come between a read and the record of it (law 4). How much a socket has read beyond the record
 * the kernel tells; of the terminal nobody counts the bytes, so its part says itself where they end.
 */
import { closeSync, readSync } from 'node:fs';
import type { Posix, PosixUnavailable } from '../../native/posix.ts';

/** One buffer for all sockets: a read is worked off before the next one starts. So much takes some 3 ms, that typing can wait. */
const SOCKETS_SIZE = 16 * 1024;
/** More than the kernel has ever ready from a terminal. */
const TERMINAL_SIZE = 8 * 1024;
const POSITION_AT = SOCKETS_SIZE + TERMINAL_SIZE;
/** Two 64-bit floats: number of the file, and its size. */
const SIZE = POSITION_AT + 16;
/** What the terminal's part is filled with: no byte of UTF-8. */
const NOTHING = 0xff;

/** A place in the journal: the number of a file, and bytes of it. */
export interface JournalPosition {
  readonly file: number;
  readonly size: number;
}

export interface ReadBuffer {
  /** Of the memory; null if it ends with this image. */
  readonly fd: number | null;
  /** What sockets read into, and what the terminal reads into. */
  readonly sockets: Uint8Array;
  readonly terminal: Uint8Array;
  /** All that was read from the terminal is in the journal before this place. */
  markRecorded(position: JournalPosition): void;
}

/** What the last image has left in it. */
export interface LeftoverBytes {
  /** What the last read from a socket brought, at its beginning. */
  readonly sockets: Uint8Array;
  /** Read from the terminal; in the journal already if that has input behind the position. */
  readonly typed: Uint8Array;
  readonly position: JournalPosition;
}

/** `onFault` is told when there is no such memory to be had: then a crash may lose what was just being read. */
export function createReadBuffer(
  posix: Posix | PosixUnavailable,
  onFault: (error: unknown) => void,
): ReadBuffer {
  const { fd, bytes } = sharedMemory(posix, onFault) ?? { fd: null, bytes: new Uint8Array(SIZE) };
  const sockets = bytes.subarray(0, SOCKETS_SIZE);
  const terminal = bytes.subarray(SOCKETS_SIZE, POSITION_AT);
  const position = new Float64Array(bytes.buffer, POSITION_AT, 2);
  terminal.fill(NOTHING);
  return {
    ...{ fd, sockets, terminal },
    markRecorded({ file, size }) {
      // The first byte decides: from here on nothing is there, whatever else is still to be written.
      terminal[0] = NOTHING;
      position[0] = file;
      position[1] = size;
      terminal.fill(NOTHING);
    },
  };
}

function sharedMemory(
  posix: Posix | PosixUnavailable,
  onFault: (error: unknown) => void,
): ReturnType<Posix['sharedMemory']> | null {
  // Without the addon there is no going on after a crash, and that is told elsewhere.
  if ('unavailable' in posix) return null;
  try {
    return posix.sharedMemory(SIZE);
  } catch (error) {
    onFault(error);
    return null;
  }
}

/** Reads it, and closes the descriptor. */
export function readLeftoverBytes(fd: number): LeftoverBytes {
  const bytes = new Uint8Array(SIZE);
  readSync(fd, bytes, 0, SIZE, 0);
  closeSync(fd);
  const terminal = bytes.subarray(SOCKETS_SIZE, POSITION_AT);
  const end = terminal[0] === NOTHING ? 0 : terminal.findLastIndex(byte => byte !== NOTHING) + 1;
  const [file = 0, size = 0] = new Float64Array(bytes.buffer, POSITION_AT, 2);
  return {
    sockets: bytes.subarray(0, SOCKETS_SIZE),
    typed: terminal.subarray(0, end),
    position: { file, size },
  };
}
