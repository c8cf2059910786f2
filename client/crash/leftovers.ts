/** What clients of this profile that ended without saying so have left: their checkpoints and spill files. */

import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { type Fault, isFault } from '../../shared/fault.ts';
import { profileId } from '../../shared/paths.ts';
import { isAlive, processIdentity } from '../../shared/process-identity.ts';
import { decodeSnapshot } from '../snapshot/codec.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { readOwnFile } from '../snapshot/statefile.ts';
import { sessionsOf, TEMPORARY } from './checkpoint.ts';

/** Files of a client in the runtime directory: `<profile>-<pid>` and what they are. */
export function checkpointPath(runtime: string, home: string, pid: number): string {
  return `${runtime}/${profileId(home)}-${pid}.checkpoint`;
}

/** A name for the spill file in `directory`: that of the profile or the runtime directory. */
export function spillPath(directory: string, home: string, pid: number): string {
  return directory === home
    ? `${home}/scrollback-${pid}`
    : `${directory}/${profileId(home)}-${pid}.scrollback`;
}

/** The spill file that a snapshot names; null if it has no name, or one in a directory that is not used any more. */
export function spillFile(runtime: string | null, home: string, path: string | null): string | null {
  return path !== null && dirname(path) === home ? path : nameIn(runtime, path);
}

/** A file of the runtime directory that another image, or another client, has written down by its path. */
function inRuntime(runtime: string, path: string): string {
  return `${runtime}/${basename(path)}`;
}

function nameIn(runtime: string | null, path: string | null): string | null {
  return runtime === null || path === null ? null : inRuntime(runtime, path);
}

/** What the names of its journal begin with (journal.ts). */
export function journalPath(runtime: string, home: string, pid: number): string {
  return `${runtime}/${profileId(home)}-${pid}`;
}

export interface Leftover {
  readonly snapshot: Snapshot;
  readonly file: string;
}

/**
 * The checkpoint of a client that is no more while sessions of its own live on, or null. What is of no use any more is
 * removed, and told if it was a state that cannot be read.
 */
export function findLeftover(runtime: string, home: string, notices: string[]): Leftover | null {
  let found: Leftover | null = null;
  for (const { name, pid } of filesOf(runtime, home, '.checkpoint')) {
    const file = `${runtime}/${name}`;
    const snapshot = decodeSnapshot(readFileSync(file));
    if (isFault(snapshot)) {
      if (isRunning(pid)) continue;
      notices.push(`What the last Clay left cannot be taken up: ${snapshot.sentence}.`);
      rmSync(file, { force: true });
    } else if (!isAlive(snapshot.facts)) {
      // Without sessions it was for a crash in place, which the process has not lived to see.
      if (sessionsOf(snapshot.state).length === 0) rmSync(file, { force: true });
      else found ??= { snapshot, file };
    }
  }
  removeStaleFiles(runtime, home, found?.snapshot.facts.pid ?? 0);
  return found;
}

/** What is of use to the process alone that made it, or to the one that takes up what `found` has left; and scrollback without a checkpoint. */
export function removeStaleFiles(runtime: string, home: string, found = 0): void {
  const own = [...TEMPORARY.map(end => `.checkpoint${end}`), '.tape', '.build'];
  for (const { name, pid } of own.flatMap(end => filesOf(runtime, home, end))) {
    if (pid !== found && !isRunning(pid)) rmSync(`${runtime}/${name}`, { recursive: true, force: true });
  }
  for (const name of readdirSync(home)) {
    const pid = Number(/^\.build-(\d+)$/.exec(name)?.[1] ?? 0);
    if (pid > 0 && !isRunning(pid)) rmSync(`${home}/${name}`, { recursive: true, force: true });
  }
  const known = new Set(filesOf(runtime, home, '.checkpoint').map(({ pid }) => pid));
  for (const { file, pid } of spillFiles(runtime, home)) {
    if (!known.has(pid) && !isRunning(pid)) rmSync(file, { force: true });
  }
}

function spillFiles(runtime: string, home: string): { file: string; pid: number }[] {
  const inProfile = readdirSync(home).flatMap(name => {
    const pid = Number(/^scrollback-(\d+)$/.exec(name)?.[1] ?? 0);
    return pid > 0 ? [{ file: `${home}/${name}`, pid }] : [];
  });
  const there = filesOf(runtime, home, '.scrollback').map(({ name, pid }) => ({
    file: `${runtime}/${name}`,
    pid,
  }));
  return [...inProfile, ...there];
}

/** Files of any client of this profile whose names end so. */
function filesOf(runtime: string, home: string, end: string): { name: string; pid: number }[] {
  const pattern = new RegExp(`^${profileId(home)}-(\\d+)(?:\\.\\d+)?${end.replaceAll('.', '\\.')}$`);
  return readdirSync(runtime).flatMap(name => {
    const match = pattern.exec(name);
    return match ? [{ name, pid: Number(match[1]) }] : [];
  });
}

function isRunning(pid: number): boolean {
  return processIdentity(pid) !== '';
}

/** A state file whose client is no more (a new image that could not start) is of no use, and holds secrets. */
export function removeStaleStateFile(path: string): void {
  removeStateFileIf(path, snapshot => isFault(snapshot) || !isAlive(snapshot.facts));
}

/** An image that crashed right at its start has left that of this process. */
export function removeOwnStateFile(path: string): void {
  removeStateFileIf(path, snapshot => !isFault(snapshot) && snapshot.facts.pid === process.pid);
}

/** Anything else in its place is left alone. */
function removeStateFileIf(path: string, isUseless: (snapshot: Snapshot | Fault) => boolean): void {
  const bytes = readOwnFile(path);
  if (bytes && isUseless(decodeSnapshot(bytes))) rmSync(path, { force: true });
}
