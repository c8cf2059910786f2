/** Files of macros on disk: found where TinyFugue would look for them, and read whole. */
import { statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { fault, faultOf } from '../../../shared/fault.ts';
import { readTrusted } from '../../../shared/trust.ts';
import type { Effect, Event } from '../../state/events.ts';
import { directoriesOf, LIBRARY } from '../../tinyfugue/places.ts';

/** More is no program (bytes). */
const LARGEST = 1024 * 1024;
/** TinyFugue's own, where they are installed. */
const LIBRARIES = [LIBRARY, '/usr/share/tf/tf-lib', '/usr/local/share/tf-lib', '/usr/local/lib/tf-lib'];

/** Reads what is wanted for the profile, and tells it. */
export function createMacroFiles(
  home: string,
  dispatch: (event: Event) => void,
): (effect: Extract<Effect, { type: 'read macros' }>) => void {
  return ({ id, path, beside, among }) => {
    // Behind what the turn wants done besides.
    setImmediate(() => {
      const places = macroPlaces(home, path, beside === '' ? null : dirname(beside), among);
      const found = places.find(isFile) ?? null;
      dispatch({ type: 'macros read', id, path: found ?? path, file: read(found, path, places) });
    });
  };
}

/**
 * Where a file of macros may be, the first place first: beside the one that names it, in the profile, at home, where %TFPATH says
 * or the environment, where TinyFugue is installed, and where programs write. `beside`: a directory.
 */
export function macroPlaces(
  home: string,
  path: string,
  beside: string | null,
  among: readonly string[],
): readonly string[] {
  const { TFPATH = '', TFLIBDIR = '' } = process.env;
  const named = path.replace(/^~(?=\/|$)/, homedir());
  const others = [...directoriesOf(TFPATH, TFLIBDIR), ...LIBRARIES];
  // %TFLIBDIR/name.tf is meant wherever that is.
  if (named.startsWith(`${LIBRARY}/`)) return distinct([LIBRARY, ...others], named.slice(LIBRARY.length + 1));
  if (isAbsolute(named)) return [named];
  const tilde = (directory: string) => directory.replace(/^~(?=\/|$)/, homedir());
  const own = [...(beside === null ? [] : [beside]), home, `${home}/scripts`, homedir()];
  // Last of all what programs have written themselves.
  return distinct([...own, ...among.map(tilde).filter(isAbsolute), ...others, `${home}/tf`], named);
}

function distinct(directories: readonly string[], name: string): string[] {
  return [...new Set(directories.map(directory => join(directory, name)))];
}

/** There is no such file, and where it was looked for. */
export function notFound(path: string, places: readonly string[]): string {
  const home = homedir();
  const shown = [...new Set(places.map(dirname))].map(one =>
    one.startsWith(home) ? `~${one.slice(home.length)}` : one,
  );
  return `There is no file ${path}, looked for in ${shown.join(', ')}.`;
}

export function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function read(
  found: string | null,
  path: string,
  places: readonly string[],
): Extract<Event, { type: 'macros read' }>['file'] {
  if (found === null) return { fault: fault('MACROS_UNREADABLE', notFound(path, places)) };
  try {
    if (statSync(found).size > LARGEST)
      return {
        fault: fault('MACROS_UNREADABLE', `${found} has more than ${LARGEST / 1024} KiB: it is not loaded.`),
      };
    return textOf(readTrusted('The file', found));
  } catch (error) {
    const { sentence } = faultOf(error, 'MACROS_UNREADABLE');
    return { fault: fault('MACROS_UNREADABLE', `${found} cannot be read: ${sentence.replace(/\.$/, '')}.`) };
  }
}

/** UTF-8, or else Latin-1, as old files have it; no byte order mark. */
function textOf(bytes: Buffer): { readonly text: string; readonly isLatin?: true } {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { text: bytes.toString('latin1'), isLatin: true };
  }
}
