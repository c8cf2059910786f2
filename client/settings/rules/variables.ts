/** Variables that are kept in automation.toml: `[variables]`, and `[world_variables.NAME]` for those of a world. */

import type { Steps } from '../../automation/block.ts';
import { RESERVED } from '../../automation/define.ts';
import type { Variable } from '../../state/automation.ts';
import { lineStart, sectionsAndRests } from '../locate.ts';
import { isTable } from '../value.ts';

/** Where it stands in the file. */
export function pathOf({ world, name }: Variable): string[] {
  return world === '' ? ['variables', name] : ['world_variables', world, name];
}

/** Those that the file has; a fault is a sentence. */
export function variablesIn(table: Readonly<Record<string, unknown>>): Variable[] | string {
  const { variables = {}, world_variables: worlds = {} } = table;
  if (!isTable(worlds)) return 'world_variables is a table of worlds';
  const found: Variable[] = [];
  for (const [world, own] of [['', variables] as const, ...Object.entries(worlds)]) {
    if (!isTable(own)) return 'variables stand in a table';
    for (const [name, value] of Object.entries(own)) {
      if (name === RESERVED || world === RESERVED)
        return `no variable or world can be called "${RESERVED}": the name is reserved`;
      if (typeof value !== 'string') return `the variable ${name} is a text`;
      found.push({ world, name, value });
    }
  }
  return found;
}

/** Sections between two rests. */
const AT_ONCE = 100;

/** Which part of the text variables stand in, which is TOML by itself; or its last table, behind which they may be put. */
export function* whereVariablesAre(text: string): Steps<{ readonly start: number; readonly end: number }> {
  let start: number | null = null;
  let end = text.length;
  let count = 0;
  let last = 0;
  let isOwn = false;
  for (const section of sectionsAndRests(text)) {
    if (!section || ++count % AT_ONCE === 0) yield;
    if (!section) continue;
    const { path, pairs, start: from } = section;
    const at = count === 1 ? 0 : lineStart(text, from);
    if (isOwn) end = at;
    isOwn = isVariables(path[0]) || (path.length === 0 && pairs.some(pair => isVariables(pair.path[0])));
    if (isOwn) start ??= at;
    if (isOwn) end = text.length;
    last = at;
  }
  return start === null ? { start: last, end: text.length } : { start, end };
}

function isVariables(key: string | undefined): boolean {
  return key === 'variables' || key === 'world_variables';
}
