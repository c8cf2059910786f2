// The engine that scripts run on: QuickJS-NG as WebAssembly, as a package has it, with a meter put into it and asking often. What is in
// dist/ is called by its contents, for a script goes on with the engine that it began with, whatever the next build has.
// Beside it is the memory that interpreters begin with, for to make that takes longer than a client may stand still.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { metered } from './meter.mjs';
import { polledOften } from './polls.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = fileURLToPath(new URL('../node_modules/quickjs-wasi/', import.meta.url));
const notice = fileURLToPath(new URL('quickjs-ng.LICENSE', import.meta.url));

/** SHA-256 of the file in the package: another one has to be looked at first. */
const PINNED = 'c0bd8f296e18cf074969f6401b9ecb72609a1323818ec2b9bf7a8f8d740d1363';

/** SHA-256 of what it has become, its bytes, the licences of those who have made it, and what interpreters begin as. */
export async function buildEngine() {
  const original = readFileSync(join(folder, 'quickjs.wasm'));
  const found = sha256(original);
  if (found !== PINNED) throw new Error(`quickjs.wasm of quickjs-wasi is ${found}, and not ${PINNED}`);
  const { bytes } = metered(polledOften(original));
  const wrapper = readFileSync(join(folder, 'LICENSE'), 'utf8');
  const engine = readFileSync(notice, 'utf8');
  const id = sha256(bytes);
  const which = `SHA-256 of this build: ${id}`;
  const licences = `${which}\n\nquickjs-wasi:\n\n${wrapper}\nQuickJS-NG:\n\n${engine}`;
  const base = await buildBase(id, bytes);
  return { id, bytes, licences, base: { id: sha256(base), bytes: base } };
}

async function buildBase(id, bytes) {
  const contents = `export * from './client/script/base-file.ts';`;
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root, loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
    logLevel: 'warning',
  });
  const code = Buffer.from(outputFiles[0].contents).toString('base64');
  const { encodeBase, makeBase } = await import(`data:text/javascript;base64,${code}`);
  return Buffer.from(encodeBase(makeBase({ id, module: new WebAssembly.Module(bytes) })));
}

function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}
