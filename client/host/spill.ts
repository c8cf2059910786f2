/**
 * The spill file: sealed chunks of scrollback. Its descriptor is carried through a reload. It has no name, so that it
 * is gone with the client, unless a crash shall be survived: then it has one until the orderly end.
 */

import {
  closeSync,
  constants,
  copyFileSync,
  fstatSync,
  linkSync,
  openSync,
  readSync,
  rmSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import type { Line, ReadChunk } from '../state/log.ts';
import { CHUNK_LINES, decodeChunk } from '../world/scrollback.ts';

export interface Spill {
  readonly fd: number;
  /** null: the file has no name. */
  readonly path: string | null;
  /** Throws when the bytes could not be written whole. */
  write(offset: number, bytes: Uint8Array): void;
  readonly readChunk: ReadChunk;
  /**
   * Gives the file a name, or another one, so that it outlives this process; throws if that cannot be done. The
   * descriptor may become another one; the one before is open until `settle`, because a crash may yet go back to where it
   * was in use.
   */
  keepAs(path: string): void;
  settle(): void;
  /** Those and this. */
  descriptors(): number[];
  /** Whether that is its name, and leads to it. */
  isAt(path: string): boolean;
  /** Takes the name away: the file ends with this process. */
  forget(): void;
}

/** Decoded chunks kept: what a screen and a page above it need, so that drawing does not read files. */
const CACHED = 16;

/** Creates the file in `directory`, where nobody else may look, and unlinks it at once. */
export function createSpill(directory: string): Spill {
  const path = `${directory}/scrollback-${process.pid}-${Date.now()}`;
  const fd = openSync(path, 'wx+', 0o600);
  unlinkSync(path);
  return openSpill(fd, null);
}

/** The file that a client which is no more has left under `path`. Throws if it is gone. */
export function takeUpSpill(path: string): Spill {
  return openSpill(openSync(path, 'r+'), path);
}

export function openSpill(descriptor: number, name: string | null): Spill {
  const cache = new Map<number, readonly Line[]>();
  let fd = descriptor;
  let path = name;
  const before: number[] = [];

  /** A file that has lost its last name cannot get one back: what it holds is copied by the kernel, a gigabyte in a second. */
  function copyTo(next: string): void {
    if (fstatSync(fd).size === 0) closeSync(openSync(next, 'wx', 0o600));
    else copyFileSync(`/proc/self/fd/${fd}`, next, constants.COPYFILE_EXCL);
    before.push(fd);
    fd = openSync(next, 'r+');
  }

  function nameAnew(next: string): void {
    // One of this process that crashed before it was in a checkpoint.
    rmSync(next, { force: true });
    if (path === null || !isLinked(fd, path, next)) copyTo(next);
  }

  return {
    get fd() {
      return fd;
    },
    get path() {
      return path;
    },
    write(offset, bytes) {
      for (let done = 0; done < bytes.length; ) {
        done += writeSync(fd, bytes, done, bytes.length - done, offset + done);
      }
    },
    readChunk(offset, length) {
      const cached = cache.get(offset);
      if (cached) return cached;
      const lines = tryRead(() => decodeChunk(readWhole(fd, offset, length)));
      cache.set(offset, lines);
      if (cache.size > CACHED) cache.delete(cache.keys().next().value as number);
      return lines;
    },
    keepAs(next) {
      if (!isSameFile(fd, next)) nameAnew(next);
      path = next;
    },
    descriptors: () => [...before, fd],
    settle() {
      for (const one of before.splice(0)) closeSync(one);
    },
    isAt: wanted => path === wanted && isSameFile(fd, wanted),
    forget() {
      if (path !== null) rmSync(path, { force: true });
      path = null;
    },
  };
}

/** Gives the file a second name, if the first one leads to it and both are on one file system. */
function isLinked(fd: number, path: string, next: string): boolean {
  try {
    if (!isSameFile(fd, path)) return false;
    linkSync(path, next);
    return true;
  } catch {
    return false;
  }
}

function isSameFile(fd: number, path: string): boolean {
  const there = statSync(path, { throwIfNoEntry: false });
  const { dev, ino } = fstatSync(fd);
  return there?.dev === dev && there.ino === ino;
}

/** Stands for each line of a chunk that cannot be read: the rest of the history is still there. */
const UNREADABLE: Line = {
  text: '(this part of the scrollback cannot be read)',
  runs: [],
  time: 0,
  kind: 'clay',
};

function tryRead(read: () => readonly Line[]): readonly Line[] {
  try {
    return read();
  } catch {
    return Array.from({ length: CHUNK_LINES }, () => UNREADABLE);
  }
}

function readWhole(fd: number, offset: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  for (let done = 0; done < length; ) {
    const count = readSync(fd, bytes, done, length - done, offset + done);
    if (count === 0)
      throw new Error(`the scrollback file ends at ${offset + done}, before ${offset + length}`);
    done += count;
  }
  return bytes;
}
