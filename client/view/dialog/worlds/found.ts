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
  /** What was found last, by what was looked for. */
  last: { readonly filter: string; readonly found: Found } | null;
}

const indexes = new WeakMap<Settings['worlds'], Index>();

/** Those that have all words of the filter in name, host or user. */
export function findWorlds(state: State, filter: string): Found {
  const index = indexOf(state);
  if (index.last?.filter !== filter) index.last = { filter, found: search(index, filter) };
  return index.last.found;
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
  const index: Index = { of, names, texts, last: null };
  indexes.set(worlds, index);
  return index;
}
