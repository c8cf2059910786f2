/** Builds of before, made out of this repository's own history. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { temporaryDirectory } from './temporary.ts';

/** The last one that writes state of the first major version. */
const MAJOR_1 = 'f4b9c176ae0e1bfc796efeff8273f48ba6ba1af8';
/** Reads the state of this build and knows no browsers. */
export const WITHOUT_BROWSERS = 'f366839b3128ac577a044ce4f79d3baaa87623ae';

const root = resolve(__dirname, '../..');

/** Builds it in a temporary directory and returns that: its dist/ is the build, a patient one. Throws where the history is not there. */
export function buildBefore(commit = MAJOR_1): string {
  const directory = temporaryDirectory('before');
  const [archive, source] = [join(directory, 'source.tar'), join(directory, 'source')];
  if (run('git', ['cat-file', '-e', `${commit}^{commit}`]) !== null)
    throw new Error(
      `The upgrade from the build before cannot be tried: commit ${commit.slice(0, 7)} is not in this repository; it takes a clone with its whole history (git fetch --unshallow).`,
    );
  mkdirSync(source);
  must('git', ['archive', '--output', archive, commit]);
  must('tar', ['-xf', archive, '-C', source]);
  makePatient(source);
  symlinkSync(join(root, 'node_modules'), join(source, 'node_modules'));
  must(process.execPath, [join(source, '.build/bundle.mjs')]);
  return source;
}

/** Where that build says so of a trial that takes long. */
const RELOADERS = ['client/reload/reloader.ts', 'client/reloading.ts'];
const PATIENCE = 'const PATIENCE = 1000;';

/** It does not say that a trial takes long: where the machine is busy, that is a row more on screen. */
function makePatient(source: string): void {
  const file = RELOADERS.map(name => join(source, name)).find(path => existsSync(path));
  const text = file ? readFileSync(file, 'utf8') : '';
  if (!file || !text.includes(PATIENCE)) throw new Error('The build before has another patience.');
  writeFileSync(file, text.replace(PATIENCE, 'const PATIENCE = 2 ** 31 - 1;'));
}

function must(command: string, args: readonly string[]): void {
  const why = run(command, args);
  if (why !== null) throw new Error(`The build before cannot be made: ${command} ${args.join(' ')}: ${why}`);
}

/** Why it failed; null if it did not. */
function run(command: string, args: readonly string[]): string | null {
  const env = { ...process.env, CLAY_DIST: undefined, NODE_EXTRA_CA_CERTS: undefined };
  const { status, stderr, error } = spawnSync(command, args, { cwd: root, env, encoding: 'utf8' });
  return status === 0 ? null : (error?.message ?? stderr.trim());
}
