/** Files of the profile directory: written to a temporary name, fsynced, renamed; 0600 in a 0700 directory (law 9). */
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { readTrusted } from '../../shared/trust.ts';
import { unlinkIfThere } from '../../shared/unlink.ts';

/** The file's text, or null if there is none. Throws for any other reason: that it is not to be trusted, say. */
export function readText(path: string): string | null {
  try {
    return readTrusted('The file', path).toString('utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Replaces the file at once and whole; throws, leaving the old one, if that cannot be done. */
export function replaceFile(name: string, content: string | Uint8Array): void {
  // A link in its place is the user's wish: the file it leads to is replaced.
  const path = existsSync(name) ? realpathSync(name) : name;
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    // Whatever has been left there, a link above all, is not written through.
    unlinkIfThere(temporary);
    const fd = openSync(temporary, 'wx', 0o600);
    try {
      writeFileSync(fd, content);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(temporary, path);
  } catch (error) {
    unlinkIfThere(temporary);
    throw error;
  }
}
