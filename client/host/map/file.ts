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

/** Throws an Error of node:fs for whatever cannot be read or written. */
export function createMapFile(path: string): MapFile {
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
    append: text => append(path, text),
    replace: (pieces, upTo) => replace(path, pieces, upTo),
  };
}

function look(path: string): { id: string; size: number } | null {
  const stats = statSync(path, { throwIfNoEntry: false, bigint: true });
  return stats?.isFile() ? { id: `${stats.dev} ${stats.ino}`, size: Number(stats.size) } : null;
}

function append(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  // Again if another Clay has put a new file in its place meanwhile: a line that comes twice is the same room.
  for (let tries = 0; tries < 5; tries++) {
    const fd = openSync(path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0o600);
    try {
      const bytes = Buffer.from(text);
      for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done);
      if (fstatSync(fd).ino === statSync(path, { throwIfNoEntry: false })?.ino) return;
    } finally {
      closeSync(fd);
    }
  }
}

/** Piece by piece; what others have appended to the old file until its name is the new one's comes behind it. */
function* replace(path: string, pieces: Iterable<string>, upTo: number): Generator<void, void> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = `${path}.${process.pid}.tmp`;
  unlinkIfThere(temporary);
  const fd = openSync(temporary, 'wx', 0o600);
  let old = -1;
  try {
    for (const piece of pieces) {
      writeSync(fd, piece);
      yield;
    }
    fsyncSync(fd);
    if (look(path)) old = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    renameSync(temporary, path);
    if (old >= 0) copyRest(old, fd, upTo);
  } catch (error) {
    unlinkIfThere(temporary);
    throw error;
  } finally {
    closeSync(fd);
    if (old >= 0) closeSync(old);
  }
}

function copyRest(from: number, to: number, start: number): void {
  const bytes = Buffer.allocUnsafe(64 * 1024);
  for (let at = start; ; ) {
    const count = readSync(from, bytes, 0, bytes.length, at);
    if (count === 0) return;
    writeSync(to, bytes, 0, count);
    at += count;
  }
}
