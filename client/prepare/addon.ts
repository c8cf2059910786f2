/**
 * The native addon: as it came with the build, or that of this processor out of the package, or compiled on the spot.
 * Without one Clay runs, and cannot replace its code.
 */
import { copyFileSync, existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { loadPosix } from '../../native/posix.ts';

/** Of native/build.mjs, which a package carries with the sources. */
type BuildAddon = (options: { output: string; quiet: boolean }) => string | null;

/** Sees to native/posix.node in `directory`. Answers why there is none that works; null when there is. */
export async function provideAddon(directory: string): Promise<string | null> {
  const file = join(directory, 'native/posix.node');
  if (works(file)) return null;
  const built = join(directory, `native/${process.platform}-${process.arch}.node`);
  if (works(built)) {
    const temporary = `${file}.${process.pid}.tmp`;
    copyFileSync(built, temporary);
    renameSync(temporary, file);
    return null;
  }
  const why = await compile(join(directory, '../native/build.mjs'), file);
  return why === null ? null : `No native addon, so that /reload is not to be had: ${why}`;
}

function works(file: string): boolean {
  return existsSync(file) && !('unavailable' in loadPosix(file));
}

async function compile(builder: string, output: string): Promise<string | null> {
  if (!existsSync(builder)) return `there is none for ${process.platform} on ${process.arch}`;
  const { buildAddon } = (await import(pathToFileURL(builder).href)) as { buildAddon: BuildAddon };
  rmSync(output, { force: true });
  const why = buildAddon({ output, quiet: true });
  if (why !== null) return why;
  const loaded = loadPosix(output);
  return 'unavailable' in loaded ? loaded.unavailable : null;
}
