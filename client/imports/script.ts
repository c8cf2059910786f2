/** The script of an import: what rules could not do, and a script can. */
import { finish, type Steps } from '../automation/block.ts';
import type { ImportItem } from '../state/imports/found.ts';
import { programming, type ScriptPart } from './tintin/script/program.ts';

/** A name that a script can have: letters, digits, `_` and `-`. */
export function scriptName(path: string): string {
  const base = (path.split('/').at(-1) ?? '').replace(/\.\w+$/, '').replace(/[^\w-]+/g, '-');
  return `import-${base.replace(/^-+|-+$/g, '') || 'file'}`.slice(0, 64);
}

/** The script; null: none of the items is one. */
export function scriptOf(path: string, items: readonly ImportItem[]): string | null {
  return finish(scripting(path, items));
}

/** Parts between two rests. */
const AT_ONCE = 50;

/** As scriptOf(), in steps. */
export function* scripting(path: string, items: readonly ImportItem[]): Steps<string | null> {
  if (!items.some(({ as }) => as.type === 'script' && as.only === undefined)) return null;
  const parts = items.flatMap(({ as, line, file, source = '' }) => {
    if (as.type !== 'script') return [];
    const place = `${file === undefined ? '' : `${file} `}line ${line}`;
    return [{ place, source, code: as.code, only: as.only }];
  });
  yield;
  const wanted = new Set(parts.filter(({ only }) => only === undefined));
  const others = new Map<string, typeof parts>();
  for (const part of parts) {
    if (part.only === undefined) continue;
    const same = others.get(part.only);
    if (same) same.push(part);
    else others.set(part.only, [part]);
  }
  // What they name is needed as well, and what that names.
  const need = (name: string) => {
    for (const part of others.get(name) ?? []) wanted.add(part);
    others.delete(name);
  };
  let count = 0;
  for (const { code } of wanted) {
    if (++count % AT_ONCE === 0) yield;
    // Most files have nothing that is only taken with others.
    if (others.size === 0) break;
    for (const [, word] of code.matchAll(/say\(['`]([\w]+)(?=[\s'`])/g)) need(`say ${word}`);
    for (const [name] of code.matchAll(/'\w+'/g)) need(name);
  }
  return yield* programming(path, parts.filter(part => wanted.has(part)) satisfies readonly ScriptPart[]);
}
