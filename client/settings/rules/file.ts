/** automation.toml, read: text in, rules out. A mistake anywhere is a fault of the whole file, with its line and column. */
import { define } from '../../automation/define.ts';
import type { Rule, RuleKind, Variable } from '../../state/automation.ts';
import { parseToml } from '../load.ts';
import { locate, type Section } from '../locate.ts';
import { describe, isTable } from '../value.ts';
import { variablesIn } from './variables.ts';

export const FILE = 'automation.toml';

/** Tables of the file that hold rules. */
export const kinds: readonly RuleKind[] = ['trigger', 'alias', 'bind', 'hook'];

export type Loaded =
  | { readonly rules: readonly Rule[]; readonly variables: readonly Variable[] }
  | { readonly fault: string };

/** The rules of the file, in its order. */
export function parseAutomation(text: string): Loaded {
  const document = parseToml(text, FILE);
  if ('fault' in document) return document;
  const rules: Rule[] = [];
  const names = new Set<string>();
  const variables = variablesIn(document.table);
  if (typeof variables === 'string') return { fault: faultAt(text, { key: 'variables' }, variables) };
  for (const [key, tables] of Object.entries(document.table)) {
    if (key === 'variables' || key === 'world_variables') continue;
    const kind = kinds.find(one => one === key);
    if (!kind)
      return {
        fault: faultAt(
          text,
          { key },
          `there is no table ${key}: there are ${kinds.map(one => `[[${one}]]`).join(', ')}`,
        ),
      };
    if (!Array.isArray(tables))
      return {
        fault: faultAt(text, { key }, `rules stand below [[${kind}]] each, not in ${describe(tables)}`),
      };
    for (const [at, table] of tables.entries()) {
      const place = { key: kind, at };
      if (!isTable(table))
        return { fault: faultAt(text, place, `a ${kind} is a table, not ${describe(table)}`) };
      const defined = define(kind, table);
      if ('fault' in defined)
        return { fault: faultAt(text, { ...place, within: defined.key }, defined.fault) };
      const { name } = defined.rule;
      if (names.has(`${kind} ${name}`))
        return { fault: faultAt(text, { ...place, within: 'name' }, `there are two of the name ${name}`) };
      names.add(`${kind} ${name}`);
      rules.push(defined.rule);
    }
  }
  return { rules, variables };
}

/** Where in the file: a key at its top, or the number of a table of this key, and a key within that. */
interface Place {
  readonly key: string;
  readonly at?: number;
  readonly within?: string;
}

function faultAt(text: string, place: Place, why: string): string {
  const offset = offsetOf(locate(text), place);
  const before = text.slice(0, offset).split('\n');
  return `${FILE}, line ${before.length}, column ${(before.at(-1) ?? '').length + 1}: ${why}.`;
}

function offsetOf(sections: readonly Section[], { key, at = 0, within }: Place): number {
  const section = sectionsOf(sections, key)[at] ?? sections.find(({ path }) => path[0] === key);
  const pair = (section ? [section] : sections)
    .flatMap(({ pairs }) => pairs)
    .find(({ path }) => path.at(-1) === (within ?? key) || (path[0] === key && within === undefined));
  return (within === undefined ? undefined : pair?.start) ?? section?.start ?? pair?.start ?? 0;
}

/** The sections of the tables `[[key]]`, in their order. */
export function sectionsOf(sections: readonly Section[], key: string): readonly Section[] {
  return sections.filter(({ array, path }) => array && path.length === 1 && path[0] === key);
}
