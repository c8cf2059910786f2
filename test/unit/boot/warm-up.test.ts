import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { warmUp } from '../../../client/boot/warm-up.ts';
import { temporaryDirectory } from '../../support/temporary.ts';

// Node keeps in a start-up snapshot when its next timer is due, and in the new process starts none that is due later:
// one timer in the rehearsal, and after a slow start no timer of the client would ever fire.
test('the rehearsal for the start-up snapshot starts no timers', () => {
  const started = [jest.spyOn(globalThis, 'setTimeout'), jest.spyOn(globalThis, 'setInterval')];
  warmUp();
  for (const spy of started) expect(spy).not.toHaveBeenCalled();
  jest.restoreAllMocks();
});

test('nor does it leave a file', () => {
  const { TMPDIR } = process.env;
  const directory = temporaryDirectory('warm');
  process.env.TMPDIR = directory;
  warmUp();
  process.env.TMPDIR = join(directory, 'nowhere');
  warmUp();
  process.env.TMPDIR = TMPDIR;
  if (TMPDIR === undefined) delete process.env.TMPDIR;
  expect(readdirSync(directory)).toEqual([]);
});

test('the bundles are ASCII, so that a start-up snapshot holds them in a byte a letter', () => {
  for (const name of ['clay', 'tlsproxy', 'demo'])
    expect(readFileSync(resolve(__dirname, `../../../dist/${name}.js`), 'latin1')).toMatch(/^[\x00-\x7f]*$/);
});
