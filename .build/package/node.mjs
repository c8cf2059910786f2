// The Node that packages carry along (node.json): its npm package, fetched once and checked against the hash here.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const pinned = JSON.parse(readFileSync(new URL('node.json', import.meta.url), 'utf8'));
const cache = fileURLToPath(new URL('../../node_modules/.cache/clay-node', import.meta.url));

export const NODE_VERSION = pinned.version;

/**
 * The directory of Node for that processor (Node's name of it): bin/node and LICENSE are in it. Throws if it cannot be
 * had, or is not what it was.
 */
export function nodeFor(processor) {
  const integrity = pinned[processor];
  if (!integrity) throw new Error(`no Node is pinned for ${processor}`);
  const directory = join(cache, `${pinned.version}-${processor}`);
  if (existsSync(directory)) return directory;
  mkdirSync(cache, { recursive: true });
  const temporary = mkdtempSync(join(cache, 'new-'));
  try {
    const name = `node-linux-${processor}`;
    run('npm', ['pack', '--silent', '--pack-destination', temporary, `${name}@${pinned.version}`]);
    const file = join(temporary, `${name}-${pinned.version}.tgz`);
    const hash = `sha512-${createHash('sha512').update(readFileSync(file)).digest('base64')}`;
    if (hash !== integrity) throw new Error(`${name}@${pinned.version} is not what is pinned: ${hash}`);
    run('tar', ['-xzf', file, '-C', temporary, 'package/bin/node', 'package/LICENSE']);
    renameSync(join(temporary, 'package'), directory);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
  return directory;
}

/** Runs a program; throws what it complains of. */
export function run(command, args, options = {}) {
  const { status, stderr, error } = spawnSync(command, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options,
  });
  if (status !== 0) throw new Error(`${command} ${args[0]}: ${error?.message ?? stderr.trim()}`);
}
