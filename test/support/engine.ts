/** The engine of scripts as the build makes it. */

import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Engine } from '../../client/script/machine.ts';
import { moduleOf } from '../../client/script/webassembly.ts';

const DIST = resolve(__dirname, '../../dist');
let known: Engine | null = null;

export function engine(): Engine {
  known ??= readEngine();
  return known;
}

function readEngine(): Engine {
  const name = readdirSync(DIST).find(one => /^quickjs\..*\.wasm$/.test(one))!;
  const [, id = ''] = /^quickjs\.(.*)\.wasm$/.exec(name)!;
  return { id, module: moduleOf(readFileSync(`${DIST}/${name}`)) };
}
