// The addon for each processor that packages are made for, beside the one of this machine, and the headers that one for
// another is compiled with. Without a cross-compiler the package has this processor's alone, which is said.
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildAddon } from '../../native/build.mjs';

/** Names of Node's, and what Debian calls the compiler (packages gcc-aarch64-linux-gnu, gcc-x86-64-linux-gnu). */
export const COMPILERS = { x64: 'x86_64-linux-gnu-gcc', arm64: 'aarch64-linux-gnu-gcc' };

const native = fileURLToPath(new URL('../../dist/native/', import.meta.url));

mkdirSync(native, { recursive: true });
const headers = fileURLToPath(new URL('include', import.meta.resolve('node-api-headers')));
cpSync(headers, join(native, 'node-api'), { recursive: true });
for (const [processor, compiler] of Object.entries(COMPILERS)) {
  const output = join(native, `linux-${processor}.node`);
  const why = buildAddon({ output, compilers: [[compiler]], quiet: true });
  if (why !== null) console.error(`No addon for linux-${processor} in the package: ${why}`);
}
