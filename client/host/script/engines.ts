/**
 * Engines of scripts on disk. Each is called by its contents; one that a script runs on is kept in the profile, for the script
 * goes on with it whatever build comes next.
 */
import { existsSync, readFileSync } from 'node:fs';
import { findBaseWith, findEnginesWith } from '../../script/engines.ts';
import { replaceFile } from '../files.ts';

/** Where engines are looked for: first in the profile, then beside the program, as it is now and as it was started. */
export function provideEngines(home: string, ...directories: readonly string[]): void {
  findEnginesWith(id => {
    const kept = `${home}/engines/quickjs.${id}.wasm`;
    const bytes = readEngine(kept, id);
    if (bytes) return bytes;
    for (const directory of directories) {
      const found = readEngine(`${directory}/quickjs.${id}.wasm`, id);
      if (found) return keep(kept, found);
    }
    return null;
  });
  findBaseWith(id => {
    for (const directory of directories) {
      const found = readEngine(`${directory}/quickjs.${id}.base`, id);
      if (found) return found;
    }
    return null;
  });
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
