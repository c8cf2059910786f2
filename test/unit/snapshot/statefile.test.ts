import { execFileSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { freshState } from '../../../client/app/initial-state.ts';
import { removeOwnStateFile, removeStaleStateFile } from '../../../client/crash/leftovers.ts';
import { encodeSnapshot } from '../../../client/snapshot/codec.ts';
import { emptyFacts } from '../../../client/snapshot/process-facts.ts';
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

const STATE = encodeSnapshot({
  facts: emptyFacts(),
  state: freshState({ now: 0, version: '', columns: 80, rows: 24 }),
  descriptors: {},
  spillPath: null,
  journal: 0,
});

test('a file of Clay is replaced, and a link under the temporary name not written through', () => {
  const directory = temporaryDirectory();
  const [path, target] = [join(directory, 'state'), join(directory, 'target')];
  writeFileSync(target, 'mine');
  writeFileSync(path, STATE);
  symlinkSync(target, `${path}.${process.pid}.tmp`);
  const fd = writeStateFile(path, bytes);
  expect([readFileSync(target, 'utf8'), readFileSync(path, 'utf8')]).toEqual(['mine', 'the state']);
  removeStateFile(path, fd);
});

/** What may lie in the place of the state file, and is none of Clay's. */
const TRAPS: Record<string, (path: string) => void> = {
  'a FIFO': path => void execFileSync('mkfifo', [path]),
  'a link to an endless device': path => symlinkSync('/dev/zero', path),
  'a link to nowhere': path => symlinkSync('/nowhere', path),
  'a link to a file': path => symlinkSync('/etc/passwd', path),
  'notes of the user': path => writeFileSync(path, 'my notes\n'),
  'a file of 3 GiB': path => {
    writeFileSync(path, '');
    truncateSync(path, 3 * 1024 ** 3);
  },
};

describe.each(Object.entries(TRAPS))('%s in its place', (_what, lay) => {
  const trap = () => {
    const path = join(temporaryDirectory(), 'state');
    lay(path);
    const { ino, mode } = lstatSync(path);
    return { path, isThere: () => expect(lstatSync(path)).toMatchObject({ ino, mode }) };
  };

  test('neither keeps a start nor is removed by it', () => {
    const { path, isThere } = trap();
    removeStaleStateFile(path);
    removeOwnStateFile(path);
    isThere();
  });

  test('does not keep a reload from its state, which has no name then', () => {
    const { path, isThere } = trap();
    const fd = writeStateFile(path, bytes);
    expect(readStateFile(fd)).toEqual(bytes);
    expect(readdirSync(dirname(path))).toEqual(['state']);
    removeStateFile(path, fd);
    isThere();
  });
});

test.each([
  ['whole', STATE],
  ['cut short', STATE.subarray(0, 100)],
  ['damaged', Buffer.concat([STATE.subarray(0, 50), Buffer.alloc(STATE.length - 50)])],
])('one of a client that is no more is removed at a start: %s', (_how, content) => {
  const path = join(temporaryDirectory(), 'state');
  writeFileSync(path, content);
  removeStaleStateFile(path);
  expect(existsSync(path)).toBe(false);
});

test('an empty file is left alone by a start, and replaced by a reload', () => {
  const path = join(temporaryDirectory(), 'state');
  writeFileSync(path, '');
  removeStaleStateFile(path);
  expect(existsSync(path)).toBe(true);
  const fd = writeStateFile(path, STATE);
  expect(readFileSync(path)).toEqual(STATE);
  removeStateFile(path, fd);
});

test('a file of 3 GiB that begins as a state is not read to its end', () => {
  const path = join(temporaryDirectory(), 'state');
  writeFileSync(path, STATE);
  truncateSync(path, 3 * 1024 ** 3);
  removeStaleStateFile(path);
  expect(existsSync(path)).toBe(false);
});

test('another client that reloads at the same time keeps its file', () => {
  const path = join(temporaryDirectory(), 'state');
  const fd = writeStateFile(path, STATE);
  const theirs = Buffer.concat([STATE, Buffer.from('of another client')]);
  const other = writeStateFile(path, theirs);
  expect(readStateFile(fd)).toEqual(STATE);
  removeStateFile(path, fd);
  expect(readFileSync(path)).toEqual(theirs);
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
