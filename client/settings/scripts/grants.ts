/** scripts/grants.toml: what scripts may do, a table for each; read and written as settings.toml is. */
import type { Grant } from '../../state/script/scripts.ts';
import { grantOf } from '../../world/scripts/grants.ts';
import { parseToml } from '../load.ts';
import { editSettings } from '../save.ts';
import { describe, isTable } from '../value.ts';

const FILE = 'grants.toml';

export type Parsed = { readonly grants: Readonly<Record<string, Grant>> } | { readonly fault: string };

/** A mistake anywhere is a fault of the whole file: nobody is to be granted half of what it says. */
export function parseGrants(text: string): Parsed {
  const document = parseToml(text, FILE);
  if ('fault' in document) return document;
  const grants: Record<string, Grant> = {};
  for (const [name, table] of Object.entries(document.table)) {
    const grant = grantIn(name, table);
    if (typeof grant === 'string') return { fault: `${FILE}: ${grant}; nothing of it is in force.` };
    grants[name] = grant;
  }
  return { grants };
}

function grantIn(name: string, table: unknown): Grant | string {
  if (!isTable(table)) return `[${name}] is a table, not ${describe(table)}`;
  const { worlds, allow = [], load = true, ...others } = table;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) return `[${name}] knows worlds, allow and load, not ${unknown}`;
  if (worlds !== undefined && !isTexts(worlds))
    return `worlds of [${name}] is a list of texts, not ${describe(worlds)}`;
  if (!isTexts(allow)) return `allow of [${name}] is a list of texts, not ${describe(allow)}`;
  if (typeof load !== 'boolean') return `load of [${name}] is true or false, not ${describe(load)}`;
  const all = allow.map(grantOf);
  for (const one of all) if (typeof one !== 'string') return one.fault;
  return { allow: all as string[], ...(worlds && { worlds }), ...(!load && { load }) };
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(one => typeof one === 'string');
}

/** The text with this grant in it. Throws an Error with a sentence if that cannot be. */
export function withGrant(text: string, name: string, { worlds, allow, load }: Grant): string {
  const parts = { worlds, allow: allow.length > 0 ? allow : undefined, load };
  return Object.entries(parts).reduce((done, [key, value]) => editSettings(done, [name, key], value), text);
}
