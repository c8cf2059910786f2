import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import {
  type BuildCopy,
  copyBuild,
  findCopy,
  isBuild,
  removeOtherCopies,
} from '../../../client/reload/build-copy.ts';
import { isFault } from '../../../shared/fault.ts';
import { temporaryDirectory } from '../../support/temporary.ts';

function build(code = 'code'): string {
  const directory = temporaryDirectory();
  mkdirSync(join(directory, 'native'));
  writeFileSync(join(directory, 'clay.js'), code);
  writeFileSync(join(directory, 'tlsproxy.js'), 'proxy');
  writeFileSync(join(directory, 'native/posix.node'), 'addon');
  return join(directory, 'clay.js');
}

async function kept(script: string, folder: string): Promise<BuildCopy> {
  const copy = await copyBuild(script, folder);
  if (isFault(copy)) throw new Error(copy.sentence);
  return copy;
}

test('a build is copied with its parts, and found again by its script', async () => {
  const [script, folder] = [build(), join(temporaryDirectory(), 'builds')];
  const copy = await kept(script, folder);
  rmSync(join(script, '..'), { recursive: true });
  expect(readFileSync(copy.script, 'utf8')).toBe('code');
  expect(readFileSync(copy.addon, 'utf8')).toBe('addon');
  expect(readFileSync(join(copy.script, '../tlsproxy.js'), 'utf8')).toBe('proxy');
  expect(findCopy(copy.script, folder)).toEqual(copy);
  expect(findCopy(script, folder)).toBeNull();
});

test('through a link, what it leads to now', async () => {
  const folder = join(temporaryDirectory(), 'builds');
  const link = join(temporaryDirectory(), 'clay.js');
  symlinkSync(build('one'), link);
  const one = await kept(link, folder);
  rmSync(link);
  symlinkSync(build('two'), link);
  const two = await kept(link, folder);
  expect([one, two].map(({ script }) => readFileSync(script, 'utf8'))).toEqual(['one', 'two']);
});

test('another addon makes another build, the same parts the same', async () => {
  const [script, folder] = [build(), join(temporaryDirectory(), 'builds')];
  const first = await kept(script, folder);
  expect(await kept(script, folder)).toEqual(first);
  writeFileSync(join(script, '../native/posix.node'), 'mended');
  expect((await kept(script, folder)).id).not.toBe(first.id);
});

test('a part that is missing makes another build than one that is empty', async () => {
  const [script, folder] = [build(), join(temporaryDirectory(), 'builds')];
  writeFileSync(join(script, '../tlsproxy.js'), '');
  const empty = await kept(script, folder);
  rmSync(join(script, '../tlsproxy.js'));
  const missing = await kept(script, folder);
  expect(missing.id).not.toBe(empty.id);
  expect(existsSync(join(missing.script, '../tlsproxy.js'))).toBe(false);
});

test('a copy that somebody has cleaned away is made anew', async () => {
  const [script, folder] = [build(), join(temporaryDirectory(), 'builds')];
  const copy = await kept(script, folder);
  rmSync(copy.addon);
  await kept(script, folder);
  expect(existsSync(copy.addon)).toBe(true);
});

describe('the start-up snapshot', () => {
  const NOTE = '{"blob":"clay.1.blob","tags":[1],"options":[]}';

  test('is kept with its note, whatever becomes of it where it lay', async () => {
    const [script, folder] = [build(), join(temporaryDirectory(), 'builds')];
    writeFileSync(join(script, '../clay.snapshot.json'), NOTE);
    writeFileSync(join(script, '../clay.1.blob'), 'blob');
    const copy = await kept(script, folder);
    rmSync(join(script, '../clay.1.blob'));
    expect(readFileSync(join(copy.script, '../clay.snapshot.json'), 'utf8')).toBe(NOTE);
    expect(readFileSync(join(copy.script, '../clay.1.blob'), 'utf8')).toBe('blob');
  });

  test.each([
    ['is gone', NOTE],
    ['is said to lie elsewhere', '{"blob":"../clay.1.blob","tags":[1],"options":[]}'],
    ['has a note that makes no sense', '{"blob":'],
  ])('that %s is done without', async (_, note) => {
    const [script, folder] = [build(), join(temporaryDirectory(), 'builds')];
    writeFileSync(join(script, '../clay.snapshot.json'), note);
    const copy = await kept(script, folder);
    expect(readdirSync(join(copy.script, '..')).sort()).toEqual(['clay.js', 'native', 'tlsproxy.js']);
  });
});

