/** Files of other clients on a real disk. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { rulesOf } from '../../../../client/automation/rules.ts';
import { foreignFiles } from '../../../../client/host/profile/foreign.ts';
import { readImport } from '../../../../client/host/profile/imports.ts';
import type { Event } from '../../../../client/state/events.ts';
import { temporaryDirectory } from '../../../support/temporary.ts';

type Read = Extract<Event, { type: 'import read' }>;

function importOf(path: string): Promise<Read> {
  return new Promise(resolve => {
    const effect = { type: 'read import', id: 1, format: 'tintin', path, group: 'import:x' } as const;
    readImport(effect, '/no/profile', event => resolve(event as Read));
  });
}

function namesOf({ found }: Read): string[] {
  return 'fault' in found
    ? [found.fault.sentence]
    : rulesOf({ block: found.rules }).all.map(({ name }) => name);
}

test('Latin-1 is told apart, and a file reads another one beside it', async () => {
  const home = temporaryDirectory();
  mkdirSync(`${home}/more`);
  writeFileSync(
    `${home}/a.tin`,
    Buffer.from('#alias {gr\xfc\xdf} {say hi}\r\n#read {more/b.tin}\r\n', 'latin1'),
  );
  writeFileSync(`${home}/more/b.tin`, '#alias {b} {say b}\n#read c.tin\n');
  writeFileSync(`${home}/more/c.tin`, '\ufeff#alias {c} {say c}\n');
  const read = await importOf(`${home}/a.tin`);
  expect(namesOf(read)).toEqual(['grüß', 'b', 'c']);
  expect(read.notes).toEqual(['a.tin is no UTF-8, and was read as Latin-1.']);
});

test('what is no file of text is refused with a sentence', async () => {
  const home = temporaryDirectory();
  writeFileSync(`${home}/binary`, Buffer.from([35, 0, 1]));
  writeFileSync(`${home}/long`, Buffer.alloc(5 * 1024 * 1024, 'a'));
  expect(namesOf(await importOf(`${home}/none`))[0]).toMatch(/none cannot be read: there is no such file\.$/);
  expect(namesOf(await importOf(home))[0]).toMatch(/cannot be read: it is no file\.$/);
  expect(namesOf(await importOf(`${home}/binary`))[0]).toMatch(/it is no text/);
  expect(namesOf(await importOf(`${home}/long`))[0]).toMatch(/more than 4 MiB/);
});

test('more than one turn can take is refused as a whole, with what to do', async () => {
  const home = temporaryDirectory();
  const lines = (count: number) => Array.from({ length: count }, (_, at) => `#var {v${at}} {x}\n`).join('');
  writeFileSync(`${home}/most.tin`, lines(5000));
  writeFileSync(`${home}/more.tin`, lines(5001));
  const { found } = await importOf(`${home}/most.tin`);
  const items = 'items' in found ? found.items : [];
  expect(items.filter(({ as }) => as.type === 'variable')).toHaveLength(5000);
  expect(namesOf(await importOf(`${home}/more.tin`))[0]).toMatch(
    /more\.tin has 5001 entries, and an import takes 5000 at most: split it/,
  );
});

test('files of other clients are found where they have them', () => {
  const home = temporaryDirectory();
  expect(foreignFiles(`${home}/.clay`, home)).toEqual([]);
  mkdirSync(`${home}/.clay`);
  mkdirSync(`${home}/.tintin`);
  writeFileSync(`${home}/.clay/settings.dat`, '');
  writeFileSync(`${home}/.tintinrc`, '');
  writeFileSync(`${home}/.tfrc`, '');
  writeFileSync(`${home}/.tintin/main.tin`, '');
  writeFileSync(`${home}/.tintin/notes.txt`, '');
  expect(foreignFiles(`${home}/.clay`, home)).toEqual([
    { format: 'clay', path: '~/.clay/settings.dat' },
    { format: 'tf', path: '~/.tfrc' },
    { format: 'tintin', path: '~/.tintin/main.tin' },
    { format: 'tintin', path: '~/.tintinrc' },
  ]);
});

test('what a file of macros loads is sought where TinyFugue looks, and where %TFPATH says; what is not there is told with the places', async () => {
  const home = temporaryDirectory();
  for (const name of ['sub', 'lib', 'my macros']) mkdirSync(`${home}/${name}`);
  const lines = [
    '/load sub/one.tf',
    `/set TFPATH=${home}/lib ${home}/my\\ macros`,
    '/load two.tf',
    '/require three.tf',
    '/load nope.tf',
  ];
  writeFileSync(`${home}/rc.tf`, lines.join('\n'));
  writeFileSync(`${home}/sub/one.tf`, '/def one = look\n/load beside.tf\n');
  writeFileSync(`${home}/sub/beside.tf`, '/def beside = look\n');
  writeFileSync(`${home}/lib/two.tf`, '/def two = look\n');
  writeFileSync(`${home}/my macros/three.tf`, '/def three = look\n');
  const { found } = await new Promise<Read>(resolve => {
    const effect = { type: 'read import', id: 1, format: 'tf', path: `${home}/rc.tf`, group: 'x' } as const;
    readImport(effect, '/no/profile', event => resolve(event as Read));
  });
  const items = 'items' in found ? found.items : [];
  const names = items.flatMap(({ as }) => (as.type === 'macro' ? [as.name] : []));
  expect(names).toEqual(['macro one', 'macro beside', 'macro two', 'macro three']);
  const [missed] = items.flatMap(({ as }) => (as.type === 'nothing' ? [as.why] : []));
  expect(missed).toMatch(
    /^there is no file nope\.tf, looked for in .*\/no\/profile, \/no\/profile\/scripts.*\/lib.*my macros/,
  );
});
