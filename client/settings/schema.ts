/**
 * The table of settings: what each key may hold and what it is for. `/help settings`, `/setup key value`,
 * the checks on settings.toml and the manual all read it, so that they cannot disagree.
 */

import { MAX_REPLAY, MIN_REPLAY } from '../../shared/protocol/protocol.ts';
import {
  defaultSettings,
  defaultStatus,
  defaultWeb,
  defaultWorld,
  type Settings,
  type StatusSettings,
  type WebSettings,
  type WorldSettings,
} from '../state/settings.ts';
import { formatFault } from '../text/fields.ts';
import {
  addressFault,
  encodingFault,
  hostNameFault,
  proxyFault,
  separatorFault,
  singleLineFault,
  soundCommandFault,
} from './check.ts';
import { keySchema } from './keys/schema.ts';

export type SettingValue = boolean | number | string | string[] | Record<string, string>;

/** Says what is wrong with a text ("is not …"), or null if nothing is. */
export type TextCheck = (text: string) => string | null;

export type SettingType =
  | { readonly kind: 'boolean' }
  | { readonly kind: 'integer'; readonly min: number; readonly max: number }
  | { readonly kind: 'string'; readonly check: TextCheck }
  | { readonly kind: 'choice'; readonly choices: readonly string[] }
  /** `pairs`: it has an even number of texts. */
  | { readonly kind: 'list'; readonly check: TextCheck; readonly pairs?: true }
  | { readonly kind: 'table'; readonly check: TextCheck };

interface Row {
  readonly type: SettingType;
  readonly help: string;
}

export interface SettingEntry extends Row {
  /** The key inside its table: `port`, not `web.port`. */
  readonly key: string;
  readonly default: SettingValue;
}

const flag: SettingType = { kind: 'boolean' };
const text: SettingType = { kind: 'string', check: singleLineFault };
const texts: SettingType = { kind: 'list', check: singleLineFault };
const port: SettingType = { kind: 'integer', min: 1, max: 65_535 };
const oneOf = (...choices: string[]): SettingType => ({ kind: 'choice', choices });
const within = (min: number, max: number): SettingType => ({ kind: 'integer', min, max });

