/** Commands about Clay itself. */

import type { ActionName } from '../settings/bindings.ts';
import { changeSetting } from '../settings/change.ts';
import { helpAlone } from '../settings/keys/alone.ts';
import { actionOf, keysOf } from '../settings/keys/bound.ts';
import { keySpelling, parseKey } from '../settings/keys/names.ts';
import { keySchema } from '../settings/keys/schema.ts';
import { valueAt } from '../settings/path.ts';
import { requestSettings } from '../settings/reread.ts';
import {
  clientSchema,
  findSetting,
  type SettingEntry,
  type SettingValue,
  statusSchema,
  webSchema,
  worldSchema,
} from '../settings/schema.ts';
import { formatSettingValue, parseSettingValue, parseTypedSetting } from '../settings/value.ts';
import type { KeySettings } from '../state/settings.ts';
import type { Turn } from '../state/state.ts';
import { openMenu } from '../view/dialog/menu.ts';
import { askQuit } from '../view/dialog/quit.ts';
import { openSetup } from '../view/dialog/settings/setup.ts';
import { detach } from '../web/attach/channel.ts';
import { requestReload } from '../world/handover.ts';
import { complainHere, sayHere, typedName } from '../world/world.ts';
import { didYouMean } from './similar.ts';
import type { Command } from './table.ts';

/** The troubleshooting of docs/hot-reload.md, for the screen. */
const reloadHelp: readonly string[] = [
  'The new build is tried first, in a process of its own; --force goes without that. If it fails to start all the same, this one is put back.',
  '"Not reloaded: ..." tells why; everything goes on as it was. Is the build there and executable? Is there room on the disk for the state file, and may it be written (~/.clay.reload)? clay.log has what a failed build has printed.',
  'A TLS world is disconnected after it: /setup tls_proxy on, then connect again; from then on TLS worlds are kept.',
  'A TCP world is disconnected after it: its line says why; the server may have hung up meanwhile.',
  'The new build reads another major version of the state: disconnect all worlds, save what you need, start Clay anew, connect again.',
  'SIGUSR1 does nothing: kill -USR1 $(pgrep -x clay); pgrep -ax clay shows which clients run, and the signal must come from the same user. Between Ctrl+Z and fg the reload waits.',
];

export const clayCommands: readonly Command[] = [
  {
    names: ['reload'],
    usage: '/reload [--force]',
    summary: 'replace the running code by the build on disk; nothing is lost (Ctrl+R, SIGUSR1)',
    details: reloadHelp,
    options: [{ flag: '--force', help: 'go without a trial of the new build' }],
    examples: [['/reload', 'as Ctrl+R does']],
    related: ['version', 'settings', 'tls_proxy'],
    run: reload,
  },
  {
    names: ['setup'],
    usage: '/setup [key [value]]',
    summary: 'open the settings, show one of them, or change one',
    details: [
      'A setting of a world is worlds.NAME.key; the key alone is that of the world on screen. On and off, yes and no will do for true and false. /help settings lists them all.',
    ],
    arguments: ['setting', 'value'],
    examples: [
      ['/setup', 'opens them'],
      ['/setup more_mode off', 'changes one, and writes it to settings.toml'],
      ['/setup status.left default', 'what it is by default; "default" in quotes is the word'],
      ['/setup worlds.Alpha.encoding', 'shows one of Alpha'],
      ['/setup hide_tags on', 'changes one of the world on screen'],
    ],
    related: ['settings', 'addworld'],
    isByHand: (turn, args) => setsSecret(turn, args) || (turn.author === 'file' && sets(turn, args)),
    run: setup,
  },
  {
    names: ['settings'],
    usage: '/settings reload',
    summary: 'read settings.toml once more',
    details: ['What was edited in it by hand is in force then; a reload does so, too.'],
    arguments: [['reload']],
    examples: [['/settings reload', 'takes up what was edited by hand']],
    related: ['setup', 'reload'],
    run: settings,
  },
  {
    names: ['version'],
    usage: '/version',
    summary: 'say which Clay this is',
    examples: [['/version', 'of Clay and of Node']],
    related: ['reload', 'help'],
    run: turn =>
      sayHere(
        turn,
        `Clay ${turn.state.version}, Node ${process.versions.node}, reloaded ${turn.state.reloads} times.`,
      ),
  },
  {
    names: ['quit'],
    usage: '/quit [-a | -k]',
    summary: 'hang up everywhere and leave',
    details: [
      'Ctrl+C twice does the same. With -a, and from the menu, it asks first if a world is connected or a text of /edits is not sent. Such texts are written to the folder edits of the profile; the next start names them.',
    ],
    options: [
      { flag: '-a', help: 'ask first, and name the worlds that would be cut' },
      { flag: '-k', help: 'keep what tlsproxy holds: the next start takes it up' },
    ],
    examples: [
      ['/quit', 'ends Clay'],
      ['/quit -a', 'asks whether to'],
      ['/quit -k', 'leaves; worlds in tlsproxy stay connected'],
    ],
    related: ['disconnect', 'reload', 'menu'],
    careful: true,
    isByHand: () => true,
    run: quit,
  },
  {
    names: ['detach'],
    usage: '/detach',
    summary: 'leave a terminal that is attached; Clay goes on',
    details: [
      'clay attach in another terminal shows this session there, with a world, a place and a size of its own. Ctrl+C twice leaves it as well; /quit ends Clay everywhere.',
      'clay attach https://HOST:PORT does the same from another machine, if web.https is on here: by a link of /web link, or the password.',
    ],
    examples: [['/detach', 'leaves']],
    related: ['quit', 'web'],
    run: leaveTerminal,
  },
  {
    names: ['menu'],
    usage: '/menu',
    summary: 'open a menu of what there is to do',
    details: ['Esc Esc does the same.'],
    examples: [['/menu', 'opens it']],
    related: ['help', 'setup'],
    run: openMenu,
  },
];

