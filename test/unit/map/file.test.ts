/** The file of a map on disks that take a part of what is written, or no more. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMapFile } from '../../../client/host/map/file.ts';

function done(work: Generator<unknown, void>): void {
  while (!work.next().done);
}

let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'clay-map-'));
});
afterEach(() => rmSync(home, { recursive: true }));

/** Three bytes at a time. */
const slowly = (fd: number, bytes: Uint8Array, at: number, length: number) =>
  writeSync(fd, bytes, at, Math.min(3, length));

test('a disk that takes a part of what is written gets the rest, also of what others have appended', () => {
  const path = join(home, 'a.map');
  const file = createMapFile(path, slowly);
  file.append('old lines\n');
  const size = file.look()?.size as number;
  const work = file.replace(['new lines\n', 'with \u00e4\n'], size);
  work.next();
  file.append('of another\n');
  done(work);
  expect(readFileSync(path, 'utf8')).toBe('new lines\nwith \u00e4\nof another\n');
});

test.each([
  ['the new lines', 4],
  ['what others have appended', 14],
])('a disk that is full at %s leaves the old file', (_, most) => {
  const path = join(home, 'a.map');
  writeFileSync(path, 'old lines\nof another\n');
  let left = most;
  const file = createMapFile(path, (fd, bytes, at, length) => {
    if (left === 0) throw new Error('no space left');
    const count = writeSync(fd, bytes, at, Math.min(left, length));
    left -= count;
    return count;
  });
  expect(() => done(file.replace(['new lines\n'], 10))).toThrow('no space left');
  expect(readFileSync(path, 'utf8')).toBe('old lines\nof another\n');
  expect(readdirSync(home)).toEqual(['a.map']);
});
