/**
 * Start-up snapshots: what V8 has in memory when the bundle is loaded, which saves a new image the loading. One fits
 * one build, one Node and one processor, which the note beside it says; a start goes without where there is none.
 */

import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { type Fault, faultOf } from '../../shared/fault.ts';
import { withHeld } from '../../shared/held.ts';
import { distrustOf, isExposed, readTrusted } from '../../shared/trust.ts';
import { NO_REHASH, plainEnvironment, ROOM, type Runtime } from '../host/node.ts';
import { setTag, withoutNodeCode } from './startup-file.ts';

/** What is written beside a start-up snapshot: what it was made from and for. */
export interface StartupBlobNote {
  /** Its file; a name that says what is in it, so that no other one ever has it. */
  readonly blob: string;
  readonly blobSize: number;
  /** Options of the runtime that it must be used with. */
  readonly options: readonly string[];
  readonly node: string;
  readonly runtimeSize: number;
  readonly runtimeTime: number;
  /** V8's own, without and with NO_REHASH. */
  readonly tags: readonly number[];
  /** CRC-32. */
  readonly script: number;
}

/** Node's option for one; its file follows. */
export const BLOB = '--snapshot-blob';

/** The note of the snapshot that came with the build. */
export const STARTUP_BLOB_NOTE = 'clay.snapshot.json';

/** To make one takes a quarter of a second, on a busy machine some; beyond this something is wrong (ms). */
const LIMIT = 30_000;
/** So many characters of what it prints are kept. */
const LONGEST_ANSWER = 64 * 1024;
/**
 * At each start V8 draws a seed for its hash tables and hashes everything in the snapshot again, a fifth of the start.
 * Ours has been made on this machine, with a seed that nobody else knows. Made under this option it would have the one
 * in Node's own binary, which everybody can know; so it is made without and used with it.
 * Under it V8 refuses what it has compiled of Node's own modules, too: that is a third of the file, and read for nothing.
 */
const WAYS: readonly Way[] = [
  { options: [NO_REHASH, ROOM], isLean: true },
  { options: [NO_REHASH, ROOM], isLean: false },
  // Of a V8 that knows no such option.
  { options: [NO_REHASH], isLean: true },
  { options: [NO_REHASH], isLean: false },
  { options: [], isLean: false },
];

interface Way {
  readonly options: readonly string[];
  /** Without the code of Node's modules. */
  readonly isLean: boolean;
}

/**
 * The options that start `runtime` with a snapshot of this very script, which is no link, or null: in any doubt it is not
 * used. `later`: it is to be started at a moment when nobody looks again.
 */
export function usableStartupBlob(script: string, runtime: Runtime, later = false): string[] | null {
  if (process.env.NODE_OPTIONS || runtime.tags.length === 0) return null;
  try {
    const directory = dirname(script);
    const note = [STARTUP_BLOB_NOTE, noteFor(runtime)]
      .map(name => readNote(`${directory}/${name}`))
      .find(one => one !== null && fits(one, runtime, directory));
    if (!note || note.script !== crc32(readFileSync(script))) return null;
    const blob = resolve(directory, note.blob);
    // It is code, and used by its name.
    if (distrustOf(blob) || (later && isExposed(blob))) return null;
    return [BLOB, blob, ...note.options];
  } catch {
    // Without a snapshot the start takes a little longer; nothing else changes.
    return null;
  }
}

/** Node itself looks at its version only, and V8 not even at its options: what does not fit would crash. */
function fits(note: StartupBlobNote, { version, tags, size, time }: Runtime, directory: string): boolean {
  return (
    note.node === version &&
    note.runtimeSize === size &&
    note.runtimeTime === time &&
    tags.every(tag => note.tags.includes(tag)) &&
    statSync(resolve(directory, note.blob), { throwIfNoEntry: false })?.size === note.blobSize
  );
}

/** The note at `path`; null if there is none, none that makes sense, or not one of the user's: it names code and options. */
export function readNote(path: string): StartupBlobNote | null {
  try {
    const note = JSON.parse(
      readTrusted('The note', path).toString('utf8'),
    ) as Partial<StartupBlobNote> | null;
    const isWhole = typeof note?.blob === 'string' && Array.isArray(note.tags) && Array.isArray(note.options);
    return isWhole ? (note as StartupBlobNote) : null;
  } catch {
    return null;
  }
}

/** The note of a snapshot that was made later, for a Node other than that of the build. */
function noteFor({ version }: Runtime): string {
  return `clay.${version}.snapshot.json`;
}

/**
 * Sees to it that there is a snapshot of a kept build for `runtime`, if the build came with one for another Node. A fault
 * says why there is none; null if there is one, or none is wanted.
 */
