import {
  existsSync,
  fstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { createSpill, openSpill, spillDirectory, takeUpSpill } from '../../../client/host/spill.ts';
import type { Line } from '../../../client/state/log.ts';
import { encodeChunk, REPEATED_LINES } from '../../../client/world/chunks/chunk.ts';
import { runBundled } from '../../support/bundled.ts';
import { temporaryDirectory } from '../../support/temporary.ts';

function chunk(text: string): { lines: Line[]; bytes: Uint8Array } {
  const lines: Line[] = [{ text, runs: [{ at: 0, style: '31' }], time: 1, kind: 'game' }];
  return { lines, bytes: encodeChunk(lines) };
}

test('the file has no name and is private', () => {
  const directory = temporaryDirectory();
  const spill = createSpill(directory);
  expect([readdirSync(directory), fstatSync(spill.fd).mode & 0o777, spill.path]).toEqual([[], 0o600, null]);
});

test('chunks are read back from where they were written, in any order and with gaps', () => {
  const spill = createSpill(temporaryDirectory());
  const [one, two] = [chunk('one'), chunk('two')];
  spill.write(5000, two.bytes);
  spill.write(0, one.bytes);
  expect(spill.readChunk(5000, two.bytes.length)).toEqual(two.lines);
  expect(spill.readChunk(0, one.bytes.length)).toEqual(one.lines);
});

test('the descriptor is all that the next image needs', () => {
  const { fd, write } = createSpill(temporaryDirectory());
  const { lines, bytes } = chunk('before the reload');
  write(0, bytes);
  expect(openSpill(fd, null).readChunk(0, bytes.length)).toEqual(lines);
});

test('decoded chunks are kept for the next frame, but not for ever', () => {
  const spill = createSpill(temporaryDirectory());
  const { bytes } = chunk('again');
  for (let i = 0; i < 40; i++) spill.write(i * 1000, bytes);
  const first = spill.readChunk(0, bytes.length);
  expect(spill.readChunk(0, bytes.length)).toBe(first);
  for (let i = 1; i < 40; i++) spill.readChunk(i * 1000, bytes.length);
  expect(spill.readChunk(0, bytes.length)).not.toBe(first);
});

test('each line of a chunk that cannot be read says so; the rest of the history is still there', () => {
  const spill = createSpill(temporaryDirectory());
  const lines = spill.readChunk(0, 10);
  expect(lines.length).toBeGreaterThanOrEqual(REPEATED_LINES);
  expect(lines[63]).toMatchObject({ text: '(this part of the scrollback cannot be read)', kind: 'clay' });
});

test('a disk that is full is an error', () => {
  const source = `
    import { createSpill } from './client/host/spill.ts';
    const spill = createSpill(process.argv[2]);
    try { spill.write(0, new Uint8Array(1_000_000)); }
    catch (error) { console.log(error.code); }
    spill.write(0, new Uint8Array(100));
  `;
  expect(runBundled(source, [temporaryDirectory()], 'ulimit -f 4')).toMatchObject({
    stdout: 'EFBIG\n',
    stderr: '',
  });
});

describe('a file that shall outlive a crash', () => {
  test('gets another name, of the same file where that can be, and a new one once the last name is gone', () => {
    const directory = temporaryDirectory();
    const [first, second, third] = ['1', '2', '3'].map(name => join(directory, name)) as [
      string,
      string,
      string,
    ];
    const spill = createSpill(directory);
    const { lines, bytes } = chunk('kept');
    spill.write(0, bytes);
    spill.keepAs(first);
    const { fd } = spill;
    spill.keepAs(second);
    expect([spill.fd, spill.isAt(second), spill.isAt(first)]).toEqual([fd, true, false]);
    for (const name of [first, second]) rmSync(name);
    expect(spill.isAt(second)).toBe(false);
    spill.keepAs(third);
    expect([spill.isAt(third), spill.descriptors()]).toEqual([true, [expect.any(Number), fd, spill.fd]]);
    expect(takeUpSpill(third).readChunk(0, bytes.length)).toEqual(lines);
    writeFileSync(second, 'of somebody else');
    expect(spill.isAt(second)).toBe(false);
  });

  test('is copied in the background if it is large; what is written meanwhile is in the copy', async () => {
    const directory = temporaryDirectory();
    const path = join(directory, 'kept');
    const spill = createSpill(directory);
    const large = Buffer.alloc(6_000_000, 'x');
    spill.write(0, large);
    spill.keepAs(path);
    expect([spill.isAt(path), spill.path]).toEqual([false, null]);
    const { lines, bytes } = chunk('meanwhile');
    spill.write(large.length, bytes);
    spill.write(1000, bytes);
    while (!spill.isAt(path)) {
      await new Promise(setImmediate);
      spill.keepAs(path);
    }
    const kept = takeUpSpill(path);
    expect([large.length, 1000].map(at => kept.readChunk(at, bytes.length))).toEqual([lines, lines]);
    expect(statSync(path).size).toBe(large.length + bytes.length);
    spill.forget();
    expect(readdirSync(directory)).toEqual([]);
  });

  test('that cannot be copied is an error, and tried again', async () => {
    const directory = temporaryDirectory();
    const nowhere = join(directory, 'none', 'kept');
    const spill = createSpill(directory);
    spill.write(0, Buffer.alloc(6_000_000, 'x'));
    const failing = async () => {
      for (;;) {
        spill.keepAs(nowhere);
        await new Promise(setImmediate);
      }
    };
    await expect(failing()).rejects.toThrow('ENOENT');
    mkdirSync(join(directory, 'none'));
    while (!spill.isAt(nowhere)) {
      await new Promise(setImmediate);
      spill.keepAs(nowhere);
    }
  });

  test('gets a name, keeps what it holds, and loses the name in the end', () => {
    const directory = temporaryDirectory();
    const path = join(directory, 'kept');
    const spill = createSpill(directory);
    const { lines, bytes } = chunk('kept');
    spill.write(0, bytes);
    spill.keepAs(path);
    expect([spill.path, statSync(path).mode & 0o777]).toEqual([path, 0o600]);
    spill.write(bytes.length, bytes);
    expect(readFileSync(path).length).toBe(bytes.length * 2);
    expect(takeUpSpill(path).readChunk(bytes.length, bytes.length)).toEqual(lines);
    spill.forget();
    expect([existsSync(path), spill.path]).toEqual([false, null]);
  });

  test('an empty one, too', () => {
    const directory = temporaryDirectory();
    const spill = createSpill(directory);
    spill.keepAs(join(directory, 'kept'));
    spill.write(0, chunk('x').bytes);
    expect(readdirSync(directory)).toEqual(['kept']);
  });

  test('what a crash of this process has left under the name is replaced, and untouched for who has it open', () => {
    const directory = temporaryDirectory();
    const [first, second] = [createSpill(directory), createSpill(directory)];
    first.keepAs(join(directory, 'kept'));
    first.write(0, chunk('first').bytes);
    second.keepAs(join(directory, 'kept'));
    second.write(0, chunk('second').bytes);
    expect(second.readChunk(0, chunk('second').bytes.length)[0]?.text).toBe('second');
    expect(first.readChunk(0, chunk('first').bytes.length)[0]?.text).toBe('first');
    expect(readdirSync(directory)).toEqual(['kept']);
  });

  test('one that is gone cannot be taken up', () => {
    expect(() => takeUpSpill(join(temporaryDirectory(), 'gone'))).toThrow('ENOENT');
  });
});

test('it lies on disk, not in memory, where there is a choice', () => {
  const memory = '/dev/shm';
  const disk = temporaryDirectory();
  expect([spillDirectory(disk, disk), spillDirectory(null, disk)]).toEqual([disk, disk]);
  // Linux alone has it.
  if (!existsSync(memory)) return;
  expect([spillDirectory(memory, memory), spillDirectory(disk, memory)]).toEqual([memory, disk]);
  const isOnDisk = ![0x01021994, 0x858458f6].includes(statfsSync(disk).type);
  expect(spillDirectory(memory, disk)).toBe(isOnDisk ? disk : memory);
});
