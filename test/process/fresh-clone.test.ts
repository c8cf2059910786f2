/** What is run by npm alone, in a clone in which nothing was installed and npm cannot do it either. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
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
