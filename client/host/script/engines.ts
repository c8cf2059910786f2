/**
 * Engines of scripts on disk. Each is called by its contents; one that a script runs on is kept in the profile, for the script
 * goes on with it whatever build comes next.
 */
import { existsSync, readFileSync } from 'node:fs';
import { findBaseWith, findEnginesWith } from '../../script/engines.ts';
import { replaceFile } from '../files.ts';

/** A directory, or what says where it is by now; null: there is none. */
export type EnginePlace = string | (() => string | null);

/** Where engines are looked for: first in the profile, then in each place, such as beside the program. */
export function provideEngines(home: string, ...places: readonly EnginePlace[]): void {
  const inPlaces = (name: string, id: string): Uint8Array | null => {
    for (const place of places) {
      const directory = typeof place === 'string' ? place : place();
      const found = directory === null ? null : readEngine(`${directory}/${name}`, id);
      if (found) return found;
    }
    return null;
  };
  findEnginesWith(id => {
    const name = `quickjs.${id}.wasm`;
    const kept = `${home}/engines/${name}`;
    const bytes = readEngine(kept, id);
    if (bytes) return bytes;
    const found = inPlaces(name, id);
    return found && keep(kept, found);
  });
  findBaseWith(id => inPlaces(`quickjs.${id}.base`, id));
}

/** Only the very one: what is there under its name may be another's, or half of it. */
function readEngine(path: string, id: string): Uint8Array | null {
  if (!existsSync(path)) return null;
  const bytes = readFileSync(path);
  const { createHash } = process.getBuiltinModule('node:crypto');
  return createHash('sha256').update(bytes).digest('hex') === id ? bytes : null;
}

/** Where that cannot be, the next build may have to refuse a reload: its trial says so. */
function keep(path: string, bytes: Uint8Array): Uint8Array {
  try {
    replaceFile(path, bytes);
  } catch {
    // It is read where it was found.
  }
  return bytes;
}
