/** What the fields of a world hold, and what that is as settings. */
import { type SettingValue, worldSchema } from '../../../settings/schema.ts';
import { formatSettingValue, parseSettingValue } from '../../../settings/value.ts';
import type { FormState } from '../../../state/dialog.ts';
import { defaultWorld, type WorldSettings } from '../../../state/settings.ts';
import type { State } from '../../../state/state.ts';
import { setValue } from '../form/focus.ts';

/** The settings of the world as they are now; of a new one as by default. */
export function nowOf({ settings }: State, name: string | null): WorldSettings {
  const known = name !== null && Object.hasOwn(settings.worlds, name) ? settings.worlds[name] : undefined;
  return known ?? defaultWorld();
}

/** The settings as the fields show them, but for the password: a saved one is in no dialog. */
export function shownOf(settings: WorldSettings): Record<string, string> {
  const all = settings as unknown as Readonly<Record<string, SettingValue>>;
  const shown = worldSchema.map(({ key }) => [key, formatSettingValue(all[key] as SettingValue)]);
  return { ...Object.fromEntries(shown), password: '' };
}

/** What is wrong with the text of a field, in a sentence that names it. */
export function faultIn(key: string, label: string, text: string): string | null {
  const path = `worlds.world.${key}`;
  const parsed = parseSettingValue(path, text);
  return 'fault' in parsed ? parsed.fault.replace(path, label) : null;
}

/** The fields as settings; those that hold what is not possible are left out. */
export function valuesOf(values: Readonly<Record<string, string>>): Partial<WorldSettings> {
  const parsed = worldSchema.map(({ key }) => {
    const one = parseSettingValue(`worlds.world.${key}`, (values[key] ?? '').trim());
    return [key, 'value' in one ? one.value : undefined] as const;
  });
  return Object.fromEntries(parsed.filter(([, value]) => value !== undefined)) as Partial<WorldSettings>;
}

/** `mud.example.org:4000`, or with a blank between, in the field of the host. */
export function splitAddress(form: FormState): void {
  const [, host, port] =
    /^\s*(?:telnet:\/\/)?(\[[^\]]+\]|[^\s:]+)[\s:]+(\d{1,5})\/?\s*$/.exec(form.values.host ?? '') ?? [];
  if (host === undefined || port === undefined) return;
  setValue(form, 'host', host);
  setValue(form, 'port', port);
}
