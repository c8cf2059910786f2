/** What there is to know of a setting while its row has the keys. */

import type { SettingEntry } from '../../../settings/schema.ts';
import { formatSettingValue } from '../../../settings/value.ts';
import type { State } from '../../../state/state.ts';
import { worldNamed } from '../../../world/audience.ts';

/** What it does now, in this client; empty where there is no more to say of it. */
export function aboutNow(state: State, { key }: SettingEntry): string {
  return key === 'tls_proxy' ? aboutProxy(state) : '';
}

/** What it may be, and what it is by default. */
export function aboutSetting({ type, default: usual }: SettingEntry): string {
  const value = formatSettingValue(usual);
  if (type.kind === 'boolean') return `By default: ${value === 'true' ? 'on' : 'off'}.`;
  if (type.kind === 'integer') return `A whole number from ${type.min} to ${type.max}; by default ${value}.`;
  if (type.kind === 'choice') return `${listed(type.choices)}; by default ${value}.`;
  return value === '' ? 'By default empty.' : `By default: ${value}.`;
}

function listed(words: readonly string[]): string {
  const list = [words.slice(0, -1).join(', '), words.at(-1)].filter(part => part !== '').join(' or ');
  return (list[0] ?? '').toUpperCase() + list.slice(1);
}

function aboutProxy(state: State): string {
  return `${concerned(state)} On: tlsproxy, a program beside Clay, holds their connections, and a reload keeps them, as it keeps plain ones. Off: Clay holds them itself, and a reload disconnects them.`;
}

/** How many worlds the toggle TLS Proxy is about, and that it counts from their next connection on. */
export function concerned(state: State): string {
  const { settings } = state;
  const names = Object.keys(settings.worlds).filter(name => settings.worlds[name]?.tls);
  if (names.length === 0) return 'No world has TLS now: it concerns those that will.';
  const open = names.filter(name => worldNamed(state, name)?.phase === 'connected');
  const direct = open.filter(name => worldNamed(state, name)?.link?.carrier === 'tls-direct');
  const count = names.length === 1 ? '1 TLS world' : `${names.length} TLS worlds`;
  const when = 'from the next connection on';
  if (open.length === 0) return `It concerns ${count} (${shortList(names)}), ${when}.`;
  const held = `${open.length - direct.length} of ${open.length} connected in tlsproxy now`;
  return `It concerns ${count} (${shortList(names)}; ${held}), ${when}.`;
}

/** The first few of them. */
function shortList(names: readonly string[]): string {
  const rest = names.length - 3;
  return rest > 1 ? `${names.slice(0, 3).join(', ')} and ${rest} more` : names.join(', ');
}
