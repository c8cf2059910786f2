/** Files of the profile directory: written to a temporary name, fsynced, renamed; 0600 in a 0700 directory (law 9). */
import { readTrusted } from '../../shared/trust.ts';

export { replaceFile } from '../../shared/replace-file.ts';

/** The file's text, or null if there is none. Throws for any other reason: that it is not to be trusted, say. */
export function readText(path: string): string | null {
  try {
    return readTrusted('The file', path).toString('utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

const UNREADABLE: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EACCES: 'you may not read it',
  EISDIR: 'it is no file',
};

/** Why a file that the user has named cannot be read, as a clause, by the code of the system; undefined: it is none of the usual causes. */
export function unreadable(code: string): string | undefined {
  return UNREADABLE[code];
}
