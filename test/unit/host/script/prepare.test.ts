import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cachedDataVersionTag } from 'node:v8';
import { provideEngines } from '../../../../client/host/script/engines.ts';
import { createPreparing } from '../../../../client/host/script/prepare.ts';
import { ownTag } from '../../../../client/host/sparkplug.ts';
import { temporaryDirectory } from '../../../support/temporary.ts';

const { WebAssembly: web } = globalThis as unknown as {
  WebAssembly: { compile(bytes: Uint8Array): Promise<unknown> };
};

/** A module of WebAssembly without anything in it. */
const EMPTY = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

test('while an engine is compiled V8 has another option, and a reload finds the start-up snapshot all the same', async () => {
  const place = temporaryDirectory();
  const id = createHash('sha256').update(EMPTY).digest('hex');
  writeFileSync(join(place, `quickjs.${id}.wasm`), EMPTY);
  provideEngines(temporaryDirectory(), place);
  const before = cachedDataVersionTag();
  const { compile } = web;
  const seen: number[] = [];
  web.compile = async bytes => {
    seen.push(cachedDataVersionTag(), ownTag());
    return compile(bytes);
  };
  try {
    await new Promise<void>(done =>
      createPreparing(
        () => done(),
        () => {},
      )(id),
    );
  } finally {
    web.compile = compile;
  }
  expect(seen[0]).not.toBe(before);
  expect(seen[1]).toBe(before);
  expect(cachedDataVersionTag()).toBe(before);
});
