/** Files of macros on disk: where they are sought, and what is said if they are nowhere. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { createMacroFiles, macroPlaces } from '../../../../client/host/script/macros.ts';
import type { Event } from '../../../../client/state/events.ts';
import { directoriesOf, LIBRARY } from '../../../../client/tinyfugue/places.ts';
import { temporaryDirectory } from '../../../support/temporary.ts';

type Read = Extract<Event, { type: 'macros read' }>;

function load(home: string, path: string, beside = '', among: readonly string[] = []): Promise<Read> {
  return new Promise(resolve => {
    const read = createMacroFiles(home, event => resolve(event as Read));
    read({ type: 'read macros', id: 1, path, beside, among });
  });
}

test('beside the file that loads it first, then in the profile, then where %TFPATH says', async () => {
  const home = temporaryDirectory();
  for (const name of ['profile', 'beside', 'lib']) mkdirSync(`${home}/${name}`);
  const [profile, beside, lib] = [`${home}/profile`, `${home}/beside/rc.tf`, `${home}/lib`];
  writeFileSync(`${lib}/x.tf`, 'in lib');
  expect(await load(profile, 'x.tf', beside, [lib])).toMatchObject({
    path: `${lib}/x.tf`,
    file: { text: 'in lib' },
  });
  writeFileSync(`${profile}/x.tf`, 'in profile');
  expect(await load(profile, 'x.tf', beside, [lib])).toMatchObject({ file: { text: 'in profile' } });
  writeFileSync(`${home}/beside/x.tf`, 'beside');
  expect(await load(profile, 'x.tf', beside, [lib])).toMatchObject({ file: { text: 'beside' } });
  expect(await load(profile, `${lib}/x.tf`)).toMatchObject({ file: { text: 'in lib' } });
});

test('what is nowhere is told with all the places', async () => {
  const home = temporaryDirectory();
  const { file } = await load(home, 'no-such-file.tf', '/some/rc.tf', ['/my/lib']);
  const sentence = 'fault' in file ? file.fault.sentence : '';
  expect(sentence).toMatch(
    new RegExp(
      `^There is no file no-such-file\\.tf, looked for in /some, ${home}, ${home}/scripts, ~, /my/lib, .*${LIBRARY}.*\\.$`,
    ),
  );
  const { file: whole } = await load(home, '/no/such/file.tf');
  expect('fault' in whole && whole.fault.sentence).toBe(
    'There is no file /no/such/file.tf, looked for in /no/such.',
  );
});

test('%TFLIBDIR is meant wherever TinyFugue is installed', () => {
  const places = macroPlaces('/home/p', `${LIBRARY}/lisp.tf`, null, []);
  expect(places[0]).toBe(`${LIBRARY}/lisp.tf`);
  expect(places).toContain('/usr/local/share/tf-lib/lisp.tf');
});

test.each([
  ['', '/lib', ['/lib']],
  ['/a /b', '/lib', ['/a', '/b']],
  ['/a\\ b  /c', '/lib', ['/a b', '/c']],
  ['  ', '', []],
])('%%TFPATH %j and %%TFLIBDIR %j', (path, library, expected) => {
  expect(directoriesOf(path, library)).toEqual(expected);
});

test('what is no UTF-8 is read as Latin-1, which is told; a byte order mark is none of its text', async () => {
  const home = temporaryDirectory();
  writeFileSync(`${home}/old.tf`, Buffer.from('/def l = /send gr\u00fcn\n', 'latin1'));
  expect(await load(home, 'old.tf')).toMatchObject({
    file: { text: '/def l = /send gr\u00fcn\n', isLatin: true },
  });
  writeFileSync(`${home}/new.tf`, '\ufeff/def l = /send gr\u00fcn\n');
  expect((await load(home, 'new.tf')).file).toEqual({ text: '/def l = /send gr\u00fcn\n' });
});
