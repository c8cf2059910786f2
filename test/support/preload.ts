/** Libraries for LD_PRELOAD, compiled from the C files beside this one. Needs a C compiler, as reloads do. */
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { temporaryDirectory } from './temporary.ts';

/** Path of the library that `source` is compiled to. */
export function compileLibrary(source: string): string {
  const library = join(temporaryDirectory(), source.replace(/\.c$/, '.so'));
  const compiler = process.env.CC ?? 'cc';
  const args = ['-O2', '-shared', '-fPIC', resolve(__dirname, source), '-o', library];
  const { status, stderr } = spawnSync(compiler, args);
  if (status !== 0) throw new Error(`${compiler}: ${String(stderr)}`);
  return library;
}
