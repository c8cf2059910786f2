/** The code cache: what V8 compiles at a start, so that it need not. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WARM_START_VARIABLE } from '../host/environment.ts';
import { plainEnvironment } from '../host/node.ts';
import { CODE_CACHE, codeCacheFile, writtenAt } from '../starter/code-cache.ts';
import { sourceIn } from '../starter/source.ts';

/** Of this program: to be the start that is kept. */
export const WARM_START = '--warm-start';

/** A start takes a tenth of a second; beyond this something is wrong (ms). */
const LIMIT = 60_000;

/** Makes it in `directory`. Answers why there is none; null when there is one. */
export function makeCodeCache(directory: string): string | null {
  const script = join(directory, 'clay.js');
  const cache = join(directory, CODE_CACHE);
  const temporary = mkdtempSync(join(tmpdir(), 'clay-warm-'));
  try {
    const output = join(temporary, 'code');
    const env = {
      ...plainEnvironment(),
      HOME: temporary,
      CLAY_HOME: join(temporary, 'home'),
      XDG_RUNTIME_DIR: temporary,
      [WARM_START_VARIABLE]: '1',
    };
    const args = [__filename, WARM_START, script, output];
    const { status, stderr } = spawnSync(process.execPath, args, { env, encoding: 'utf8', timeout: LIMIT });
    if (status !== 0) throw new Error(stderr.trim().slice(0, 500) || `the start ended with ${status}`);
    const source = sourceIn(readFileSync(script, 'utf8'));
    const file = codeCacheFile(source, readFileSync(output), writtenAt(script));
    const written = `${cache}.${process.pid}.tmp`;
    writeFileSync(written, file);
    chmodSync(written, 0o644);
    renameSync(written, cache);
    return null;
  } catch (error) {
    rmSync(cache, { force: true });
    return `No code cache, so that a start takes a little longer: ${(error as Error).message}`;
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}
