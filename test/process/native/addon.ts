/** Builds the addon into a directory of the test's own, in a process of its own, as the build does. */
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { temporaryDirectory } from '../../support/temporary.ts';

const NATIVE = resolve(__dirname, '../../../native');

/**
 * The variables, with what sanitizers want in the environment of whatever loads the addon: their library comes first. As they
 * are, unless `npm run test:native` has said so.
 */
export function sanitized(env: Readonly<Record<string, string>> = {}): Record<string, string> {
  if (!process.env.CLAY_SANITIZED) return { ...env };
  const names = ['CLAY_SANITIZED', 'ASAN_OPTIONS', 'UBSAN_OPTIONS'];
  const preload = [process.env.LD_PRELOAD, env.LD_PRELOAD].filter(one => one !== undefined).join(':');
  return {
    ...env,
    ...Object.fromEntries(names.map(name => [name, process.env[name] ?? ''])),
    LD_PRELOAD: preload,
  };
}

export interface Build {
  readonly output: string;
  readonly status: number | null;
  readonly stderr: string;
}

/** Runs buildAddon() with `env` as the whole environment; without `sources` it takes its own. */
export function build(options: { sources?: string[]; output?: string; env?: NodeJS.ProcessEnv } = {}): Build {
  const {
    sources,
    output = join(temporaryDirectory(), 'native/posix.node'),
    env = { PATH: process.env.PATH, ...sanitized() },
  } = options;
  const program = `import { buildAddon } from ${JSON.stringify(pathToFileURL(join(NATIVE, 'build.mjs')).href)};
    buildAddon(${JSON.stringify({ sources, output })});`;
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    env,
    encoding: 'utf8',
  });
  return { output, status, stderr };
}
