/**
 * Directories that are held: a path through an open descriptor leads to the very directory that was looked at, whatever
 * has come to its name since. On a system without /proc/self/fd a held directory is its path, and is looked at again.
 */
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readlinkSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs';

const ROOT = '/proc/self/fd/';
const HELD = /^\/proc\/self\/fd\/(\d+)(?=\/|$)/;

/** Opens the directory, unless a link is in its place, and answers the path that leads through the descriptor. */
export function hold(directory: string): string {
  const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW } = constants;
  const fd = openSync(directory, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  const held = `${ROOT}${fd}`;
  if (statSync(`${held}/.`, { throwIfNoEntry: false })) return held;
  closeSync(fd);
  return directory;
}

/** The same through links. */
export function holdReal(directory: string): string {
  return hold(heldRoot(directory) === null ? realpathSync(directory) : directory);
}

/** The part of the path that is a held directory; null if none is. */
export function heldRoot(path: string): string | null {
  return HELD.exec(path)?.[0] ?? null;
}

/** Descriptors that the paths lead through, each once: whoever is to use the paths has to inherit them. */
export function heldDescriptors(paths: readonly (string | null)[]): number[] {
  const found = paths.map(path => HELD.exec(path ?? '')?.[1]).filter(text => text !== undefined);
  return [...new Set(found)].map(Number);
}

type ChildStream = number | 'pipe' | 'ignore';

/**
 * What a child is to inherit so that the paths lead to the same place there: held directories by the same numbers as here.
 * Those are high: Node's own come first.
 */
export function withHeld(streams: readonly ChildStream[], paths: readonly (string | null)[]): ChildStream[] {
  const stdio = [...streams];
  for (const fd of heldDescriptors(paths)) {
    while (stdio.length < fd) stdio.push('ignore');
    stdio[fd] = fd;
  }
  return stdio;
}

/** Makes the directory unless it is there. Not with `recursive`: in a held directory that was removed Node would try for ever. */
export function makeDirectory(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** Lets go of what `path` is held by. */
export function letGo(path: string): void {
  for (const fd of heldDescriptors([path])) closeSync(fd);
}

/** The path as it is called outside this process: for people, and for files that others read. */
export function plainPath(path: string): string {
  const root = heldRoot(path);
  return root === null ? path : readlinkSync(root) + path.slice(root.length);
}

/** What is behind the path itself, which may be a held directory. */
export function statsOfHeld(held: string): Stats {
  const [fd] = heldDescriptors([held]);
  return fd === undefined ? lstatSync(held) : fstatSync(fd);
}

/** Whether what is held is still what lies at `directory`. */
export function isStillAt(held: string, directory: string): boolean {
  const there = lstatSync(directory, { throwIfNoEntry: false });
  const { dev, ino } = statsOfHeld(held);
  return there?.dev === dev && there.ino === ino;
}