function reload(turn: Turn, args: string): void {
  if (args === '' || args === '--force') return requestReload(turn, args === '--force');
  complainHere(turn, `/reload knows no "${args}"; not reloaded. Type /reload alone, or /reload --force.`);
}

function settings(turn: Turn, args: string): void {
  if (args === 'reload') requestSettings(turn, true);
  else
    complainHere(turn, '/settings reload reads settings.toml once more; /setup shows and changes settings.');
}

function quit(turn: Turn, args: string): void {
  if (args === '-a') askQuit(turn);
  else if (args === '') turn.effects.push({ type: 'quit' });
  else if (args === '-k') turn.effects.push({ type: 'quit', keep: true });
  else
    sayHere(turn, `/quit knows no "${args}"; not quit. /quit -a asks first, -k keeps what tlsproxy holds.`);
}

function leaveTerminal(turn: Turn): void {
  const { state, view } = turn;
  if (view && view.channel !== null) detach(state, view);
  else
    complainHere(
      turn,
      'This is the terminal that Clay was started in; /quit ends Clay, Ctrl+Z leaves for a while.',
    );
}

function setup(turn: Turn, args: string): void {
  if (args === '') return openSetup(turn);
  const { key, text } = settingTyped(turn, args);
  const found = findSetting(key);
  const shown = found ? typedKey(found.path) : key;
  if (!found) return complainHere(turn, noSetting(key));
  if (found.path[0] === 'keys') return setupKeys(turn, found.path[1] as ActionName, text);
  const value = valueAt(turn.state.settings, found.path) as SettingValue | undefined;
  if (value === undefined) return complainHere(turn, `There is no world for "${key}". /worlds lists them.`);
  if (text === undefined) {
    return sayHere(turn, `${shown} ${told(found.entry.key, value)} (${found.entry.help})`);
  }
  const parsed = parseTypedSetting(key, text);
  if ('fault' in parsed) return complainHere(turn, parsed.fault);
  changeSetting(turn, found.path, parsed.value);
  sayHere(turn, `${shown} ${told(found.entry.key, parsed.value)}`);
}

/** As it is typed: the name of a world with blanks has quotes. */
function typedKey(path: readonly string[]): string {
  const [table, name = '', key] = path;
  return table === 'worlds' ? `worlds.${typedName({ name })}.${key}` : path.join('.');
}

