/** /def, /undef, /edit, /list, /purge: macros as they are made and shown. */
import { faultOf, raise } from '../../../../shared/fault.ts';
import { parseKey } from '../../../settings/keys/names.ts';
import type { Macro, Matching, Value } from '../../../state/tinyfugue/tinyfugue.ts';
import { compileBody } from '../../../tinyfugue/code/body.ts';
import { checkWhole, defineMacro } from '../../../tinyfugue/macros/define.ts';
import { keyOfSequence } from '../../../tinyfugue/macros/key-sequences.ts';
import { shownMacro } from '../../../tinyfugue/macros/shown.ts';
import { revealed, WORD } from '../../../tinyfugue/marks.ts';
import { takeOptions } from '../../../tinyfugue/options.ts';
import { matchesText, textMatcher } from '../../../tinyfugue/patterns.ts';
import { textOf } from '../../../tinyfugue/values.ts';
import type { Job } from '../job.ts';
import {
  allMacros,
  dropMacro,
  findMacro,
  keepMacro,
  MOST,
  macrosNamed,
  macrosWith,
  namelessLike,
  tinyFugueOf,
} from '../store.ts';
import { noteLine, streamNamed } from '../streams/files.ts';
import { fileSoon } from '../threads.ts';
import { globalOf } from '../variables.ts';
import { type ClientCommands, definerOf, placeOf, tell } from './command.ts';

export const macroCommands: ClientCommands = {
  def: define,
  undef: undefine,
  undefn: (job, rest) => undefine(job, rest.replace(/\d+/g, '#$&')),
  edit,
  list: (job, rest) => list(job, rest),
  listdef: (job, rest) => list(job, rest),
  '~savelist': saveList,
  purge,
  purgedef: purge,
  ismacro: (job, rest) => meant(job, `-i ${rest || '@'}`).macros.at(-1)?.number ?? 0,
};

/** What it costs to read a macro and its pattern, in steps, and for each sign. */
const DEFINED = 1000;
const OF_SIGN = 8;

function define(job: Job, rest: string): Value {
  if (rest.trim() === '') return list(job, '');
  const { state } = job.turn;
  const tinyfugue = tinyFugueOf(state);
  job.thread.steps += DEFINED + OF_SIGN * rest.length;
  const made = defineMacro(definerOf(job), rest, tinyfugue.last.macro + 1);
  checkWhole(made);
  tellFault(job, made);
  const file = job.thread.frames.findLast(({ kind }) => kind === 'file')?.name;
  return keep(job, { ...withKey(job, made), ...(file !== undefined && { file }) });
}

