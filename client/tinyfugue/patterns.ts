/** Patterns as TinyFugue has them, as patterns of rules; and what a text is asked of at once. */
import { isFault, raise } from '../../shared/fault.ts';
import { groupsIn, type Matcher, matcherOf, mayMatch, needsOf } from '../automation/matching/matcher.ts';
import type { PatternMode } from '../state/automation.ts';
import type { Captured, MacroPattern, Matching } from '../state/tinyfugue/tinyfugue.ts';
import { meterOf } from '../text/meter.ts';
import { hasMarks, revealed } from './marks.ts';

/** As a rule says it. */
export interface RulePattern {
  readonly text: string;
  readonly mode: PatternMode;
  readonly case: boolean;
}

/** What the game has said stands for itself in it. */
function quoted(text: string, signs: RegExp): string {
  if (!hasMarks(text)) return text;
  return text.replace(/[\uf680-\uf6ff]/g, mark => revealed(mark).replace(signs, '\\$&'));
}

/** As a pattern of a rule. Throws, in one sentence, what it cannot take. */
export function rulePattern({ text, matching }: MacroPattern): RulePattern {
  const pattern = translated(text, matching);
  const needs = needsOf(pattern.text, pattern.mode, pattern.case);
  if (isFault(needs)) raise('TF', `${revealed(text)}: ${needs.sentence}`);
  return pattern;
}

function translated(text: string, matching: Matching): RulePattern {
  if (matching === 'simple') return { text: revealed(text), mode: 'exact', case: true };
  if (matching === 'substr') return { text: revealed(text), mode: 'text', case: true };
  if (matching === 'glob') return { text: quoted(text, /[\\*?[\]{}|]/g), mode: 'words', case: false };
  return ofPerl(quoted(text, /[\\^$.*+?()[\]{}|/-]/g));
}

/** Without a capital, capitals do not count; `(?i)` and `(?-i)` at the beginning say so themselves. */
function ofPerl(text: string): RulePattern {
  const [all = '', off] = /^\(\?(-?)[ism]*i[ism]*\)|^\(\?(?=[sm]+\))[sm]+\)/.exec(text) ?? [];
  const rest = text.slice(all.length);
  const hasCapital = /\p{Lu}/u.test(rest.replace(/\\./gs, ''));
  const exact = /i/.test(all) ? off === '-' : hasCapital;
  return { text: escapes(rest), mode: 'regexp', case: exact };
}

const PLACES: Readonly<Record<string, string>> = { A: '^', z: '$', Z: '$', G: '^' };
const SIGNS: Readonly<Record<string, string>> = {
  ...{ a: '\\x07', e: '\\x1b', h: '[ \\t]', H: '[^ \\t]', R: '(?:\\r\\n|\\n|\\r)', Q: '', E: '' },
};

/** What Perl writes otherwise, inside a set and outside. */
function escapes(text: string): string {
  let isInSet = false;
  return text.replace(
    /\\c([\s\S])|\\(0[0-7]{0,2}|[1-7][0-7]{2})|\\x\{([\da-fA-F]+)\}|\\([\s\S])|\[\^?\]?|\]|\(\?#[^)]*\)|\(\?>|([*+?}])\+/g,
    (whole, control?: string, octal?: string, hex?: string, letter?: string, repeat?: string) => {
      if (control !== undefined)
        return `\\x${(control.toUpperCase().charCodeAt(0) ^ 64).toString(16).padStart(2, '0')}`;
      if (octal !== undefined) return `\\x${Number.parseInt(octal, 8).toString(16).padStart(2, '0')}`;
      if (hex !== undefined) return `\\u{${hex}}`;
      if (letter !== undefined) {
        if (!isInSet && Object.hasOwn(PLACES, letter)) return PLACES[letter] as string;
        return Object.hasOwn(SIGNS, letter) ? (isInSet ? ' \\t' : (SIGNS[letter] as string)) : whole;
      }
      if (whole.startsWith('[')) isInSet = true;
      else if (whole === ']') isInSet = false;
      else if (isInSet) return whole;
      // Remarks are nothing. What never gives back what it has taken would match less: it is refused by the parser.
      else if (whole.startsWith('(?#')) return '';
      else if (repeat !== undefined) return whole;
      return whole;
    },
  );
}

/** How many groups a regular expression has. Throws what is wrong with it. */
export function groupsOf(text: string): number {
  return groupsIn(translated(text, 'regexp').text);
}

const matchers = new Map<string, Matcher>();
const MOST_MATCHERS = 1000;
/** Work of one match, in steps of the pattern machine. */
const WORK = 100_000;

function matcherFor(text: string, matching: Matching): Matcher {
  const key = `${matching} ${text}`;
  const known = matchers.get(key);
  if (known) return known;
  const pattern = translated(text, matching);
  const made = matcherOf(pattern.text, pattern.mode, pattern.case);
  if (isFault(made)) return raise('TF', `${revealed(text)}: ${made.sentence}`);
  if (matchers.size >= MOST_MATCHERS) matchers.clear();
  matchers.set(key, made);
  return made;
}

/** Whether the text matches. Throws what is wrong with the pattern. */
export function matchesText(text: string, pattern: string, matching: Matching): boolean {
  return textMatcher(pattern, matching)(text);
}

/** The same of many texts, one after the other. */
export function textMatcher(pattern: string, matching: Matching): (text: string) => boolean {
  const matcher = matcherFor(pattern, matching);
  return text => {
    const shown = revealed(text);
    return mayMatch(matcher, shown) && matcher.match(shown, meterOf(WORK)) !== null;
  };
}

/** What a regular expression finds in the text, with what the game has said marked as it was. */
export function captured(text: string, pattern: string): Captured | null {
  const found = matcherFor(pattern, 'regexp').match(revealed(text), meterOf(WORK));
  return found && { text, slots: found.slots };
}
