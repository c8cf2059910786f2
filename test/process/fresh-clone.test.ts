/** What is run by npm alone, in a clone in which nothing was installed and npm cannot do it either. */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { temporaryDirectory } from '../support/temporary.ts';

const ROOT = resolve(__dirname, '../..');

/** A clone of what these programs begin with, and a PATH whose npm fails. */
function freshClone() {
  const directory = temporaryDirectory();
  for (const part of ['.build', 'package.json', 'package-lock.json', 'test/support'])
    cpSync(join(ROOT, part), join(directory, part), {
      recursive: true,
      filter: source => !source.includes('node_modules'),
    });
  const programs = join(directory, 'bin');
  mkdirSync(programs);
  writeFileSync(join(programs, 'npm'), '#!/bin/sh\nexit 7\n', { mode: 0o755 });
  return { directory, path: `${programs}:${process.env.PATH}` };
}

test.each([
  ['soak', []],
  ['bench', []],
  ['bench', ['text']],
  ['bench', ['fuzz']],
  ['screens', []],
])('test/%s/run.mjs %j says in a sentence what is missing', (folder, args) => {
  const { directory, path } = freshClone();
  cpSync(join(ROOT, 'test', folder), join(directory, 'test', folder), { recursive: true });
  const { npm_execpath: _, ...env } = process.env;
  const said = spawnSync(process.execPath, [join(directory, 'test', folder, 'run.mjs'), ...args], {
    env: { ...env, PATH: path },
    encoding: 'utf8',
  });
  expect(said.stderr).toBe(
    'Installing dependencies (once) ...\nnpm ci has not installed the dependencies (status 7).\n',
  );
  expect([said.status, said.stdout]).toEqual([1, '']);
});

describe('node_modules that is a symbolic link', () => {
  /** The link leads to what another checkout has installed; or to nothing. */
  function linked(lock: string | null) {
    const { directory, path } = freshClone();
    const other = join(temporaryDirectory(), 'node_modules');
    if (lock !== null) {
      mkdirSync(join(other, 'kept'), { recursive: true });
      writeFileSync(join(other, '.package-lock.json'), lock);
      // Older than the lock file, as one of another checkout is.
      utimesSync(join(other, '.package-lock.json'), 1, 1);
    }
    symlinkSync(other, join(directory, 'node_modules'));
    const { npm_execpath: _, ...env } = process.env;
    const said = spawnSync(process.execPath, [join(directory, '.build/setup.mjs')], {
      env: { ...env, PATH: path },
      encoding: 'utf8',
    });
    expect(lstatSync(join(directory, 'node_modules')).isSymbolicLink()).toBe(true);
    if (lock !== null) expect(readdirSync(other).sort()).toEqual(['.package-lock.json', 'kept']);
    return { said, other };
  }

  const locked = readFileSync(join(ROOT, 'package-lock.json'), 'utf8');

  test('is left as it is, without a word, if all is there', () => {
    const { said } = linked(locked);
    expect([said.status, said.stderr, said.stdout]).toEqual([0, '', '']);
  });

  test('is left as it is, and a sentence says what is otherwise', () => {
    const { packages } = JSON.parse(locked) as { packages: Record<string, { version: string }> };
    delete packages['node_modules/typescript'];
    packages['node_modules/msgpackr']!.version = '0.0.1';
    const { said, other } = linked(JSON.stringify({ packages }));
    expect(said.stderr).toBe(
      `node_modules is a symbolic link: ${realpathSync(other)} is left as it is, and msgpackr and 1 more there is not as package-lock.json says; run npm ci where it leads, or remove the link.\n`,
    );
    expect(said.status).toBe(0);
  });

  test('and leads to nothing is told of', () => {
    const { said } = linked(null);
    expect(said.stderr).toBe(
      'node_modules is a symbolic link to nothing, and nothing was installed there by npm; run npm ci where it leads, or remove the link.\n',
    );
    expect(said.status).toBe(1);
  });
});
