/** Files of the profile directory, written whole or not at all. */
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
import { unlinkIfThere } from './unlink.ts';

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
