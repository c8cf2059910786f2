/**
 * Engines of scripts on disk. Each is called by its contents; one that a script runs on is kept in the profile, for the script
 * goes on with it whatever build comes next.
 */
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { hasEnded } from '../../../shared/process-identity.ts';
import { findBaseWith, findEnginesWith } from '../../script/engines.ts';
import { replaceFile } from '../files.ts';

/** A directory, or what says where it is by now; null: there is none. */
export type EnginePlace = string | (() => string | null);

let profile = '';
let elsewhere: readonly EnginePlace[] = [];

/** Where engines are looked for: first in the profile, then in each place, such as beside the program. */
export function provideEngines(home: string, ...places: readonly EnginePlace[]): void {
  profile = home;
  elsewhere = places;
  findEnginesWith(id => {
    for (const file of engineFiles(id)) {
      const bytes = readEngine(file, id);
      if (bytes) return file === keptAt(id) ? bytes : keep(keptAt(id), bytes);
    }
    return null;
  });
  findBaseWith(id => {
    for (const directory of directories()) {
      const bytes = readEngine(`${directory}/quickjs.${id}.base`, id);
      if (bytes) return bytes;
    }
    return null;
  });
}

/** Files that may be the engine, in the order in which they are looked at. */
function engineFiles(id: string): string[] {
  return [keptAt(id), ...directories().map(directory => `${directory}/${nameOf(id)}`)];
}

function directories(): string[] {
  return elsewhere.flatMap(place => (typeof place === 'string' ? place : place()) ?? []);
}

function nameOf(id: string): string {
  return `quickjs.${id}.wasm`;
}

function keptAt(id: string): string {
  return `${profile}/engines/${nameOf(id)}`;
}

/** Only the very one: what is there under its name may be another's, or half of it. */
function readEngine(path: string, id: string): Uint8Array | null {
  if (!existsSync(path)) return null;
  const bytes = readFileSync(path);
  return isEngine(bytes, id) ? bytes : null;
}

function isEngine(bytes: Uint8Array, id: string): boolean {
  const { createHash } = process.getBuiltinModule('node:crypto');
  return createHash('sha256').update(bytes).digest('hex') === id;
}

/** Where that cannot be, the next build may have to refuse a reload: its trial says so. */
function keep(path: string, bytes: Uint8Array): Uint8Array {
  try {
    replaceFile(path, bytes);
  } catch {
    // It is read where it was found.
  }
  return bytes;
}

/** The engine's bytes, without a wait for the disk; null: it is not to be found. */
export async function engineSoon(id: string): Promise<Uint8Array | null> {
  const kept = keptAt(id);
  for (const file of engineFiles(id)) {
    const bytes = await readFile(file).catch(() => null);
    if (!bytes || !isEngine(bytes, id)) continue;
    if (file !== kept) void keepSoon(kept, bytes);
    return bytes;
  }
  return null;
}

/** As `keep`. Never rejects. */
async function keepSoon(path: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${path}.${process.pid}.new`;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await removeLeft(dirname(path));
    await rm(temporary, { force: true });
    await writeFile(temporary, bytes, { mode: 0o600, flag: 'wx', flush: true });
    await rename(temporary, path);
  } catch {
    // It is read where it was found.
  }
}

/** Clients that were killed have left what they had written of engines. */
async function removeLeft(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    const [, pid] = /^quickjs\.\w+\.wasm\.(\d+)\.new$/.exec(name) ?? [];
    if (pid !== undefined && hasEnded({ pid: Number(pid), identity: '' }))
      await rm(`${directory}/${name}`, { force: true });
  }
}
