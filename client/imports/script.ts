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
  const all = parts.filter(({ only }) => only === undefined);
  if (all.length === 0) return null;
  const named = new Set(all.flatMap(({ code }) => code.match(/'\w+'/g) ?? []));
  const wanted = parts.filter(({ only }) => only === undefined || named.has(only));
  return programOf(path, wanted satisfies readonly ScriptPart[]);
}
