/** Files of programs of TinyFugue on a real disk: where they may be, what is never followed, how much is read. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFile, pieceOf, readFile } from '../../../../client/host/script/streams.ts';
import { writeStream } from '../../../../client/host/script/written.ts';

let home = '';
let outside = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'clay-streams-'));
  outside = mkdtempSync(join(tmpdir(), 'clay-outside-'));
});
afterEach(() => {
  for (const one of [home, outside]) rmSync(one, { recursive: true });
});

const opening = (path: string, mode: 'r' | 'w' | 'a', directories: readonly string[] = []) =>
  openFile(home, { type: 'open stream', id: 1, path, mode, beside: '', among: [], directories });

/** Its whole path, or why it has none. */
async function opened(path: string, mode: 'r' | 'w' | 'a', directories?: readonly string[]): Promise<string> {
  const event = await opening(path, mode, directories);
  if (event.type !== 'stream opened') throw new Error(event.type);
  return 'fault' in event.opened ? event.opened.fault.sentence : event.opened.path;
}

function append(path: string, text: string, size: number | null = null) {
  return writeStream({ type: 'write stream', handle: 1, path, size, count: 1, text });
}

test('a name without a directory is below tf/ of the profile, for its owner alone', async () => {
  const path = await opened('logs/today.txt', 'w');
  expect(path).toBe(join(home, 'tf/logs/today.txt'));
  expect(append(path, 'one\n')).toEqual({
    type: 'stream written',
    handle: 1,
    count: 1,
    size: 4,
    fault: null,
  });
  expect(append(path, 'two\n')).toMatchObject({ size: 8 });
  expect(readFileSync(path, 'utf8')).toBe('one\ntwo\n');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(join(home, 'tf')).mode & 0o777).toBe(0o700);
  expect(await opened('logs/today.txt', 'a')).toBe(path);
  expect(readFileSync(path, 'utf8')).toBe('one\ntwo\n');
  expect(append(path, 'new\n', 4)).toMatchObject({ size: 8 });
  expect(readFileSync(path, 'utf8')).toBe('one\nnew\n');
  await opened('logs/today.txt', 'w');
  expect(readFileSync(path, 'utf8')).toBe('');
});

test('elsewhere only what the settings allow is written, and of the profile nothing else', async () => {
  const wanted = join(outside, 'x.txt');
  expect(await opened(wanted, 'w')).toContain('of the setting macro_files');
  expect(existsSync(wanted)).toBe(false);
  expect(await opened(wanted, 'w', [outside])).toBe(wanted);
  expect(await opened(`${outside}/../${'x'}`, 'w', [outside])).toContain('macro_files');
  writeFileSync(join(home, 'settings.toml'), 'secret = 1\n');
  for (const path of [
    '../settings.toml',
    `${home}/settings.toml`,
    `${home}/scripts/evil.js`,
    'sub/../../settings.toml',
  ])
    expect(await opened(path, 'a', [home, outside])).toContain('macro_files');
  expect(readFileSync(join(home, 'settings.toml'), 'utf8')).toBe('secret = 1\n');
});

test('no link is followed, neither when a file is opened nor afterwards', async () => {
  mkdirSync(join(home, 'tf'));
  symlinkSync(join(outside, 'target'), join(home, 'tf/link'));
  symlinkSync(outside, join(home, 'tf/way'));
  expect(await opened('link', 'w')).toContain('cannot be opened');
  expect(await opened('way/x', 'w')).toContain('cannot be opened');
  const path = await opened('sub/x', 'w');
  rmSync(join(home, 'tf/sub'), { recursive: true });
  symlinkSync(outside, join(home, 'tf/sub'));
  expect(JSON.stringify(append(path, 'x\n'))).toContain('a link is in its place');
  expect(existsSync(join(outside, 'x'))).toBe(false);
  expect(existsSync(join(outside, 'target'))).toBe(false);
});

test('a file is read in pieces of whole lines, wherever one is', async () => {
  const text = Array.from({ length: 5000 }, (_, n) => `línea ${n}`).join('\r\n');
  writeFileSync(join(outside, 'long.txt'), text);
  const event = await opening(join(outside, 'long.txt'), 'r');
  if (event.type !== 'stream opened' || 'fault' in event.opened) throw new Error('not opened');
  const lines = [...event.opened.piece.lines];
  for (let next = event.opened.piece.next; next !== null; ) {
    const more = await readFile({ type: 'read stream', id: 1, path: event.opened.path, from: next });
    if (more.type !== 'stream read' || more.fault) throw new Error('not read');
    for (const line of more.piece.lines) lines.push(line);
    next = more.piece.next;
  }
  expect(lines.join('\r\n')).toBe(text);
  expect(await opened('nowhere.txt', 'r')).toContain('There is no file nowhere.txt');
  expect(await opened(outside, 'r')).toContain('There is no file');
});

test('a line that is longer than a piece is several, and an empty line is a line', () => {
  expect(pieceOf(Buffer.from('abcdef'), 0, false)).toEqual({ lines: ['abcdef'], next: 6 });
  expect(pieceOf(Buffer.from('ab\n\ncd'), 10, false)).toEqual({ lines: ['ab', ''], next: 14 });
  expect(pieceOf(Buffer.from('\n\n'), 0, true)).toEqual({ lines: ['', ''], next: null });
  expect(pieceOf(Buffer.from(''), 0, true)).toEqual({ lines: [], next: null });
});
