/** A pattern of a rule, ready to be tried on texts. */
import { type Fault, faultOf, isFault } from '../../../shared/fault.ts';
import type { PatternMode, Rule } from '../../state/automation.ts';
import { late } from '../../text/late.ts';
import type { Meter } from '../../text/meter.ts';
import { type Capturer, createCapturer } from '../../text/regexp/capturer.ts';
import { capture, smallOf } from '../../text/regexp/captures.ts';
import { ANY, literal, type Node, parse } from '../../text/regexp/parse.ts';
import { compileCapturing, refuseTooLarge } from '../../text/regexp/program.ts';
import { fold } from './fold.ts';
import { LONGEST, required } from './required.ts';
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
  /** Sets of folded texts, one of each of which is in every match; none: it may match anything. Found when somebody asks: few do. */
  readonly required: readonly (readonly string[])[];
}

/** What finds the pattern; a fault, in one sentence, if it is none. */
export function matcherOf(text: string, mode: PatternMode, exact: boolean): Matcher | Fault {
  try {
    if (mode === 'text' && isPlain(text)) return plainMatcher(text, exact);
    let tree: Node | null = treeOf(text, mode);
    refuseTooLarge(tree);
    // Most patterns are looked at long before a line comes that they may match, if one ever does.
    const capturer = late(() => {
      const made = createCapturer(compileCapturing(tree as Node, exact));
      // It is many times as large as what was made of it.
      tree = null;
      return made;
    });
    const needs = late(() => required(tree ?? treeOf(text, mode)));
    return {
      get required() {
        return needs();
      },
      match: (line, meter, from = 0) => run(capturer(), line, meter, from),
    };
  } catch (error) {
    return faultOf(error, 'PATTERN');
  }
}

/** UTF-16 units: no text of fewer is too large a pattern. */
const SURE = 500;
const PLAIN = /^[ -~]+$/;

/** Whether it is nothing but letters of ASCII, to be found as they are: most patterns are. */
function isPlain(text: string): boolean {
  return text.length < SURE && PLAIN.test(text);
}

/** A line that is all ASCII is looked through for its letters; for any other it is made into what any pattern is. */
function plainMatcher(text: string, exact: boolean): Matcher {
  const lead = exact ? text : text.toLowerCase();
  const capturer = late(() => createCapturer(compileCapturing(treeOf(text, 'text'), exact)));
  const needs = late(() => plainNeeds(text));
  return {
    get required() {
      return needs();
    },
    match(line, meter, from = 0) {
      const looked = line.length > LOOKED_AT ? line.slice(0, LOOKED_AT) : line;
      const letters = exact ? looked : smallOf(looked);
      if (letters === '') return run(capturer(), looked, meter, from);
      meter.spend(lead.length);
      const at = letters.indexOf(lead, from);
      return at < 0 ? null : { text: looked, slots: [at, at + lead.length], groups: WHOLE };
    },
  };
}

const WHOLE = [''] as const;

/** As required() has them. */
function plainNeeds(text: string): string[][] {
  const small = text.toLowerCase();
  const needs: string[][] = [];
  for (let at = 0; at < small.length; at += LONGEST) needs.push([small.slice(at, at + LONGEST)]);
  return needs;
}

/** What is known of a pattern without making it ready: what its matches hold. */
export type Needs = Matcher['required'];

/** Of patterns that were looked at: derived, so that a change of one rule does not look at a thousand others anew. */
const knownNeeds = new Map<string, Needs | Fault>();
const MOST_LOOKED = 20_000;

function needsTried(text: string, mode: PatternMode): Needs | Fault {
  try {
    const tree = treeOf(text, mode);
    refuseTooLarge(tree);
    return required(tree);
  } catch (error) {
    return faultOf(error, 'PATTERN');
  }
}

/** What every match holds; a fault, in one sentence, if it is no pattern. */
export function needsOf(text: string, mode: PatternMode, exact: boolean): Needs | Fault {
  const key = `${mode} ${exact} ${text}`;
  const known = knownNeeds.get(key);
  if (known) return known;
  const needs = mode === 'text' && text.length < SURE ? needsOfText(text) : needsTried(text, mode);
  if (knownNeeds.size >= MOST_LOOKED) knownNeeds.clear();
  knownNeeds.set(key, needs);
  return needs;
}

function needsOfText(text: string): Needs {
  return isPlain(text) ? plainNeeds(text) : required(treeOf(text, 'text'));
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

/** How many groups a regular expression has. Throws, in one sentence, what is wrong with it. */
export function groupsIn(text: string): number {
  return compileCapturing(treeOf(text, 'regexp'), true).groups.length - 1;
}

function run(capturer: Capturer, text: string, meter: Meter, from: number): Match | null {
  const looked = text.length > LOOKED_AT ? text.slice(0, LOOKED_AT) : text;
  const slots = capture(capturer, looked, from, meter);
  return slots && { text: looked, slots, groups: capturer.groups };
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
