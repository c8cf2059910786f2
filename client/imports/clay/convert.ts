/** Settings of the Clay in Rust taken over: worlds, actions, variables, keys, and what of its global settings there is here. */
import type { Steps } from '../../automation/block.ts';
import { worldNameFault } from '../../settings/check.ts';
import { parseSettingValue } from '../../settings/value.ts';
import type { ImportPlace } from '../../state/imports/found.ts';
import type { WorldSettings } from '../../state/settings.ts';
import type { Source } from '../source.ts';
import type { Taker } from '../taker.ts';
import { takeAction } from './actions.ts';
import { type Entry, isYes, type Section, sectionsOf, unescaped } from './ini.ts';
import { takeKeys } from './keys.ts';

/** Its keys stand in a file of their own, beside the settings. */
const KEYS_FILE = 'keybindings.dat';

export function* convertClay(source: Source, taker: Taker): Steps<void> {
  const sections = yield* sectionsOf(source.text, (line, text) => {
    taker.refuse({ line, what: text }, 'it is no line of a settings file: name=value, or a [section]');
  });
  yield;
  const isSettings = sections.some(({ name }) => name === 'global');
  for (const section of sections) {
    takeSection(taker, section);
    yield;
  }
  const keys = isSettings ? source.read(KEYS_FILE) : null;
  if (keys && 'text' in keys) {
    const found = yield* sectionsOf(keys.text, () => undefined);
    for (const section of found) if (section.name === 'bindings') takeKeys(taker, section, keys.path);
  } else if (keys && 'fault' in keys && !keys.missing) taker.refuse({ line: 1, what: KEYS_FILE }, keys.fault);
}

function takeSection(taker: Taker, section: Section): void {
  const { name, line } = section;
  const [, kind = '', own = ''] = /^(\w+):\s*([\s\S]*?)\s*$/.exec(name) ?? [];
  if (name === '')
    for (const entry of section.entries) taker.refuse(placeOf(entry), 'it stands before any [section]');
  else if (name === 'global') for (const entry of section.entries) takeGlobal(taker, entry);
  else if (name === 'tf_globals') for (const entry of section.entries) takeVariable(taker, entry);
  else if (name === 'bindings') takeKeys(taker, section, undefined);
  else if (kind === 'world') takeWorld(taker, section, own);
  else if (kind === 'action') takeAction(taker, section, own);
  else taker.refuse({ line, what: `[${name}]` }, 'there is nothing here that it would be');
}

function placeOf({ key, value, line }: Entry): ImportPlace {
  return { line, what: SECRET.test(key) ? key : `${key}=${value}` };
}

/** Never shown, never taken. */
const SECRET = /password|token|auth_?key|secret|key_pem/i;

function takeVariable(taker: Taker, entry: Entry): void {
  if (SECRET.test(entry.key)) return taker.refuse(placeOf(entry), 'it may be a secret, and is not taken');
  taker.variable(placeOf(entry), entry.key, unescaped(entry.value).replace(/\n/g, ' '));
}

/** Global settings that there are here, and what their values are called. */
const GLOBALS: Readonly<Record<string, readonly [path: string, value: (given: string) => string]>> = {
  more_mode: ['more_mode', yes],
  more_mode_enabled: ['more_mode', yes],
  input_height: ['input_height', given => given],
  show_tags: ['show_tags', yes],
  tls_proxy: ['tls_proxy', yes],
  tls_proxy_enabled: ['tls_proxy', yes],
  world_switch_mode: ['world_switching', given => (/^a/i.test(given) ? 'alphabetical' : 'unseen_first')],
  theme: ['theme', given => given.toLowerCase()],
  console_theme: ['theme', given => given.toLowerCase()],
  mouse: ['mouse', yes],
  console_mouse: ['mouse', yes],
  console_mouse_enabled: ['mouse', yes],
  wrapspace: ['wrap_indent', given => given],
  wrap_space: ['wrap_indent', given => given],
  log_input: ['log_input', yes],
};

