/**
 * The index of a set of rules, which goes on from one change of them to the next: each rule has a number under which it is filed
 * once, wherever it stands among the others. To file ten thousand anew for one that was added would be felt.
 */
import type { Rule } from '../state/automation.ts';
import { type Candidates, createCandidates, inOrder } from './matching/candidates.ts';
import { createTexts } from './matching/texts.ts';
import { type Entries, filingsOf } from './rows/entries.ts';

export interface Filed {
  readonly index: Candidates;
  /** By rule, its number. */
  numbers(): Map<Rule, number>;
}

/** For the rules of these entries, which are filed with the numbers 0, 1, 2 … `ruleAt`: asked for them when another change comes. */
export function newFiled(entries: Entries, count: number, ruleAt: (number: number) => Rule): Filed {
  let numbers: Map<Rule, number> | null = null;
  return {
    index: createCandidates(createTexts(entries.units)),
    numbers() {
      if (numbers) return numbers;
      numbers = new Map();
      for (let number = 0; number < count; number++) numbers.set(ruleAt(number), number);
      return numbers;
    },
  };
}

/** So many that are gone may be filed still, beside as many as there are. */
const MOST_GONE = 500;

/** What was filed, if it is not for the most part of rules that are gone; for so many rules. */
export function filedStill(filed: Filed, count: number): Filed | null {
  return filed.numbers().size <= 2 * count + MOST_GONE ? filed : null;
}

/** Files rule number n of the entries. False: it is filed already. */
export function file(filed: Filed, rule: Rule, entries: Entries, n: number): boolean {
  const numbers = filed.numbers();
  if (numbers.has(rule)) return false;
  const number = numbers.size;
  numbers.set(rule, number);
  filed.index.fileMany(entries.units, filingsOf(entries, [n], 0, 1, number));
  return true;
}

/** By number, where the rule stands among these; -1: it is none of them. */
export function placesOf(filed: Filed, rules: readonly Rule[]): Int32Array {
  const numbers = filed.numbers();
  const places = new Int32Array(numbers.size).fill(-1);
  for (const [at, rule] of rules.entries()) places[numbers.get(rule) as number] = at;
  return places;
}

/** Finds them by their places, or by their numbers where those are the places; what was filed later is none of them. */
export function inPlaces(
  { index }: Filed,
  places: Int32Array | null,
  count: number,
): Pick<Candidates, 'find'> {
  const placeOf = places
    ? (number: number) => places[number] ?? -1
    : (number: number) => (number < count ? number : -1);
  return {
    find(line) {
      const found = index.find(line);
      if (found.length === 0) return found;
      const here: number[] = [];
      for (const number of found) {
        const place = placeOf(number);
        if (place >= 0) here.push(place);
      }
      return inOrder(here);
    },
  };
}
