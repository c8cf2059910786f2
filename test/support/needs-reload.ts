/**
 * `it`, `test` and `describe` for tests that reload: without the native addon, on a machine without a C compiler, a
 * reload is refused, and they are skipped.
 */
import { resolve } from 'node:path';
import { loadPosix } from '../../native/posix.ts';

const addon = loadPosix(resolve(__dirname, '../../dist/native/posix.node'));
const canReload = !('unavailable' in addon);

export const it = canReload ? globalThis.it : globalThis.it.skip;
export const test = it;
export const describe = canReload ? globalThis.describe : globalThis.describe.skip;
