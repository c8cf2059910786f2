import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';
import { askRuntime, type Runtime, runningRuntime } from '../../../client/host/node.ts';
import { type Build, findBuild } from '../../../client/reload/build.ts';
import {
  forgetStartupBlobs,
  makeStartupBlob,
  provideStartupBlob,
  STARTUP_BLOB_NOTE,
  type StartupBlobNote,
  usableStartupBlob,
} from '../../../client/reload/startup.ts';
import { withoutNodeCode } from '../../../client/reload/startup-file.ts';
import { nodesHere } from '../../support/nodes.ts';
import { temporaryDirectory } from '../../support/temporary.ts';

const own = runningRuntime();

/** Says what it was loaded from. */
const CODE = `const { startupSnapshot } = require('node:v8');
globalThis.loaded = process.pid;
const main = () => console.log(process.argv[2] === '--version' ? '1.2.3' : String(globalThis.loaded === process.pid));
if (startupSnapshot.isBuildingSnapshot()) startupSnapshot.setDeserializeMainFunction(main);
else main();
`;

function script(code = CODE): string {
  const path = join(temporaryDirectory(), 'clay.js');
  writeFileSync(path, code, { mode: 0o755 });
  return path;
}

function withNote(change: Partial<StartupBlobNote> = {}): string {
  const path = script();
  const note: StartupBlobNote = {
    blob: 'clay.blob',
    blobSize: 4,
    node: own.version,
    runtimeSize: own.size,
    runtimeTime: own.time,
    tags: [...own.tags],
    options: ['--max-lazy'],
    script: crc32(CODE),
    ...change,
  };
  writeFileSync(join(path, '..', STARTUP_BLOB_NOTE), JSON.stringify(note));
  writeFileSync(join(path, '..', 'clay.blob'), 'blob');
  return path;
}

describe('whether one is used', () => {
  test('made from this script for this runtime: it is', () => {
    const path = withNote();
    const blob = join(path, '..', 'clay.blob');
    expect(usableStartupBlob(path, own)).toEqual(['--snapshot-blob', blob, '--max-lazy']);
    expect((findBuild(path, [], null, own) as Build).options.slice(0, 2)).toEqual(['--snapshot-blob', blob]);
  });

  test('it is looked for where the script really is', () => {
    const path = withNote();
    const link = join(temporaryDirectory(), 'clay');
    symlinkSync(path, link);
    const { options } = findBuild(link, [], null, own) as Build;
    expect(options).toContain(join(path, '..', 'clay.blob'));
  });

  test.each<[string, Partial<StartupBlobNote>]>([
    ['another version of Node', { node: 'v1.2.3' }],
    ['another size of the runtime', { runtimeSize: 1 }],
    ['another time of the runtime', { runtimeTime: 1 }],
    ['other options of V8', { tags: [1] }],
    ['another script', { script: 1 }],
    ['a blob that is not there', { blob: 'gone.blob' }],
    ['a blob that was cut short', { blobSize: 5 }],
  ])('%s: it is not', (_, change) => {
    expect(usableStartupBlob(withNote(change), own)).toBeNull();
  });

  test('neither note nor snapshot of others is', () => {
    const path = withNote();
    for (const name of [STARTUP_BLOB_NOTE, 'clay.blob']) {
      chmodSync(join(path, '..', name), 0o666);
      expect(usableStartupBlob(path, own)).toBeNull();
      chmodSync(join(path, '..', name), 0o644);
    }
    expect(usableStartupBlob(path, own)).not.toBeNull();
  });

  test('at a moment when nobody looks again, none below a directory of everybody is', () => {
    const path = withNote();
    chmodSync(join(path, '..'), 0o1777);
    expect(usableStartupBlob(path, own, true)).toBeNull();
  });

  test('a runtime that did not say what it is: it is not', () => {
    expect(usableStartupBlob(withNote(), { ...own, tags: [] })).toBeNull();
  });

  test('a note that is damaged, missing, or a directory is none', () => {
    const path = withNote();
    writeFileSync(join(path, '..', STARTUP_BLOB_NOTE), '{"blob":');
    expect(usableStartupBlob(path, own)).toBeNull();
    rmSync(join(path, '..', STARTUP_BLOB_NOTE));
    expect(usableStartupBlob(path, own)).toBeNull();
    mkdirSync(join(path, '..', STARTUP_BLOB_NOTE));
    expect(usableStartupBlob(path, own)).toBeNull();
  });

  test('with options of the user it is not: they may change what V8 expects', () => {
    const { options } = findBuild(withNote(), ['--jitless'], null, own) as Build;
    expect(options).not.toContain('--snapshot-blob');
  });
});

const asked = async (path: string) => (await askRuntime(path)) as Runtime;

/** What the script says when it is started with these options. */
const start = (node: string, options: readonly string[], path: string) =>
  spawnSync(node, [...options, path], { encoding: 'utf8' });

