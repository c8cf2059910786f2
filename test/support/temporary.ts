/**
 * Things that must not outlive a test file: temporary directories, processes, servers. They are put away
 * after the last test, latest first, so a program ends before its home directory goes.
 */
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type Cleanup = () => void | Promise<void>;

const cleanups: Cleanup[] = [];

/** Registers something to do after the last test of the file (outside Jest: call `cleanUp` yourself). */
export function atEnd(cleanup: Cleanup): void {
  cleanups.push(cleanup);
}

/** Runs and forgets all that was registered; all of it, even if one fails, then throws the first failure. */
export async function cleanUp(): Promise<void> {
  const failures: unknown[] = [];
  for (let cleanup = cleanups.pop(); cleanup; cleanup = cleanups.pop()) {
    try {
      await cleanup();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}

/** A new directory, 0700, by its real path; removed at the end. Short, since Unix socket paths are. */
export function temporaryDirectory(name = 'clay'): string {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), `${name}-`)));
  // A daemon that is just ending may still make or remove a file of its own.
  atEnd(() => removeInUse(directory));
  return directory;
}

/** Removes a directory, if there is one, in which a running program may just be making files. */
export function removeInUse(directory: string): void {
  for (let tries = 100; ; tries--) {
    try {
      return rmSync(directory, { recursive: true, force: true });
    } catch (error) {
      // What has been made since its parent was listed.
      if (tries === 0 || (error as NodeJS.ErrnoException).code !== 'ENOTEMPTY') throw error;
    }
  }
}

/** Where a client lives in a test: its profile, its runtime directory, and what it takes for $HOME. */
export interface TemporaryHome {
  readonly root: string;
  readonly home: string;
  readonly runtime: string;
}

/** A home directory of its own for a client; `home` (the profile) and `runtime` exist, 0700. */
export function temporaryHome(): TemporaryHome {
  const root = temporaryDirectory();
  const paths = { root, home: join(root, '.clay'), runtime: join(root, 'run') };
  mkdirSync(paths.home, { mode: 0o700 });
  mkdirSync(paths.runtime, { mode: 0o700 });
  return paths;
}

// 30 s, as for everything that waits on processes of a busy machine.
if (typeof afterAll === 'function') afterAll(cleanUp, 30_000);
