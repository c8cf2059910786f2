/** What scripts keep, on disk: written beside everything else, and the last that was to be written is what is there at the end. */
import { close, existsSync, fsync, mkdirSync, open, realpathSync, renameSync, writeFile } from 'node:fs';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import { unlinkIfThere } from '../../../shared/unlink.ts';
import { replaceFile } from '../files.ts';

export interface Stores {
  /** Writes it, whole or not at all, unless it was the last that was written. `done`: null, or why it cannot be. */
  write(path: string, text: string, done: (error: unknown) => void): void;
  /** What is being written is in its file: somebody is about to read it. Throws why it cannot be. */
  settle(path: string): void;
}

interface Writing {
  readonly text: string;
  readonly done: (error: unknown) => void;
}

export function createStores(): Stores {
  /** By path, what is being written. */
  const writing = new Map<string, Writing>();
  /** By path, what its file has, unless somebody has changed it since: a script may have it written though nothing is new. */
  const sums = new Map<string, number>();
  let count = 0;

  /** It is the last that was to be written. */
  function isNews(path: string, one: Writing): boolean {
    return writing.get(path) === one;
  }

  function end(path: string, one: Writing, temporary: string, error: unknown): void {
    let why = error;
    try {
      if (why === null && isNews(path, one)) renameSync(temporary, targetOf(path));
    } catch (failed) {
      why = failed;
    }
    unlinkIfThere(temporary);
    if (!isNews(path, one)) return;
    writing.delete(path);
    if (why === null) sums.set(path, crc32(one.text));
    one.done(why);
  }

  return {
    write(path, text, done) {
      if (!writing.has(path) && sums.get(path) === crc32(text) && existsSync(path))
        return void setImmediate(done, null);
      sums.delete(path);
      const one = { text, done };
      writing.set(path, one);
      const temporary = `${path}.${process.pid}.${++count}.tmp`;
      const over = (error: unknown) => end(path, one, temporary, error);
      try {
        mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      } catch (error) {
        return void setImmediate(over, error);
      }
      open(temporary, 'wx', 0o600, (failed, fd) => {
        if (failed) return over(failed);
        writeFile(fd, text, unwritten =>
          fsync(fd, unsynced => close(fd, unclosed => over(unwritten ?? unsynced ?? unclosed))),
        );
      });
    },
    settle(path) {
      // Its user may have changed it.
      sums.delete(path);
      const one = writing.get(path);
      if (!one) return;
      writing.delete(path);
      replaceFile(path, one.text);
      one.done(null);
    },
  };
}

/** A link in its place is the user's wish: the file it leads to is replaced. */
function targetOf(path: string): string {
  return existsSync(path) ? realpathSync(path) : path;
}