test('what V8 has compiled of it is kept as well, unless others may write to it', async () => {
  const [script, folder] = [build(), join(temporaryDirectory(), 'builds')];
  const cache = join(script, '../clay.cache');
  writeFileSync(cache, 'code');
  const copy = await kept(script, folder);
  rmSync(cache);
  expect(readFileSync(join(copy.script, '../clay.cache'), 'utf8')).toBe('code');
  const [other, elsewhere] = [build(), join(temporaryDirectory(), 'builds')];
  writeFileSync(join(other, '../clay.cache'), 'code');
  chmodSync(join(other, '../clay.cache'), 0o666);
  const { script: without } = await kept(other, elsewhere);
  expect(existsSync(join(without, '../clay.cache'))).toBe(false);
});

test('engines of scripts, and what they begin as, are kept as well, also in a copy that is there already', async () => {
  const [script, folder] = [build(), join(temporaryDirectory(), 'builds')];
  const before = await kept(script, folder);
  for (const name of ['quickjs.e1.wasm', 'quickjs.b1.base', 'quickjs.LICENSE', 'quickjs.b1.base.7.tmp'])
    writeFileSync(join(script, '..', name), name);
  const copy = await kept(script, folder);
  expect(copy).toEqual(before);
  rmSync(join(script, '..'), { recursive: true });
  expect(readdirSync(join(copy.script, '..')).filter(name => name.startsWith('quickjs'))).toEqual([
    'quickjs.b1.base',
    'quickjs.e1.wasm',
  ]);
  expect(readFileSync(join(copy.script, '../quickjs.e1.wasm'), 'utf8')).toBe('quickjs.e1.wasm');
});

test('those before are forgotten, at the end all', async () => {
  const folder = join(temporaryDirectory(), 'builds');
  const [one, two] = [await kept(build('one'), folder), await kept(build('two'), folder)];
  removeOtherCopies(folder, two);
  expect(readdirSync(folder)).toEqual([two.id]);
  expect(existsSync(one.script)).toBe(false);
  removeOtherCopies(folder, null);
  expect(existsSync(folder)).toBe(false);
});

test('where nothing can be written, that is told', async () => {
  const file = join(temporaryDirectory(), 'file');
  writeFileSync(file, '');
  expect(await copyBuild(build(), file)).toMatchObject({ code: 'ENOTDIR' });
});

test('a copy that differs though it is as long is made anew', async () => {
  const [script, folder] = [build(), join(temporaryDirectory(), 'builds')];
  const copy = await kept(script, folder);
  writeFileSync(copy.addon, 'ADDON');
  expect(isBuild(copy.script, copy.id)).toBe(false);
  await kept(script, folder);
  expect([readFileSync(copy.addon, 'utf8'), isBuild(copy.script, copy.id)]).toEqual(['addon', true]);
});

test('a build that others may write to is not copied, nor where its start-up snapshot is', async () => {
  const [script, folder] = [build(), join(temporaryDirectory(), 'builds')];
  const note = join(script, '../clay.snapshot.json');
  writeFileSync(note, '{"blob":"clay.1.blob"}');
  chmodSync(note, 0o666);
  const copy = await kept(script, folder);
  expect(existsSync(join(copy.script, '../clay.snapshot.json'))).toBe(false);
  chmodSync(join(script, '../native/posix.node'), 0o666);
  expect(await copyBuild(script, folder)).toMatchObject({ code: 'UNTRUSTED' });
});
