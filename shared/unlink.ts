/** Removing files. */
import { lstatSync, unlinkSync } from 'node:fs';

/**
 * Removes the file or link at `path`; what is not there is removed already. Throws what unlink(2) says otherwise. Node's
 * `rmSync` does the same, but loads what removes trees, which a reload would wait for.
 */
export function unlinkIfThere(path: string): void {
  if (!lstatSync(path, { throwIfNoEntry: false })) return;
  try {
    unlinkSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
