/** What clients of this profile that ended without saying so have left: their checkpoints and spill files. */
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { isFault } from '../../shared/fault.ts';
import { isAlive, processIdentity } from '../../shared/liveness.ts';
import { profileId } from '../../shared/paths.ts';
import { TEMPORARY } from './checkpoint.ts';
import { decodeSnapshot, type Snapshot } from './snapshot.ts';

/** Files of a client in the runtime directory: `<profile>-<pid>` and what they are. */
export function checkpointPath(runtime: string, home: string, pid: number): string {
  return `${runtime}/${profileId(home)}-${pid}.checkpoint`;
}

export function spillPath(runtime: string, home: string, pid: number): string {
  return `${runtime}/${profileId(home)}-${pid}.scrollback`;
}

export interface Left {
  readonly snapshot: Snapshot;
  readonly file: string;
}

/** The checkpoint of a client that is no more, or null. What cannot be used is removed, and told if it was a state. */
export function findLeft(runtime: string, home: string, notices: string[]): Left | null {
  let found: Left | null = null;
  for (const { name, pid } of filesOf(runtime, home, 'checkpoint')) {
    const file = `${runtime}/${name}`;
    const snapshot = decodeSnapshot(readFileSync(file));
    if (isFault(snapshot)) {
      if (isRunning(pid)) continue;
      notices.push(`What the last Clay left cannot be taken up: ${snapshot.sentence}.`);
      rmSync(file, { force: true });
    } else if (!isAlive(snapshot)) {
      found ??= { snapshot, file };
    }
  }
  removeOrphans(runtime, home);
  return found;
}

/** Scrollback without a checkpoint is of no use to anybody, nor is a checkpoint that was never finished. */
function removeOrphans(runtime: string, home: string): void {
  for (const end of TEMPORARY) {
    for (const { name, pid } of filesOf(runtime, home, `checkpoint${end}`)) {
      if (!isRunning(pid)) rmSync(`${runtime}/${name}`, { force: true });
    }
  }
  const known = new Set(filesOf(runtime, home, 'checkpoint').map(({ pid }) => pid));
  for (const { name, pid } of filesOf(runtime, home, 'scrollback')) {
    if (!known.has(pid) && !isRunning(pid)) rmSync(`${runtime}/${name}`, { force: true });
  }
}

function filesOf(runtime: string, home: string, kind: string): { name: string; pid: number }[] {
  const pattern = new RegExp(`^${profileId(home)}-(\\d+)\\.${kind.replaceAll('.', '\\.')}$`);
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
  try {
    const snapshot = decodeSnapshot(readFileSync(path));
    if (isFault(snapshot) || !isAlive(snapshot)) rmSync(path, { force: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Whatever else is in its place is for the reload to complain about.
    if (code !== 'ENOENT' && code !== 'EISDIR' && code !== 'EACCES') throw error;
  }
}
