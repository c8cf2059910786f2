import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createBuilds } from '../../../client/reload/builds.ts';
import { putInPlace } from '../../support/builds.ts';
import { temporaryDirectory } from '../../support/temporary.ts';

/** A client that runs from a build in a directory of its own; `started`: when, in ms from now. */
function running(started: number, mode = 0o700) {
  const [directory, home] = [temporaryDirectory(), temporaryDirectory()];
  mkdirSync(join(directory, 'native'));
  const script = join(directory, 'clay.js');
  for (const [name, text] of [
    ['clay.js', 'code'],
    ['tlsproxy.js', 'proxy'],
    ['native/posix.node', 'addon'],
  ] as const)
    putInPlace(join(directory, name), text, mode);
  const said: unknown[] = [];
  const builds = createBuilds({
    ...{ home, runtime: null, running: script, script, load: () => {} },
    started: Date.now() + started,
    log: (_, details) => void said.push(details?.cause),
  });
  return { builds, directory, script, said };
}

const LATER = 60_000;

test('what is kept is what was loaded, whatever is deployed before it is copied', async () => {
  const { builds, directory, script, said } = running(LATER);
  expect(builds.unkept()).toEqual({ script, addon: join(directory, 'native/posix.node') });
  putInPlace(script, 'another');
  putInPlace(join(directory, 'native/posix.node'), 'another');
  const copy = await builds.running();
  expect([copy && readFileSync(copy.script, 'utf8'), copy && readFileSync(copy.addon, 'utf8')]).toEqual([
    'code',
    'addon',
  ]);
  expect(readFileSync(join(copy!.script, '../tlsproxy.js'), 'utf8')).toBe('proxy');
  expect([said, await builds.running(), builds.runningIfKnown()]).toEqual([[], copy, copy]);
  expect(builds.unkept()).toBeNull();
});

test('what was there before this process is not kept for it', async () => {
  const { builds, said } = running(-LATER);
  expect(builds.unkept()).toBeNull();
  expect(await builds.running()).toBeNull();
  expect(said).toEqual(['it has been replaced since the start']);
});

test('what is written over before it is copied is not kept', async () => {
  const { builds, script, said } = running(LATER);
  writeFileSync(script, 'something else');
  expect(await builds.running()).toBeNull();
  expect(said).toEqual(['clay.js has been written to since the start']);
});

test('a part that anybody could have written is not kept', async () => {
  const { builds, said } = running(LATER, 0o777);
  expect(await builds.running()).toBeNull();
  expect(said[0]).toMatch(/everybody may write to it/);
});
