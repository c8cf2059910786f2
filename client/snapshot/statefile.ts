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
  unlinkSync,
  writeSync,
} from 'node:fs';
import { raise } from '../../shared/fault.ts';
import { unlinkIfThere } from '../../shared/unlink.ts';
import { HEADER, isState, payloadLength } from './codec.ts';

/**
 * Writes the file at `path` (mode 0600) and returns a descriptor of it: the next image reads that, so that two
 * clients which reload at once never read each other's. Where something lies that is none of Clay's, that stays, and the
 * file has no name. Throws, leaving nothing behind, if it cannot be written.
 */
export function writeStateFile(path: string, bytes: Uint8Array): number {
  const temporary = `${path}.${process.pid}.tmp`;
  unlinkIfThere(temporary);
  const fd = openSync(temporary, 'wx+', 0o600);
  try {
    for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done);
    fsyncSync(fd);
    if (isOthers(path)) unlinkSync(temporary);
    else renameSync(temporary, path);
    return fd;
  } catch (error) {
    closeSync(fd);
    unlinkIfThere(temporary);
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

/**
 * What the state file at `path` holds, of which no more than the header counts if it is damaged; null if anything else is
 * there, or nothing: a link, a FIFO, somebody else's file, a file of the user's own. Opens nothing that could make it wait.
 */
export function readOwnFile(path: string): Buffer | null {
  const fd = openAsFile(path);
  if (fd === null) return null;
  try {
    const { size } = fstatSync(fd);
    const header = Buffer.alloc(HEADER);
    const read = readSync(fd, header, 0, HEADER, 0);
    if (!isState(header)) return null;
    return payloadLength(header) === size - HEADER ? readStateFile(fd) : header.subarray(0, read);
  } finally {
    closeSync(fd);
  }
}

/** A regular file of this user; null if there is none, or if it cannot be opened. */
function openAsFile(path: string): number | null {
  let fd: number;
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch {
    return null;
  }
  const stats = fstatSync(fd);
  if (stats.isFile() && stats.uid === process.getuid?.()) return fd;
  closeSync(fd);
  return null;
}

/** Whether something is at `path` that Clay has not put there; a directory says so itself when it is to be replaced. */
function isOthers(path: string): boolean {
  const there = lstatSync(path, { throwIfNoEntry: false });
  // What is empty has nothing to lose, and may be a state file that was spoilt.
  const isEmpty = there?.isFile() && there.size === 0;
  return there !== undefined && !there.isDirectory() && !isEmpty && readOwnFile(path) === null;
}

/** Removes the file if `path` still names the one behind `fd`; closes the descriptor. */
export function removeStateFile(path: string, fd: number): void {
  try {
    const [there, ours] = [lstatSync(path), fstatSync(fd)];
    if (there.ino === ours.ino && there.dev === ours.dev) unlinkIfThere(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  } finally {
    closeSync(fd);
  }
}
