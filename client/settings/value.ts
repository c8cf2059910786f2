/** One value of the settings: from the text a user typed, from TOML, and back to text. */
import { findSetting, type SettingEntry, type SettingValue } from './schema.ts';

export type Parsed = { readonly value: SettingValue } | { readonly fault: string };

const words: Record<string, boolean> = {
  on: true,
  true: true,
  yes: true,
  off: false,
  false: false,
  no: false,
};

/**
 * What `/setup key text` means. `key` is as in `findSetting`. A list is separated by commas or spaces-and-commas,
 * a table is `NAME=value` pairs separated by commas; an empty text empties either.
 * Faults are whole sentences: `more_mode is true or false, not "maybe".`
 */
export function parseSettingValue(key: string, text: string): Parsed {
  const found = findSetting(key);
  if (!found) return { fault: `There is no setting called ${JSON.stringify(key)}.` };
  const { entry } = found;
  const value = fromText(entry, text);
  const fault = valueFault(entry, value);
  return fault ? { fault: `${key} ${fault}.` } : { value: value as SettingValue };
}

/**
 * As `parseSettingValue`, for a command line: `default` is what the setting is by default, and `"default"`, with its quotes,
 * is the word itself.
 */
export function parseTypedSetting(key: string, text: string): Parsed {
  const found = findSetting(key);
  const word = text.trim().toLowerCase();
  // A copy: what is in force is changed in place, and the table of settings is not.
  if (found && word === DEFAULT) return { value: structuredClone(found.entry.default) };
  return parseSettingValue(key, word === `"${DEFAULT}"` ? text.trim().slice(1, -1) : text);
}

/** What is typed for the value that a setting has by itself. */
export const DEFAULT = 'default';

/** The nearest value of the wanted type, or the text itself: `valueFault` then says what is wrong with it. */
function fromText({ type }: SettingEntry, text: string): unknown {
  const trimmed = text.trim();
  switch (type.kind) {
    case 'boolean':
      return Object.hasOwn(words, trimmed.toLowerCase()) ? words[trimmed.toLowerCase()] : text;
    case 'integer':
      return /^[+-]?\d+$/.test(trimmed) ? Number(trimmed) : text;
    case 'choice':
      return trimmed.toLowerCase();
    case 'list':
      return items(text);
    case 'table':
      return pairs(text);
    case 'string':
      return text;
  }
}

function items(text: string): string[] {
  const parts = text.split(',').map(part => part.trim());
  return parts.filter(part => part !== '');
}

function pairs(text: string): unknown {
  const table: Record<string, string> = {};
  for (const item of items(text)) {
    const equals = item.indexOf('=');
    if (equals < 1) return text;
    table[item.slice(0, equals).trim()] = item.slice(equals + 1).trim();
  }
  return table;
}

/**
 * Says what is wrong with a value of TOML or JavaScript for this setting, to follow its key in a sentence
 * ("is true or false, not 3"), or null if it is fine.
 */
export function valueFault({ type }: SettingEntry, value: unknown): string | null {
  switch (type.kind) {
    case 'boolean':
      return typeof value === 'boolean' ? null : `is true or false, not ${describe(value)}`;
    case 'integer':
      return Number.isInteger(value) && (value as number) >= type.min && (value as number) <= type.max
        ? null
        : `is a whole number from ${type.min} to ${type.max}, not ${describe(value)}`;
    case 'choice':
      return type.choices.includes(value as string)
        ? null
        : `is ${orList(type.choices)}, not ${describe(value)}`;
    case 'string':
      return typeof value === 'string' ? type.check(value) : `is a text in quotes, not ${describe(value)}`;
    case 'list':
      return Array.isArray(value) && value.every(item => typeof item === 'string')
        ? (firstFault(value, type.check) ?? pairsFault(value, type.pairs))
        : `is a list of texts, not ${describe(value)}`;
    case 'table':
      return isTable(value) && Object.values(value).every(item => typeof item === 'string')
        ? firstFault([...Object.keys(value), ...(Object.values(value) as string[])], type.check)
        : `is a table of texts (NAME=value), not ${describe(value)}`;
  }
}

function pairsFault(texts: readonly string[], pairs = false): string | null {
  return pairs && texts.length % 2 === 1 ? 'is a list of pairs, and the last text has no other' : null;
}

function firstFault(texts: readonly string[], check: (text: string) => string | null): string | null {
  for (const text of texts) {
    const fault = check(text);
    if (fault) return fault;
  }
  return null;
}

/** `"a", "b" or "c"` */
function orList(choices: readonly string[]): string {
  const quoted = choices.map(choice => JSON.stringify(choice));
  return `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`;
}

/** What the user wrote, short enough for a sentence. */
export function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (value instanceof Date) return 'a date';
  if (Array.isArray(value))
    return value.every(item => typeof item === 'string') ? 'a list' : 'a list of other things';
  if (isTable(value)) return 'a table';
  return String(value);
}

/** A TOML table: an object that is neither a list nor a date. */
export function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** The value as `/setup key` shows it and `/setup key text` takes it back. */
export function formatSettingValue(value: SettingValue): string {
  if (Array.isArray(value)) return value.join(', ');
  if (typeof value === 'object') {
    return Object.entries(value)
      .map(([name, text]) => `${name}=${text}`)
      .join(', ');
  }
  return String(value);
}
