/** The spill file: sealed chunks of scrollback in an unlinked file, whose descriptor is carried through a reload. */
import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import type { Line, ReadChunk } from '../state.ts';
import { decodeChunk } from '../world/scrollback.ts';

export interface Spill {
  readonly fd: number;
  /** Throws when the bytes could not be written whole. */
  write(offset: number, bytes: Uint8Array): void;
  readonly readChunk: ReadChunk;
}

/** Decoded chunks kept: what a screen and a page above it need, so that drawing does not read files. */
const CACHED = 16;

/** Creates the file in `directory`, where nobody else may look, and unlinks it at once. */
export function createSpill(directory: string): Spill {
  const path = `${directory}/scrollback-${process.pid}-${Date.now()}`;
  const fd = openSync(path, 'wx+', 0o600);
  unlinkSync(path);
  return openSpill(fd);
}

export function openSpill(fd: number): Spill {
  const cache = new Map<number, readonly Line[]>();
  return {
    fd,
    write(offset, bytes) {
      for (let done = 0; done < bytes.length; ) {
        done += writeSync(fd, bytes, done, bytes.length - done, offset + done);
      }
    },
    readChunk(offset, length) {
      const cached = cache.get(offset);
      if (cached) return cached;
      const lines = decodeChunk(readWhole(fd, offset, length));
      cache.set(offset, lines);
      if (cache.size > CACHED) cache.delete(cache.keys().next().value as number);
      return lines;
    },
  };
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

export function closeSpill({ fd }: Spill): void {
  closeSync(fd);
}
