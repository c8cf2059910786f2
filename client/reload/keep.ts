/**
 * Builds that a client keeps for itself, in a folder of its own: the one it runs from, to have a way back when `dist/`
 * is overwritten, and the next one, so that what is tried is what is started, whatever a deploy does meanwhile.
 */
import {
  existsSync,
  linkSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { copyFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import { type Fault, faultOf } from '../../shared/fault.ts';
import { profileId } from '../../shared/paths.ts';
import { readNote, SNAPSHOT_NOTE } from './startup.ts';

/** A build in a client's own folder, which nobody else writes to. */
export interface Kept {
  /** CRC-32 of all its parts. */
  readonly id: string;
  readonly script: string;
  readonly addon: string;
}

/** What a build is made of, by path in it. */
const SCRIPT = 'clay.js';
const ADDON = 'native/posix.node';
const PROXY = 'tlsproxy.js';

/** The folder of client `pid` in the runtime directory. */
export function buildsPath(runtime: string, home: string, pid: number): string {
  return `${runtime}/${profileId(home)}-${pid}.build`;
}

/** Copies the build of `script` (through links) into `folder`, unless it is there. */
export async function keepBuild(script: string, folder: string): Promise<Kept | Fault> {
  try {
    const real = realpathSync(script);
    const from = dirname(real);
    const parts = await readParts(real, from);
    const kept = keptAs(folder, checksum(parts));
    if (!isWhole(kept, parts)) await write(dirname(kept.script), parts);
    await keepSnapshot(from, dirname(kept.script));
    return kept;
  } catch (error) {
    return faultOf(error, 'BUILD_NOT_KEPT');
  }
}

/** The kept build that `script` is part of, or null. */
export function keptBuild(script: string, folder: string): Kept | null {
  const kept = keptAs(folder, basename(dirname(script)));
  return kept.script === script ? kept : null;
}

/** Removes all builds in `folder` but `kept`. */
export function forgetBuilds(folder: string, kept: Kept | null): void {
  for (const name of namesIn(folder)) {
    if (name !== kept?.id) rmSync(`${folder}/${name}`, { recursive: true, force: true });
  }
  if (kept === null) rmSync(folder, { recursive: true, force: true });
}

/** The runtime directory may have been removed. */
function namesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

function keptAs(folder: string, id: string): Kept {
  const directory = `${folder}/${id}`;
  return { id, script: `${directory}/${SCRIPT}`, addon: `${directory}/${ADDON}` };
}

type Parts = ReadonlyMap<string, Buffer>;

async function readParts(script: string, directory: string): Promise<Parts> {
  const parts = new Map<string, Buffer>([[SCRIPT, await readFile(script)]]);
  for (const name of [ADDON, PROXY]) {
    const content = await readIfThere(`${directory}/${name}`);
    if (content) parts.set(name, content);
  }
  return parts;
}

async function readIfThere(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
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

/** Somebody may have cleaned up in the runtime directory. */
function isWhole({ script }: Kept, parts: Parts): boolean {
  return [...parts].every(([name, { length }]) => {
    return statSync(`${dirname(script)}/${name}`, { throwIfNoEntry: false })?.size === length;
  });
}

/** Under a temporary name first: what is there under its own is whole. */
async function write(directory: string, parts: Parts): Promise<void> {
  const temporary = `${directory}.tmp`;
  for (const path of [temporary, directory]) await rm(path, { recursive: true, force: true });
  await mkdir(`${temporary}/native`, { recursive: true, mode: 0o700 });
  for (const [name, content] of parts) await writeFile(`${temporary}/${name}`, content, { mode: 0o700 });
  await rename(temporary, directory);
}

/**
 * The start-up snapshot with its note, if it can be: without it a start takes a little longer, and nothing else changes.
 * Without a pause where it can: until a build is kept, a crash is the end.
 */
async function keepSnapshot(from: string, to: string): Promise<void> {
  const note = readNote(`${from}/${SNAPSHOT_NOTE}`);
  if (!note || basename(note.blob) !== note.blob) return;
  const temporary = `${to}/snapshot.tmp`;
  try {
    if (!existsSync(`${to}/${note.blob}`)) {
      if (!isLinked(`${from}/${note.blob}`, temporary)) await copyFile(`${from}/${note.blob}`, temporary);
      renameSync(temporary, `${to}/${note.blob}`);
    }
    // Last, so that what the note leads to is there and whole.
    writeFileSync(temporary, JSON.stringify(note));
    renameSync(temporary, `${to}/${SNAPSHOT_NOTE}`);
  } catch {
    // In the making, or no room for it.
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
