/** The script of an import: what rules could not do, and a script can. */
import type { ImportItem } from '../state/imports/found.ts';
import { programOf, type ScriptPart } from './tintin/script/program.ts';

/** A name that a script can have: letters, digits, `_` and `-`. */
export function scriptName(path: string): string {
  const base = (path.split('/').at(-1) ?? '').replace(/\.\w+$/, '').replace(/[^\w-]+/g, '-');
  return `import-${base.replace(/^-+|-+$/g, '') || 'file'}`.slice(0, 64);
}

/** The script; null: none of the items is one. */
export function scriptOf(path: string, items: readonly ImportItem[]): string | null {
  const parts = items.flatMap(({ as, line, file, source = '' }) => {
    if (as.type !== 'script') return [];
    const place = `${file === undefined ? '' : `${file} `}line ${line}`;
    return [{ place, source, code: as.code, only: as.only }];
  });
  const own = parts.filter(({ only }) => only === undefined);
  if (own.length === 0) return null;
  // What they name is needed as well, and what that names.
  const wanted = new Set(own);
  const named = new Set<string>();
  for (const { code } of wanted) {
    for (const [, word] of code.matchAll(/say\(['`]([\w]+)(?=[\s'`])/g)) named.add(`say ${word}`);
    for (const [name] of code.matchAll(/'\w+'/g)) named.add(name);
    for (const part of parts) if (part.only !== undefined && named.has(part.only)) wanted.add(part);
  }
  return programOf(path, parts.filter(part => wanted.has(part)) satisfies readonly ScriptPart[]);
}
