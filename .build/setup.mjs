// Installs the locked dependencies when they are missing or older than the lock file,
// so that `npm start`, `npm test` and `npm run build` each work first in a fresh clone.
// Of the project, or of the folder in it that is named. A node_modules that is a symbolic link is another
// checkout's: npm would empty it there, so it is used as it is, and what it lacks is said.
import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(fileURLToPath(new URL('..', import.meta.url)), process.argv[2] ?? '.');
const lock = join(root, 'package-lock.json');
const modules = join(root, 'node_modules');
const installed = join(modules, '.package-lock.json');

if (lstatSync(modules, { throwIfNoEntry: false })?.isSymbolicLink()) {
  const place = existsSync(modules) ? realpathSync(modules) : null;
  const lacks = lackingIn(installed, lock);
  if (lacks !== null)
    console.error(
      `node_modules is a symbolic link${place === null ? ' to nothing' : `: ${place} is left as it is`}, and ${lacks}; ` +
        'run npm ci where it leads, or remove the link.',
    );
  if (!existsSync(installed)) process.exit(1);
} else if (!existsSync(installed) || statSync(installed).mtimeMs < statSync(lock).mtimeMs) {
  console.error('Installing dependencies (once) ...');
  const npm = process.env.npm_execpath;
  const [command, args] = npm ? [process.execPath, [npm]] : ['npm', []];
  const { status, error } = spawnSync(command, [...args, 'ci', '--no-fund', '--no-audit'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) {
    console.error(`npm ci has not installed the dependencies (${error?.message ?? `status ${status}`}).`);
    process.exit(1);
  }
}

/** What is installed otherwise than the lock file says, in words; null: nothing is. What is for other machines need not be. */
function lackingIn(installed, lock) {
  if (!existsSync(installed)) return 'nothing was installed there by npm';
  const versionsIn = file => JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
  const here = versionsIn(installed);
  const isOther = ([name, { version, optional }]) =>
    name !== '' && here[name]?.version !== version && !(optional && here[name] === undefined);
  const others = Object.entries(versionsIn(lock)).filter(isOther);
  if (others.length === 0) return null;
  const [[first]] = others;
  const more = others.length === 1 ? '' : ` and ${others.length - 1} more`;
  return `${first.replace(/^.*node_modules\//, '')}${more} there is not as package-lock.json says`;
}
