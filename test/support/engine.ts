/** The engine of scripts as the build makes it. */

import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { engineOf, findBaseWith, findEnginesWith } from '../../client/script/engines.ts';
import type { Engine } from '../../client/script/inside.ts';

const DIST = resolve(__dirname, '../../dist');
const LICENCES = readFileSync(`${DIST}/quickjs.LICENSE`, 'utf8');

/** SHA-256 of the engine of the last build, which is said in its licences. */
export const ENGINE = /^SHA-256 of this build: (\w{64})$/m.exec(LICENCES)?.[1] ?? '';

/** SHA-256 of what interpreters on it begin as. */
export const BASE =
  readdirSync(DIST)
    .map(name => /^quickjs\.(\w+)\.base$/.exec(name)?.[1])
    .find(id => id !== undefined) ?? '';

/** Scripts of this process run on the engine of the build. */
export function provideEngine(): void {
  findEnginesWith(id => (isThere(id) ? readFileSync(`${DIST}/quickjs.${id}.wasm`) : null), ENGINE);
  findBaseWith(id => readFileSync(`${DIST}/quickjs.${id}.base`), BASE);
}

function isThere(id: string): boolean {
  return readdirSync(DIST).includes(`quickjs.${id}.wasm`);
}

export function engine(): Engine {
  provideEngine();
  const found = engineOf(ENGINE);
  if (!found) throw new Error('the build has no engine for scripts: npm run build');
  return found;
}

/** From now on, until it is restored, the system has no memory for another interpreter. */
export function withoutMemory(): jest.SpyInstance {
  const { WebAssembly } = globalThis as unknown as { WebAssembly: { Instance(): unknown } };
  return jest.spyOn(WebAssembly, 'Instance').mockImplementation(() => {
    throw new RangeError(
      'WebAssembly.Instance(): Out of memory: Cannot allocate Wasm memory for new instance',
    );
  });
}
