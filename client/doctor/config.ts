/** `clay --print-config`: all settings as they are in force, as a settings.toml that says which are not the default ones. */
import { formatKey, formatPath, formatValue } from '../settings/format.ts';
import { keySchema } from '../settings/keys/schema.ts';
import { clientSchema, type SettingEntry, statusSchema, webSchema, worldSchema } from '../settings/schema.ts';
import type { Settings } from '../state/settings.ts';

/** What is not printed: passwords, and what may hold one. */
const SECRETS: ReadonlySet<string> = new Set([
  'password',
  'proxy',
  'password_command',
  'login',
  'environ',
  'keepalive_command',
]);

/** `secrets`: print them as well. */
export function configText(settings: Settings, secrets: boolean): string {
  const tables: readonly (readonly [readonly string[], readonly SettingEntry[], object])[] = [
    [[], clientSchema, settings],
    [['keys'], keySchema, settings.keys],
    [['status'], statusSchema, settings.status],
    [['web'], webSchema, settings.web],
    ...Object.entries(settings.worlds).map(
      ([name, world]) => [['worlds', name], worldSchema, world] as const,
    ),
  ];
  return tables.map(([path, schema, values]) => tableText(path, schema, values, secrets)).join('\n');
}

function tableText(
  path: readonly string[],
  schema: readonly SettingEntry[],
  values: object,
  secrets: boolean,
): string {
  const rows = schema
    .filter(({ key }) => key in values)
    .map(entry => rowText(entry, (values as Record<string, unknown>)[entry.key], secrets));
  if (path.length === 0) return rows.join('');
  return rows.length === 0 ? '' : `[${formatPath(path)}]\n${rows.join('')}`;
}

/** A default is a comment: whoever makes a file of this goes on getting the defaults of later builds. */
function rowText(entry: SettingEntry, value: unknown, secrets: boolean): string {
  const isDefault = JSON.stringify(value) === JSON.stringify(entry.default);
  if (isDefault) return `# ${formatKey(entry.key)} = ${formatValue(value)}\n`;
  if (SECRETS.has(entry.key) && !secrets) return `# ${formatKey(entry.key)} is set; --secrets prints it\n`;
  return `${formatKey(entry.key)} = ${formatValue(value)}\n`;
}