function yes(given: string): string {
  return String(isYes(given));
}

function takeGlobal(taker: Taker, entry: Entry): void {
  const { value } = entry;
  const key = entry.key.toLowerCase();
  const place = placeOf(entry);
  if (SECRET.test(key)) return taker.refuse(place, 'a secret, which is not taken: /web password sets one');
  const known = Object.hasOwn(GLOBALS, key) ? GLOBALS[key] : undefined;
  if (!known) return taker.refuse(place, 'there is no such setting here');
  const [path, translate] = known;
  const parsed = parseSettingValue(path, translate(unescaped(value)));
  if ('fault' in parsed) taker.refuse(place, parsed.fault.replace(/\.$/, ''));
  else taker.setting(place, [path], parsed.value);
}

const ENCODINGS: Readonly<Record<string, string>> = { utf8: 'utf-8', latin1: 'latin1', fansi: 'fansi' };
/** What it asks servers for by itself. */
const USUAL_PACKAGES = 'Client.Media 1';

type Field = (given: string) => readonly [key: keyof WorldSettings, text: string] | null;

const FIELDS: Readonly<Record<string, Field>> = {
  hostname: given => ['host', given],
  host: given => ['host', given],
  port: given => ['port', given],
  user: given => ['user', given],
  use_ssl: given => ['tls', yes(given)],
  encoding: given => ['encoding', ENCODINGS[bare(given)] ?? given],
  auto_connect_type: given => ['auto_login', LOGINS[bare(given)] ?? given],
  keep_alive_type: given => ['keepalive', given.toLowerCase()],
  keep_alive_cmd: given => ['keepalive_command', given],
  auto_reconnect_secs: given => ['reconnect', given],
  log_enabled: given => ['log', yes(given)],
  gmcp_packages: given => (given.trim() === USUAL_PACKAGES ? null : ['gmcp_supports', given]),
};
const LOGINS: Readonly<Record<string, string>> = {
  ...{ connect: 'connect', prompt: 'prompt', mooprompt: 'moo_prompt', none: 'none', nologin: 'none' },
};
/** They say nothing of a game. */
const NOT_OF_GAMES = /^(?:slack|discord)_|^(?:world_type|notes)$/;

function bare(given: string): string {
  return given.toLowerCase().replace(/[^a-z0-9]/g, '');
}

function takeWorld(taker: Taker, { entries, line }: Section, name: string): void {
  const place: ImportPlace = { line, what: `world ${name}` };
  const given = new Map(entries.map(({ key, value }) => [key.toLowerCase(), unescaped(value)]));
  const type = given.get('world_type') ?? 'mud';
  if (!/^mud$/i.test(type)) return taker.refuse(place, `it is no game: ${type}`);
  const fault = worldNameFault(name);
  if (fault !== null) return taker.refuse(place, fault);
  if (!given.get('hostname') && !given.get('host')) return taker.refuse(place, 'it has no host');
  const changed: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [key, value] of given) {
    if (NOT_OF_GAMES.test(key)) {
      if (key === 'notes' && value !== '') changed.push('its notes are not taken');
    } else if (!/password|token/.test(key)) takeField(key, value, values, changed);
  }
  const secrets = given.get('password') ? 'its password' : '';
  taker.world(place, name, values as Partial<WorldSettings>, secrets, changed);
}

function takeField(key: string, value: string, values: Record<string, unknown>, changed: string[]): void {
  const field = Object.hasOwn(FIELDS, key) ? FIELDS[key] : undefined;
  if (!field) return void changed.push(`${key} is not taken`);
  const taken = field(value);
  if (!taken || taken[1] === '') return;
  const parsed = parseSettingValue(`worlds.World.${taken[0]}`, taken[1]);
  if ('value' in parsed) values[taken[0]] = parsed.value;
  else changed.push(`${key} is not taken: it ${parsed.fault.replace(/^\S+ |\.$/g, '')}`);
}
