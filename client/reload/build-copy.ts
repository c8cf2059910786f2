/**
 * Builds that a client keeps for itself, in a folder of its own: the one it runs from, to have a way back when `dist/`
 * is overwritten, and the next one, so that what is tried is what is started, whatever a deploy does meanwhile.
 */

import {
  closeSync,
  existsSync,
  fstatSync,
  linkSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  type Stats,
  writeFileSync,
} from 'node:fs';
import { copyFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import { type Fault, faultOf, raise } from '../../shared/fault.ts';
import { makeDirectory } from '../../shared/held.ts';
import { profileId } from '../../shared/paths.ts';
import { distrustOf, openTrusted, readTrusted } from '../../shared/trust.ts';
import { CODE_CACHE } from '../starter/code-cache.ts';
import { realScript } from './build.ts';
import { readNote, STARTUP_BLOB_NOTE } from './startup.ts';

/** A build in a client's own folder, which nobody else writes to. */
export interface BuildCopy {
  /** CRC-32 of all its parts. */
  readonly id: string;
  readonly script: string;
  readonly addon: string;
}

/** What a build is made of, by path in it. */
const SCRIPT = 'clay.js';
const ADDON = 'native/posix.node';
const PROXY = 'tlsproxy.js';
const ENGINE_FILE = /^quickjs\.\w+\.(wasm|base)$/;

/** The folder of client `pid` in the runtime directory. */
export function buildsPath(runtime: string, home: string, pid: number): string {
  return `${runtime}/${profileId(home)}-${pid}.build`;
}

/** Copies the build of `script` (through links) into `folder`, unless it is there; from what is `open` of it, if that is. */
export async function copyBuild(
  script: string,
  folder: string,
  open?: OpenBuild,
): Promise<BuildCopy | Fault> {
  try {
    const real = open?.script ?? realScript(script);
    const from = dirname(real);
    const parts = open?.read() ?? readParts(real);
    const kept = copyPaths(folder, checksum(parts));
    if (!isWhole(kept, parts)) await write(dirname(kept.script), parts);
    await copyStartupBlob(from, dirname(kept.script));
    await copyCodeCache(from, dirname(kept.script));
    await copyEngines(from, dirname(kept.script));
    return kept;
  } catch (error) {
    return faultOf(error, 'BUILD_NOT_KEPT');
  }
}

/** The kept build that `script` is part of, or null. */
export function findCopy(script: string, folder: string): BuildCopy | null {
  const kept = copyPaths(folder, basename(dirname(script)));
  return kept.script === script ? kept : null;
}

/** Whether the script and what lies beside it are the build `id`; false also if they are gone, or not to be trusted. */
export function isBuild(script: string, id: string): boolean {
  try {
    return checksum(readParts(realScript(script))) === id;
  } catch {
    return false;
  }
}

/** Removes all builds in `folder` but `kept`. */
export function removeOtherCopies(folder: string, kept: BuildCopy | null): void {
  for (const name of namesIn(folder)) {
    if (name !== kept?.id) rmSync(`${folder}/${name}`, { recursive: true, force: true });
  }
  if (kept === null) rmSync(folder, { recursive: true, force: true });
}

/** The runtime directory may have been removed. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function copyPaths(folder: string, id: string): BuildCopy {
  const script = `${folder}/${id}/${SCRIPT}`;
  return { id, script, addon: addonBeside(script) };
}

/** The addon of the build of a script. */
export function addonBeside(script: string): string {
  return `${dirname(script)}/${ADDON}`;
}

type Parts = ReadonlyMap<string, Buffer>;

/** A build whose parts are open: what is read of them is what lay there then, whatever is deployed meanwhile. */
export interface OpenBuild {
  /** Through links. */
  readonly script: string;
  /** Throws if one of them was written to since. */
  read(): Parts;
  close(): void;
}

/** Opens the build of `script`; null if one of its parts, the proxy aside, has changed since `time` (Unix ms). Throws as `openTrusted` does. */
export function openBuild(script: string, time: number): OpenBuild | null {
  const real = realScript(script);
  const files = new Map<string, OpenFile>();
  const close = () => files.forEach(({ fd }) => void closeSync(fd));
  try {
    for (const name of [SCRIPT, ADDON, PROXY]) {
      const path = name === SCRIPT ? real : `${dirname(real)}/${name}`;
      const fd = unlessMissing(() => openTrusted('The build', path));
      if (fd === null) continue;
      const stats = fstatSync(fd);
      files.set(name, { fd, stats });
      if (name === PROXY || stats.ctimeMs < time) continue;
      close();
      return null;
    }
  } catch (error) {
    close();
    throw error;
  }
  return { script: real, close, read: () => readOpen(files) };
}

interface OpenFile {
  readonly fd: number;
  /** When it was opened. */
  readonly stats: Stats;
}

function readOpen(files: ReadonlyMap<string, OpenFile>): Parts {
  const parts = new Map<string, Buffer>();
  for (const [name, { fd, stats }] of files) {
    const content = Buffer.alloc(stats.size);
    // Not from where the last reading has ended.
    let at = 0;
    for (let got = -1; got !== 0; at += got) got = readSync(fd, content, at, stats.size - at, at);
    const now = fstatSync(fd);
    if (at !== stats.size || now.size !== stats.size || now.mtimeMs !== stats.mtimeMs)
      raise('BUILD_NOT_KEPT', `${name} has been written to since the start`);
    parts.set(name, content);
  }
  return parts;
}

/** Each through a descriptor whose owner and mode were looked at: what is copied is nobody else's. */
function readParts(script: string): Parts {
  const parts = new Map<string, Buffer>([[SCRIPT, readTrusted('The build', script)]]);
  for (const name of [ADDON, PROXY]) {
    const content = readIfThere(`${dirname(script)}/${name}`);
    if (content) parts.set(name, content);
  }
  return parts;
}

function readIfThere(path: string): Buffer | null {
  return unlessMissing(() => readTrusted('The build', path));
}

function unlessMissing<T>(look: () => T): T | null {
  try {
    return look();
  } catch (error) {
    // What is missing is for the trial of the build to complain about.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** With names and lengths: a part that is empty is not the same as none. */
function checksum(parts: Parts): string {
  const add = (sum: number, [name, content]: [string, Buffer]) =>
    crc32(content, crc32(`${name} ${content.length}\n`, sum));
  return [...parts].reduce(add, 0).toString(16);
}

/** Byte by byte: somebody may have cleaned up in the runtime directory, or a disk may have failed. */
function isWhole({ script }: BuildCopy, parts: Parts): boolean {
  return [...parts].every(([name, content]) => readIfThere(`${dirname(script)}/${name}`)?.equals(content));
}

/** Under a temporary name first: what is there under its own is whole. */
async function write(directory: string, parts: Parts): Promise<void> {
  const temporary = `${directory}.tmp`;
  for (const path of [temporary, directory]) await rm(path, { recursive: true, force: true });
  for (const path of [dirname(directory), temporary, `${temporary}/native`]) makeDirectory(path);
  for (const [name, content] of parts) await writeFile(`${temporary}/${name}`, content, { mode: 0o700 });
  await rename(temporary, directory);
}

/**
 * The start-up snapshot with its note, if it can be: without it a start takes a little longer, and nothing else changes.
 * Without a pause where it can: until a build is copied, a crash has to rely on what lies there.
 */
async function copyStartupBlob(from: string, to: string): Promise<void> {
  const note = readNote(`${from}/${STARTUP_BLOB_NOTE}`);
  if (!note || basename(note.blob) !== note.blob) return;
  const temporary = `${to}/snapshot.tmp`;
  try {
    if (distrustOf(`${from}/${note.blob}`)) return;
    if (!existsSync(`${to}/${note.blob}`)) {
      if (!isLinked(`${from}/${note.blob}`, temporary)) await copyFile(`${from}/${note.blob}`, temporary);
      renameSync(temporary, `${to}/${note.blob}`);
    }
    // Last, so that what the note leads to is there and whole.
    writeFileSync(temporary, JSON.stringify(note));
    renameSync(temporary, `${to}/${STARTUP_BLOB_NOTE}`);
  } catch {
    // In the making, or no room for it.
    rmSync(temporary, { force: true });
  }
}

/** What V8 has compiled of it, for starts without a start-up snapshot. It says itself what it fits. */
async function copyCodeCache(from: string, to: string): Promise<void> {
  await copyOnce(from, to, CODE_CACHE);
}

/**
 * The engines of scripts, and what interpreters begin as: a client that runs looks for them when its first script is loaded,
 * and what it was started from may be gone by then. Who reads one looks whether it is what its name says.
 */
async function copyEngines(from: string, to: string): Promise<void> {
  for (const name of namesIn(from).filter(one => ENGINE_FILE.test(one))) await copyOnce(from, to, name);
}

/** Nothing is done where it is there already, cannot be had, or where there is no room for it. */
async function copyOnce(from: string, to: string, name: string): Promise<void> {
  const [source, temporary] = [`${from}/${name}`, `${to}/${name}.tmp`];
  try {
    if (existsSync(`${to}/${name}`) || distrustOf(source)) return;
    if (!isLinked(source, temporary)) await copyFile(source, temporary);
    renameSync(temporary, `${to}/${name}`);
  } catch {
    rmSync(temporary, { force: true });
  }
}

/** It is large, and never changes under its name. Not on another file system, nor of a file of somebody else. */
function isLinked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch {
    return false;
  }
}
