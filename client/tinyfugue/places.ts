/** Directories in which files of macros are. */

/** Where Debian has those of TinyFugue 5. */
export const LIBRARY = '/usr/share/tf5/tf-lib';

/** What %TFPATH says, with blanks between and a backslash before one that belongs to a name; '' = %TFLIBDIR, as TinyFugue does it. */
export function directoriesOf(path: string, library: string): string[] {
  const named = path.trim() === '' ? [library.trim()] : (path.match(/(?:\\.|[^\\\s])+/g) ?? []);
  return named.map(one => one.replace(/\\(.)/g, '$1')).filter(one => one !== '');
}
