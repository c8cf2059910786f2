import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  linkSync,
  mkdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { cachedDataVersionTag } from 'node:v8';
import { crc32 } from 'node:zlib';
import { findBuild, SNAPSHOT_NOTE, type SnapshotNote, usableSnapshot } from '../../../client/reload/build.ts';
import { isFault } from '../../../shared/fault.ts';
import { bundled } from '../../support/bundled.ts';
import { temporaryDirectory } from '../../support/temporary.ts';

const CODE = 'console.log("clay");\n';

function script(mode = 0o755, code = CODE): string {
  const path = join(temporaryDirectory(), 'clay.js');
  writeFileSync(path, code, { mode });
  return path;
}

function faultOf(path: string): string {
  const found = findBuild(path, [], null);
  return isFault(found) ? `${found.code}: ${found.sentence.replaceAll(path, 'PATH')}` : 'fine';
}

test('a build that is fine is run by the runtime that runs now', () => {
  const path = script();
  expect(findBuild(path, ['--max-old-space-size=100'], null)).toMatchObject({
    runtime: process.execPath,
    program: process.execPath,
    script: path,
    options: expect.arrayContaining(['--max-old-space-size=100']),
  });
});

test('one that is missing, empty, no file, or not executable is refused', () => {
  expect(faultOf(`${script()}.gone`)).toBe('BUILD_MISSING: The build PATH does not exist.');
  expect(faultOf(`${script()}/clay.js`)).toBe('BUILD_MISSING: The build PATH does not exist.');
  expect(faultOf(script(0o755, ''))).toBe('BUILD_EMPTY: The build PATH is empty.');
  expect(faultOf(script(0o644))).toBe('BUILD_NOT_EXECUTABLE: The build PATH is not executable.');
  expect(faultOf(temporaryDirectory())).toBe('BUILD_NOT_A_FILE: The build PATH is not a file.');
});

test('a link that was flipped leads to the new version, one that leads nowhere is missing', () => {
  const link = join(temporaryDirectory(), 'current');
  symlinkSync(script(), link);
  expect(findBuild(link, [], null)).toMatchObject({ script: link });
  rmSync(link);
  symlinkSync('/nowhere', link);
  expect(faultOf(link)).toBe('BUILD_MISSING: The build PATH does not exist.');
});

test('the process gets its name from a link to the runtime, made once', () => {
  const directory = temporaryDirectory();
  const path = script();
  const first = findBuild(path, [], directory) as { program: string };
  expect(first.program).toMatch(/\/clay$/);
  expect(statSync(first.program).ino).toBe(statSync(process.execPath).ino);
  expect(findBuild(path, [], directory)).toEqual(first);
});

test('where the link leads elsewhere, the runtime goes by its own name', () => {
  const directory = temporaryDirectory();
  const { program } = findBuild(script(), [], directory) as { program: string };
  rmSync(program);
  symlinkSync('/bin/false', program);
  expect(findBuild(script(), [], directory)).toMatchObject({ program: process.execPath });
});

test('a runtime that an upgrade has replaced is found under its old name', () => {
  const directory = temporaryDirectory();
  const node = join(directory, 'node');
  const source = `
    import { rmSync, writeFileSync } from 'node:fs';
    import { findBuild, runtimePath } from './client/reload/build.ts';
    const [, script, node] = process.argv;
    rmSync(node);
    const gone = findBuild(script, [], null);
    writeFileSync(node, 'the next version', { mode: 0o755 });
    console.log(JSON.stringify([runtimePath(), gone.code, findBuild(script, [], null).runtime]));
  `;
  const program = bundled(source);
  chmodSync(program, 0o755);
  try {
    linkSync(process.execPath, node);
  } catch {
    // Another file system, or a system that forbids such links.
    copyFileSync(process.execPath, node);
  }
  const { stdout } = spawnSync(node, [program, node], { encoding: 'utf8' });
  expect(JSON.parse(stdout)).toEqual([node, 'BUILD_MISSING', node]);
});

