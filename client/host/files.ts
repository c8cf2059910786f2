/** Files of the profile directory: written to a temporary name, fsynced, renamed; 0600 in a 0700 directory (law 9). */
import { raise } from '../../shared/fault.ts';
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

/**
 * The same of a file that has to be UTF-8. Throws where it is not, and says where: what cannot be read would be other signs than
 * those that were meant, and be written so where the file is changed.
 */
export function readUtf8(path: string): string | null {
  const text = readText(path);
  return text?.includes(NO_SIGN) ? utf8Of(readTrusted('The file', path)) : text;
}

/** What the bytes say. Throws where they are not UTF-8. */
export function utf8Of(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  refuseOthers(bytes, text);
  return text;
}

/** What stands in a text for bytes that are none; it may also be meant. */
const NO_SIGN = '\u{fffd}';

function refuseOthers(bytes: Buffer, text: string): void {
  for (let at = text.indexOf(NO_SIGN), from = 0, place = 0; at >= 0; at = text.indexOf(NO_SIGN, at + 1)) {
    place += Buffer.byteLength(text.slice(from, at));
    from = at + 1;
    if (bytes.toString('latin1', place, place + 3) !== MEANT) {
      const before = text.slice(0, at).split('\n');
      raise(
        'NOT_UTF8',
        `line ${before.length}, column ${before.at(-1)!.length + 1} is not UTF-8: save it in that encoding`,
      );
    }
    place += 3;
  }
}

/** Its bytes, where it is meant. */
const MEANT = '\xef\xbf\xbd';

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
