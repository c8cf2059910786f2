/** The file of a map in maps/ of the profile: appended to by any Clay of the profile, and now and then written anew by one. */
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { unlinkIfThere } from '../../../shared/unlink.ts';
import type { MapFile } from '../../map/book.ts';

const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK, O_APPEND, O_CREAT, O_WRONLY } = constants;

/** Writes `length` bytes from `at` on, or fewer, as a disk takes them; returns how many. */
type Write = (fd: number, bytes: Uint8Array, at: number, length: number) => number;

/** Throws an Error of node:fs for whatever cannot be read or written. */
export function createMapFile(path: string, write: Write = writeSync): MapFile {
  return {
    look: () => look(path),
    read(from, length) {
      const fd = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
      try {
        const bytes = Buffer.allocUnsafe(length);
        return bytes.subarray(0, readSync(fd, bytes, 0, length, from));
      } finally {
        closeSync(fd);
      }
    },
    append: text => append(path, text, write),
    replace: (pieces, upTo) => replace(path, pieces, upTo, write),
  };
}

function look(path: string): { id: string; size: number } | null {
  const stats = statSync(path, { throwIfNoEntry: false, bigint: true });
  return stats?.isFile() ? { id: `${stats.dev} ${stats.ino}`, size: Number(stats.size) } : null;
}

function writeAll(fd: number, bytes: Uint8Array, write: Write): void {
  for (let done = 0; done < bytes.length; ) done += write(fd, bytes, done, bytes.length - done);
}

function append(path: string, text: string, write: Write): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  // Again if another Clay has put a new file in its place meanwhile: a line that comes twice is the same room.
  for (let tries = 0; tries < 5; tries++) {
    const fd = openSync(path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0o600);
    try {
      writeAll(fd, Buffer.from(text), write);
      if (fstatSync(fd).ino === statSync(path, { throwIfNoEntry: false })?.ino) return;
    } finally {
      closeSync(fd);
    }
  }
}

/** Piece by piece; what others have appended to the old file until its name is the new one's comes behind it. */
function* replace(path: string, pieces: Iterable<string>, upTo: number, write: Write): Generator<void, void> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = `${path}.${process.pid}.tmp`;
  unlinkIfThere(temporary);
  const fd = openSync(temporary, 'wx', 0o600);
  let old = -1;
  try {
    for (const piece of pieces) {
      writeAll(fd, Buffer.from(piece), write);
      yield;
    }
    if (look(path)) old = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    // Before the new file has the name: where the disk is full, the old one stays.
    const copied = old < 0 ? upTo : copyRest(old, fd, upTo, write);
    fsyncSync(fd);
    renameSync(temporary, path);
    if (old >= 0) copyRest(old, fd, copied, write);
  } catch (error) {
    unlinkIfThere(temporary);
    throw error;
  } finally {
    closeSync(fd);
    if (old >= 0) closeSync(old);
  }
}

/** Returns how far it came. */
function copyRest(from: number, to: number, start: number, write: Write): number {
  const bytes = Buffer.allocUnsafe(64 * 1024);
  for (let at = start; ; ) {
    const count = readSync(from, bytes, 0, bytes.length, at);
    if (count === 0) return at;
    writeAll(to, bytes.subarray(0, count), write);
    at += count;
  }
}
