/**
 * The settings as plain data. The names are those of settings.toml, so that the file, `/setup key value`
 * and the code agree. What each one means stands in settings/schema.ts.
 */

import type { Theme } from './terminal.ts';

/** How lines stand in log files. */
export type LogFormat = 'text' | 'ansi' | 'html';

export interface Settings {
  more_mode: boolean;
  tls_proxy: boolean;
  tlsproxy_transport: 'unix' | 'tcp';
  plain_proxy: boolean;
  /** Seconds. */
  tls_proxy_keep: number;
  /** Bytes for each session. */
  tls_proxy_buffer: number;
  /** Screen rows. */
  input_height: number;
  history: 'world' | 'common';
  /** Entries. */
  history_size: number;
  /** Between the commands of a line; '' = a line is one. */
  command_separator: string;
  keep_sent: boolean;
  command_menu: boolean;
  world_switching: 'unseen_first' | 'alphabetical';
  show_tags: boolean;
  echo: boolean;
  log_input: boolean;
  log_format: LogFormat;
  /** Columns. */
  wrap_indent: number;
  theme: Theme;
  ambiguous_width: 'auto' | '1' | '2';
  colors: 'auto' | '16' | '256' | 'truecolor' | 'none';
  mouse: boolean;
  bell: 'all' | 'screen' | 'none';
  split_view: boolean;
  reload_sign: boolean;
  on_hangup: 'quit' | 'detach';
  /** Files that are loaded at each start. */
  macros: string[];
  /** Directories below which they may write. */
  macro_files: string[];
  strict_send: boolean;
  /** For the shell; '' = what there is. */
  speak_command: string;
  /** For the shell; '' = that of the environment, `box` = none. */
  editor: string;
  /** Percent. */
  sound_volume: number;
  /** Words of a program, without a shell; '' = what there is. */
  sound_command: string;
  window_title: boolean;
  notify: 'none' | 'highlights' | 'activity';
  links: boolean;
  /** Names of dictionaries, separated by commas; '' = none. */
  spell: string;
  /** Lines; 0 = never. */
  paste_ask: number;
  /** Lines a second. */
  paste_pace: number;
  keypad_walk: boolean;
  /** What is a path among what is typed: `.3n2e`, `3n2e` as well, or nothing. */
  speedwalk: 'dot' | 'bare' | 'off';
  /** Seconds. */
  walk_timeout: number;
  world_column: boolean;
  map_pane: boolean;
  keys: KeySettings;
  status: StatusSettings;
  web: WebSettings;
  /** By name, in the order of the file. Look one up with `Object.hasOwn`: names are the user's. */
  worlds: Record<string, WorldSettings>;
}

/** The keys of actions (settings/bindings.ts) that are not as by default, as they are written. Never changed in place. */
export type KeySettings = Readonly<Record<string, readonly string[]>>;

/** The status bar as format strings (text/fields.ts): from the left, and from the right. */
export interface StatusSettings {
  left: string;
  right: string;
}

export interface WebSettings {
  enabled: boolean;
  port: number;
  https: boolean;
  https_port: number;
  /** Address that HTTPS listens on. */
  host: string;
  password: string;
  /** Host names and addresses that the certificate is for. */
  names: string[];
  /** Paths of PEM files; both or neither. */
  cert: string;
  key: string;
  /** Addresses (`192.0.2.7`) and networks (`192.0.2.0/24`). */
  allow: string[];
}

export interface WorldSettings {
  host: string;
  port: number;
  /** `socks5://` or `http://`, perhaps with name and password; '' = straight to the server. */
  proxy: string;
  tls: boolean;
  tls_verify: 'auto' | 'ca' | 'pin' | 'none';
  tls_legacy: boolean;
  /** Paths of PEM files; both or neither. */
  tls_cert: string;
  tls_key: string;
  /** A WHATWG label, `latin1`, `cp437` or `fansi`. */
  encoding: string;
  auto_login: 'connect' | 'prompt' | 'moo_prompt' | 'none';
  /** What the server says and what is answered, in pairs; empty = as `auto_login` has it. */
  login: string[];
  user: string;
  password: string;
  password_command: string;
  /** What a prompt says that asks for the password, as a pattern with `*` and `?`; '' = any of the usual words. */
  password_prompt: string;
  /** When input is hidden: while the server echoes, or only where it asks for a password meanwhile. */
  mask: 'echo' | 'password' | 'never';
  /** Each key goes to the server at once. */
  charmode: boolean;
  hide_tags: boolean;
  /** Words, or patterns with `*` and `?`. */
  highlight: string[];
  /** Lines a second of rules and scripts. */
  send_pace: number;
  /** Name of the map; '' = by host and port. */
  map: string;
  /** Patterns of a line that only a new room has, and of one that says that there was no way; empty = the usual ones. */
  walk_room: string[];
  walk_refused: string[];
  keepalive: 'nop' | 'generic' | 'custom' | 'none';
  keepalive_command: string;
  /** Seconds. */
  keepalive_interval: number;
  log: boolean;
  /** `default`: as the setting of that name for all worlds. */
  log_format: LogFormat | 'default';
  log_time: boolean;
  log_sent: boolean;
  /** Seconds; 0 = never. */
  reconnect: number;
  gmcp: boolean;
  gmcp_supports: string[];
  mxp: boolean;
  mcp: boolean;
  /** Sounds that the game asks for are played. */
  sound: boolean;
  /** Directory of its sounds; '' = sounds/NAME in the profile. */
  sound_files: string;
  /** Sounds that are not there may be fetched from where the game says. */
  sound_downloads: boolean;
  /** What a sound is, in words, where the game says it. */
  sound_captions: boolean;
  new_environ: boolean;
  /** Variables answered to NEW-ENVIRON beside those of MNES. */
  environ: Record<string, string>;
}

