/** Commands about Clay itself. */

import { findSetting } from '../settings/schema.ts';
import { formatSettingValue, parseSettingValue } from '../settings/value.ts';
import type { Settings } from '../state/settings.ts';
import type { Turn } from '../state/state.ts';
import { openSetup } from '../view/dialog/setup.ts';
import { requestReload } from '../world/handover.ts';
import { startLog, stopLog } from '../world/logfile.ts';
import { saveSetting, sayHere, worldSettings } from '../world/world.ts';
import type { Command } from './table.ts';

/** The troubleshooting of docs/hot-reload.md, for the screen. */
const reloadHelp: readonly string[] = [
  'The new build is tried first, in a process of its own; --force goes without that. If it fails to start all the same, this one is put back.',
  '"Not reloaded: ..." tells why; everything goes on as it was. Is the build there and executable? Is there room on the disk for the state file, and may it be written (~/.clay.reload)? clay.log has what a failed build has printed.',
  'A TLS world is disconnected after it: /setup tls_proxy on, then connect again; from then on TLS worlds are kept.',
  'A TCP world is disconnected after it: its line says why; the server may have hung up meanwhile.',
  'The new build reads another major version of the state: disconnect all worlds, save what you need, start Clay anew, connect again.',
  'SIGUSR1 does nothing: kill -USR1 $(pgrep clay); pgrep -a clay shows which clients run, and the signal must come from the same user. Between Ctrl+Z and fg the reload waits.',
];

export const clayCommands: readonly Command[] = [
  {
    names: ['reload'],
    usage: '/reload [--force]',
    summary: 'replace the running code by the build on disk; nothing is lost (Ctrl+R, SIGUSR1)',
    details: reloadHelp,
    run: reload,
  },
  {
    names: ['setup'],
    usage: '/setup [key [value]]',
    summary: 'open the settings, show one of them, or change one',
    run: setup,
  },
  {
    names: ['version'],
    usage: '/version',
    summary: 'say which Clay this is',
    run: turn =>
      sayHere(
        turn,
        `Clay ${turn.state.version}, Node ${process.versions.node}, reloaded ${turn.state.reloads} times.`,
      ),
  },
  {
    names: ['quit'],
    usage: '/quit',
    summary: 'hang up everywhere and leave',
    run: turn => turn.effects.push({ type: 'quit' }),
  },
];

function reload(turn: Turn, args: string): void {
  if (args === '' || args === '--force') return requestReload(turn, args === '--force');
  sayHere(turn, `/reload knows no "${args}"; not reloaded. /help reload tells more.`);
}

function setup(turn: Turn, args: string): void {
  const match = /^(\S+)(?:\s+(.*))?$/.exec(args);
  if (!match) return openSetup(turn);
  const [, key = '', text] = match;
  const found = findSetting(key);
  if (!found) return sayHere(turn, `There is no setting called "${key}". /setup lists them.`);
  const table = tableOf(turn.state.settings, found.path);
  if (!table) return sayHere(turn, `There is no world for "${key}". /worlds lists them.`);
  const name = found.entry.key;
  if (text === undefined) {
    return sayHere(turn, `${key} = ${formatSettingValue(table[name] as string)} (${found.entry.help})`);
  }
  const parsed = parseSettingValue(key, text);
  if ('fault' in parsed) return sayHere(turn, parsed.fault);
  table[name] = parsed.value;
  saveSetting(turn, found.path, parsed.value);
  applySetting(turn, found.path);
  sayHere(turn, `${key} = ${formatSettingValue(parsed.value)}`);
}

/** Settings take effect when they are next looked at; logging is the one that has to be started or stopped. */
function applySetting(turn: Turn, [table, name = '', key]: readonly string[]): void {
  const world = table === 'worlds' ? turn.state.worlds[name] : undefined;
  if (!world || key !== 'log') return;
  const on = worldSettings(turn.state, world).log;
  if (on && !world.log.on) startLog(turn, world);
  if (!on && world.log.on) stopLog(turn, world);
}

/** The object that holds the last key of `path`, if there is one. */
function tableOf(settings: Settings, path: readonly string[]): Record<string, unknown> | undefined {
  let table: unknown = settings;
  for (const key of path.slice(0, -1)) {
    // Names of worlds are the user's: one like `__proto__` is not to be found in everything.
    if (!Object.hasOwn(table as object, key)) return undefined;
    table = (table as Record<string, unknown>)[key];
  }
  return table as Record<string, unknown>;
}
