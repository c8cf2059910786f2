/** Files of other clients in the user's own directory: what a first start offers to take over. */
import { readdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import type { ForeignFile } from '../../state/imports/found.ts';

/** Where each client has its settings, below the directory of the user; a directory stands for the files in it. */
const PLACES: readonly (readonly [format: ForeignFile['format'], name: RegExp, inside: RegExp | null])[] = [
  ['clay', /^\.clay$/, /^settings\.dat$/],
  ['tf', /^\.tfrc$/, null],
  ['tintin', /^\.tintin[\w.-]*$/, /\.(?:tin|tt|rc)$|^[^.]+$/],
];
/** More than that is no offer. */
const MOST = 4;

/** `profile`: the directory of Clay, which may be another one than usual. */
export function foreignFiles(profile: string, home = process.env.HOME || homedir()): ForeignFile[] {
  const own = isFile(`${profile}/settings.dat`) ? [`${profile}/settings.dat`] : [];
  const found = own.map((path): ForeignFile => ({ format: 'clay', path: asTyped(path, home) }));
  for (const name of namesIn(home))
    for (const [format, pattern, inside] of PLACES)
      if (pattern.test(name))
        for (const path of filesAt(`${home}/${name}`, inside))
          found.push({ format, path: asTyped(path, home) });
  return found.filter((one, at) => found.findIndex(({ path }) => path === one.path) === at).slice(0, MOST);
}

function filesAt(path: string, inside: RegExp | null): string[] {
  if (isFile(path)) return [path];
  return namesIn(path)
    .filter(name => inside?.test(name) && isFile(`${path}/${name}`))
    .map(name => `${path}/${name}`);
}

function asTyped(path: string, home: string): string {
  return path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** None where there is no such directory, or none that may be looked at. */
function namesIn(path: string): string[] {
  try {
    return readdirSync(path).sort();
  } catch {
    return [];
  }
}
