/** The state file on disk: written whole or not at all, read through its descriptor, removed when the new image lives. */
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  lstatSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { raise } from '../../shared/fault.ts';

/**
 * Writes the file at `path` (mode 0600) and returns a descriptor of it: the next image reads that, so that two
 * clients which reload at once never read each other's. Throws, leaving nothing behind, if it cannot be written.
 */
export function writeStateFile(path: string, bytes: Uint8Array): number {
  const temporary = `${path}.${process.pid}.tmp`;
  rmSync(temporary, { force: true });
  const fd = openSync(temporary, 'wx+', 0o600);
  try {
    for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done);
    fsyncSync(fd);
    renameSync(temporary, path);
    return fd;
  } catch (error) {
    closeSync(fd);
    rmSync(temporary, { force: true });
    throw error;
  }
}

export function readStateFile(fd: number): Buffer {
  const stats = fstatSync(fd);
  if (!stats.isFile()) raise('STATE_GONE', 'the state file is gone');
  const { size } = stats;
  const bytes = Buffer.allocUnsafe(size);
  let done = 0;
  while (done < size) {
    const count = readSync(fd, bytes, done, size - done, done);
    if (count === 0) break;
    done += count;
  }
  return bytes.subarray(0, done);
}

/** What the user's own file at `path` holds; null if anything else is there: a link, a FIFO, somebody else's file. */
export function readOwnFile(path: string): Buffer | null {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const stats = fstatSync(fd);
    return stats.isFile() && stats.uid === process.getuid?.() ? readStateFile(fd) : null;
  } finally {
    closeSync(fd);
  }
}

/** Removes the file if `path` still names the one behind `fd`; closes the descriptor. */
export function removeStateFile(path: string, fd: number): void {
  try {
    const [there, ours] = [lstatSync(path), fstatSync(fd)];
    if (there.ino === ours.ino && there.dev === ours.dev) rmSync(path, { force: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  } finally {
    closeSync(fd);
  }
}