const client: Record<Exclude<keyof Settings, 'keys' | 'status' | 'web' | 'worlds'>, Row> = {
  more_mode: { type: flag, help: 'pause when a screenful has gone by unread' },
  tls_proxy: { type: flag, help: 'carry TLS worlds through tlsproxy, so that they outlive a reload' },
  tlsproxy_transport: {
    type: oneOf('unix', 'tcp'),
    help: 'how clay talks to tlsproxy: a Unix socket, or TCP on loopback where there are none',
  },
  plain_proxy: {
    type: flag,
    help: 'carry plain worlds through tlsproxy as well: they then outlive clay itself',
  },
  tls_proxy_keep: {
    // A minute is the least that a restart by hand needs; beyond 30 days a session is forgotten, not kept.
    type: within(60, 2_592_000),
    help: 'seconds that tlsproxy holds a session which no client has taken up',
  },
  tls_proxy_buffer: {
    // The bounds of the proxy (shared/protocol/protocol.ts): one read must fit, and 64 MiB a session is where a dozen worlds hurt.
    type: within(MIN_REPLAY, MAX_REPLAY),
    help: 'bytes of each session that tlsproxy keeps for replay',
  },
  // 20 rows leave four of the smallest usual terminal (24) to the output.
  input_height: {
    type: within(1, 20),
    help: 'rows that the input area may take, as what is typed needs them',
  },
  history: {
    type: oneOf('world', 'common'),
    help: 'whose inputs Up, Down and Esc p go through: those of the world on screen, or of all (as Ctrl+P does)',
  },
  // They travel in each reload; a hundred thousand take some milliseconds of it.
  history_size: { type: within(10, 100_000), help: 'inputs that are remembered, a mebibyte of them at most' },
  command_separator: {
    type: { kind: 'string', check: separatorFault },
    help: 'a sign such as ; between several commands of a line, doubled for itself; empty = a line is one command',
  },
  keep_sent: {
    type: flag,
    help: 'what you send stays in the input, selected: Enter sends it again, typing takes its place',
  },
  command_menu: { type: flag, help: 'a menu of commands opens as a / is typed' },
  world_switching: {
    type: oneOf('unseen_first', 'alphabetical'),
    help: 'which world Ctrl+Up and Ctrl+Down go to next',
  },
  show_tags: { type: flag, help: 'show date, time and source before each line (F2)' },
  echo: { type: flag, help: 'what you send stands in the output, behind its prompt (F8)' },
  log_input: { type: flag, help: 'write what you send into the log files as well, behind "> "' },
  log_format: {
    type: oneOf('text', 'ansi', 'html'),
    help: 'how lines stand in log files: as text, with colours for a terminal (less -R), as HTML for a browser',
  },
  wrap_indent: {
    type: within(0, 40),
    help: 'columns by which the rows of a long line, but the first, are moved in',
  },
  theme: {
    type: oneOf('dark', 'light'),
    help: 'colours for a dark or a light terminal; what a game colours stays as it is',
  },
  ambiguous_width: {
    type: oneOf('auto', '1', '2'),
    help: 'columns of characters that have one or two by the terminal, such as those of Greek; auto asks the locale of each terminal',
  },
  colors: {
    type: oneOf('auto', '16', '256', 'truecolor', 'none'),
    help: 'how many colours the terminal is sent: auto asks TERM, COLORTERM and NO_COLOR',
  },
  mouse: {
    type: flag,
    help: 'the wheel scrolls and a click places the cursor; select with Shift held. Off leaves the mouse to the terminal',
  },
  bell: {
    type: oneOf('all', 'screen', 'none'),
    help: 'which worlds ring the bell: all, that on screen, none',
  },
  keypad_walk: {
    type: flag,
    help: 'the keypad sends directions, where the terminal tells it from other keys',
  },
  speedwalk: {
    type: oneOf('dot', 'bare', 'off'),
    help: 'which typed lines are paths to walk: .3n2e behind a dot, 3n2e as well, or none',
  },
  // Slower servers than a minute nobody walks on.
  walk_timeout: {
    type: within(1, 60),
    help: 'seconds that a step of a walk waits for its room; without any sign of rooms the next one goes then',
  },
  world_column: {
    type: flag,
    help: 'the worlds stand in a column at the left of a screen of 100 columns or more',
  },
  map_pane: {
    type: flag,
    help: 'the map stands at the right of the text on a screen of 100 columns or more (Esc m)',
  },
  split_view: { type: flag, help: 'while scrolled back, show the newest lines below' },
  reload_sign: {
    type: flag,
    help: 'for two seconds after a reload the status bar names the old and the new build',
  },
  on_hangup: {
    type: oneOf('quit', 'detach'),
    help: 'when the terminal is lost: end, or go on without one until clay attach',
  },
  macros: {
    type: texts,
    help: 'files of macros of TinyFugue that are loaded at each start, such as ~/.tfrc',
  },
  macro_files: { type: texts, help: 'where macros of TinyFugue may write files, besides tf/ of the profile' },
  strict_send: {
    type: flag,
    help: 'bodies of rules and aliases send by /send only: a word that is misspelt is told, not sent',
  },
  editor: {
    type: text,
    help: 'command of the editor for texts that games hand over; empty = VISUAL or EDITOR of the environment, box = a box',
  },
  speak_command: {
    type: text,
    help: 'command that speaks what rules want spoken, and gets it on standard input; empty = spd-say or espeak-ng',
  },
  sound_volume: {
    type: within(0, 100),
    help: 'how loud sounds of games are, in percent of what they ask for',
  },
  sound_command: {
    type: { kind: 'string', check: soundCommandFault },
    help: 'program that plays sounds of games, with {file} and perhaps {volume}; empty = mpv, ffplay, pw-play, paplay or aplay',
  },
  window_title: {
    type: flag,
    help: 'the title of the window says which world is on screen, and how many others have something unread',
  },
  notify: {
    type: oneOf('none', 'highlights', 'activity'),
    help: 'notifications of the desktop while you look elsewhere: of your highlight words, or of whatever a game says',
  },
  links: {
    type: flag,
    help: 'addresses such as https://example.org in the text are links, where the terminal has them',
  },
  spell: {
    type: text,
    help: 'mark misspelt words in the input by these dictionaries of hunspell, such as en_US or en_GB,de_DE; empty = off',
  },
  paste_ask: {
    // More than any text that is pasted on purpose without a look at it.
    type: within(0, 10_000),
    help: 'a pasted text of so many lines is asked about before it goes anywhere; 0 = never',
  },
  // Slower is no help to any game, faster no different from all at once.
  paste_pace: { type: within(1, 100), help: 'lines a second of a paste that is sent slowly' },
};

