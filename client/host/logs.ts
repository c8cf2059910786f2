/** Log files of the worlds: append-only; a torn write is cut off again, so a line is there whole or not at all. */
import { closeSync, fstatSync, ftruncateSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

export interface Logs {
  /**
   * Appends `text` to the file `path` below the profile's `logs/`. `size` is its length after the last whole write,
   * or null if that is not known. Returns the new length; throws if the text could not be written, leaving none of it.
   */
  append(path: string, size: number | null, text: string): number;
}

export function createLogs(home: string): Logs {
  const open = new Map<string, number>();

  function descriptor(path: string): number {
    const known = open.get(path);
    if (known !== undefined) return known;
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const fd = openSync(path, 'a', 0o600);
    // A world writes one file at a time; yesterday's is done with.
    for (const [other, otherFd] of open) {
      if (dirname(other) !== dirname(path)) continue;
      open.delete(other);
      closeSync(otherFd);
    }
    open.set(path, fd);
    return fd;
  }

  return {
    append(path, size, text) {
      const fd = descriptor(`${home}/logs/${path}`);
      const length = fstatSync(fd).size;
      // Cut off what an interrupted write left behind; a file that somebody shortened simply goes on.
      const start = size !== null && size < length ? size : length;
      if (start < length) ftruncateSync(fd, start);
      const bytes = Buffer.from(text);
      try {
        for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done);
      } catch (error) {
        ftruncateSync(fd, start);
        throw error;
      }
      return start + bytes.length;
    },
  };
}
