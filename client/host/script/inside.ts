/** Files inside a directory that was granted: whatever links there are in it lead nowhere. */
import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, realpath, rename, unlink } from 'node:fs/promises';
import { homedir } from 'node:os';
import { posix } from 'node:path';
import { raise } from '../../../shared/fault.ts';
import { utf8Of } from '../files.ts';

/** Bytes of a file that is read. */
const LARGEST = 128 * 1024;
const { O_CREAT, O_DIRECTORY, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_WRONLY } = constants;

export interface Granted {
  /** The profile: of it only `own` can be granted. */
  readonly home: string;
  /** Where names without a directory before them are meant; nothing: where scripts have files of their own. */
  readonly own?: string;
  /** Directories, as they were granted. */
  readonly directories: readonly string[];
}

function ownFiles({ home, own }: Granted): string {
  return own ?? `${home}/scripts/files`;
}

function placeOf(name: string, own: string): string {
  if (name === '~' || name.startsWith('~/')) return posix.normalize(`${homedir()}${name.slice(1)}`);
  return posix.normalize(name.startsWith('/') ? name : `${own}/${name}`);
}

/** The file's text. Throws an Error with a sentence if it is not to be had. */
export async function readInside(path: string, granted: Granted): Promise<string> {
  return await within(path, granted, false, async (directory, name) => {
    const file = await open(`${directory}/${name}`, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    try {
      const { size, isFile } = await kindOf(file);
      if (!isFile) raise('NOT_A_FILE', 'it is no file');
      if (size > LARGEST) raise('FILE_TOO_LARGE', `it is larger than ${LARGEST / 1024} KiB`);
      return utf8Of(await file.readFile());
    } finally {
      await file.close();
    }
  });
}

async function kindOf(file: FileHandle): Promise<{ size: number; isFile: boolean }> {
  const stats = await file.stat();
  return { size: stats.size, isFile: stats.isFile() };
}

let written = 0;

/** Writes it, whole or not at all; directories that are not there are made. */
export async function writeInside(path: string, text: string, granted: Granted): Promise<void> {
  await within(path, granted, true, async (directory, name) => {
    const temporary = `${directory}/.${name.slice(0, 100)}.${process.pid}.${++written}.tmp`;
    const file = await open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
    try {
      try {
        await file.writeFile(text);
      } finally {
        await file.close();
      }
      // A link in its place is replaced, and not followed.
      await rename(temporary, `${directory}/${name}`);
    } catch (error) {
      await unlink(temporary);
      throw error;
    }
  });
}

/** Has `use` done in the directory of the file, which it is given as one that no link can change. */
export async function within<T>(
  path: string,
  granted: Granted,
  makes: boolean,
  use: (directory: string, name: string) => Promise<T>,
): Promise<T> {
  const own = ownFiles(granted);
  const place = placeOf(path, own);
  const root = granted.directories
    .map(one => placeOf(one, own).replace(/\/+$/, ''))
    .find(one => place.startsWith(`${one}/`) && !place.endsWith('/'));
  if (root === undefined) raise('NOT_GRANTED', `${path} is in no directory that was granted`);
  if (makes && isIn(`${root}/`, own)) await mkdir(root, { recursive: true, mode: 0o700 });
  // A link to it is the wish of whoever has granted it; from there on none is followed.
  const start = (await realpath(`${root}/`)).replace(/\/$/, '');
  const names = place.slice(root.length + 1).split('/');
  const name = names.pop() as string;
  await refuseProfile([start, ...names, name].join('/'), granted);
  let directory = await open(`${start}/`, O_RDONLY | O_DIRECTORY);
  try {
    for (const part of names) {
      const next = await descend(directory, part, makes);
      await directory.close();
      directory = next;
    }
    return await use(`/proc/self/fd/${directory.fd}`, name);
  } finally {
    await directory.close();
  }
}

async function descend(directory: FileHandle, part: string, makes: boolean): Promise<FileHandle> {
  const path = `/proc/self/fd/${directory.fd}/${part}`;
  const flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW;
  try {
    return await open(path, flags);
  } catch (error) {
    if (!makes || (error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    await mkdir(path, 0o700);
    return await open(path, flags);
  }
}

/** Passwords, certificates, settings, and what scripts may do are nobody's. */
async function refuseProfile(path: string, granted: Granted): Promise<void> {
  const { home } = granted;
  const profile = await realpath(home);
  const own = `${profile}${ownFiles(granted).slice(home.length)}`;
  if (isIn(path, profile) && !isIn(path, own))
    raise(
      'NOT_GRANTED',
      `${path} is Clay's own: of the profile only ${own.slice(profile.length + 1)} can be written and read`,
    );
}

function isIn(path: string, directory: string): boolean {
  return path.startsWith(`${directory}/`);
}