const format: SettingType = { kind: 'string', check: formatFault };

const status: Record<keyof StatusSettings, Row> = {
  left: { type: format, help: 'what the status bar shows from the left; /help status has the fields' },
  right: { type: format, help: 'what the status bar shows at its right end' },
};

const web: Record<keyof WebSettings, Row> = {
  enabled: { type: flag, help: 'serve the browser view over HTTP and WebSocket' },
  port: { type: port, help: 'port of plain HTTP' },
  https: { type: flag, help: 'serve HTTPS and WSS, terminated by tlsproxy' },
  https_port: { type: port, help: 'port of HTTPS' },
  host: { type: text, help: 'address that HTTPS listens on; 0.0.0.0 is all of IPv4, :: all there are' },
  password: {
    type: text,
    help: 'password that logs browsers in, beside links; kept as a hash, and asked for by /web password',
  },
  names: {
    type: { kind: 'list', check: hostNameFault },
    help: 'host names and addresses that the certificate of HTTPS is for, beside those of this machine',
  },
  cert: { type: text, help: 'PEM file with a certificate of your own for HTTPS, and its chain' },
  key: { type: text, help: 'PEM file with the key of cert' },
  allow: {
    type: { kind: 'list', check: addressFault },
    help: 'addresses or networks that may connect by HTTPS; empty = any, and each has to log in',
  },
};

const world: Record<keyof WorldSettings, Row> = {
  host: { type: text, help: 'host name or address of the server' },
  port: { type: port, help: 'port of the server' },
  proxy: {
    type: { kind: 'string', check: proxyFault },
    help: 'go through a proxy: socks5://host:port or http://host:port, with user:password@ if it wants that',
  },
  tls: { type: flag, help: 'connect with TLS' },
  tls_verify: {
    type: oneOf('auto', 'ca', 'pin', 'none'),
    help: 'which certificates to accept: auto pins those that no CA vouches for',
  },
  tls_legacy: { type: flag, help: 'also accept TLS 1.0 and 1.1, for old servers' },
  tls_cert: { type: text, help: 'PEM file with the client certificate to show' },
  tls_key: { type: text, help: 'PEM file with the key of tls_cert' },
  encoding: {
    type: { kind: 'string', check: encodingFault },
    help: 'character set of the server: utf-8, latin1, cp437, gbk, big5, koi8-r and others',
  },
  auto_login: {
    type: oneOf('connect', 'prompt', 'moo_prompt', 'none'),
    help: 'how to log in: "connect USER PASSWORD", by answering prompts, or not at all',
  },
  login: {
    type: { kind: 'list', check: singleLineFault, pairs: true },
    help: 'a login of your own: what the server says, what is answered ($user, $password), and so on',
  },
  user: { type: text, help: 'name to log in with' },
  password: { type: text, help: 'password to log in with' },
  password_command: {
    type: text,
    help: 'command whose first line is the password, used when password is empty',
  },
  password_prompt: {
    type: text,
    help: 'what a prompt says that asks for the password, with * and ?; empty = any of the usual words',
  },
  mask: {
    type: oneOf('echo', 'password', 'never'),
    help: 'when input is hidden: while the server echoes, only where it asks for a password meanwhile, or never',
  },
  charmode: {
    type: flag,
    help: 'each key goes to the server at once, as from a terminal; Esc / begins a command all the same',
  },
  hide_tags: {
    type: flag,
    help: 'leave out tags such as [chat:] at the beginning of a line; F2 shows them',
  },
  highlight: {
    type: texts,
    help: 'words that stand out in the output, with * and ? for patterns: dragon* is any word that begins so',
  },
  send_pace: { type: within(1, 1000), help: 'lines a second that rules and scripts may send' },
  map: {
    type: text,
    help: 'name of the map, which worlds may share; empty = one for host and port',
  },
  walk_room: {
    type: texts,
    help: 'what a line says that each new room has, with * and ?, such as "Exits:*": a walk waits for it',
  },
  walk_refused: {
    type: texts,
    help: 'what a line says when there is no way, with * and ?: it stops a walk; empty = any of the usual words',
  },
  keepalive: {
    type: oneOf('nop', 'generic', 'custom', 'none'),
    help: 'what keeps an idle link alive: a telnet NOP, a harmless command, your own, nothing',
  },
  keepalive_command: { type: text, help: 'the command of keepalive = "custom"' },
  // Less often than every 10 s, lest it be a flood; at least once a day, or it is for nothing.
  keepalive_interval: {
    type: within(10, 86_400),
    help: 'seconds of silence on your side before keepalive sends something',
  },
  log: { type: flag, help: 'write the lines of the world to its log file' },
  log_format: {
    type: oneOf('default', 'text', 'ansi', 'html'),
    help: 'how its lines stand there: default is as log_format for all worlds',
  },
  log_time: { type: flag, help: 'begin each line of the log file with its time' },
  log_sent: { type: flag, help: 'write what you send into the log file too, behind "> "' },
  // A day: longer waits are a job for cron.
  reconnect: {
    type: within(0, 86_400),
    help: 'seconds to wait before connecting again, at first; 0 = never',
  },
  gmcp: { type: flag, help: 'accept GMCP (data beside the text)' },
  gmcp_supports: { type: texts, help: 'GMCP packages to ask for' },
  mcp: { type: flag, help: 'speak MCP with a game that says its hello: texts to be edited' },
  mxp: { type: flag, help: 'take links and colours that the game marks by MXP' },
  sound: { type: flag, help: 'play sounds and music that the game asks for (MSP, GMCP Client.Media)' },
  sound_files: {
    type: text,
    help: 'directory of its sounds; empty = sounds/ and the name of the world, in the profile',
  },
  sound_downloads: {
    type: flag,
    help: 'fetch sounds that are not there from where the game says: its makers then see your address',
  },
  sound_captions: { type: flag, help: 'show what a sound is where the game says it in words' },
  new_environ: { type: flag, help: 'answer questions about terminal and client (NEW-ENVIRON, MNES)' },
  environ: {
    type: { kind: 'table', check: singleLineFault },
    help: 'further NEW-ENVIRON variables to answer',
  },
};