describe('start-up snapshot', () => {
  function withNote(change: Partial<SnapshotNote> = {}): string {
    const path = script();
    const { size, mtimeMs } = statSync(process.execPath);
    const note: SnapshotNote = {
      blob: 'clay.blob',
      node: process.version,
      runtimeSize: size,
      runtimeTime: mtimeMs,
      tags: [cachedDataVersionTag()],
      options: ['--max-lazy'],
      script: crc32(CODE),
      ...change,
    };
    writeFileSync(join(path, '..', SNAPSHOT_NOTE), JSON.stringify(note));
    writeFileSync(join(path, '..', 'clay.blob'), 'blob');
    return path;
  }

  test('one made from this script for this runtime is used', () => {
    const path = withNote();
    const blob = join(path, '..', 'clay.blob');
    expect(usableSnapshot(path, process.execPath)).toEqual(['--snapshot-blob', blob, '--max-lazy']);
    expect(findBuild(path, [], null)).toMatchObject({
      options: expect.arrayContaining(['--snapshot-blob', blob]),
    });
  });

  test('it is looked for where the script really is', () => {
    const path = withNote();
    const link = join(temporaryDirectory(), 'clay');
    symlinkSync(path, link);
    expect(usableSnapshot(link, process.execPath)).toContain(join(path, '..', 'clay.blob'));
  });

  test.each<[string, Partial<SnapshotNote>]>([
    ['another version of Node', { node: 'v1.2.3' }],
    ['another size of the runtime', { runtimeSize: 1 }],
    ['another time of the runtime', { runtimeTime: 1 }],
    ['other options of V8', { tags: [1] }],
    ['another script', { script: 1 }],
    ['a blob that is not there', { blob: 'gone.blob' }],
  ])('%s: it is not used', (_, change) => {
    expect(usableSnapshot(withNote(change), process.execPath)).toBeNull();
  });

  test('neither note nor snapshot of others is used', () => {
    const path = withNote();
    for (const name of [SNAPSHOT_NOTE, 'clay.blob']) {
      chmodSync(join(path, '..', name), 0o666);
      expect(usableSnapshot(path, process.execPath)).toBeNull();
      chmodSync(join(path, '..', name), 0o644);
    }
    expect(usableSnapshot(path, process.execPath)).not.toBeNull();
  });

  test('at a moment when nobody looks again, none below a directory of everybody is used', () => {
    const path = withNote();
    chmodSync(join(path, '..'), 0o1777);
    writeFileSync(join(path, '../clay.blob'), 'blob');
    expect(usableSnapshot(path, process.execPath, true)).toBeNull();
  });

  test('a note that is damaged or missing is none', () => {
    const path = withNote();
    writeFileSync(join(path, '..', SNAPSHOT_NOTE), '{"blob":');
    expect(usableSnapshot(path, process.execPath)).toBeNull();
    expect(usableSnapshot(script(), process.execPath)).toBeNull();
  });

  test('with options of the user it is not used: they may change what V8 expects', () => {
    const found = findBuild(withNote(), ['--jitless'], null);
    expect(found).toMatchObject({ options: expect.not.arrayContaining(['--snapshot-blob']) });
  });

  test('a directory in its place is no reason to fail', () => {
    const path = script();
    mkdirSync(join(path, '..', SNAPSHOT_NOTE));
    expect(usableSnapshot(path, process.execPath)).toBeNull();
  });
});

test('one that others may write to, or whose parts or directory they may, is refused', () => {
  const path = script();
  const directory = join(path, '..');
  mkdirSync(join(directory, 'native'));
  for (const name of ['native/posix.node', 'tlsproxy.js']) writeFileSync(join(directory, name), '');
  for (const name of ['clay.js', 'native/posix.node', 'native', 'tlsproxy.js', '.']) {
    const part = join(directory, name);
    const mode = statSync(part).mode & 0o777;
    chmodSync(part, mode | 0o002);
    expect(faultOf(path)).toMatch(/^UNTRUSTED: The build .* is not used, because everybody may write to /);
    chmodSync(part, mode);
  }
  expect(faultOf(path)).toBe('fine');
});
