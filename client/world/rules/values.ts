/** What names in texts of rules stand for, where no group has the name. */
import type { State } from '../../state/state.ts';
import type { World } from '../../state/world.ts';

/** `world` is the name of the world; `gmcp.Char.Vitals.hp` what the server has told; '' = nothing is known. */
export function valueIn(_: State, world: World | null, name: string): string {
  if (name === 'world') return world?.name ?? '';
  if (name.startsWith('gmcp.')) return world ? gmcpValue(world, name.slice('gmcp.'.length)) : '';
  return '';
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
