import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  linkSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import {
  askRuntime,
  type Runtime,
  runningRuntime,
  runtimeIdentity,
  runtimeOnDisk,
  startedBy,
} from '../../../client/host/node.ts';
import { isFault } from '../../../shared/fault.ts';
import { bundled } from '../../support/bundled.ts';
import { nodesHere } from '../../support/nodes.ts';
import { temporaryDirectory } from '../../support/temporary.ts';

/** A program in the place of Node. */
function program(code: string): string {
  const path = join(temporaryDirectory('runtime'), 'node');
  writeFileSync(path, `#!/bin/sh\n${code}\n`, { mode: 0o755 });
  return path;
}

const answer = (version: string) => `echo '{"version":"${version}","tags":[1,2],"knowsSigusr1":true}'`;

test('the one that runs knows of itself what it would answer', async () => {
  const own = runningRuntime();
  const asked = (await askRuntime(process.execPath)) as Runtime;
  expect(asked).toMatchObject({ ...own, tags: expect.arrayContaining([...own.tags]) });
  expect(await runtimeOnDisk('')).toEqual(own);
});

test.each(nodesHere())('Node $version says what it is, and what it knows', async ({ version, path }) => {
  const asked = (await askRuntime(path)) as Runtime;
  const knows = spawnSync(path, ['--disable-sigusr1', '-e', '0']).status === 0;
  expect(asked).toMatchObject({ version, path, knowsSigusr1: knows, size: statSync(path).size });
  const tag = (...options: string[]) =>
    Number(spawnSync(path, [...options, '-p', 'v8.cachedDataVersionTag()'], { encoding: 'utf8' }).stdout);
  expect(asked.tags).toEqual([tag(), tag('--no-rehash-snapshot')]);
  expect(asked.snapshotTag).toBe(tag('--no-rehash-snapshot', '--min-semi-space-size=4'));
});

test('one that is too old is refused', async () => {
  for (const version of ['v18.20.4', 'v20.18.9'])
    expect(await askRuntime(program(answer(version)))).toMatchObject({
      code: 'RUNTIME_TOO_OLD',
      sentence: `The Node runtime is now ${version}, and Clay needs 20.19 or newer.`,
    });
  for (const version of ['v20.19.0', 'v21.0.0', 'v99.1.2'])
    expect(isFault(await askRuntime(program(answer(version))))).toBe(false);
});

test.each<[string, string]>([
  ['does not start', 'exit 9'],
  ['is no Node', 'echo hello'],
])('one that %s is told by its name', async (_, code) => {
  const path = program(code);
  expect(await askRuntime(path)).toMatchObject({
    code: 'RUNTIME_NO_NODE',
    sentence: `The Node runtime ${path} does not answer as Node does.`,
  });
});

test.each<[string, string, string]>([
  ['a script', '#!/bin/sh\necho $0 > ran\n', 'is a script'],
  ['what a shell would try', 'echo $0 > ran\n', 'is no program'],
  ['half a header', '\u007fELF', 'is no program'],
  ['a program for another machine', `\u007fELF${'\u0001'.repeat(60)}`, 'is no program for this machine'],
])('%s in its place is never run', async (_, contents, why) => {
  const directory = temporaryDirectory('runtime');
  const path = join(directory, 'node');
  writeFileSync(path, contents, { mode: 0o755 });
  expect(await runtimeOnDisk(path)).toMatchObject({
    code: 'RUNTIME_NO_PROGRAM',
    sentence: `The Node runtime ${path} ${why}.`,
  });
  expect(readdirSync(directory)).toEqual(['node']);
});

test('another file in its place is noticed', () => {
  const path = program('exit 0');
  const first = runtimeIdentity(path);
  expect(runtimeIdentity(path)).toBe(first);
  renameSync(program('exit 0'), path);
  expect(runtimeIdentity(path)).not.toBe(first);
  rmSync(path);
  expect(runtimeIdentity(path)).toBe(runtimeIdentity(''));
});

test('the path that it was started by: as it was typed, through links, by PATH; not behind a script', () => {
  const directory = temporaryDirectory();
  symlinkSync(process.execPath, join(directory, 'node'));
  const by = (argv0: string, PATH = '') => startedBy(argv0, { PATH });
  const link = join(directory, 'node');
  const here = relative(process.cwd(), directory);
  expect([by(link), by(join(here, 'node')), by('node', `/nowhere:${directory}`), by('node', here)]).toEqual(
    Array(4).fill(link),
  );
  const shim = temporaryDirectory();
  writeFileSync(join(shim, 'node'), '#!/bin/sh\n', { mode: 0o755 });
  writeFileSync(join(directory, 'other'), '', { mode: 0o644 });
  expect([by('node', `${shim}:${directory}`), by('node', '/nowhere'), by('other', directory)]).toEqual([
    '',
    '',
    '',
  ]);
});

test('one that an upgrade has replaced is found under its old name, and asked anew', () => {
  const directory = temporaryDirectory();
  const node = join(directory, 'node');
  const source = `
    import { renameSync, rmSync, statSync } from 'node:fs';
    import { programRuntime, runningRuntime, runtimeOnDisk } from './client/host/node.ts';
    const [, , node, next] = process.argv;
    void (async () => {
    const before = runningRuntime();
    rmSync(node);
    const gone = await runtimeOnDisk('');
    const child = programRuntime();
    const same = statSync(child).ino === before.inode;
    renameSync(next, node);
    const { path, version, inode } = await runtimeOnDisk('');
    const isNew = inode !== before.inode && inode === statSync(node).ino;
    console.log(JSON.stringify([path, gone.sentence, same, version, isNew, programRuntime()]));
    })();
  `;
  const next = join(directory, 'next');
  copyFileSync(process.execPath, next);
  try {
    linkSync(process.execPath, node);
  } catch {
    // Another file system, or a system that forbids such links.
    copyFileSync(process.execPath, node);
  }
  const { stdout, stderr } = spawnSync(node, [bundled(source), node, next], {
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  const sentence = `The Node runtime ${node} does not exist.`;
  expect(JSON.parse(stdout)).toEqual([node, sentence, true, process.version, true, node]);
});

test('a directory in its place is told', async () => {
  const path = join(temporaryDirectory(), 'node');
  mkdirSync(path);
  expect(await askRuntime(path)).toMatchObject({ code: 'RUNTIME_NO_NODE' });
});