function sets(turn: Turn, args: string): boolean {
  return settingTyped(turn, args).text !== undefined;
}

/** Secrets, programs that are run, and who may come in from outside. */
function setsSecret(turn: Turn, args: string): boolean {
  const { key, text } = settingTyped(turn, args);
  return (
    text !== undefined &&
    /(?:^|[._])(?:password|password_command|speak_command|sound_command|sound_files|sound_downloads|macro_files|proxy)$|^web\./i.test(
      key,
    )
  );
}

/** Which keys an action has, or is to have. */
function setupKeys(turn: Turn, name: ActionName, text: string | undefined): void {
  const key = `keys.${name}`;
  const told = () => keysOf(turn.state.settings.keys, name).map(keySpelling).join(', ') || 'none';
  if (text === undefined) return sayHere(turn, `${key} = ${told()} (${helpAlone(name)})`);
  const word = text.trim().toLowerCase();
  const parsed = parseSettingValue(key, word === 'none' || word === 'default' ? '' : text);
  if ('fault' in parsed) return complainHere(turn, parsed.fault);
  const clash = clashOf(turn.state.settings.keys, name, parsed.value as string[]);
  if (clash !== null) return complainHere(turn, clash);
  changeSetting(turn, ['keys', name], word === 'default' ? null : parsed.value);
  sayHere(turn, `${key} = ${told()}`);
}

/** Two wishes of the user for the same key: none is passed over. */
function clashOf(own: KeySettings, name: ActionName, texts: readonly string[]): string | null {
  for (const text of texts) {
    const other = actionOf(own, parseKey(text) ?? '');
    if (other !== null && other !== name && Object.hasOwn(own, other))
      return `${text} is a key of ${other} by your own wish: /setup keys.${other} none takes it away there.`;
  }
  return null;
}

const SCHEMAS: Readonly<Record<string, readonly SettingEntry[]>> = {
  'keys.': keySchema,
  'status.': statusSchema,
  'web.': webSchema,
};

function noSetting(key: string): string {
  const [, table = '', last = ''] = /^(.*\.)?([^.]*)$/.exec(key) ?? [];
  const isOfWorld = table.startsWith('worlds.');
  const schema = isOfWorld ? worldSchema : (SCHEMAS[table] ?? clientSchema);
  const meant = didYouMean(
    last,
    schema.map(one => one.key),
    near => `${table}${near}`,
  );
  if (meant !== '') return `There is no setting called "${key}".${meant}`;
  if (table === '' && worldSchema.some(one => one.key === key))
    return `"${key}" is a setting of worlds: /setup worlds.NAME.${key} shows it.`;
  return `There is no setting called "${key}". /help settings lists them.`;
}

/** The password in the address of a proxy. */
const PROXY_PASSWORD = /^([^:]*:\/\/[^@/]*?:).*(?=@)/;

/** A password is not told: what is said is in the scrollback. */
function told(key: string, value: SettingValue): string {
  if (key === 'proxy') return `= ${formatSettingValue(value).replace(PROXY_PASSWORD, '$1******')}`;
  if (key !== 'password') return `= ${formatSettingValue(value)}`;
  return value === '' ? 'is empty' : 'is set';
}

/** `key value`; the name of a world in a key may have blanks, and may stand in quotes. A key that worlds alone have is that of the one on screen. */
function settingTyped({ state, world: here }: Turn, args: string): { key: string; text?: string } {
  const names = Object.keys(state.settings.worlds).filter(name => args.startsWith(`worlds.${name}.`));
  const longest = names.sort((a, b) => b.length - a.length)[0];
  const quoted = /^worlds\."([^"]*)"\./.exec(args);
  const start = longest !== undefined ? `worlds.${longest}.`.length : (quoted?.[0].length ?? 0);
  const [, rest = '', text] = /^(\S*)(?:\s+(.*))?$/.exec(args.slice(start)) ?? [];
  const isOfWorld = !findSetting(rest) && worldSchema.some(one => one.key === rest);
  const world = longest ?? quoted?.[1] ?? (isOfWorld ? here?.name : undefined);
  const key = world === undefined ? rest : `worlds.${world}.${rest}`;
  return text === undefined ? { key } : { key, text };
}
