/** A pattern of a rule, ready to be tried on texts. */
import { type Fault, faultOf, isFault } from '../../../shared/fault.ts';
import type { PatternMode, Rule } from '../../state/automation.ts';
import { late } from '../../text/late.ts';
import type { Meter } from '../../text/meter.ts';
import { type Capturer, createCapturer } from '../../text/regexp/capturer.ts';
import { capture } from '../../text/regexp/captures.ts';
import { ANY, literal, type Node, parse } from '../../text/regexp/parse.ts';
import { compileCapturing } from '../../text/regexp/program.ts';
import { fold } from './fold.ts';
import { required } from './required.ts';
import { wordGlob } from './word-glob.ts';

/** Of a text this much is looked at (UTF-16 units): the bound on what any pattern can cost. */
export const LOOKED_AT = 4096;

/** Where a pattern has matched: start and end of each group, the whole first, -1 for one that took no part. */
export interface Match {
  readonly text: string;
  readonly slots: readonly number[];
  /** Names of the groups by their number, '' for one without. */
  readonly groups: readonly string[];
}

export interface Matcher {
  /** Null: no match, or no time left to find it, which the meter tells. */
  match(text: string, meter: Meter, from?: number): Match | null;
  /** Sets of folded texts, one of each of which is in every match; none: it may match anything. */
  readonly required: readonly (readonly string[])[];
}

/** What finds the pattern; a fault, in one sentence, if it is none. */
export function matcherOf(text: string, mode: PatternMode, exact: boolean): Matcher | Fault {
  try {
    const tree = treeOf(text, mode);
    const program = compileCapturing(tree, exact);
    // Most patterns are looked at long before a line comes that they may match, if one ever does.
    const capturer = late(() => createCapturer(program));
    return { required: required(tree), match: (line, meter, from = 0) => run(capturer(), line, meter, from) };
  } catch (error) {
    return faultOf(error, 'PATTERN');
  }
}

/** What is known of a pattern without making it ready: what its matches hold. */
export type Needs = Matcher['required'];

/** Of patterns that were looked at: derived, so that a change of one rule does not look at a thousand others anew. */
const knownNeeds = new Map<string, Needs | Fault>();
const MOST_LOOKED = 20_000;

/** UTF-16 units: no text of fewer is too large a pattern. */
const SURE = 500;

function needsTried(text: string, mode: PatternMode, exact: boolean): Needs | Fault {
  const matcher = matcherOf(text, mode, exact);
  return isFault(matcher) ? matcher : matcher.required;
}

/** What every match holds; a fault, in one sentence, if it is no pattern. */
export function needsOf(text: string, mode: PatternMode, exact: boolean): Needs | Fault {
  const key = `${mode} ${exact} ${text}`;
  const known = knownNeeds.get(key);
  if (known) return known;
  const needs =
    mode === 'text' && text.length < SURE ? required(treeOf(text, mode)) : needsTried(text, mode, exact);
  if (knownNeeds.size >= MOST_LOOKED) knownNeeds.clear();
  knownNeeds.set(key, needs);
  return needs;
}

/** What each of the rule's patterns needs, but for those that are none in this build. */
export function needsFiled({ patterns, rearm, mode = 'text', case: exact = false }: Rule): Needs[] {
  // What arms it again is to be found, too.
  const all = rearm === undefined ? patterns : [...patterns, rearm];
  return all.flatMap(pattern => {
    const needs = needsOf(pattern, mode, exact);
    return isFault(needs) ? [] : [needs];
  });
}

/** Whether the text holds what every match does: sooner asked than the pattern, of most texts that it is not for. */
export function mayMatch({ required: needs }: Pick<Matcher, 'required'>, text: string): boolean {
  const folded = fold(text.length > LOOKED_AT ? text.slice(0, LOOKED_AT) : text);
  return needs.every(set => set.some(one => folded.includes(one)));
}

function run(capturer: Capturer, text: string, meter: Meter, from: number): Match | null {
  const looked = text.length > LOOKED_AT ? text.slice(0, LOOKED_AT) : text;
  const slots = capture(capturer, looked, from, meter);
  return slots && { text: looked, slots, groups: capturer.program.groups };
}

const START: Node = { type: 'place', place: 'start' };
const END: Node = { type: 'place', place: 'end' };

function treeOf(text: string, mode: PatternMode): Node {
  switch (mode) {
    case 'regexp':
      return parse(text);
    case 'text':
      return row(literals(text));
    case 'begins':
      return row([START, ...literals(text)]);
    case 'exact':
      return row([START, ...literals(text), END]);
    case 'glob':
      return row([START, ...globParts(text), END]);
    case 'words':
      return row([START, ...wordGlob(text), END]);
  }
}

function row(parts: readonly Node[]): Node {
  return { type: 'row', parts };
}

function literals(text: string): Node[] {
  return [...text].map(literal);
}

/** `*` is anything, as little as there may be, and remembered; `?` is any character; `\*` is a star. */
function globParts(text: string): Node[] {
  let groups = 0;
  return (text.match(/\\[*?\\]|./gsu) ?? []).map(sign => {
    if (sign === '?') return ANY;
    if (sign !== '*') return literal(sign.length > 1 && sign[0] === '\\' ? sign.slice(1) : sign);
    const of: Node = { type: 'repeat', of: ANY, min: 0, max: Number.POSITIVE_INFINITY, greedy: false };
    return { type: 'capture', of, index: ++groups, name: '' };
  });
}
