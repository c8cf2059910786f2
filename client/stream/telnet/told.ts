/** Values that a server has told by GMCP or MSDP, by names such as `gmcp.Char.Vitals.hp` and `msdp.HEALTH`. */
import type { DataStore } from '../../state/stream.ts';
import { readData } from './server-data.ts';

/** A message that is longer (UTF-16 units) is not looked into: each of its values would be found anew. */
const LONGEST = 64 * 1024;

const PROTOCOLS = ['gmcp', 'msdp'] as const;

export interface Place {
  readonly protocol: (typeof PROTOCOLS)[number];
  readonly path: readonly string[];
}

/** Where a value of this name stands; null = it is the name of something else. */
export function placeOf(name: string): Place | null {
  const [first = '', ...path] = name.split('.');
  const protocol = PROTOCOLS.find(one => one === first.toLowerCase());
  return protocol && path.length > 0 ? { protocol, path } : null;
}

/**
 * What stands there, as JSON has it; undefined = nothing. The longest part of the path that is the name of a message is one;
 * the rest leads to a value inside it. Capitals do not count where there is no name with the same ones.
 */
export function valueAt(data: DataStore, { protocol, path }: Place): unknown {
  for (let length = path.length; length > 0; length--) {
    const name = path.slice(0, length).join('.');
    const key = [name, name.toLowerCase(), name.toUpperCase()]
      .map(one => `${protocol}:${one}`)
      .find(one => Object.hasOwn(data.entries, one));
    if (key === undefined || data.entries[key]!.text.length > LONGEST) continue;
    const value = inside(readData(data, key), path.slice(length));
    if (value !== undefined) return value;
  }
  return undefined;
}

function inside(value: unknown, path: readonly string[]): unknown {
  let at = value;
  for (const key of path) {
    if (typeof at !== 'object' || at === null) return undefined;
    const folded = key.toLowerCase();
    const own = Object.hasOwn(at, key) ? key : Object.keys(at).find(one => one.toLowerCase() === folded);
    if (own === undefined) return undefined;
    at = (at as Record<string, unknown>)[own];
  }
  return at;
}
