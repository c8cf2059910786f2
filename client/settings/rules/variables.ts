/** Variables that are kept in automation.toml: `[variables]`, and `[world_variables.NAME]` for those of a world. */
import { RESERVED } from '../../automation/define.ts';
import type { Variable } from '../../state/automation.ts';
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
