/** Commands that send, show, ask triggers, go to worlds; and lists of variables. */
import { raise } from '../../../../shared/fault.ts';
import { actions } from '../../../settings/bindings.ts';
import type { Turn } from '../../../state/state.ts';
import type { Value } from '../../../state/tinyfugue/tinyfugue.ts';
import type { World } from '../../../state/world.ts';
import { printable } from '../../../stream/printable.ts';
import { checkAttributes } from '../../../tinyfugue/attributes.ts';
import { revealed } from '../../../tinyfugue/marks.ts';
import { takeOptions } from '../../../tinyfugue/options.ts';
import { matchesText } from '../../../tinyfugue/patterns.ts';
import { textOf } from '../../../tinyfugue/values.ts';
import { worldNamed } from '../../audience.ts';
import { takesWords } from '../../outbox.ts';
import { grant } from '../../rules/wishes.ts';
import { asRuleData, authorOf, type Job } from '../job.ts';
import { tinyFugueOf, worldType } from '../store.ts';
import { globalOf, unsetGlobal } from '../variables.ts';
import { type ClientCommands, tell } from './command.ts';

/** Those that run other programs. */
export const refusedCommands: ReadonlySet<string> = new Set(['sh', 'sys', 'psh']);

export const sendingCommands: ClientCommands = {
  send: sendText,
  substitute,
  trigger,
  dokey,
  world: (job, rest) => clay(job, 'worlds', rest),
  fg: (job, rest) => clay(job, 'worlds', rest),
  connect: (job, rest) => clay(job, 'connect', rest),
  dc: (job, rest) => clay(job, 'disconnect', rest),
  addworld,
  beep: job => {
    job.later(() => grant(job.turn, job.world, { type: 'bell' }, 'rule'));
    return 1;
  },
  listvar,
  isvar: ({ turn, world }, rest) => Number(globalOf(turn.state, world, revealed(rest.trim())) !== undefined),
  unset: (job, rest) => unset(job, rest),
  // The bar of Clay has formats of its own.
  status_add: () => 1,
  status_rm: () => 1,
  status_edit: () => 1,
  status_defaults: () => 1,
  status_save: () => 1,
  status_restore: () => 1,
  // What the game leaves unfinished Clay shows by itself.
  prompt: () => 1,
  ...refusals(),
};

/** What a program may not do is said, and goes on behind it. */
function refusals(): ClientCommands {
  const refuse = (name: string) => () => raise('TF', `${name}: Clay runs no other programs for macros`);
  return Object.fromEntries([...refusedCommands].map(name => [name, refuse(name)]));
}

/** A command of Clay's own. */
export function clay({ turn, thread, world }: Job, name: string, rest: string): Value {
  const { rest: bare } = takeOptions(rest, 'lnqxfb');
  const line = asRuleData(`/${name} ${bare}`.trimEnd());
  turn.deeds.push({ type: 'run', world: world?.name ?? '', line, by: authorOf(thread) });
  return 1;
}

/** `-w` the world, `-W` all that are connected, `-T` those of a type; `-h` asks the hooks. */
function sendText(job: Job, rest: string): Value {
  const { turn } = job;
  const { given, rest: text } = takeOptions(rest, 'hnWT:w:');
  const worlds = receivers(job, given);
  let count = 0;
  for (const world of worlds) {
    if (given.h && job.hands.isTaken(turn, world, text)) continue;
    count += sendTo(job, text, world);
  }
  return worlds.length === 0 ? sendTo(job, text, null) : count;
}

/** As it is: nothing in it is an option. Returns how many worlds hear it. */
export function sendTo({ turn, thread }: Job, text: string, world: World | null): 0 | 1 {
  grant(turn, world, { type: 'send', text: printable(revealed(text)) }, thread.author);
  return world && takesWords(world) ? 1 : 0;
}

function receivers({ turn, world }: Job, given: Readonly<Record<string, string>>): World[] {
  const all = Object.values(turn.state.worlds).filter(takesWords);
  if (given.W) return all;
  if (given.T !== undefined)
    return all.filter(({ name }) => matchesText(worldType(turn.state, name), given.T as string, 'glob'));
  const named = given.w ? worldCalled(turn, revealed(given.w)) : world;
  return named ? [named] : [];
}

/** Whatever its case. Throws if there is none. */
export function worldCalled({ state }: Turn, name: string): World {
  const folded = Object.keys(state.worlds).find(one => one.toLowerCase() === name.toLowerCase());
  return worldNamed(state, folded ?? name) ?? raise('TF', `send: no world "${name}"`);
}

function substitute({ line }: Job, rest: string): Value {
  const { given, rest: text } = takeOptions(rest, 'a:p');
  if (!line) raise('TF', 'substitute: it is not called from a trigger');
  checkAttributes('substitute', revealed(given.a ?? ''), text, given.p !== undefined);
  line.replaced = {
    text,
    attributes: revealed(given.a ?? ''),
    inline: given.p !== undefined,
  };
  return 1;
}

