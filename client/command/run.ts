/** A line the user entered: a command, or words for the world on screen. */
import { expandAlias } from '../automation/alias.ts';
import { hasData, revealed } from '../automation/data.ts';
import type { Turn } from '../state/state.ts';
import type { World } from '../state/world.ts';
import { answering } from '../view/answers.ts';
import { openWorldEditor } from '../view/dialog/worlds/editor.ts';
import { isWelcome } from '../view/worlds/welcome.ts';
import { isLoginByHand } from '../world/login/by-hand.ts';
import { asksPassword, isMasked } from '../world/login/masking.ts';
import { takesWords } from '../world/outbox.ts';
import { sendLine } from '../world/outgoing.ts';
import { followAll } from '../world/rules/follow.ts';
import { fireHook } from '../world/rules/hooks.ts';
import { passSentRules } from '../world/rules/lines.ts';
import { valueIn } from '../world/rules/values.ts';
import { callAtOnce } from '../world/scripts/call.ts';
import { runScriptAlias } from '../world/scripts/lines.ts';
import { registeredFor } from '../world/scripts/packages.ts';
import { isSendTaken } from '../world/tinyfugue/triggers/hooks.ts';
import { runMacro, runTinyFugue } from '../world/tinyfugue/typed.ts';
import { complainHere, sayHere } from '../world/world.ts';
import { carryOut } from './automation/deeds.ts';
import { commands } from './commands.ts';
import { knownElsewhere } from './help/foreign.ts';
import { isAddress, isPort } from './server-address.ts';
import { didYouMean, orList } from './similar.ts';
import { type Command, findCommand } from './table.ts';
import { runSpeedwalk } from './walking/walk.ts';

const COMMAND = /^\/([^/\s]\S*)\s*(.*)$/s;
/** `/hilite:red`, as in TinyFugue. */
const STYLED = /^(hilite):(\S+)$/i;

/** Whether the line, if it was typed, would be a command that there is. */
export function namesCommand(line: string): boolean {
  const name = COMMAND.exec(line)?.[1];
  return name !== undefined && findCommand(commands, name) !== 'unknown';
}

/** The full name of the command that the line would be; '' = none, or more than one. */
export function commandNamed(line: string): string {
  const found = findCommand(commands, COMMAND.exec(line)?.[1] ?? '');
  return typeof found === 'object' && 'names' in found ? (found.names[0] as string) : '';
}

export function runLine(turn: Turn, line: string): void {
  const match = COMMAND.exec(line);
  const masked = turn.view?.editor.masked ?? false;
  // A password may look like a command; Esc / begins one here.
  if (match && !masked) return runCommand(turn, match[1] as string, (match[2] as string).trim(), line);
  if (!masked && !line.startsWith('//') && (runAlias(turn, line) || runSpeedwalk(turn, line))) return;
  const text = line.startsWith('//') && !masked ? line.slice(1) : line;
  if (turn.world) return sayToWorld(turn, turn.world, text, masked);
  if (text === '') return begin(turn);
  const way = wayTo(text) || '/worlds name goes to one, /help helps.';
  complainHere(turn, `No world is on screen; not sent: ${text}${/[.!?]$/.test(text) ? '' : '.'} ${way}`);
}

/** What aliases make of the line. False: it is none. */
function runAlias(turn: Turn, line: string): boolean {
  const { state, world } = turn;
  if (runScriptAlias(turn, world, line)) {
    carryOut(turn, runOfBody);
    return true;
  }
  const name = world?.name ?? '';
  const done = expandAlias(state.automation, line, name, state.now, one => valueIn(state, world, one));
  if (!done) return false;
  if ('fault' in done) complainHere(turn, done.fault);
  else followAll(turn, world, done.wishes, 'user');
  // Before whatever else was typed.
  carryOut(turn, runOfBody);
  return true;
}

/** Enter on the first page. */
function begin(turn: Turn): void {
  if (turn.view && isWelcome(turn.state, turn.view)) openWorldEditor(turn, null);
}

