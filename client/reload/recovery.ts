/** What clients of this profile that ended without saying so have left: their checkpoints and spill files. */
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { type Fault, isFault } from '../../shared/fault.ts';
import { isAlive } from '../../shared/liveness.ts';
import { profileId } from '../../shared/paths.ts';
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

/** The checkpoint of a client that is no more, or null; one that cannot be used is removed, and told. */
export function findLeft(runtime: string, home: string, notices: string[]): Left | null {
  const mine = new RegExp(`^${profileId(home)}-\\d+\\.checkpoint$`);
  for (const name of readdirSync(runtime).filter(one => mine.test(one))) {
    const file = `${runtime}/${name}`;
    const snapshot = read(file);
    if (isFault(snapshot)) {
      notices.push(`What the last Clay left cannot be taken up: ${snapshot.sentence}.`);
      rmSync(file, { force: true });
    } else if (!isAlive(snapshot)) {
      return { snapshot, file };
    }
  }
  return null;
}

function read(file: string): Snapshot | Fault {
  return decodeSnapshot(readFileSync(file));
}
