/** Files of macros on disk: found where TinyFugue would look for them, and read whole. */
import { statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { fault, faultOf } from '../../../shared/fault.ts';
import type { Effect, Event } from '../../state/events.ts';
import { readText } from '../files.ts';

/** More is no program (bytes). */
const LARGEST = 1024 * 1024;
/** TinyFugue's own, where they are installed. */
const LIBRARIES = [
  '/usr/share/tf5/tf-lib',
  '/usr/share/tf/tf-lib',
  '/usr/local/share/tf-lib',
  '/usr/local/lib/tf-lib',
];

/** Reads what is wanted for the profile, and tells it. */
export function createMacroFiles(
  home: string,
  dispatch: (event: Event) => void,
): (effect: Extract<Effect, { type: 'read macros' }>) => void {
  return ({ id, path, beside }) => {
    // Behind what the turn wants done besides.
    setImmediate(() => {
      const found = find(home, path, beside);
      dispatch({ type: 'macros read', id, path: found ?? path, file: read(found, path) });
    });
  };
}

/** The first of the places where it is. */
function find(home: string, path: string, beside: string): string | null {
  const named = path.replace(/^~(?=\/|$)/, homedir());
  const places = isAbsolute(named)
    ? [named]
    : [...(beside === '' ? [] : [dirname(beside)]), home, `${home}/scripts`, homedir(), ...LIBRARIES].map(
        at => join(at, named),
      );
  return places.find(isFile) ?? null;
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function read(found: string | null, path: string): Extract<Event, { type: 'macros read' }>['file'] {
  if (found === null) return { fault: fault('MACROS_UNREADABLE', `There is no file ${path}.`) };
  try {
    if (statSync(found).size > LARGEST)
      return {
        fault: fault('MACROS_UNREADABLE', `${found} has more than ${LARGEST / 1024} KiB: it is not loaded.`),
      };
    return { text: readText(found) ?? '' };
  } catch (error) {
    const { sentence } = faultOf(error, 'MACROS_UNREADABLE');
    return { fault: fault('MACROS_UNREADABLE', `${found} cannot be read: ${sentence.replace(/\.$/, '')}.`) };
  }
}
