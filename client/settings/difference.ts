/** How settings differ from others, and how that is told. */
import { isDeepStrictEqual } from 'node:util';
import type { Settings, WorldSettings } from '../state/settings.ts';
import { printable } from '../stream/printable.ts';
import { formatPath } from './format.ts';
import type { Path } from './path.ts';
import type { SettingValue } from './schema.ts';
import { formatSettingValue } from './value.ts';

/** The value at a path is set; null takes a world away, or the user's keys of an action. */
export interface Change {
  readonly path: Path;
  readonly value: unknown;
}

type Table = Readonly<Record<string, unknown>>;

/** What makes `after` of `before`: single keys, and whole worlds that came or went. */
export function differences(before: Settings, after: Settings): Change[] {
  const { keys, status, web, worlds, ...client } = after;
  return [
    ...ofTable({ ...before }, client, []),
    ...ofKeys(before.keys, keys),
    ...ofTable({ ...before.status }, { ...status }, ['status']),
    ...ofTable({ ...before.web }, { ...web }, ['web']),
    ...ofWorlds(before.worlds, worlds),
  ];
}

function ofTable(before: Table, after: Table, path: Path): Change[] {
  const changes: Change[] = [];
  // There may be thousands of worlds: no list is made of what each of them says.
  for (const key in after) {
    const value = after[key];
    if (value !== before[key] && !isSame(before[key], value)) changes.push({ path: [...path, key], value });
  }
  return changes;
}

/** Lists are compared here, for each world has some, and most are empty. */
function isSame(before: unknown, after: unknown): boolean {
  if (!Array.isArray(before) || !Array.isArray(after)) return isDeepStrictEqual(before, after);
  if (before.length !== after.length) return false;
  return after.every((one, at) => one === before[at] || isDeepStrictEqual(before[at], one));
}

function ofKeys(before: Table, after: Table): Change[] {
  const gone = Object.keys(before).filter(name => !Object.hasOwn(after, name));
  return [...gone.map(name => ({ path: ['keys', name], value: null })), ...ofTable(before, after, ['keys'])];
}

function ofWorlds(before: Settings['worlds'], after: Settings['worlds']): Change[] {
  const gone = Object.keys(before).filter(name => !Object.hasOwn(after, name));
  const here = Object.entries(after).flatMap(([name, world]) => {
    const path = ['worlds', name];
    const known = Object.hasOwn(before, name) ? before[name] : undefined;
    return known
      ? ofTable(known as unknown as Table, world as unknown as Table, path)
      : [{ path, value: world }];
  });
  return [...gone.map(name => ({ path: ['worlds', name], value: null })), ...here];
}

/** As many as can be read at a glance. */
const MOST_TOLD = 10;
/** Of a value as much as tells it from others. */
const LONGEST_SHOWN = 40;
const SECRET = /^(password(_command)?|proxy)$/;

/** The changes as the end of a sentence, such as `more_mode = false, world New is new, and 3 more`. */
export function listed(changes: readonly Change[]): string {
  const told = changes.slice(0, MOST_TOLD).map(shown);
  const more = changes.length - told.length;
  return [...told, ...(more > 0 ? [`and ${more} more`] : [])].join(', ');
}

function shown({ path, value }: Change): string {
  const [table, name = ''] = path;
  if (table === 'worlds' && path.length === 2)
    return `world ${printable(name)} is ${value === null ? 'gone' : at(value)}`;
  const label = printable(formatPath(path));
  if (value === null) return `${label} is as by default`;
  return SECRET.test(path.at(-1) as string)
    ? `${label} is another`
    : `${label} = ${short(value as SettingValue)}`;
}

function at(world: unknown): string {
  const { host, port } = world as WorldSettings;
  return host === '' ? 'new' : `new (${printable(short(host))} ${port})`;
}

function short(value: SettingValue): string {
  const text = printable(formatSettingValue(value));
  return text.length > LONGEST_SHOWN ? `${[...text].slice(0, LONGEST_SHOWN).join('')}…` : text;
}
