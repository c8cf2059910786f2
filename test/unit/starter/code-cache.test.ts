import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { codeCacheFile, readCodeCache, sumOf } from '../../../client/starter/code-cache.ts';
import { temporaryDirectory } from '../../support/temporary.ts';

const SOURCE = '(function () { return 1; })';
const CODE = Buffer.from('what V8 has compiled');
/** When the program's file was written. */
const TIME = 1_700_000_000;
const FILE = codeCacheFile(SOURCE, CODE, TIME);

function written(content: Buffer): string {
  const path = join(temporaryDirectory(), 'clay.cache');
  writeFileSync(path, content, { mode: 0o644 });
  return path;
}

test('is read back for the same source', () => {
  expect(readCodeCache(written(FILE), SOURCE)).toEqual(CODE);
});

test('is on a multiple of 8, as V8 wants it', () => {
  expect((FILE.length - CODE.length) % 8).toBe(0);
});

test('is nothing to another source, were it as long', () => {
  expect(readCodeCache(written(FILE), SOURCE.replace('1', '2'))).toBeUndefined();
});

describe('of a program whose sum its build has noted down', () => {
  const stamp = { sum: sumOf(SOURCE), written: TIME };
  const edited = SOURCE.replace('1', '2');

  test('it is used, and the program not looked at', () => {
    expect(readCodeCache(written(FILE), edited, stamp)).toEqual(CODE);
  });

  test('it is nothing to one that was written to since, though the note stayed', () => {
    expect(readCodeCache(written(FILE), edited, { ...stamp, written: TIME + 1 })).toBeUndefined();
  });

  test('it is nothing to one of another build of the same second', () => {
    expect(readCodeCache(written(FILE), edited, { ...stamp, sum: sumOf(edited) })).toBeUndefined();
  });

  test.each([
    ['was copied', { ...stamp, written: TIME + 1 }],
    ['was changed before the code was made', { ...stamp, sum: 1 }],
  ])('that %s it is used as well, by the program itself', (_, other) => {
    expect(readCodeCache(written(FILE), SOURCE, other)).toEqual(CODE);
  });
});

test.each([
  ['version', process.version, 'v0.0.0'],
  ['processor', ` ${process.arch} `, ' z80 '],
])('of another %s is not used', (_, own, other) => {
  const text = FILE.toString('latin1');
  expect(text).toContain(own);
  expect(readCodeCache(written(Buffer.from(text.replace(own, other), 'latin1')), SOURCE)).toBeUndefined();
});

test('with any byte changed, or any part missing, it is not used', () => {
  const path = written(FILE);
  const at = fc.integer({ min: 0, max: FILE.length - 1 });
  fc.assert(
    fc.property(at, fc.integer({ min: 1, max: 255 }), (place, change) => {
      const damaged = Buffer.from(FILE);
      damaged[place]! ^= change;
      writeFileSync(path, damaged);
      expect(readCodeCache(path, SOURCE)).toBeUndefined();
      writeFileSync(path, FILE.subarray(0, place));
      expect(readCodeCache(path, SOURCE)).toBeUndefined();
      writeFileSync(path, Buffer.concat([FILE, FILE.subarray(0, place + 1)]));
      expect(readCodeCache(path, SOURCE)).toBeUndefined();
    }),
  );
});

test.each([0o666, 0o664, 0o646])('that others may write to (%o) is not obeyed', mode => {
  const path = written(FILE);
  chmodSync(path, mode);
  expect(readCodeCache(path, SOURCE)).toBeUndefined();
});

test('what is no file is none', () => {
  const path = join(temporaryDirectory(), 'clay.cache');
  expect(readCodeCache(path, SOURCE)).toBeUndefined();
  mkdirSync(path);
  expect(readCodeCache(path, SOURCE)).toBeUndefined();
});
