/** Builds to deploy in tests: copies of dist/, good ones under other versions and broken ones. */
import { chmodSync, cpSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';

const DIST = resolve(__dirname, '../../dist');

export const { version: VERSION } = JSON.parse(
  readFileSync(resolve(__dirname, '../../package.json'), 'utf8'),
) as { version: string };

/** A copy of the build in `directory`/dist that calls itself by another version. Answers the path of its clay.js. */
export function deploy(directory: string, version = VERSION): string {
  const to = join(directory, 'dist');
  // The helper of these tests lies there too, and may be in the making.
  cpSync(DIST, to, { recursive: true, filter: source => basename(source) !== 'test' });
  const script = join(to, 'clay.js');
  if (version !== VERSION) putInPlace(script, renamed(version));
  return script;
}

/** The text of a build that calls itself by another version. */
export function renamed(version: string): string {
  return bundle().replaceAll(`"${VERSION}"`, `"${version}"`);
}

/** The text of a build that does not say that a trial takes long: where the machine is busy, that is a row more on screen. */
export function patient(text: string): string {
  const told = /after\(\w+,\s*(?=\(\)\s*=>\s*\{[^{}]{0,60}showTrial\((?:true|!0)\))/;
  if (!told.test(text)) throw new Error('it is told in another way that a trial takes long');
  return text.replace(told, 'after(2147483647,');
}

/** Code that hangs: nothing goes on any more. It takes no time from the other tests, as a loop would. */
export const HANG = 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);';

/** The same with `code` in front of everything else. */
export function beginning(code: string, version = '9.9.9'): string {
  return renamed(version).replace('\n', `\n${code}\n`);
}

/** The text of a build with `code` at the beginning of the function called `name`, which must be one. */
export function inFunction(text: string, name: string, code: string): string {
  const heads = [...text.matchAll(new RegExp(`function\\s+${name}\\s*\\(`, 'g'))];
  if (heads.length !== 1) throw new Error(`there is not one function ${name}`);
  // Its parameters may be taken apart in braces.
  const parameters = /[^)]*\)\s*\{/y;
  parameters.lastIndex = heads[0]!.index;
  if (!parameters.test(text)) throw new Error(`function ${name} is written in another way`);
  return text.slice(0, parameters.lastIndex) + code + text.slice(parameters.lastIndex);
}

/** The text of the build. */
export function bundle(): string {
  return readFileSync(join(DIST, 'clay.js'), 'utf8');
}

/** As the build does it: a temporary name, then rename. */
export function putInPlace(path: string, content: string, mode = 0o755): void {
  writeFileSync(`${path}.new`, content);
  chmodSync(`${path}.new`, mode);
  renameSync(`${path}.new`, path);
}

/** Points `link` elsewhere in one step, as deploy tools do. */
export function flip(link: string, target: string): void {
  symlinkSync(target, `${link}.new`);
  renameSync(`${link}.new`, link);
}
