/** The npm package of the build that is there, and installations of it without a network. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { putInPlace, renamed } from './builds.ts';
import { temporaryDirectory } from './temporary.ts';

const root = resolve(__dirname, '../..');

/** The path of the package. What runs before `npm pack`, the build, has run. */
export function pack(): string {
  const directory = temporaryDirectory('pack');
  const args = ['pack', '--ignore-scripts', '--silent', '--pack-destination', directory];
  return join(directory, run('npm', args, root).trim());
}

/** The same package with a program that calls itself by another version. */
export function packAs(version: string, original: string): string {
  const directory = temporaryDirectory('pack');
  run('tar', ['-xzf', original, '-C', directory], root);
  const own = join(directory, 'package');
  putInPlace(join(own, 'dist/clay.js'), renamed(version));
  const description = join(own, 'package.json');
  const changed = { ...(JSON.parse(readFileSync(description, 'utf8')) as object), version };
  writeFileSync(description, JSON.stringify(changed));
  const to = join(directory, `clay-${version}.tgz`);
  run('tar', ['-czf', to, '-C', directory, 'package'], root);
  return to;
}

/** Installs it below `prefix`, with nothing in PATH that could compile; answers the path of the command. */
export function install(file: string, prefix: string): string {
  const cache = mkdtempSync(join(prefix, 'cache-'));
  const args = [
    'install',
    '-g',
    '--offline',
    '--no-audit',
    '--no-fund',
    '--prefix',
    prefix,
    '--cache',
    cache,
    file,
  ];
  run('npm', args, prefix, { CC: '/nowhere/cc' });
  rmSync(cache, { recursive: true, force: true });
  return join(prefix, 'bin/clay');
}

function run(command: string, args: readonly string[], cwd: string, more: NodeJS.ProcessEnv = {}): string {
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: undefined, NODE_OPTIONS: undefined, ...more };
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? stderr}`);
  return stdout;
}