/** A change that is not in settings.toml yet. Values are of settings; null is no world. */
export interface UnsavedSetting {
  readonly id: number;
  readonly path: readonly string[];
  readonly value: unknown;
  /** What the file has there. */
  readonly was: unknown;
}

/** What is known of settings.toml. Owner: settings/change.ts. */
export interface SettingsFile {
  /** Identity of the file that was read or written last; '' = none that could be used. */
  read: string;
  /** Identity of a file that could not be used, once that has been told; '' = there is none. */
  refused: string;
  /** In the order they were made. */
  unsaved: UnsavedSetting[];
  /** In a checkpoint: worlds whose password stands in the file alone; null is the browser view. */
  withheld?: (string | null)[];
  /** Settings of which it is not known whether they stand in the file; what it says of them is no change. */
  guessed?: string[];
  /** How many changes were made in all: the id of the last one. */
  edits: number;
}

/** Identity of a file that is not there. */
export const NO_FILE = 'none';

export function emptySettingsFile(): SettingsFile {
  return { read: '', refused: '', unsaved: [], edits: 0 };
}

/** A fresh copy of the defaults; the caller owns it. */
export function defaultSettings(): Settings {
  return {
    more_mode: true,
    tls_proxy: false,
    tlsproxy_transport: 'unix',
    plain_proxy: false,
    tls_proxy_keep: 86_400,
    tls_proxy_buffer: 1_048_576,
    input_height: 3,
    history: 'world',
    history_size: 5000,
    command_separator: '',
    keep_sent: false,
    command_menu: true,
    world_switching: 'unseen_first',
    show_tags: false,
    echo: true,
    log_input: false,
    log_format: 'text',
    wrap_indent: 0,
    theme: 'dark',
    ambiguous_width: 'auto',
    colors: 'auto',
    mouse: false,
    bell: 'all',
    split_view: true,
    reload_sign: true,
    on_hangup: 'quit',
    macros: [],
    macro_files: [],
    strict_send: false,
    speak_command: '',
    editor: '',
    sound_volume: 100,
    sound_command: '',
    window_title: false,
    notify: 'none',
    links: true,
    spell: '',
    paste_ask: 4,
    paste_pace: 10,
    keypad_walk: false,
    speedwalk: 'dot',
    walk_timeout: 5,
    world_column: false,
    map_pane: false,
    keys: {},
    status: defaultStatus(),
    web: defaultWeb(),
    worlds: {},
  };
}

export function defaultStatus(): StatusSettings {
  return {
    left: '{sign} {world} {state}  {activity} {active}',
    right: '{vitals}  {lag}  {tls} {mccp} {log}  {clock}',
  };
}

export function defaultWeb(): WebSettings {
  return {
    enabled: false,
    port: 9000,
    https: false,
    https_port: 9001,
    host: '127.0.0.1',
    password: '',
    names: [],
    cert: '',
    key: '',
    allow: [],
  };
}

/** A fresh copy; `host` is empty: a world without one is listed but cannot be connected. */
export function defaultWorld(): WorldSettings {
  return {
    host: '',
    port: 4000,
    proxy: '',
    tls: false,
    tls_verify: 'auto',
    tls_legacy: false,
    tls_cert: '',
    tls_key: '',
    encoding: 'utf-8',
    auto_login: 'connect',
    login: [],
    user: '',
    password: '',
    password_command: '',
    password_prompt: '',
    mask: 'echo',
    charmode: false,
    hide_tags: false,
    highlight: [],
    send_pace: 10,
    map: '',
    walk_room: [],
    walk_refused: [],
    keepalive: 'nop',
    keepalive_command: '',
    // Home routers forget a silent connection after five minutes at the earliest.
    keepalive_interval: 240,
    log: false,
    log_format: 'default',
    log_time: false,
    log_sent: false,
    reconnect: 0,
    gmcp: true,
    gmcp_supports: ['Char 1', 'Comm.Channel 1', 'Room 1'],
    mxp: false,
    mcp: true,
    sound: false,
    sound_files: '',
    sound_downloads: false,
    sound_captions: false,
    new_environ: true,
    environ: {},
  };
}
