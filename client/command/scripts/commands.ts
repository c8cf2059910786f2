/** Commands about scripts: load one, list them, try a line of JavaScript. */
import { hasData } from '../../automation/data.ts';
import type { Package } from '../../state/script/scripts.ts';
import type { Turn } from '../../state/state.ts';
import { callAtOnce, callTyped } from '../../world/scripts/call.ts';
import { dropLoading, loadScript } from '../../world/scripts/loading/load.ts';
import { fileOf, NAMES, packageName, packageNamed } from '../../world/scripts/packages.ts';
import { loadAfterSaving } from '../../world/scripts/store/save.ts';
import { complainHere, sayHere } from '../../world/world.ts';
import type { Command } from '../table.ts';
import { loadMacros } from '../tinyfugue/load.ts';
import { changeGrant, limitWorlds } from './grants.ts';
import { listScripts, showScript } from './list.ts';
import { switchScript, unloadScript } from './switching.ts';

export const scriptCommands: readonly Command[] = [
  {
    names: ['scripts'],
    usage: '/scripts [name | on|off|unload name | grant|revoke name what | worlds name world,world]',
    summary: 'list the scripts, switch one, say what it may do',
    details: [
      'A script may do in its worlds what rules may. More than that has to be granted: send:World or send:* to send to',
      'worlds that it names; command:name to run a command, each by its name; read:directory or file:directory to read files there,',
      'or to write them, too; run:program to run a program, without a shell.',
      'What is granted is kept in scripts/grants.toml of the profile.',
    ],
    arguments: [['on', 'off', 'unload', 'grant', 'revoke', 'worlds']],
    examples: [
      ['/scripts', 'all of them, with what they use'],
      ['/scripts combat', 'what combat.js waits for, and what it may do'],
      ['/scripts on combat', 'lets it go on after it was stopped'],
      ['/scripts grant combat send:*', 'it may send to worlds that it names'],
      ['/scripts worlds combat Avalon', 'it acts in this world only'],
    ],
    related: ['load', 'js', 'auto', 'triggers', 'scripting'],
    isText: true,
    late: true,
    isByHand: (_, args) => /^(?:grant|revoke|worlds)\b/i.test(args),
    run: scripts,
  },
  {
    names: ['load'],
    usage: '/load name | [-s] file.tf',
    options: [{ flag: '-s', help: 'a file of macros is loaded at each start from now on' }],
    summary: 'run a script of scripts/, in place of what it was before; or a file of macros',
    details: [
      'All that it had registered goes, and what is new is said. One with a mistake changes nothing.',
    ],
    examples: [
      ['/load combat', 'runs scripts/combat.js of the profile directory'],
      ['/load -s ~/.tfrc', 'takes macros of TinyFugue, now and at each start'],
    ],
    related: ['scripts', 'js', 'def', 'scripting', 'tinyfugue'],
    late: true,
    takesData: true,
    run: load,
  },
  {
    names: ['js'],
    usage: '/js [-p name] code',
    summary: 'run a line of JavaScript, in a script or in one of its own',
    options: [{ flag: '-p', help: 'in the script of this name', value: 'value' }],
    examples: [
      ['/js 6 * 7', 'says 42'],
      ['/js clay.vars.target', 'what a variable is'],
      ['/js -p combat clay.store', 'what combat.js keeps; what it has in globalThis is seen as well'],
    ],
    related: ['scripts', 'load', 'scripting'],
    takesData: true,
    late: true,
    run: javaScript,
  },
];

function scripts(turn: Turn, args: string): void {
  const [word = '', name = '', ...rest] = args.split(/\s+/);
  if (args === '') return listScripts(turn);
  const action = word.toLowerCase();
  const act = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
  if (!act) return onNamed(turn, word, of => showScript(turn, of));
  if (name === '')
    return complainHere(turn, `Usage: /scripts ${word} name${word === 'on' || word === 'off' ? '' : ' …'}.`);
  if (act === unloadScript && unloadWaiting(turn, name)) return;
  onNamed(turn, name, of => act(turn, of, rest.join(' ')));
}