/** `/trigger text`, `-hEVENT` for hooks, `-n` only lists them. */
function trigger(job: Job, rest: string): Value {
  const { turn, world, hands } = job;
  const { given, rest: marked } = takeOptions(rest, 'lngw:h:');
  const place = given.w ? worldCalled(turn, revealed(given.w)) : world;
  const event = given.h === undefined ? null : revealed(given.h).toUpperCase();
  if (given.n ?? given.l) {
    const text = revealed(marked);
    const found = hands.wouldAct(turn, place, text, event);
    for (const { fall, priority = 1, name, number } of found)
      tell(job, `${fall ? 'F' : ' '} ${priority} ${name || `#${number}`}`);
    return found.length;
  }
  return event === null ? hands.trigger(turn, place, marked) : hands.fire(turn, place, event, marked);
}

function dokey(job: Job, rest: string): Value {
  const { turn, thread } = job;
  const { view } = turn;
  const called = rest.trim().toLowerCase();
  const own = Object.hasOwn(actions, called) ? called : undefined;
  const name = Object.hasOwn(ACTIONS, called) ? ACTIONS[called] : own;
  if (name === undefined) raise('TF', `dokey: Clay has no key of this name: ${revealed(rest.trim())}`);
  // Some keys are only pressed by hands: what else wants one asks as by /key.
  if (authorOf(thread) !== 'user') return clay(job, 'key', name);
  if (view) turn.actions.push({ view, name });
  return 1;
}

/** What keys do, by TinyFugue's names for it. */
const ACTIONS: Readonly<Record<string, string>> = {
  ...{
    bspc: 'backward-delete-char',
    bword: 'unix-word-rubout',
    dline: 'kill-whole-line',
    dch: 'delete-char',
  },
  ...{ refresh: 'redraw', redraw: 'redraw', lnext: 'quoted-insert', newline: 'accept-line' },
  ...{ up: 'previous-line', down: 'next-line', left: 'backward-char', right: 'forward-char' },
  ...{ recallb: 'previous-history', recallf: 'next-history', searchb: 'history-search-backward' },
  ...{
    searchf: 'history-search-forward',
    socketb: 'previous-world',
    socketf: 'next-world',
    dword: 'kill-word',
  },
  ...{ home: 'beginning-of-line', end: 'end-of-line', wleft: 'backward-word', wright: 'forward-word' },
  ...{ deol: 'kill-line', page: 'page-down', pageback: 'page-up', hpage: 'half-page-down' },
  ...{ hpageback: 'half-page-up', pgdn: 'half-page-down', pgup: 'half-page-up', line: 'row-down' },
  ...{ lineback: 'row-up', flush: 'release-all', selflush: 'release-all' },
};

/** `-T` its type; name, host and port go to Clay's own command. */
function addworld(job: Job, rest: string): Value {
  const { given, rest: text } = takeOptions(rest, 'pxeT:s:');
  const parts = text.trim().split(/\s+/);
  const [name = ''] = parts;
  const at = parts.length > 4 ? 3 : 1;
  const [host, port] = parts.slice(at, at + 2);
  return addWorld(job, name, given.T, host !== undefined && port !== undefined ? { host, port } : null);
}

/** Clay's command parts what it is given: each of these is one word of it, or nothing is added. */
export function addWorld(
  job: Job,
  name: string,
  type: string | undefined,
  place: { readonly host: string; readonly port: string } | null,
): Value {
  const [plain, ...others] = [name, place?.host ?? 'host', place?.port ?? '1'].map(revealed);
  if (!plain) raise('TF', 'addworld: it has no name');
  for (const word of [plain, ...others])
    if (!/^[^\s"'-][^\s"']*$/.test(word)) raise('TF', `addworld: "${word}" is not one word`);
  if (type !== undefined) tinyFugueOf(job.turn.state).types[plain] = revealed(type);
  if (place && !/^default$/i.test(plain)) clay(job, 'addworld', `${name} ${place.host} ${place.port}`);
  return 1;
}

/** Lines at once, and characters of a value in one of them: there may be ten thousand. */
const MOST_SHOWN = 500;
const LONGEST_SHOWN = 1000;

function listvar(job: Job, rest: string): Value {
  const { given, rest: text } = takeOptions(rest, 'gxsvm:');
  const { state } = job.turn;
  const [pattern = ''] = text.trim().split(/\s+/);
  const names = Object.keys(state.automation.variables?.[''] ?? {}).filter(
    name => pattern === '' || matchesText(name, pattern, given.m === 'simple' ? 'simple' : 'glob'),
  );
  const lineOf = (name: string) => {
    if (given.s) return name;
    const value = textOf(globalOf(state, job.world, name) ?? '');
    return given.v ? value : `/set ${name}=${value}`;
  };
  const gathering = job.thread.frames.findLast(({ out }) => out)?.out;
  // A program that gathers them gets all.
  if (gathering) for (const name of names) gathering.push(lineOf(name));
  else {
    for (const line of names.slice(0, MOST_SHOWN).map(lineOf))
      tell(job, line.length > LONGEST_SHOWN ? `${line.slice(0, LONGEST_SHOWN)} …` : line);
    const more = names.length - MOST_SHOWN;
    if (more > 0) tell(job, `… and ${more} more; a pattern, as in /listvar a*, shows those that match.`);
  }
  return names.length;
}

function unset({ turn, world }: Job, rest: string): Value {
  return revealed(rest)
    .split(/\s+/)
    .filter(name => name !== '' && unsetGlobal(turn.state, world, name)).length;
}
