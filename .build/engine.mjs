// The engine that scripts run on: QuickJS-NG as WebAssembly, as a package has it, with a meter put into it. What is in
// dist/ is called by its contents, for a script goes on with the engine that it began with, whatever the next build has.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { metered } from './meter.mjs';

const folder = fileURLToPath(new URL('../node_modules/quickjs-wasi/', import.meta.url));
const notice = fileURLToPath(new URL('quickjs-ng.LICENSE', import.meta.url));

/** SHA-256 of the file in the package: another one has to be looked at first. */
const PINNED = 'c0bd8f296e18cf074969f6401b9ecb72609a1323818ec2b9bf7a8f8d740d1363';

/** SHA-256 of what it has become, its bytes, and the licences of those who have made it. */
export function buildEngine() {
  const original = readFileSync(join(folder, 'quickjs.wasm'));
  const found = sha256(original);
  if (found !== PINNED) throw new Error(`quickjs.wasm of quickjs-wasi is ${found}, and not ${PINNED}`);
  const { bytes } = metered(original);
  const wrapper = readFileSync(join(folder, 'LICENSE'), 'utf8');
  const engine = readFileSync(notice, 'utf8');
  const id = sha256(bytes);
  const which = `SHA-256 of this build: ${id}`;
  return { id, bytes, licences: `${which}\n\nquickjs-wasi:\n\n${wrapper}\nQuickJS-NG:\n\n${engine}` };
}

function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}