/** A body that cannot be read does nothing, which one would else learn when it is to act. */
function tellFault(job: Job, { name, number, body, invisible }: Macro): void {
  try {
    compileBody(body);
  } catch (error) {
    if (invisible) return;
    const fault = faultOf(error, 'TF').sentence.replace(/\.$/, '');
    tell(job, `${placeOf(job)}${name || `#${number}`}: ${fault}; as it is, it does nothing.`);
  }
}

/** Several keys in a row are none that can be bound: the macro is there without it, and that is said. */
function withKey(job: Job, macro: Macro): Macro {
  if (!macro.key) return macro;
  const { typed } = macro.key;
  const name = parseKey(keyOfSequence(typed) ?? typed);
  if (name === null && !macro.invisible)
    tell(job, `${placeOf(job)}def -b: ${typed} is no key by itself; the macro is there without it.`);
  return { ...macro, key: { typed, name: name ?? '' } };
}

/** Puts it in, in place of the one of its name. Returns its number. */
export function keep(job: Job, macro: Macro): Value {
  const { turn, world } = job;
  const tinyfugue = tinyFugueOf(turn.state);
  const before = macro.name === '' ? loadedBefore(job, macro) : findMacro(turn.state, macro.name);
  if (before && isSame(before, macro)) return before.number;
  const others = boundAlike(job, macro).filter(({ number }) => number !== before?.number);
  if (isKept(job) && (before || others.length > 0))
    raise('TF', `def: ${before ? `macro ${macro.name}` : `binding ${macro.key?.typed}`} already exists`);
  takeKey(job, macro, others);
  if (before) {
    dropMacro(tinyfugue, before);
    if (!macro.invisible) tell(job, `${placeOf(job)}Redefined macro ${macro.name}`);
    job.hands.fire(turn, world, 'REDEF', `macro ${macro.name}`);
  }
  if (!keepMacro(tinyfugue, macro)) raise('TF', `def: there are ${MOST} macros at most; /purge removes some`);
  if (macro.trigger ?? macro.hook) fileSoon(turn);
  const own = macro.name === '' ? '' : (turn.commandNamed?.(`/${macro.name}`) ?? '');
  if (own === macro.name.toLowerCase() && own !== '') {
    tell(
      job,
      `${placeOf(job)}${macro.name} is a command of Clay's: /${macro.name} that you type is that one.`,
    );
    job.hands.fire(turn, world, 'CONFLICT', macro.name);
  }
  return macro.number;
}

/** Whether what is there is not to be defined anew, as `%redef` says. */
function isKept({ turn, world }: Job): boolean {
  return /^(?:off|0)$/i.test(textOf(globalOf(turn.state, world, 'redef') ?? 'on'));
}

/** Those of the same key. */
function boundAlike({ turn }: Job, { key }: Macro): Macro[] {
  if (!key) return [];
  return macrosWith(turn.state, 'key').filter(
    one => one.key && (one.key.typed === key.typed || (key.name !== '' && one.key.name === key.name)),
  );
}

/** A key is that of one macro alone, as in TinyFugue: the others are gone. */
function takeKey(job: Job, macro: Macro, others: readonly Macro[]): void {
  for (const one of others) dropMacro(tinyFugueOf(job.turn.state), one);
  if (others.length === 0) return;
  fileSoon(job.turn);
  if (!macro.invisible) tell(job, `${placeOf(job)}Redefined binding ${macro.key?.typed}`);
}

/** What a file defines without a name is known by what it is: the file may be loaded any number of times. */
function loadedBefore({ turn, thread }: Job, macro: Macro): Macro | null {
  const { first } = thread.frames.findLast(({ kind }) => kind === 'file') ?? {};
  if (first === undefined || macro.file === undefined) return null;
  const known = namelessLike(tinyFugueOf(turn.state), macro, first);
  return known.find(one => one.file === macro.file && isSame(one, macro)) ?? null;
}

function isSame(one: Macro, other: Macro): boolean {
  const bare = ({ number: _, file: __, ...rest }: Macro) => JSON.stringify(Object.entries(rest).sort());
  return bare(one) === bare(other);
}

function undefine(job: Job, rest: string): Value {
  const { state } = job.turn;
  let count = 0;
  for (const [name] of rest.matchAll(new RegExp(WORD, 'g'))) {
    const macro = findMacro(state, revealed(name));
    if (!macro) {
      tell(job, `${placeOf(job)}undef: macro "${name}" was not defined.`);
      continue;
    }
    dropMacro(tinyFugueOf(state), macro);
    fileSoon(job.turn);
    count++;
  }
  return count;
}

/** `/edit [options] name [= body]`: only what is given is changed. */
function edit(job: Job, rest: string): Value {
  const { state } = job.turn;
  const made = defineMacro(definerOf(job), rest, 0);
  const before = findMacro(state, made.name.startsWith('$') ? `#${made.name.slice(1)}` : made.name);
  if (!before) raise('TF', `edit: macro "${made.name}" is not defined`);
  const { number: _, body, name: __, ...given } = withKey(job, made);
  const changed = { ...before, ...given, body: rest.includes('=') ? body : before.body };
  checkWhole(changed);
  const tinyfugue = tinyFugueOf(state);
  takeKey(
    job,
    changed,
    boundAlike(job, changed).filter(({ number }) => number !== before.number),
  );
  dropMacro(tinyfugue, before);
  keepMacro(tinyfugue, changed);
  // What is derived of them is not of these.
  tinyfugue.macros = { ...tinyfugue.macros };
  return before.number;
}

const LIST_OPTIONS = 'm:t:p#c#n#FE:w:T:h:b:B:a:f:P:iIqsS1';

/** Those that the options and the name mean. */
function meant(job: Job, rest: string): { readonly macros: Macro[]; readonly isShort: boolean } {
  // `-t` without a pattern is any.
  const { given, rest: name } = takeOptions(rest, LIST_OPTIONS);
  const matching = (given.m ?? 'glob') as Matching;
  const fits = (text: string | undefined, pattern: string) =>
    text !== undefined && (pattern === '' || matchesText(text, pattern, matching));
  const wanted = name.replace(/\s*=.*$/s, '').trim();
  // A number is no pattern, and may be of a kind that is none.
  const isNamed = wanted === '' || wanted.startsWith('#') ? null : textMatcher(wanted, matching);
  // A glob takes a name in any case: most are told by the table of names, and of those nothing is read.
  const isByName = isNamed !== null && matching === 'glob' && !isNamed('');
  const { state } = job.turn;
  const macros = (isByName ? macrosNamed(state, isNamed) : allMacros(state)).filter(macro => {
    if (macro.invisible && given.i === undefined && given.I === undefined) return false;
    if (given.I !== undefined && !macro.invisible) return false;
    if (wanted.startsWith('#')) return `#${macro.number}` === wanted;
    if (isNamed && !isNamed(macro.name)) return false;
    if (given.t !== undefined && !hasPattern(macro.trigger?.text, given.t, fits)) return false;
    if (given.h !== undefined && !hasPattern(macro.hook?.events.join('|'), given.h.split(' ')[0] ?? '', fits))
      return false;
    if (given.b !== undefined && !hasPattern(macro.key?.typed, given.b, fits)) return false;
    if (given.a !== undefined && !hasAttributes(macro, given.a)) return false;
    if (given.P !== undefined && macro.partial === undefined) return false;
    return given.w === undefined || given.w === '' || macro.world?.toLowerCase() === given.w.toLowerCase();
  });
  return { macros, isShort: given.s !== undefined };
}

/** `0` and `{}`: there is none. */
function hasPattern(
  text: string | undefined,
  pattern: string,
  fits: (text: string | undefined, pattern: string) => boolean,
): boolean {
  return pattern === '0' || pattern === '{}' ? text === undefined : fits(text, pattern);
}

function hasAttributes({ attributes = '' }: Macro, wanted: string): boolean {
  if (wanted === 'n' || wanted === '')
    return wanted === '' ? attributes !== '' : attributes === '' || attributes === 'n';
  return [...wanted].some(letter => attributes.includes(letter));
}

/** Lines at once: under 20 ms. */
const MOST_SHOWN = 150;

function list(job: Job, rest: string): Value {
  const { macros, isShort } = meant(job, rest);
  // A program that gathers them gets all.
  const isShown = !job.thread.frames.some(({ out }) => out);
  const more = isShown ? macros.length - MOST_SHOWN : 0;
  for (const macro of more > 0 ? macros.slice(0, MOST_SHOWN) : macros)
    tell(job, isShort ? `${macro.number}: ${macro.name}` : `${macro.number}: ${shownMacro(macro)}`);
  if (more > 0) tell(job, `… and ${more} more; a pattern, as in /list a*, shows those that match.`);
  if (macros.length === 0) tell(job, rest === '' ? 'There are no macros.' : `No macro matches ${rest}.`);
  return macros.at(-1)?.number ?? 0;
}

/** `/~savelist handle options`: as they are typed, into a file that is open. */
function saveList(job: Job, rest: string): Value {
  const [, handle = '', options = ''] = /^(\d+)\s*(.*)$/s.exec(rest) ?? [];
  const stream = streamNamed(job.turn.state, handle) ?? raise('TF', `save: ${handle}: bad handle`);
  const { macros } = meant(job, options);
  for (const macro of macros)
    if (!noteLine(stream, revealed(shownMacro(macro)))) raise('TF', 'save: these are too many for one file');
  return macros.at(-1)?.number ?? 0;
}

function purge(job: Job, rest: string): Value {
  const tinyfugue = tinyFugueOf(job.turn.state);
  const { macros } = meant(job, rest);
  for (const macro of macros) dropMacro(tinyfugue, macro);
  fileSoon(job.turn);
  return macros.length;
}
