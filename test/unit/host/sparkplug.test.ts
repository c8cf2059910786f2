import { spawnSync } from 'node:child_process';
import { cachedDataVersionTag } from 'node:v8';
import { allowSparkplug, ownTag, putOffOptimizing, putOffSparkplug } from '../../../client/host/sparkplug.ts';
import { bundled } from '../../support/bundled.ts';

test('while it is put off V8 has other options, and its tag is still the one that start-up snapshots are looked up by', () => {
  const before = cachedDataVersionTag();
  expect(ownTag()).toBe(before);
  putOffSparkplug();
  expect(cachedDataVersionTag()).not.toBe(before);
  putOffOptimizing();
  expect(cachedDataVersionTag()).not.toBe(before);
  expect(ownTag()).toBe(before);
  allowSparkplug();
  expect(ownTag()).toBe(before);
  // V8 12.4 has other tags once that was done, though it compiles as before.
  if (!process.version.startsWith('v22.')) expect(cachedDataVersionTag()).toBe(before);
});

test('an image that has room from its start looks for the same snapshots as one that has not', () => {
  const program = bundled(
    "import { ownTag, putOffSparkplug } from './client/host/sparkplug.ts'; putOffSparkplug(); console.log(ownTag());",
  );
  const tagWith = (...options: string[]) =>
    spawnSync(process.execPath, [...options, program], { encoding: 'utf8' }).stdout;
  expect(tagWith()).toMatch(/^\d+\n$/);
  expect(tagWith('--min-semi-space-size=4')).toBe(tagWith());
});

test('an image without a start-up snapshot has nothing to allow', () => {
  const before = cachedDataVersionTag();
  putOffOptimizing();
  allowSparkplug();
  expect(cachedDataVersionTag()).toBe(before);
});
