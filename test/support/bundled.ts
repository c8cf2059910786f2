/** Runs TypeScript in a process of its own, for what a test cannot do to itself. */
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { temporaryDirectory } from './temporary.ts';

const root = join(__dirname, '../..');

/** Bundles `source`, whose imports are relative to the project, into a file and answers its path. */
export function bundled(source: string): string {
  const outfile = join(temporaryDirectory(), 'program.cjs');
  const stdin = { contents: source, resolveDir: root, loader: 'ts' } as const;
  buildSync({ stdin, outfile, bundle: true, platform: 'node', logLevel: 'error' });
  return outfile;
}

/** Runs a bundle to its end; `shell` is what a shell does first, such as `ulimit -f 4`. */
export function runBundled(source: string, args: readonly string[], shell = ':'): SpawnSyncReturns<string> {
  const command = [process.execPath, bundled(source), ...args];
  return spawnSync('/bin/sh', ['-c', `${shell}; exec "$@"`, 'sh', ...command], {
    encoding: 'utf8',
    timeout: 20_000,
  });
}
