/** `{vitals}`: how a character is, of what most games tell by GMCP or MSDP, without a word of the user's. */
import type { DataStore } from '../../state/stream.ts';
import { readData } from '../../stream/telnet/server-data.ts';
import type { Sign } from './signs.ts';
import { STYLES } from './styles.ts';

/** What games call it, the most important first; of those that mean the same the first one counts. */
const NAMES: readonly (readonly string[])[] = [
  ['hp', 'health', 'hits', 'hitpoints'],
  ['mp', 'mana', 'sp', 'spellpoints'],
  ['ep', 'endurance', 'mv', 'moves', 'movement', 'stamina', 'vp'],
];

/** Messages with more are none of this (UTF-16 units): they are read at each drawing. */
const LONGEST = 4096;
/** A number with more digits is no help at a glance. */
const MOST_DIGITS = 7;
/** Less of it than this is to be seen. */
const LOW = 0.25;

/** Nothing where the server tells nothing of the kind, nor of what is shown elsewhere (names in lower case). */
export function usualVitals(data: DataStore | undefined, elsewhere: ReadonlySet<string>): Sign[] {
  if (!data) return [];
  const told = { ...ofGmcp(data, 'char.maxstats'), ...ofGmcp(data, 'char.vitals'), ...ofMsdp(data) };
  return NAMES.flatMap(names => {
    const name = names.find(one => told[one] !== undefined);
    return name === undefined || names.some(one => elsewhere.has(one)) ? [] : [shown(name, told)];
  });
}

function shown(name: string, told: Readonly<Record<string, number>>): Sign {
  const value = told[name] as number;
  const most = [`max${name}`, `max_${name}`, `${name}max`, `${name}_max`]
    .map(one => told[one])
    .find(one => one);
  const isLow = most !== undefined && most > 0 && value / most < LOW;
  const text = most === undefined ? `${name} ${value}` : `${name} ${value}/${most}`;
  return { text, style: isLow ? STYLES.low : STYLES.plain };
}

/** The numbers in a message, by their names in lower case. */
function ofGmcp(data: DataStore, key: string): Record<string, number> {
  const at = `gmcp:${key}`;
  const entry = Object.hasOwn(data.entries, at) ? data.entries[at] : undefined;
  if (!entry || entry.text.length > LONGEST) return {};
  const value = readData(data, at);
  return typeof value === 'object' && value !== null ? numbersIn(Object.entries(value)) : {};
}

function ofMsdp(data: DataStore): Record<string, number> {
  const wanted = NAMES.flat().flatMap(name => [name, `${name}_max`, `max_${name}`, `max${name}`]);
  const found = wanted.flatMap(name => {
    const at = `msdp:${name.toUpperCase()}`;
    const entry = Object.hasOwn(data.entries, at) ? data.entries[at] : undefined;
    return entry && entry.text.length <= LONGEST ? [[name, readData(data, at)] as const] : [];
  });
  return numbersIn(found);
}

function numbersIn(pairs: readonly (readonly [string, unknown])[]): Record<string, number> {
  const numbers: Record<string, number> = {};
  for (const [name, value] of pairs) {
    const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : '';
    if (/^-?\d+(?:\.\d+)?$/.test(text) && text.length <= MOST_DIGITS && /^\w+$/.test(name))
      numbers[name.toLowerCase()] = Math.round(Number(text));
  }
  return numbers;
}