function entries(rows: Record<string, Row>, defaults: Record<string, SettingValue>): readonly SettingEntry[] {
  return Object.entries(rows).map(([key, row]) => ({ key, ...row, default: defaults[key]! }));
}

const { keys: _keys, status: _status, web: _web, worlds: _worlds, ...clientDefaults } = defaultSettings();

/** The keys at the top of settings.toml. */
export const clientSchema = entries(client, clientDefaults);
/** The keys of `[status]`. */
export const statusSchema = entries(status, { ...defaultStatus() });
/** The keys of `[web]`. */
export const webSchema = entries(web, { ...defaultWeb() });
/** The keys of each `[worlds.NAME]`. */
export const worldSchema = entries(world, { ...defaultWorld() });

export interface SettingPlace {
  /** Where it stands in settings.toml, as `editSettings` takes it. */
  readonly path: readonly string[];
  readonly entry: SettingEntry;
}

/**
 * Finds the setting a user means: `more_mode`, `web.port`, `keys.search`, `status.left`, or `worlds.NAME.port` (NAME may contain dots).
 * Returns null if there is none of that name; whether a world NAME exists is not looked at.
 */
export function findSetting(key: string): SettingPlace | null {
  const parts = key.split('.');
  const last = parts.at(-1)!;
  if (parts.length === 1) return place(clientSchema, [last]);
  if (parts[0] === 'keys' && parts.length === 2) return place(keySchema, ['keys', last]);
  if (parts[0] === 'status' && parts.length === 2) return place(statusSchema, ['status', last]);
  if (parts[0] === 'web' && parts.length === 2) return place(webSchema, ['web', last]);
  if (parts[0] !== 'worlds' || parts.length < 3) return null;
  return place(worldSchema, ['worlds', parts.slice(1, -1).join('.'), last]);
}

function place(schema: readonly SettingEntry[], path: readonly string[]): SettingPlace | null {
  const entry = schema.find(one => one.key === path.at(-1));
  return entry ? { path, entry } : null;
}
