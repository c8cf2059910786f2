import { cachedDataVersionTag } from 'node:v8';
import { allowSparkplug, ownTag, putOffSparkplug } from '../../../client/host/sparkplug.ts';

test('while it is put off V8 has other options, and its tag is still the one that start-up snapshots are looked up by', () => {
  const before = cachedDataVersionTag();
  expect(ownTag()).toBe(before);
  putOffSparkplug();
  expect(cachedDataVersionTag()).not.toBe(before);
  expect(ownTag()).toBe(before);
  allowSparkplug();
  expect(cachedDataVersionTag()).toBe(before);
  expect(ownTag()).toBe(before);
});

test('an image without a start-up snapshot has nothing to allow', () => {
  const before = cachedDataVersionTag();
  allowSparkplug();
  expect(cachedDataVersionTag()).toBe(before);
});