export async function provideStartupBlob(script: string, runtime: Runtime): Promise<Fault | null> {
  const directory = dirname(script);
  const came = readNote(`${directory}/${STARTUP_BLOB_NOTE}`);
  if (!came || process.env.NODE_OPTIONS || runtime.tags.length === 0) return null;
  if (came.script !== crc32(await readFile(script)) || usableStartupBlob(script, runtime)) return null;
  try {
    await makeStartupBlob(script, runtime, noteFor(runtime));
    return null;
  } catch (error) {
    return faultOf(error, 'SNAPSHOT_NOT_MADE');
  }
}

/** Removes what was made in `directory` for Nodes other than the one that runs now. */
export function forgetStartupBlobs(directory: string): void {
  for (const name of namesIn(directory)) {
    const version = /^clay\.(v.+)\.snapshot\.json$/.exec(name)?.[1] ?? process.version;
    if (version === process.version) continue;
    const note = readNote(`${directory}/${name}`);
    if (note) rmSync(`${directory}/${basename(note.blob)}`, { force: true });
    rmSync(`${directory}/${name}`, { force: true });
  }
}

/** None where it is gone: the runtime directory may be removed at any moment. */
function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** Makes one beside the script, with a note called `name`. Throws what went wrong, leaving nothing behind. */
export async function makeStartupBlob(
  script: string,
  runtime: Runtime,
  name: string,
): Promise<StartupBlobNote> {
  const directory = dirname(script);
  const temporary = `${directory}/${name}.${process.pid}.tmp`;
  try {
    await run(runtime, [BLOB, temporary, '--build-snapshot', script]);
    const whole = await readFile(temporary);
    const { bytes, options } = await findWay(runtime, temporary, script, whole);
    const blob = `clay.${crc32(bytes).toString(16)}.blob`;
    await rename(temporary, `${directory}/${blob}`);
    const note = noteOf(runtime, {
      blob,
      blobSize: bytes.length,
      options,
      script: crc32(await readFile(script)),
    });
    await writeFile(temporary, JSON.stringify(note));
    await rename(temporary, `${directory}/${name}`);
    return note;
  } finally {
    await rm(temporary, { force: true });
  }
}

function noteOf(
  { version, size, time, tags }: Runtime,
  made: Pick<StartupBlobNote, 'blob' | 'blobSize' | 'options' | 'script'>,
): StartupBlobNote {
  return { ...made, node: version, runtimeSize: size, runtimeTime: time, tags };
}

/** The first way in which a start from it works, and what the file then holds. */
async function findWay(
  runtime: Runtime,
  blob: string,
  script: string,
  whole: Buffer,
): Promise<{ bytes: Buffer; options: readonly string[] }> {
  const failed: unknown[] = [];
  for (const { options, isLean } of WAYS) {
    const bytes = isLean ? withoutNodeCode(whole) : Buffer.from(whole);
    if (!bytes) continue;
    tagFor(bytes, runtime, options);
    try {
      await writeFile(blob, bytes);
      const said = await run(runtime, [BLOB, blob, ...options, script, '--version']);
      if (/^\d+\.\d+\.\d+/.test(said)) return { bytes, options };
      failed.push(new Error(`it says ${JSON.stringify(said.slice(0, 100))} instead of its version`));
    } catch (error) {
      failed.push(error);
    }
  }
  throw failed[0];
}

/** With V8's tag by these options, as far as that is known. */
function tagFor(
  bytes: Buffer,
  { tags: [made, plain], snapshotTag }: Runtime,
  options: readonly string[],
): void {
  const used = options.includes(ROOM) ? snapshotTag : options.length > 0 ? plain : made;
  if (made !== undefined && used !== undefined) setTag(bytes, made, used);
}

/** Answers what it prints; rejects with what it complains of. */
function run({ path }: Runtime, args: readonly string[]): Promise<string> {
  const stdio = withHeld(['ignore', 'pipe', 'pipe'], args);
  return new Promise((done, reject) => {
    const child = spawn(path, args, { env: plainEnvironment(), timeout: LIMIT, stdio });
    const [said, complaint] = [textOf(child.stdout), textOf(child.stderr)];
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) done(said().trim());
      else reject(new Error(complaint().trim().slice(0, 500) || `it ended with ${signal ?? code}`));
    });
  });
}

/** What has come so far, but for what nobody wants to read. */
function textOf(stream: Readable | null): () => string {
  let text = '';
  stream?.setEncoding('utf8').on('data', (more: string) => {
    if (text.length < LONGEST_ANSWER) text += more;
  });
  return () => text;
}
