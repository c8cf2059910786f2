import {
  chmodSync,
  closeSync,
  mkdirSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type Runtime, runningRuntime } from '../../../client/host/node.ts';
import {
  type Build,
  findAgain,
  findBuild,
  holdRuntime,
  withoutStartupBlob,
} from '../../../client/reload/build.ts';
import { isFault } from '../../../shared/fault.ts';
import { temporaryDirectory } from '../../support/temporary.ts';

const own = runningRuntime();

const CODE = 'console.log("clay");\n';

function script(mode = 0o755, code = CODE): string {
  const path = join(temporaryDirectory(), 'clay.js');
  writeFileSync(path, code, { mode });
  return path;
}

function faultOf(path: string): string {
  const found = findBuild(path, [], null, own);
  return isFault(found) ? `${found.code}: ${found.sentence.replaceAll(path, 'PATH')}` : 'fine';
}

test('a build that is fine is run by the runtime that runs now', () => {
  const path = script();
  expect(findBuild(path, ['--max-old-space-size=100'], null, own)).toMatchObject({
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
  expect(findBuild(link, [], null, own)).toMatchObject({ script: link });
  rmSync(link);
  symlinkSync('/nowhere', link);
  expect(faultOf(link)).toBe('BUILD_MISSING: The build PATH does not exist.');
});

test('the process gets its name from a link to the runtime, made once', () => {
  const directory = temporaryDirectory();
  const path = script();
  const first = findBuild(path, [], directory, own) as { program: string };
  expect(first.program).toMatch(/\/clay$/);
  expect(statSync(first.program).ino).toBe(statSync(process.execPath).ino);
  expect(findBuild(path, [], directory, own)).toEqual(first);
});

test('where the link leads elsewhere, the runtime goes by its own name', () => {
  const directory = temporaryDirectory();
  const { program } = findBuild(script(), [], directory, own) as { program: string };
  rmSync(program);
  symlinkSync('/bin/false', program);
  expect(findBuild(script(), [], directory, own)).toMatchObject({ program: process.execPath });
});

test('its options are those that the Node in question knows', () => {
  const options = (change: Partial<Runtime>) =>
    (findBuild(script(), ['--x'], null, { ...own, ...change }) as Build).options;
  expect(options({ knowsSigusr1: true })).toEqual(['--x', '--disable-sigusr1']);
  expect(options({ knowsSigusr1: false })).toEqual([
    '--x',
    '--inspect-port=127.0.0.1:0',
    '--inspect-publish-uid=http',
  ]);
});

describe('this process once more', () => {
  test('goes by the Node that runs it, and is called clay', () => {
    const path = script();
    const build = findAgain(path, [], temporaryDirectory(), path) as Build;
    expect(build).toMatchObject({ script: path, options: process.execArgv });
    expect(build.program).toMatch(/\/clay$/);
    expect(readlinkSync(build.program)).toBe('/proc/self/exe');
  });

  test('that is so where it was started through a link, too', () => {
    const [path, link] = [script(), `${temporaryDirectory()}/clay`];
    symlinkSync(path, link);
    expect(findAgain(path, ['--x'], null, link)).toMatchObject({ script: path, options: process.execArgv });
  });

  test('where another script runs, its options are found out', () => {
    const path = script();
    const found = findBuild(path, ['--x'], null, own) as Build;
    expect(findAgain(path, ['--x'], null, '/elsewhere/clay.js')).toMatchObject({ options: found.options });
  });

  test('also after an image of another Node, by a descriptor', () => {
    const path = script();
    const held = holdRuntime(findBuild(path, [], null, own) as Build, temporaryDirectory())!;
    expect(readlinkSync(held.build.program)).toBe(`/proc/self/fd/${held.fd}`);
    expect(statSync(held.build.program).ino).toBe(own.inode);
    expect(held.build.script).toBe(path);
    closeSync(held.fd);
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

test('a build that fails with its start-up snapshot has a second way', () => {
  const build = { runtime: '/node', program: '/clay', script: '/clay.js' };
  const its = ['--no-rehash-snapshot', '--min-semi-space-size=4'];
  const options = ['--snapshot-blob', '/clay.blob', ...its, '--disable-sigusr1'];
  expect(withoutStartupBlob({ ...build, options })?.options).toEqual([
    '--no-rehash-snapshot',
    '--disable-sigusr1',
  ]);
  expect(withoutStartupBlob({ ...build, options: ['--x'] })).toBeNull();
});
