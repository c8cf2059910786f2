/** `[keys]` of settings.toml: the name of an action, and the key or the list of keys that it is to have. */
import type { KeySettings } from '../../state/settings.ts';
import { locate, type Pair } from '../locate.ts';
import { describe, isTable } from '../value.ts';
import { actionOf, isAction } from './bound.ts';
import { keyFault, keyLabel, parseKey } from './names.ts';

type Warn = (sentence: () => string) => void;

/**
 * The valid entries. Of each of the others one sentence says where it stands, and the action keeps the keys that it has by
 * default. `text` is the whole file.
 */
export function readKeys(text: string, table: unknown, warn: Warn): KeySettings {
  if (!isTable(table)) {
    warn(() => `keys in settings.toml is a table, not ${describe(table)}; all keys are as by default.`);
    return {};
  }
  const places = placesIn(text);
  let keys: KeySettings = {};
  for (const [name, value] of Object.entries(table)) {
    const own = listOf(value);
    const fault = isAction(name) ? faultOf(name, value, own, keys) : noAction(name);
    if (fault === null) keys = { ...keys, [name]: own ?? [] };
    else warn(() => `settings.toml, ${places(name, fault.part)}: ${fault.sentence}`);
  }
  return keys;
}

interface KeyFault {
  readonly sentence: string;
  /** What the fault is about, as it stands in the value; null: the name. */
  readonly part: string | null;
}

function noAction(name: string): KeyFault {
  const shown = JSON.stringify(name.length > 40 ? `${name.slice(0, 40)}…` : name);
  return { sentence: `${shown} is no action of a key; /keys lists them.`, part: null };
}

/** A key, or a list of keys; an empty one of either takes all keys away. */
function listOf(value: unknown): string[] | null {
  if (typeof value === 'string') return value.trim() === '' ? [] : [value];
  return Array.isArray(value) && value.every(item => typeof item === 'string') ? value : null;
}

function faultOf(
  name: string,
  value: unknown,
  own: readonly string[] | null,
  before: KeySettings,
): KeyFault | null {
  const stays = `${name} has its usual keys.`;
  if (!own)
    return { sentence: `${name} is a key or a list of keys, not ${describe(value)}; ${stays}`, part: '' };
  for (const text of own) {
    const fault = keyFault(text);
    if (fault) return { sentence: `a key of ${name} ${fault}; ${stays}`, part: text };
    const key = parseKey(text) as string;
    const other = actionOf(before, key);
    if (other !== null && Object.hasOwn(before, other))
      return { sentence: `${keyLabel(key)} is a key of ${other} already; ${stays}`, part: text };
  }
  return null;
}

/** Says where in the file the entry of an action stands, or a part of its value. */
function placesIn(text: string): (name: string, part: string | null) => string {
  let pairs: readonly Pair[] | null = null;
  return (name, part) => {
    pairs ??= locate(text).flatMap(section => (section.array ? [] : section.pairs));
    const pair = pairs.find(({ path }) => path[0] === 'keys' && (path.length === 1 || path[1] === name));
    return lineAndColumn(text, pair ? offsetIn(text, pair, part) : 0);
  };
}

function offsetIn(text: string, { path, start, valueStart, valueEnd }: Pair, part: string | null): number {
  if (part === null && path.length > 1) return start;
  const value = text.slice(valueStart, valueEnd);
  const at = part
    ? [JSON.stringify(part), `'${part}'`].map(one => value.indexOf(one)).find(one => one >= 0)
    : 0;
  return valueStart + (at ?? 0);
}

function lineAndColumn(text: string, offset: number): string {
  const before = text
    .slice(0, offset)
    .replace(/^\ufeff/, '')
    .split('\n');
  return `line ${before.length}, column ${[...(before.at(-1) as string)].length + 1}`;
}