describe.each(nodesHere())('on Node $version', ({ path: node }) => {
  test('one that is made is used, without hashing it anew', async () => {
    const path = script();
    const runtime = await asked(node);
    const note = await makeStartupBlob(path, runtime, STARTUP_BLOB_NOTE);
    expect(note.options).toEqual(['--no-rehash-snapshot', '--min-semi-space-size=4']);
    const options = usableStartupBlob(path, runtime)!;
    expect(options).toEqual(['--snapshot-blob', join(dirname(path), note.blob), ...note.options]);
    expect(start(node, options, path).stdout).toBe('false\n');
    expect(start(node, [], path).stdout).toBe('true\n');
    expect(readdirSync(dirname(path)).sort()).toEqual(['clay.js', note.blob, STARTUP_BLOB_NOTE].sort());
  });

  test("it is without the code of Node's own modules, which V8 would refuse, and those still load", async () => {
    const path = script(
      CODE.replace('const main = () =>', "const main = () => process.getBuiltinModule('node:http') &&"),
    );
    const whole = join(dirname(path), 'whole');
    expect(spawnSync(node, ['--snapshot-blob', whole, '--build-snapshot', path]).status).toBe(0);
    const { blob } = await makeStartupBlob(path, await asked(node), STARTUP_BLOB_NOTE);
    const [lean, size] = [readFileSync(join(dirname(path), blob)), statSync(whole).size];
    expect(lean.length).toBeLessThan(size - 2_000_000);
    // It is understood as it is: nothing is left that could go.
    expect(withoutNodeCode(lean)?.equals(lean)).toBe(true);
    expect(start(node, usableStartupBlob(path, await asked(node))!, path).stdout).toBe('false\n');
  });

  test("its seed is nobody else's: two are not alike", async () => {
    // The hash of a name stands before its length and its letters.
    const hash = async () => {
      const path = script(`globalThis.kept = Symbol.for('A name of its own');\n${CODE}`);
      const { blob } = await makeStartupBlob(path, await asked(node), STARTUP_BLOB_NOTE);
      const bytes = readFileSync(join(dirname(path), blob));
      const at = bytes.indexOf('\x11\0\0\0A name of its own', 'latin1');
      expect(at).toBeGreaterThan(0);
      return bytes.readUInt32LE(at - 4);
    };
    expect(await hash()).not.toBe(await hash());
  });

  test('one that came with a build for another Node is done without, and one for this Node is made', async () => {
    const path = withNote({ node: 'v1.2.3' });
    const runtime = await asked(node);
    expect(usableStartupBlob(path, runtime)).toBeNull();
    expect(await provideStartupBlob(path, runtime)).toBeNull();
    const options = usableStartupBlob(path, runtime)!;
    expect(start(node, options, path).stdout).toBe('false\n');
    const made = statSync(options[1]!).mtimeMs;
    expect(await provideStartupBlob(path, runtime)).toBeNull();
    expect(statSync(options[1]!).mtimeMs).toBe(made);
  });
});

test('none is made where the build came with none, or with one of another script', async () => {
  const bare = script();
  expect(await provideStartupBlob(bare, own)).toBeNull();
  const other = withNote({ script: 1 });
  expect(await provideStartupBlob(other, own)).toBeNull();
  expect(readdirSync(dirname(bare))).toEqual(['clay.js']);
  expect(readdirSync(dirname(other)).length).toBe(3);
});

test('a script that cannot be made one of leaves nothing behind, and says why', async () => {
  const path = script("throw new Error('no way');");
  await expect(makeStartupBlob(path, await asked(process.execPath), STARTUP_BLOB_NOTE)).rejects.toThrow(
    'no way',
  );
  expect(readdirSync(dirname(path))).toEqual(['clay.js']);
});

test('those of other Nodes are forgotten, not the one that runs nor the one of the build', () => {
  const path = withNote();
  const directory = dirname(path);
  const add = (version: string) => {
    writeFileSync(join(directory, `clay.${version}.blob`), 'blob');
    const note = { blob: `clay.${version}.blob`, tags: [], options: [] };
    writeFileSync(join(directory, `clay.${version}.snapshot.json`), JSON.stringify(note));
  };
  add('v1.2.3');
  add(process.version);
  forgetStartupBlobs(directory);
  expect(existsSync(join(directory, 'clay.v1.2.3.blob'))).toBe(false);
  const rest = ['clay.blob', 'clay.js', STARTUP_BLOB_NOTE];
  const its = [`clay.${process.version}.blob`, `clay.${process.version}.snapshot.json`];
  expect(readdirSync(directory).sort()).toEqual([...rest, ...its].sort());
});

test('a directory that was removed meanwhile has none', () => {
  expect(() => forgetStartupBlobs(join(temporaryDirectory('gone'), 'build'))).not.toThrow();
});
