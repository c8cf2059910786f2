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
  statfsSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import type { Line, ReadChunk } from '../state/log.ts';
import { decodeChunk, unreadable } from '../world/chunks/chunk.ts';

export interface Spill {
  readonly fd: number;
  /** null: the file has no name. */
  readonly path: string | null;
  /** Throws when the bytes could not be written whole. */
  write(offset: number, bytes: Uint8Array): void;
  readonly readChunk: ReadChunk;
  /**
   * Gives the file a name, so that it outlives this process; throws if that cannot be done. The descriptor becomes
   * another one; the one before is open until `settle`, because a crash may yet go back to where it was in use.
   */
  keepAs(path: string): void;
  settle(): void;
  /** That one and this. */
  descriptors(): number[];
  /** A second name for a file that has one; `path` is the new one from now on. */
  alsoAs(path: string): void;
  /** Takes the name away: the file ends with this process. */
  forget(): void;
}

/** Decoded chunks kept: what a screen and a page above it need, so that drawing does not read files. */
const CACHED = 16;

/** File systems that are memory, as statfs(2) has them: tmpfs, ramfs. */
const MEMORY: ReadonlySet<number> = new Set([0x01021994, 0x858458f6]);

/**
 * Where the file belongs: the runtime directory, unless that is memory and the profile is not, for the file grows without
 * a bound.
 */
export function spillDirectory(runtime: string | null, home: string): string {
  return runtime !== null && (!isMemory(runtime) || isMemory(home)) ? runtime : home;
}

function isMemory(directory: string): boolean {
  return MEMORY.has(statfsSync(directory).type);
}

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
  let before: number | null = null;
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
      // One of this process that crashed before it was in a checkpoint.
      rmSync(next, { force: true });
      // A file without a name cannot get one back: what it holds is copied by the kernel, a gigabyte in a second.
      if (fstatSync(fd).size === 0) closeSync(openSync(next, 'wx', 0o600));
      else copyFileSync(`/proc/self/fd/${fd}`, next, constants.COPYFILE_EXCL);
      before = fd;
      fd = openSync(next, 'r+');
      path = next;
    },
    descriptors: () => (before === null ? [fd] : [before, fd]),
    settle() {
      if (before !== null) closeSync(before);
      before = null;
    },
    alsoAs(next) {
      linkSync(path as string, next);
      path = next;
    },
    forget() {
      if (path !== null) rmSync(path, { force: true });
      path = null;
    },
  };
}

function tryRead(read: () => readonly Line[]): readonly Line[] {
  try {
    return read();
  } catch {
    return unreadable();
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