const ACTIONS: Readonly<Record<string, (turn: Turn, of: Package, rest: string) => void>> = {
  on: (turn, of) => switchScript(turn, of, true),
  off: (turn, of) => switchScript(turn, of, false),
  unload: unloadScript,
  grant: (turn, of, what) => changeGrant(turn, of, what, true),
  revoke: (turn, of, what) => changeGrant(turn, of, what, false),
  worlds: limitWorlds,
};

/** One that is about to be loaded, and does not run yet. */
function unloadWaiting(turn: Turn, typed: string): boolean {
  const name = packageName(typed);
  if (name === null || packageNamed(turn.state, name) || !dropLoading(turn, name)) return false;
  sayHere(turn, `${fileOf({ name })} is not loaded.`);
  return true;
}

function onNamed(turn: Turn, typed: string, act: (of: Package) => void): void {
  const name = packageName(typed);
  const of = name === null ? null : packageNamed(turn.state, name);
  if (of) act(of);
  else
    complainHere(
      turn,
      `There is no script ${typed}. /scripts lists them, /load ${name ?? 'name'} loads one.`,
    );
}

function load(turn: Turn, args: string): void {
  // Else a game could choose among the files of this machine.
  if (hasData(args)) return complainHere(turn, 'Not loaded: no file is named by what the game has said.');
  // As macros its first comment would be a command.
  if (/[/~].*\.js$/.test(args))
    return complainHere(
      turn,
      `Not loaded: ${args} is no file of macros. /load name runs scripts/name.js of the profile directory.`,
    );
  // Macros of TinyFugue.
  if (/\.tf$|[/~]/.test(args)) return loadMacros(turn, args);
  if (args === '')
    return complainHere(turn, 'Usage: /load name; scripts/name.js is in the profile directory.');
  const name = packageName(args);
  if (name === null)
    return complainHere(turn, `Not loaded: ${args} is no script of the profile directory; ${NAMES}.`);
  // What it has kept lately is in the file that is read next.
  const before = packageNamed(turn.state, name);
  if (before) loadAfterSaving(turn, before);
  else turn.effects.push({ type: 'read script', name, asked: true });
}

/** Where lines are run that are no script's. */
const OWN = 'js';

function javaScript(turn: Turn, args: string): void {
  // Quotes around it would not hold what the game has said.
  if (hasData(args))
    return complainHere(
      turn,
      'Not run: what is filled in is no code. /set it, and /js reads it by clay.vars.',
    );
  const [, given, code = args] = /^-p\s+(\S+)\s+(.*)$/s.exec(args) ?? [];
  // A name without code behind it is no code.
  if (code.trim() === '' || /^-p(?:\s|$)/.test(code)) return complainHere(turn, 'Usage: /js [-p name] code.');
  const world = turn.world?.name ?? '';
  if (given === undefined && !packageNamed(turn.state, OWN)) return loadOwn(turn, code, world);
  onNamed(turn, given ?? OWN, of => {
    if (!of.on || of.stopped !== undefined)
      return complainHere(turn, `${fileOf(of)} is off: /scripts on ${of.name}.`);
    // A line of a rule or a script is nobody's slip: it comes again and again.
    const call = turn.author === undefined || turn.author === 'user' ? callTyped : callAtOnce;
    call(turn, of, turn.world, ['js', code, world]);
  });
}

/** They wait for it in the order in which they were entered. */
function loadOwn(turn: Turn, code: string, world: string): void {
  const before = turn.state.scripts?.awaiting?.find(({ name }) => name === OWN)?.lines ?? [];
  const lines = [...before, { code, world }];
  loadScript(turn, { name: OWN, source: '', store: '{}', asked: false, lines });
}
