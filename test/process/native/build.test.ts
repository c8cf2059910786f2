import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { temporaryDirectory } from '../../support/temporary.ts';
import { build } from './addon.ts';

function write(file: string, contents: string, modified: Date): string {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, contents);
  utimesSync(file, modified, modified);
  return file;
}

describe('native/build.mjs', () => {
  test('without a compiler it says so in one line, succeeds, and removes an addon older than its source', () => {
    const directory = temporaryDirectory();
    const output = write(join(directory, 'dist/posix.node'), 'of an earlier source', new Date(0));
    const built = build({ output, env: { PATH: join(directory, 'nothing') } });
    expect(built.stderr).toBe(
      'native: not built (no C compiler found: tried $CC, cc, gcc and clang); /reload will be unavailable\n',
    );
    expect(built.status).toBe(0);
    expect(existsSync(output)).toBe(false);
  });

  test('run directly without a compiler, it exits with 0 and leaves an addon that is current', () => {
    const directory = temporaryDirectory();
    mkdirSync(join(directory, 'native'));
    const script = join(directory, 'native/build.mjs');
    copyFileSync(resolve(__dirname, '../../../native/build.mjs'), script);
    const source = write(join(directory, 'native/posix.c'), 'int x;', new Date(1000));
    const run = () => spawnSync(process.execPath, [script], { env: { PATH: directory }, encoding: 'utf8' });

    const failed = run();
    expect(failed.stderr).toMatch(/^native: not built \(.+\); \/reload will be unavailable\n$/);
    expect(failed.status).toBe(0);

    const output = write(join(directory, 'dist/native/posix.node'), 'current', new Date(2000));
    expect(run()).toMatchObject({ status: 0, stderr: '' });
    expect(statSync(output).mtimeMs).toBeGreaterThan(statSync(source).mtimeMs);
  });

  test('a header that is newer than the addon makes it stale', () => {
    const directory = temporaryDirectory();
    const sources = [
      write(join(directory, 'posix.c'), 'int x;', new Date(1000)),
      write(join(directory, 'posix.h'), 'int y;', new Date(3000)),
    ];
    const output = write(join(directory, 'dist/posix.node'), 'of an earlier header', new Date(2000));
    const built = build({ sources, output, env: { PATH: join(directory, 'nothing') } });
    expect(built.stderr).toContain('no C compiler found');
    expect(existsSync(output)).toBe(false);
  });

  test('a compiler that fails is named with its complaint, and no half-made file stays', () => {
    const directory = temporaryDirectory();
    const sources = [write(join(directory, 'posix.c'), 'int x = y;', new Date())];
    const compiler = write(
      join(directory, 'broken-cc'),
      '#!/bin/sh\necho "posix.c:1: error: no y" >&2; exit 1\n',
      new Date(),
    );
    spawnSync('chmod', ['+x', compiler]);
    const built = build({
      sources,
      output: join(directory, 'out/posix.node'),
      env: { PATH: '/nowhere', CC: compiler },
    });
    expect(built.stderr).toBe(
      `native: not built (${compiler}: posix.c:1: error: no y); /reload will be unavailable\n`,
    );
    expect(built.status).toBe(0);
    expect(readdirSync(join(directory, 'out'))).toEqual([]);
  });

  test('an output directory that cannot be made does not fail the build either', () => {
    const directory = temporaryDirectory();
    const file = write(join(directory, 'file'), '', new Date());
    const built = build({ output: join(file, 'posix.node') });
    expect(built.stderr).toMatch(/^native: not built \(ENOTDIR: .+\); \/reload will be unavailable\n$/);
    expect(built.status).toBe(0);
  });
});
