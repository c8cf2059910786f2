import { spawnSync } from 'node:child_process';
import { copyFileSync, linkSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  askRuntime,
  isReplaced,
  type Runtime,
  runningRuntime,
  runtimeOnDisk,
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
  expect(await runtimeOnDisk()).toEqual(own);
});

test.each(nodesHere())('Node $version says what it is, and what it knows', async ({ version, path }) => {
  const asked = (await askRuntime(path)) as Runtime;
  const knows = spawnSync(path, ['--disable-sigusr1', '-e', '0']).status === 0;
  expect(asked).toMatchObject({ version, path, knowsSigusr1: knows, size: statSync(path).size });
  const tag = (...options: string[]) =>
    Number(spawnSync(path, [...options, '-p', 'v8.cachedDataVersionTag()'], { encoding: 'utf8' }).stdout);
  expect(asked.tags).toEqual([tag(), tag('--no-rehash-snapshot')]);
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
])('one that %s is taken to know nothing, for its trial to tell', async (_, code) => {
  const unknown = { version: '', tags: [], knowsSigusr1: false };
  expect(await askRuntime(program(code))).toMatchObject(unknown);
});

test('another file in its place is noticed', () => {
  const path = program('exit 0');
  const { size, mtimeMs, ino } = statSync(path);
  const runtime = { ...runningRuntime(), path, size, time: mtimeMs, inode: ino };
  expect(isReplaced(runtime)).toBe(false);
  for (const change of [{ size: 1 }, { time: 1 }, { inode: 1 }, { path: `${path}.gone` }])
    expect(isReplaced({ ...runtime, ...change })).toBe(true);
});

test('one that an upgrade has replaced is found under its old name, and asked anew', () => {
  const directory = temporaryDirectory();
  const node = join(directory, 'node');
  const source = `
    import { renameSync, rmSync, statSync } from 'node:fs';
    import { programRuntime, runningRuntime, runtimeOnDisk, runtimePath } from './client/host/node.ts';
    const [, , node, next] = process.argv;
    void (async () => {
    const before = runningRuntime();
    rmSync(node);
    const gone = await runtimeOnDisk();
    const child = programRuntime();
    const same = statSync(child).ino === before.inode;
    renameSync(next, node);
    const { version } = await runtimeOnDisk();
    console.log(JSON.stringify([runtimePath(), gone.sentence, same, version, programRuntime()]));
    })();
  `;
  const next = program(answer('v77.0.0'));
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
  expect(JSON.parse(stdout)).toEqual([node, sentence, true, 'v77.0.0', node]);
});

test('a directory in its place is told', async () => {
  const path = join(temporaryDirectory(), 'node');
  mkdirSync(path);
  expect(await askRuntime(path)).toMatchObject({ version: '' });
});
