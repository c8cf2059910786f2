/** Log files of the worlds: append-only; a torn write is cut off again, so a line is there whole or not at all. */
import { closeSync, fstatSync, ftruncateSync, mkdirSync, openSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

export interface Logs {
  /**
   * Appends `text` to the file `path` below the profile's `logs/`. `size` is its length after the last whole write of
   * an earlier client or image, or null if that is not known; it counts for the first write only: what the file has got
   * since is our own, or of another client in the same world. Returns the new length; throws if the text could not be
   * written, leaving none of it. `head`: what an empty file begins with.
   */
  append(path: string, size: number | null, text: string, head?: string): number;
}

interface LogDescriptor {
  readonly fd: number;
  /** What comes after this length is not whole; null once that is cut off. */
  cutTo: number | null;
}

export function createLogs(home: string): Logs {
  const open = new Map<string, LogDescriptor>();

  function forget(path: string, fd: number): void {
    open.delete(path);
    closeSync(fd);
  }

  function descriptor(path: string, size: number | null): LogDescriptor {
    const known = open.get(path);
    if (known && isStillAt(known.fd, path)) return known;
    if (known) forget(path, known.fd);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const fd = openSync(path, 'a', 0o600);
    // A world writes one file at a time; yesterday's is done with.
    for (const [other, { fd: otherFd }] of open) {
      if (dirname(other) === dirname(path)) forget(other, otherFd);
    }
    // A file that was begun anew has nothing of an interrupted write.
    const opened = { fd, cutTo: known ? null : size };
    open.set(path, opened);
    return opened;
  }

  return {
    append(path, size, text, head = '') {
      const log = descriptor(`${home}/logs/${path}`, size);
      cutOff(log.fd, log.cutTo);
      log.cutTo = null;
      const isNew = text !== '' && head !== '' && fstatSync(log.fd).size === 0;
      return appendTo(log.fd, isNew ? head + text : text);
    },
  };
}

/** As append(), to a file that is seldom written to: it is not kept open. */
export function appendOnce(path: string, size: number | null, text: string): number {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const fd = openSync(path, 'a', 0o600);
  try {
    return appendThrough(fd, size, text);
  } finally {
    closeSync(fd);
  }
}

/** Appends to an open file, cut to `size` first if that is given. Returns its length; throws, leaving none of the text. */
export function appendThrough(fd: number, size: number | null, text: string): number {
  cutOff(fd, size);
  return appendTo(fd, text);
}

/** Cuts off what an interrupted write left behind; a file that somebody shortened simply goes on. */
function cutOff(fd: number, size: number | null): void {
  if (size !== null && size < fstatSync(fd).size) ftruncateSync(fd, size);
}

/** Returns the new length; throws if not all could be written, leaving none of it. */
function appendTo(fd: number, text: string): number {
  const start = fstatSync(fd).size;
  const bytes = Buffer.from(text);
  try {
    for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done);
  } catch (error) {
    ftruncateSync(fd, start);
    throw error;
  }
  return start + bytes.length;
}

/** Whether the name still means the open file: it may have been removed, or moved away. */
function isStillAt(fd: number, path: string): boolean {
  const there = statSync(path, { throwIfNoEntry: false });
  const ours = fstatSync(fd);
  return there?.ino === ours.ino && there.dev === ours.dev;
}
