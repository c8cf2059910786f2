/**
 * The index of a set of rules, which goes on from one change of them to the next: each rule has a number under which it is filed
 * once, wherever it stands among the others. To file ten thousand anew for one that was added would be felt.
 */
import type { Rule } from '../state/automation.ts';
import { type Candidates, createCandidates, type Filing, inOrder } from './matching/candidates.ts';

export interface Filed {
  readonly index: Candidates;
  /** By rule, its number. */
  readonly numbers: Map<Rule, number>;
}

export function newFiled(): Filed {
  return { index: createCandidates(), numbers: new Map() };
}

/** So many that are gone may be filed still, beside as many as there are. */
const MOST_GONE = 500;

/** What was filed, if it is not for the most part of rules that are gone; for so many rules. */
export function filedStill(filed: Filed | null, count: number): Filed {
  return filed && filed.numbers.size <= 2 * count + MOST_GONE ? filed : newFiled();
}

/** False: it is filed already. */
export function file({ index, numbers }: Filed, rule: Rule, filing: readonly Filing[]): boolean {
  if (numbers.has(rule)) return false;
  const number = numbers.size;
  numbers.set(rule, number);
  for (const one of rule.patterns.length === 0 ? [[]] : filing) index.add(number, one);
  return true;
}

/** By number, where the rule stands among these; -1: it is none of them. */
export function placesOf({ numbers }: Filed, rules: readonly Rule[]): Int32Array {
  const places = new Int32Array(numbers.size).fill(-1);
  for (const [at, rule] of rules.entries()) places[numbers.get(rule) as number] = at;
  return places;
}

/** Finds them by their places; what was filed later is none of them. */
export function inPlaces({ index }: Filed, places: Int32Array): Pick<Candidates, 'find'> {
  return {
    find(line) {
      const found = index.find(line);
      if (found.length === 0) return found;
      const here: number[] = [];
      for (const number of found) {
        const place = places[number] ?? -1;
        if (place >= 0) here.push(place);
      }
      return inOrder(here);
    },
  };
}
