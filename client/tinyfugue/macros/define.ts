/** `/def`: from its options to a macro. Throws, in one sentence, what is wrong; nothing is defined then. */
import { raise } from '../../../shared/fault.ts';
import type { Macro, MacroPattern, Matching, Thread, Value } from '../../state/tinyfugue/tinyfugue.ts';
import { added, attributesOf, partsOf } from '../attributes.ts';
import { hasMarks, revealed } from '../marks.ts';
import { takeOptions } from '../options.ts';
import { groupsOf, rulePattern } from '../patterns.ts';
import type { Globals } from '../scopes.ts';
import { integer } from '../values.ts';
import { eventsOf } from './events.ts';

/** What /def needs to know of whoever runs it. */
export interface Definer {
  readonly thread: Thread;
  readonly host: Pick<Globals, 'global'>;
  evaluate(text: string): Value;
}

const DEF_OPTIONS = 'm:t:p#c#n#FE:w:T:h:b:B:a:f:P:iIq1';
const MATCHINGS: readonly Matching[] = ['simple', 'glob', 'substr', 'regexp'];
/** UTF-16 units. */
const LONGEST_NAME = 100;
const LONGEST_BODY = 64 * 1024;

/** The macro that the line defines, as the one of this number. */
export function defineMacro(machine: Definer, line: string, number: number): Macro {
  const { given, rest } = takeOptions(line, DEF_OPTIONS, 'af', 'P');
  const { name, body } = nameAndBody(rest);
  const matching = matchingOf(machine, given.m, given.P);
  const trigger = given.t === undefined ? undefined : { text: given.t, matching };
  const hook = given.h === undefined ? undefined : hookOf(given.h, matching);
  for (const one of [trigger, hook?.pattern]) if (one) rulePattern(one);
  const key = given.b ?? given.B;
  const shots = given.n === undefined ? (given['1'] ? 1 : 0) : count(machine, given.n, 'n');
  const chance = given.c === undefined ? 100 : count(machine, given.c, 'c');
  if (given.P !== undefined) checkPartial(given.P, given.t, matching);
  const attributes = given.f === undefined ? given.a : [given.f, given.a ?? []].flat().join(',');
  return {
    number,
    name,
    body,
    ...(trigger && { trigger }),
    ...(hook && { hook }),
    ...(key !== undefined && { key: keyOf(key) }),
    ...(given.p !== undefined && { priority: count(machine, given.p, 'p') }),
    ...(chance !== 100 && { chance }),
    ...(shots > 0 && { shots }),
    ...(given.F && { fall: true as const }),
    ...(given.w !== undefined && worldOf(machine, revealed(given.w))),
    ...(given.T !== undefined && { type: { text: given.T, matching } }),
    ...(attributes !== undefined && { attributes: checked(revealed(attributes)) }),
    ...(given.P !== undefined && { partial: revealed(given.P) }),
    ...(given.E !== undefined && { condition: given.E }),
    ...(given.q && { quiet: true as const }),
    ...((given.i ?? given.I) && { invisible: true as const }),
  };
}

/** `name = body`; what is said of the name alone has no body. */
export function nameAndBody(text: string): { readonly name: string; readonly body: string } {
  const at = text.indexOf('=');
  const name = (at < 0 ? text : text.slice(0, at)).trim();
  if (/\s/.test(name)) raise('TF', `def: illegal macro name "${revealed(name)}"`);
  if (hasMarks(name) || name.length > LONGEST_NAME || /^[@#!]|^__proto__$/i.test(name))
    raise('TF', `def: "${revealed(name).slice(0, LONGEST_NAME)}" cannot be the name of a macro`);
  const body = at < 0 ? '' : text.slice(at + 1).replace(/^[ \t]+/, '');
  if (body.length > LONGEST_BODY) raise('TF', `def: a body has at most ${LONGEST_BODY} characters`);
  return { name, body };
}

function matchingOf({ host }: Definer, given: string | undefined, partial: string | undefined): Matching {
  const usual = partial === undefined ? String(host.global('matching') ?? 'glob') : 'regexp';
  const wanted = (given === undefined ? usual : revealed(given)).toLowerCase();
  const found = MATCHINGS.find(one => one === wanted);
  if (!found) raise('TF', `def -m: one of ${MATCHINGS.join(', ')}, not "${wanted}"`);
  return found;
}

/** A number, or an expression that is one. */
function count(machine: Definer, text: string, option: string): number {
  if (/^[-+]?\d+$/.test(text)) return Number(text);
  if (text === '') raise('TF', `def -${option}: wants a number`);
  return integer(machine.evaluate(text));
}

/** `"EVENT|EVENT pattern"`. */
export function hookOf(
  text: string,
  matching: Matching,
): { events: readonly string[]; pattern?: MacroPattern } {
  const [, names = '', pattern = ''] = /^(\S*)\s*(.*)$/s.exec(text) ?? [];
  const events = eventsOf(revealed(names));
  return pattern === '' ? { events } : { events, pattern: { text: pattern, matching } };
}

/** A name of a key inside Clay is found by whoever knows keys. */
function keyOf(typed: string): { typed: string; name: string } {
  return { typed: revealed(typed), name: '' };
}

function worldOf({ thread }: Definer, named: string): { world?: string } {
  const world = named === '' ? thread.world : named;
  return world === '' ? {} : { world };
}

/** Parts are those of a regular expression: nothing else tells where it has matched. */
function checkPartial(partial: string, trigger: string | undefined, matching: Matching): void {
  if (matching !== 'regexp') raise('TF', 'def: -P paints what a regular expression finds: it wants -mregexp');
  if (trigger === undefined) return;
  const groups = groupsOf(trigger);
  for (const { of, attributes } of partsOf(revealed(partial))) {
    checked(attributes, 'P');
    if (of === 'L' || of === 'R' || of <= groups) continue;
    const has = groups === 0 ? 'no group' : `only ${groups} ${groups === 1 ? 'group' : 'groups'}`;
    raise('TF', `def: -P${of}: the pattern has ${has}`);
  }
}

/** A macro that is to paint parts of lines waits for some. */
export function checkWhole({ partial, trigger }: Macro): void {
  if (partial !== undefined && !trigger) raise('TF', 'def: -P paints parts of lines: it wants -t');
}

function checked(attributes: string, option = 'a'): string {
  const { unknown } = attributesOf(attributes);
  if (unknown.length > 0) raise('TF', `def -${option}: there is no attribute "${unknown[0]}"`);
  return added(attributes);
}
