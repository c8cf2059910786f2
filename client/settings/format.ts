/** Keys and values as TOML text: https://toml.io/en/v1.0.0 */
import { describe, isTable } from './value.ts';

/** A key as it is written in a header or before `=`: bare where TOML allows it, else quoted. */
export function formatKey(key: string): string {
  return /^[A-Za-z0-9_-]+$/.test(key) ? key : formatString(key);
}

export function formatPath(path: readonly string[]): string {
  return path.map(formatKey).join('.');
}

/**
 * A value on one line: boolean, number, bigint, text, date, list or (inline) table.
 * Throws TypeError for anything TOML cannot say (null, functions).
 */
export function formatValue(value: unknown): string {
  if (typeof value === 'string') return formatString(value);
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return formatNumber(value);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return `[${value.map(formatValue).join(', ')}]`;
  if (isTable(value)) return formatTable(value);
  throw new TypeError(`${describe(value)} cannot be written to settings.toml.`);
}

function formatTable(table: Record<string, unknown>): string {
  const pairs = Object.entries(table).map(([key, value]) => `${formatKey(key)} = ${formatValue(value)}`);
  return pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`;
}

function formatNumber(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  return String(value);
}

/** A basic string. JSON escapes as TOML does, except that TOML wants DEL escaped as well. */
function formatString(text: string): string {
  return JSON.stringify(text).replaceAll('\u007f', '\\u007f');
}
