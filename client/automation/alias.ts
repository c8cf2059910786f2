/** Lines as one types them, made into what aliases say: all of it, before anything is done. */
import type { Automation, Rule } from '../state/automation.ts';
import { type Wish, wishesOf } from './act.ts';
import type { Match } from './matching/matcher.ts';
import { ruleSet, rulesBy, rulesOf } from './rules.ts';
import { count, isArmed, tryRule } from './run.ts';

/** Aliases within aliases; and lines that come of one. */
const DEEPEST = 50;
const MOST_LINES = 1000;

export type Expanded = { readonly wishes: readonly Wish[] } | { readonly fault: string };

/** What becomes of the line; null: it is no alias. `lookUp`: values of variables. */
export function expandAlias(
  automation: Automation,
  line: string,
  world: string,
  now: number,
  lookUp: (name: string) => string,
): Expanded | null {
  if (!automation.on || automation.block.length === 0) return null;
  const wishes: Wish[] = [];
  const acted: Rule[] = [];
  let fault: string | null = null;

  /** False: it is no alias. */
  function expand(text: string, path: readonly string[]): boolean {
    const found = findAlias(automation, text, world, now);
    if (!found || fault !== null) return found !== null;
    const names = [...path, found.rule.name];
    if (names.length > DEEPEST) fault = `Aliases go round: ${rounds(names)}. Nothing was sent.`;
    else if (wishes.length > MOST_LINES)
      fault = `${names[0]} becomes more than ${MOST_LINES} lines. Nothing was sent.`;
    if (fault !== null) return true;
    acted.push(found.rule);
    for (const wish of wishesOf(found, lookUp)) {
      if (fault !== null) return true;
      if (wish.type !== 'send' || !expand(wish.text, names)) wishes.push(wish);
    }
    return true;
  }

  if (!expand(line, [])) return null;
  if (fault !== null) return { fault };
  for (const rule of acted) count(automation, rule, now, 0);
  return { wishes };
}

interface Found {
  readonly rule: Rule;
  readonly match: Match;
}

/** Whether an alias, of whichever world, may take the line for its own. */
export function isAlias(automation: Automation, line: string): boolean {
  if (!automation.on || automation.block.length === 0) return false;
  const word = /^\S+/.exec(line)?.[0] ?? '';
  if (namedAliases(automation).has(word)) return true;
  const set = ruleSet(rulesOf(automation), 'alias');
  return set.candidates.find(line).some(id => tryRule(set, id, line).hit !== null);
}

/** Those that have no pattern, by their names. */
function namedAliases(automation: Automation): ReadonlyMap<string, Rule> {
  return rulesBy(rulesOf(automation), 'alias', ({ name, patterns }) => (patterns.length === 0 ? name : ' '));
}

/** By its first word, or else by a pattern. */
function findAlias(automation: Automation, line: string, world: string, now: number): Found | null {
  const named = namedAliases(automation);
  const word = /^\S+/.exec(line)?.[0] ?? '';
  const rule = named.get(word);
  if (rule && isArmed(automation, rule, world, now))
    return { rule, match: words(line.slice(word.length).trim()) };
  // It is counted once all of it is known to end.
  const set = ruleSet(rulesOf(automation), 'alias');
  for (const id of [...set.candidates.find(line)]) {
    const hit = isArmed(automation, set.ruleAt(id), world, now) ? tryRule(set, id, line).hit : null;
    if (hit) return hit;
  }
  return null;
}

/** The words behind the name as groups: `$1`, `$2`, all of them `$*`. */
function words(text: string): Match {
  const found = [...text.matchAll(/\S+/g)];
  return {
    text,
    slots: [0, text.length, ...found.flatMap(({ index, 0: word }) => [index, index + word.length])],
    groups: ['', ...found.map(() => '')],
  };
}

/** The names from one to where it comes again. */
function rounds(names: readonly string[]): string {
  const last = names.at(-1) as string;
  const before = names.lastIndexOf(last, -2);
  return (before < 0 ? names.slice(-3) : names.slice(before)).join(' → ');
}
