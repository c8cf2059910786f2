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
  statfsSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { unlinkIfThere } from '../../shared/unlink.ts';
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
   * Gives the file a name, or another one, so that it outlives this process; throws if that cannot be done. A large file
   * that must be copied for it is copied in the background: then it has the name with a later call. The descriptor may
   * become another one; the one before is open until `settle`, because a crash may yet go back to where it was in use.
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

/** Bytes that take the kernel less than 20 ms: nothing is to wait longer. */
const COPIED_AT_ONCE = 4 * 1024 * 1024;

interface Copy {
  readonly path: string;
  phase: 'copying' | 'copied' | Error;
  /** What was written meanwhile, and may have been missed: offset, length. */
  readonly written: [number, number][];
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
  try {
    return MEMORY.has(statfsSync(directory).type);
  } catch {
    // What is not there is no place for it.
    return true;
  }
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
  const before: number[] = [];
  let copy: Copy | null = null;

  /** A file that has lost its last name cannot get one back: what it holds is copied by the kernel, 400 MB in a second. */
  function copyTo(next: string): void {
    const { size } = fstatSync(fd);
    if (size > COPIED_AT_ONCE) return copyInBackground(next);
    // One of this process that crashed before it was in a checkpoint.
    unlinkIfThere(next);
    if (size === 0) closeSync(openSync(next, 'wx', 0o600));
    else copyFileSync(`/proc/self/fd/${fd}`, next, constants.COPYFILE_EXCL);
    goOnWith(next);
  }

  function goOnWith(next: string): void {
    const descriptor = openSync(next, 'r+');
    before.push(fd);
    fd = descriptor;
    path = next;
  }

  function copyInBackground(next: string): void {
    const ours = copy;
    if (ours?.path !== next) return begin(next);
    if (ours.phase === 'copying') return;
    copy = null;
    if (ours.phase !== 'copied') throw ours.phase;
    const source = fd;
    goOnWith(next);
    for (const [offset, length] of ours.written) writeWhole(fd, offset, readWhole(source, offset, length));
  }

  function begin(next: string): void {
    unlinkIfThere(next);
    const ours: Copy = { path: next, phase: 'copying', written: [] };
    copy = ours;
    copyFile(`/proc/self/fd/${fd}`, next, constants.COPYFILE_EXCL).then(
      () => void (ours.phase = 'copied'),
      (error: Error) => void (ours.phase = error),
    );
  }

  return {
    get fd() {
      return fd;
    },
    get path() {
      return path;
    },
    write(offset, bytes) {
      copy?.written.push([offset, bytes.length]);
      writeWhole(fd, offset, bytes);
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
      if (isSameFile(fd, next) || (path !== null && isLinked(fd, path, next))) path = next;
      else copyTo(next);
    },
    descriptors: () => [...before, fd],
    settle() {
      for (const one of before.splice(0)) closeSync(one);
    },
    isAt: wanted => path === wanted && isSameFile(fd, wanted),
    forget() {
      for (const name of [path, copy?.path ?? null]) if (name !== null) unlinkIfThere(name);
      path = null;
    },
  };
}

/** Gives the file a second name, if the first one leads to it and both are on one file system. */
function isLinked(fd: number, path: string, next: string): boolean {
  try {
    if (!isSameFile(fd, path)) return false;
    unlinkIfThere(next);
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

function tryRead(read: () => readonly Line[]): readonly Line[] {
  try {
    return read();
  } catch {
    return unreadable();
  }
}

function writeWhole(fd: number, offset: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) {
    done += writeSync(fd, bytes, done, bytes.length - done, offset + done);
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
