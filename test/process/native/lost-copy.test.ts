import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { addonOf } from '../../../client/boot/installation.ts';
import { test } from '../../support/needs-reload.ts';
import { temporaryDirectory } from '../../support/temporary.ts';

/** A directory as a build has it; with something in the place of the addon, or without one. */
function directory(addon?: (file: string) => void): string {
  const place = temporaryDirectory();
  if (!addon) return place;
  mkdirSync(join(place, 'native'));
  addon(join(place, 'native/posix.node'));
  return place;
}

const built = resolve(__dirname, '../../../dist/native/posix.node');
const whole = () => directory(file => copyFileSync(built, file));
const garbage = () => directory(file => writeFileSync(file, 'garbage', { mode: 0o600 }));

// First: a library that is loaded is known by its path, and held directories have the same ones again.
test('one that is there and of no use is told, and none is put in its place', () => {
  const place = garbage();
  expect(addonOf(place, whole())).toEqual({ unavailable: expect.stringContaining(place) });
});

test('where the copy of a build has lost its addon, that of the build it was made of is taken', () => {
  expect(addonOf(directory(), whole())).toHaveProperty('describe');
  expect(addonOf(whole(), directory())).toHaveProperty('describe');
});

test('where both are gone the copy is what is missing', () => {
  const place = directory();
  expect(addonOf(place, directory())).toEqual({
    unavailable: expect.stringContaining(`${place}/native/posix.node is missing`),
  });
});
