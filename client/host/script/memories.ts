/**
 * The memories of scripts in files: each image of one is written once, at the end of the file, and snapshots only say where.
 * The descriptor goes through execve(), so that a reload neither writes nor reads what no script has touched; the file has
 * a name for as long as a checkpoint may need it. What is of no use any more is left behind with the file: one that has
 * grown too long is followed by another, into which all that is alive is written.
 */
import { closeSync, fstatSync, openSync, readSync, statSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { maxOf } from '../../../shared/arrays.ts';
import { unlinkIfThere } from '../../../shared/unlink.ts';
import { awakeImage } from '../../script/machines.ts';
import type { ReadMemory } from '../../script/stored.ts';
import type { Image, StoredImage, WholeImage } from '../../state/script/scripts.ts';
import type { State } from '../../state/state.ts';
import { imagesIn, withImages } from '../../world/scripts/carried/stored.ts';
import { frozen } from '../../world/scripts/rest.ts';

export interface MemoryFile {
  readonly number: number;
  readonly fd: number;
  /** Its name; a file of a client before may have been found by another one. */
  readonly path: string;
}

/** A descriptor as those of sockets are carried (host/web/listeners.ts). */
export interface CarriedMemory {
  readonly name: string;
  readonly socket: object;
  readonly fd: number;
  readonly unsent: 0;
}

export interface Memories {
  /** The state as a snapshot has it, with all memories in the newest file. What cannot be written stays in the state, and so does all where `directory` is null. */
  stored(state: State, directory: string | null): State;
  /** The state as a snapshot has it, with all memories in it. */
  whole(state: State): State;
  readonly read: ReadMemory;
  /** The newest file, which the last snapshot that was taken is told by; null: there is none. */
  newest(): MemoryFile | null;
  /** Bytes that were written since this was asked last. */
  written(): number;
  /** Their descriptors, by names that tell their numbers. */
  carried(): CarriedMemory[];
  /** Nothing says any more that anything is in files before that number. */
  settle(number: number): void;
  /** Whether the newest file is where it belongs. */
  isThere(): boolean;
  /** All that is alive is to be written into another file. */
  renew(): void;
  /** The orderly end. */
  remove(): void;
}

/** Bytes that nobody needs any more: as many as are alive, and these, are borne with. */
const SLACK = 1024 * 1024;

/** What the names of their descriptors begin with, in snapshots. Builds that know of these files have it in their text. */
export const MEMORIES = 'script memories';

/** How the descriptor of a file is called. */
export function memoriesName(number: number): string {
  return `${MEMORIES} ${number}`;
}

/** Number of the file whose descriptor is called so; null: it is something else. */
export function memoriesNumber(name: string): number | null {
  const number = Number(name.slice(MEMORIES.length));
  return name.startsWith(`${MEMORIES} `) && Number.isSafeInteger(number) ? number : null;
}

interface Open extends MemoryFile {
  end: number;
}

/** `pathOf`: name of a file in a directory; `found`: those that came along, or that another client has left. */
export function openMemories(
  pathOf: (directory: string, number: number) => string,
  found: readonly MemoryFile[] = [],
): Memories {
  const files = new Map<number, Open>(
    found.map(one => [one.number, { ...one, end: fstatSync(one.fd).size }]),
  );
  let last = maxOf([0, ...files.keys()]);
  let current = files.get(last) ?? null;
  let written = 0;
  /** Images that are in a file, as they are told by it. */
  const places = new WeakMap<Image, StoredImage>();

  function stored(state: State, directory: string | null): State {
    const now = frozen(state);
    const images = imagesIn(now);
    if (images.length === 0) return now;
    if (directory === null) return whole(now);
    const alive = images.reduce((sum, image) => sum + lengthOf(image), 0);
    if (current && (current.end > 2 * alive + SLACK || isCut(current))) current = null;
    return withImages(now, image => put(image, directory));
  }

  function whole(state: State): State {
    const now = frozen(state);
    return imagesIn(now).some(image => 'stored' in image)
      ? withImages(now, image => inFull(image) ?? image)
      : now;
  }

  /** The image as it is told by the newest file. */
  function put(image: Image, directory: string): Image {
    const place = placeOf(image);
    if (place && place.stored.file === current?.number) return place;
    const all = inFull(image);
    if (!all) return image;
    try {
      current ??= begin(directory);
      const made = append(current, all);
      places.set(image, made);
      return made;
    } catch {
      // The disk is full, most likely: it is written with the rest, and whoever writes that says so.
      return all;
    }
  }

  /** Where the file has lost it, what is awake still has it. */
  function inFull(image: Image): WholeImage | null {
    return 'stored' in image ? (read(image) ?? awakeImage(image)) : image;
  }

  function placeOf(image: Image): StoredImage | null {
    return places.get(image) ?? ('stored' in image ? image : null);
  }

  function begin(directory: string): Open {
    const number = ++last;
    const path = pathOf(directory, number);
    // One of this process that crashed before anything said that it is there.
    unlinkIfThere(path);
    const file = { number, path, fd: openSync(path, 'wx+', 0o600), end: 0 };
    files.set(number, file);
    return file;
  }

  function append(file: Open, { map, pages, ...rest }: WholeImage): StoredImage {
    const at = file.end;
    writeWhole(file.fd, at, map);
    writeWhole(file.fd, at + map.length, pages);
    const length = map.length + pages.length;
    file.end += length;
    written += length;
    const sum = crc32(pages, crc32(map));
    return { ...rest, stored: { file: file.number, at, map: map.length, pages: pages.length, sum } };
  }

  function read(image: StoredImage): WholeImage | null {
    const { stored: place, ...rest } = placeOf(image) ?? image;
    const file = files.get(place.file);
    const bytes = file ? readWhole(file.fd, place.at, place.map + place.pages) : null;
    if (!bytes || crc32(bytes) !== place.sum) return null;
    return { ...rest, map: bytes.subarray(0, place.map), pages: bytes.subarray(place.map) };
  }

  function drop(file: Open): void {
    files.delete(file.number);
    closeSync(file.fd);
    unlinkIfThere(file.path);
  }

  return {
    ...{ stored, whole, read },
    newest: () => current,
    written() {
      const bytes = written;
      written = 0;
      return bytes;
    },
    carried: () =>
      [...files.values()].map(file => ({
        name: memoriesName(file.number),
        socket: file,
        fd: file.fd,
        unsent: 0,
      })),
    settle(number) {
      for (const file of [...files.values()]) if (file.number < number) drop(file);
    },
    isThere: () => current === null || isSameFile(current),
    renew() {
      current = null;
    },
    remove() {
      for (const file of [...files.values()]) drop(file);
      current = null;
    },
  };
}

function lengthOf(image: Image): number {
  if ('stored' in image) return image.stored.map + image.stored.pages;
  return image.map.length + image.pages.length;
}

/** Whether somebody else has made it shorter. */
function isCut({ fd, end }: Open): boolean {
  return fstatSync(fd).size < end;
}

function isSameFile({ fd, path }: MemoryFile): boolean {
  const there = statSync(path, { throwIfNoEntry: false });
  const { dev, ino } = fstatSync(fd);
  return there?.dev === dev && there.ino === ino;
}

function writeWhole(fd: number, offset: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; )
    done += writeSync(fd, bytes, done, bytes.length - done, offset + done);
}

/** null: the file is shorter, or cannot be read. */
function readWhole(fd: number, offset: number, length: number): Buffer | null {
  const bytes = Buffer.allocUnsafeSlow(length);
  try {
    for (let done = 0; done < length; ) {
      const count = readSync(fd, bytes, done, length - done, offset + done);
      if (count === 0) return null;
      done += count;
    }
    return bytes;
  } catch {
    return null;
  }
}
