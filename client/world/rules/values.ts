/** What names in texts of rules stand for, where no group has the name; and variables. */
import type { Automation } from '../../state/automation.ts';
import type { State } from '../../state/state.ts';
import type { World } from '../../state/world.ts';

/** Variables at most, and how long each is (UTF-16 units). */
const MOST_VARIABLES = 10_000;
const LONGEST_VALUE = 10_000;

/** `world` is the name of the world; `gmcp.Char.Vitals.hp` what the server has told; else a variable of the world, or of all. */
export function valueIn({ automation }: State, world: World | null, name: string): string {
  if (name === 'world') return world?.name ?? '';
  if (name.startsWith('gmcp.')) return world ? gmcpValue(world, name.slice('gmcp.'.length)) : '';
  return variable(automation, world?.name ?? '', name) ?? variable(automation, '', name) ?? '';
}

function variable({ variables = {} }: Automation, world: string, name: string): string | undefined {
  const own = Object.hasOwn(variables, world) ? variables[world] : undefined;
  return own && Object.hasOwn(own, name) ? own[name] : undefined;
}

/** Sets the variable; '' = of all worlds. False: there are too many. */
export function setVariable(automation: Automation, world: string, name: string, value: string): boolean {
  automation.variables ??= {};
  const own = (automation.variables[world] ??= {});
  if (!Object.hasOwn(own, name) && Object.keys(own).length >= MOST_VARIABLES) return false;
  own[name] = value.slice(0, LONGEST_VALUE);
  return true;
}

/** What rules set is the world's if it has a variable of that name. */
export function setFromRule(automation: Automation, world: string, name: string, value: string): void {
  setVariable(automation, variable(automation, world, name) === undefined ? '' : world, name, value);
}

/** Of a message of this name, or of what is in one. */
function gmcpValue({ stream }: World, path: string): string {
  const parts = path.split('.');
  for (let count = parts.length; count > 0; count--) {
    const entry = stream.data.entries[`gmcp:${parts.slice(0, count).join('.').toLowerCase()}`];
    if (entry?.valid) return textOf(within(entry.text, parts.slice(count)));
  }
  return '';
}

function within(json: string, path: readonly string[]): unknown {
  let value: unknown = JSON.parse(json);
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
