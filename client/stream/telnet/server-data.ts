/** The store of what servers tell besides text: the latest value of each name. */
import type { DataEntry, DataStore } from '../../state/stream.ts';
import { notice, type Road } from '../pipeline.ts';
import { printable } from '../printable.ts';

/** The richest games have some two hundred GMCP packages and MSDP variables. */
const MAX_ENTRIES = 1024;
/** UTF-16 units; a map of a whole zone takes a tenth of it. */
const MAX_SIZE = 4 * 1024 * 1024;

export function emptyData(): DataStore {
  return { entries: {}, count: 0, size: 0 };
}

/**
 * Keeps a value under `protocol:name` (so that no name can be one of JavaScript's own) and tells of it.
 * `key` is the name as it is compared.
 */
export function store(road: Road, protocol: string, key: string, name: string, text: string): void {
  const { data } = road.state;
  const what = `${protocol.toUpperCase()} ${printable(name)}`;
  const at = `${protocol}:${key}`;
  const old = data.entries[at];
  const size = data.size + at.length + text.length - (old === undefined ? 0 : at.length + old.text.length);
  if ((old === undefined && data.count >= MAX_ENTRIES) || size > MAX_SIZE) {
    notice(road, 'data-full', `the server tells more values than there is room for; ${what} is not kept.`);
    return;
  }
  if (old === undefined) data.count++;
  data.size = size;
  const entry = { name, text, valid: isJson(text) };
  data.entries[at] = entry;
  if (!entry.valid) {
    notice(road, 'bad-json', `${what} is not valid JSON; it is kept as it was sent.`);
  }
  road.values.push({ type: 'data', name: at });
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

/** Parsed values, derived from the entries and never part of the state. */
const parsed = new WeakMap<DataEntry, unknown>();

/** The value as JSON has it; its text if it is no JSON; undefined if nothing was told under this key. */
export function readData(data: DataStore, key: string): unknown {
  if (!Object.hasOwn(data.entries, key)) return undefined;
  const entry = data.entries[key]!;
  if (!entry.valid) return entry.text;
  if (!parsed.has(entry)) parsed.set(entry, JSON.parse(entry.text));
  return parsed.get(entry);
}
