/** Which worlds a filter finds. There may be a great many in a file: their names are put together once, not at each key. */
import type { Settings } from '../../../state/settings.ts';
import type { State } from '../../../state/state.ts';

/** Worlds in the list at a time: more than anybody plays. */
export const MOST_LISTED = 500;

export interface Found {
  /** In the order of settings.toml. */
  readonly names: readonly string[];
  /** There are more than are listed. */
  readonly more: boolean;
  /** Of all worlds. */
  readonly count: number;
}

/** Derived: made anew when worlds have changed. */
interface Index {
  /** What the settings were like. */
  readonly of: string;
  readonly names: readonly string[];
  readonly texts: readonly string[];
  /** Which keys go there: what the worlds have in worlds/order.ts. */
  readonly numbers: ReadonlyMap<string, number>;
  /** Without a filter. */
  whole: Found | null;
  /** What was found last, by what was looked for. */
  last: { readonly filter: string; readonly found: Found } | null;
}

const indexes = new WeakMap<Settings['worlds'], Index>();

/** Those that have all words of the filter in name, host or user. */
export function findWorlds(state: State, filter: string): Found {
  const index = indexOf(state);
  if (filter === '') return (index.whole ??= search(index, filter));
  if (index.last?.filter !== filter) index.last = { filter, found: search(index, filter) };
  return index.last.found;
}

/** The number by which keys go to it, of a world that is found. */
export function numberOf(state: State, name: string): number | undefined {
  return indexOf(state).numbers.get(name);
}

function search({ names, texts }: Index, filter: string): Found {
  const words = filter.toLowerCase().split(/\s+/);
  const found: string[] = [];
  const count = names.length;
  for (let at = 0; at < count; at++) {
    if (!words.every(word => texts[at]!.includes(word))) continue;
    if (found.length === MOST_LISTED) return { names: found, more: true, count };
    found.push(names[at]!);
  }
  return { names: found, more: false, count };
}

function indexOf({ settings, settingsFile, temporary }: State): Index {
  const { worlds } = settings;
  const of = `${settingsFile.edits} ${settingsFile.read} ${temporary.join('/')}`;
  const known = indexes.get(worlds);
  if (known?.of === of) return known;
  const names = Object.keys(worlds);
  const texts = names.map(name => {
    const { host, user } = worlds[name]!;
    return `${name} ${host} ${user}`.toLowerCase();
  });
  const numbers = new Map(names.map((name, at) => [name, at + 1]));
  const index: Index = { of, names, texts, numbers, whole: null, last: null };
  indexes.set(worlds, index);
  return index;
}