function sayToWorld(turn: Turn, world: World, text: string, isPrivate: boolean): void {
  const { state } = turn;
  // What is hidden, or may be a password, is never looked at.
  const isSecret = isPrivate || isMasked(state, world) || asksPassword(state, world) || isLoginByHand(text);
  const isHeard = takesWords(world);
  if (isHeard && !isSecret && isSendTaken(turn, world, text)) return carryOut(turn, runOfBody);
  sendLine(turn, world, text);
  if (isHeard && !isSecret) passSentRules(turn, world, text);
  const isMeantForClay = !isSecret && BRACED.test(text);
  const way = isHeard && isMeantForClay ? SENT_AS_IT_IS : isHeard || world.masked ? '' : wayTo(text);
  if (way !== '') sayHere(turn, way);
}

/** A command of TinTin++: hardly any game has such ones. */
const BRACED = /^#[a-z]+\s*\{/i;
const SENT_AS_IT_IS =
  'Sent to the game as it is: commands start with a / here, and /action, /alias, /hilite and others take {braces}, too. /import tintin FILE takes whole files.';

/** How to do what is meant by words that no game is there to hear: a command without its `/`, or an address. */
function wayTo(text: string): string {
  const [, word = '', args = ''] = /^(\S+)\s*(.*)$/s.exec(text.trim()) ?? [];
  const [first = '', second] = args.split(/\s+/);
  if (isCommandWord(word)) return `Commands start with a /: /${text.trim()}`;
  if (/^#[a-z]{2,}$/i.test(word)) return elsewhere(word.slice(1), text.trim().slice(1));
  const isServer = second === undefined && (args === '' ? isAddress(word) : isPort(first));
  return isServer ? `To connect to a server: /connect ${text.trim()}` : '';
}

/** What TinTin++ has behind its own sign. */
function elsewhere(name: string, text: string): string {
  if (isCommandWord(name)) return `Commands start with a /: /${text}`;
  const meant = knownElsewhere(name).filter(one => isCommandWord(one));
  return meant.length > 0 ? `Commands start with a /: ${orList(meant.map(one => `/${one}`))}` : '';
}

/** By its full name or one of its short forms: few other words look like these. */
function isCommandWord(word: string): boolean {
  const found = findCommand(commands, word);
  return typeof found === 'object' && 'names' in found && found.names.includes(word.toLowerCase());
}

/** A line begun by Esc /: a command, or nothing at all; it never goes to a world as words. */
export function runCommandLine(turn: Turn, line: string): void {
  const match = COMMAND.exec(line);
  if (match) runCommand(turn, match[1] as string, (match[2] as string).trim(), line);
  else complainHere(turn, 'Not sent: what Esc / begins is a command, and starts with one /.');
}

/** A command that a body says, whatever is hidden of what is typed meanwhile. Which one it is the body says, and nobody else. */
export function runOfBody(turn: Turn, line: string): void {
  const [, name = '', args = ''] = COMMAND.exec(line) ?? [];
  if (hasData(name))
    complainHere(
      turn,
      `Not run: ${revealed(line)} – a rule names its commands itself, not by what is filled in.`,
    );
  else runCommand(turn, name, args.trim(), line);
}

/** Runs a command, also where a typed one would be sent as a password. `typed` stands above what it says; '' = nothing. */
export function runCommand(turn: Turn, named: string, given: string, typed: string): void {
  const { view } = turn;
  const [, name = named, style] = STYLED.exec(named) ?? [];
  const args = style === undefined ? given : `-s ${style} ${given}`;
  if (!view) return run(turn, name, args);
  const shown = withoutSecret(revealed(typed));
  const found = findCommand(commands, name);
  const isText = typeof found === 'object' && 'names' in found && found.isText === true;
  const asked = { title: shown || `/${name}`, typed: shown, isText };
  answering(turn, view, asked, within => run(within, name, args));
}

/** The typed command is not run here: it stands above why. */
export function refuse(turn: Turn, typed: string, why: string): void {
  const { view } = turn;
  if (!view) return complainHere(turn, why);
  const shown = withoutSecret(revealed(typed));
  answering(turn, view, { title: shown, typed: shown, isText: false }, within => complainHere(within, why));
}

/** There is no such command: hooks hear of it, unless one of them has asked for it. */
function unknown(turn: Turn, name: string, args: string): void {
  complainHere(turn, noCommand(name));
  if (turn.author !== 'rule') fireHook(turn, turn.world, 'NOMACRO', revealed(`${name} ${args}`.trim()));
}

function run(turn: Turn, name: string, args: string): void {
  const found = findCommand(commands, name);
  const isOwn = typeof found === 'object' && 'names' in found && found.names.includes(name.toLowerCase());
  // A macro by its whole name: before what the name would be short for.
  if (!isOwn && runMacro(turn, name, args)) return;
  if (found === 'unknown') {
    if (!runScripted(turn, name, args) && !runTinyFugue(turn, name, args)) unknown(turn, name, args);
  } else if (Array.isArray(found))
    complainHere(turn, `/${name} could be ${found.map(one => `/${one}`).join(', ')}.`);
  else if (found.careful && !found.names.includes(name.toLowerCase()))
    complainHere(turn, inFull(name, found));
  else if (isRefused(turn, found, revealed(args)))
    complainHere(
      turn,
      `Not run: ${`/${name} ${revealed(args)}`.trimEnd()} – ${whoNever(turn)} never do this; type it yourself.`,
    );
  else if (takesNothing(found) && revealed(args) !== '')
    complainHere(turn, `${found.usage} takes no words: type it alone.`);
  else found.run(turn, found.takesData ? args : revealed(args));
}

/** What would be passed over was meant: `/flush Beta` is not about the world on screen. Those of TinyFugue are as they are there. */
function takesNothing({ usage, names, exact }: Command): boolean {
  return usage === `/${names[0]}` && !exact;
}

/** What only a person does. A script does it if its grant names nothing else, as that of /quit; that of /setup is for the rest of it. */
function isRefused(turn: Turn, found: Command, args: string): boolean {
  if ((turn.author ?? 'user') === 'user' || !found.isByHand?.(turn, args)) return false;
  return turn.author !== 'script' || !found.isByHand(turn, '');
}

function whoNever({ author }: Turn): string {
  if (author === 'file') return 'files of macros';
  return author === 'script' ? 'scripts' : 'rules, hooks and timers';
}

/** Runs the command that a script has made. False: none has. */
function runScripted(turn: Turn, name: string, args: string): boolean {
  const { state, world } = turn;
  const where = world?.name ?? '';
  const found = registeredFor(state, where, one => one.command === name.toLowerCase());
  if (!found) return false;
  callAtOnce(turn, found[0], world, ['command', found[1].id, where, args]);
  return true;
}

/** A value that is a secret, and what follows it. */
const SECRET = /^(\/s\w*\s+.*?(?:password(?:_command)?|\.proxy)\s+|\/s\w*\s+proxy\s+)\S.*$/is;
/** What is shown of a command (UTF-16 units). */
const SHOWN = /^.{200}/su;

/** The command as it may be shown: what is said stays in the scrollback. */
function withoutSecret(typed: string): string {
  const shown = typed.trim().replace(SECRET, '$1******');
  const [start] = SHOWN.exec(shown) ?? [shown];
  return start === shown ? shown : `${start} …`;
}

function noCommand(name: string): string {
  const names = commands.flatMap(command => command.names);
  const help = ' /help lists them; // sends a line that starts with /.';
  const meant = knownElsewhere(name).filter(one => names.includes(one));
  const known = meant.length > 0 ? ` Did you mean ${orList(meant.map(one => `/${one}`))}?` : '';
  return `There is no command /${name}.${known || didYouMean(name, names, one => `/${one}`) || help}`;
}

/** A slip of a finger must not do what cannot be undone. */
function inFull(typed: string, { names, summary }: Command): string {
  return `/${typed} is short for /${names[0]} (${summary}): type it in full if that is what you mean.`;
}
