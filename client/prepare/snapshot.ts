/** The start-up snapshot: it saves the loading of the bundle. */
import { chmodSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isFault } from '../../shared/fault.ts';
import { askRuntime } from '../host/node.ts';
import { makeStartupBlob, STARTUP_BLOB_NOTE } from '../reload/startup.ts';

/** Makes it in `directory`. Answers why there is none; null when there is one. */
export async function makeSnapshot(directory: string): Promise<string | null> {
  const last = lastOf(directory);
  try {
    const runtime = await askRuntime(process.execPath);
    if (isFault(runtime)) throw new Error(runtime.sentence);
    const { blob } = await makeStartupBlob(join(directory, 'clay.js'), runtime, STARTUP_BLOB_NOTE);
    chmodSync(join(directory, blob), 0o644);
    chmodSync(join(directory, STARTUP_BLOB_NOTE), 0o644);
    removeBlobs(directory, [blob, last]);
    return null;
  } catch (error) {
    const { message } = error as Error;
    const note = join(directory, STARTUP_BLOB_NOTE);
    const temporary = `${note}.${process.pid}.tmp`;
    writeFileSync(temporary, JSON.stringify({ unavailable: message }), { mode: 0o644 });
    renameSync(temporary, note);
    return `No start-up snapshot, so that a reload takes a little longer: ${message}`;
  }
}

function lastOf(directory: string): string | undefined {
  const note = join(directory, STARTUP_BLOB_NOTE);
  try {
    return existsSync(note) ? (JSON.parse(readFileSync(note, 'utf8')) as { blob?: string }).blob : undefined;
  } catch {
    // Half a note of a machine that lost its power: it is written anew.
    return undefined;
  }
}

/** The last one stays until the next build: a client may be about to start from it. */
function removeBlobs(directory: string, kept: readonly (string | undefined)[]): void {
  for (const name of readdirSync(directory)) {
    if (/^clay\..*\.blob$/.test(name) && !kept.includes(name)) rmSync(join(directory, name));
  }
}
