/**
 * A Node of each line that Clay runs on, for tests that need more than the one that runs them: those of `.ci/nodes`,
 * which only `.ci/run` fetches. It also sets CLAY_NODES, and then all of them have to be there.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, linkSync, readFileSync, renameSync } from 'node:fs';
import { join, resolve } from 'node:path';

export interface Node {
  /** As it says itself: `v22.1.0`. */
  readonly version: string;
  readonly path: string;
}

const FOLDER = resolve(__dirname, '../../.ci/nodes');

/** The pinned ones, by the names of their folders: `node22`. */
const { dependencies } = JSON.parse(readFileSync(join(FOLDER, 'package.json'), 'utf8')) as {
  dependencies: Record<string, string>;
};

const OWN: Node = { version: process.version, path: process.execPath };

function pinned(): Node[] {
  return Object.entries(dependencies).flatMap(([name, what]) => {
    const node = {
      version: `v${what.split('@').at(-1)}`,
      path: join(FOLDER, 'node_modules', name, 'bin/node'),
    };
    return existsSync(node.path) ? [node] : [];
  });
}

/** Those that are here, the one that runs the tests among them. */
export function nodesHere(): Node[] {
  const nodes = pinned();
  return nodes.some(({ version }) => version === OWN.version) ? nodes : [OWN, ...nodes];
}

/** Why tests with several Nodes are skipped, in one line; null if all are here. */
export function nodesMissing(): string | null {
  const [here, all] = [pinned().length, Object.keys(dependencies).length];
  if (here === all) return null;
  return `${all - here} of ${all} Nodes are not in .ci/nodes (.ci/run fetches them): what needs them is skipped.`;
}

/** Whether they must not be missing. */
export const areRequired = process.env.CLAY_NODES === 'required';

/** Puts another Node in the place of the file at `path`, in one step, as a package manager does. */
export function install({ path: node }: Node, path: string): void {
  try {
    linkSync(node, `${path}.new`);
  } catch {
    // Another file system, or a system that forbids such links.
    copyFileSync(node, `${path}.new`);
  }
  renameSync(`${path}.new`, path);
}

/** Builds the project on that Node into `directory`; answers the path of the client's script. */
export function buildOn({ path }: Node, directory: string): string {
  const bundler = resolve(__dirname, '../../.build/bundle.mjs');
  const env = { ...process.env, CLAY_DIST: directory };
  const { status, stderr } = spawnSync(path, [bundler], { env, encoding: 'utf8' });
  if (status !== 0 || stderr !== '') throw new Error(`${path}: ${stderr}`);
  return join(directory, 'clay.js');
}
