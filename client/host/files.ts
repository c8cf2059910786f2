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
