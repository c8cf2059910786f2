import {
  closeSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { readStateFile, removeStateFile, writeStateFile } from '../../../client/snapshot/statefile.ts';
import { runBundled } from '../../support/bundled.ts';
import { temporaryDirectory } from '../../support/temporary.ts';

const bytes = Buffer.from('the state');

test('the file is for its owner alone, and is read through its descriptor', () => {
  const path = join(temporaryDirectory(), 'state');
  const fd = writeStateFile(path, bytes);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readStateFile(fd)).toEqual(bytes);
  removeStateFile(path, fd);
  expect(existsSync(path)).toBe(false);
  expect(() => closeSync(fd)).toThrow('EBADF');
});

test('an older file, or a link somebody has laid there, is replaced and not written through', () => {
  const directory = temporaryDirectory();
  const [path, target] = [join(directory, 'state'), join(directory, 'target')];
  writeFileSync(target, 'mine');
  symlinkSync(target, path);
  symlinkSync(target, `${path}.${process.pid}.tmp`);
  const fd = writeStateFile(path, bytes);
  expect([readFileSync(target, 'utf8'), readFileSync(path, 'utf8')]).toEqual(['mine', 'the state']);
  removeStateFile(path, fd);
});

test('another client that reloads at the same time keeps its file', () => {
  const path = join(temporaryDirectory(), 'state');
  const fd = writeStateFile(path, bytes);
  const other = writeStateFile(path, Buffer.from('of another client'));
  expect(readStateFile(fd)).toEqual(bytes);
  removeStateFile(path, fd);
  expect(readFileSync(path, 'utf8')).toBe('of another client');
  removeStateFile(path, other);
});

test('a file that is gone already is removed without a word', () => {
  const path = join(temporaryDirectory(), 'state');
  const fd = writeStateFile(path, bytes);
  removeStateFile(path, writeStateFile(path, bytes));
  removeStateFile(path, fd);
  expect(existsSync(path)).toBe(false);
});

test('what cannot be written leaves nothing behind', () => {
  const directory = temporaryDirectory();
  const path = join(directory, 'state');
  mkdirSync(path);
  expect(() => writeStateFile(path, bytes)).toThrow('EISDIR');
  expect(() => writeStateFile(join(directory, 'nowhere/state'), bytes)).toThrow('ENOENT');
  expect(readdirSync(directory)).toEqual(['state']);
});

test('a disk that fills up in the middle leaves nothing behind', () => {
  const directory = temporaryDirectory();
  const source = `
    import { writeStateFile } from './client/snapshot/statefile.ts';
    try { writeStateFile(process.argv[2], Buffer.alloc(1_000_000)); }
    catch (error) { console.log(error.code); }
  `;
  const { stdout, stderr } = runBundled(source, [join(directory, 'state')], 'ulimit -f 4');
  expect([stdout, stderr, readdirSync(directory)]).toEqual(['EFBIG\n', '', []]);
});
