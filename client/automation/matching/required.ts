/** What a text must hold for a pattern to match it: sets of texts, folded, of each of which at least one stands in every match. */
import type { Node } from '../../text/regexp/parse.ts';
import { fold } from './fold.ts';

/** `exact`: all that a node can match, if that is few; `needs`: texts of which one is in every match. null = not known. */
interface Known {
  readonly exact: readonly string[] | null;
  readonly needs: readonly string[] | null;
}

const NOTHING: Known = { exact: null, needs: null };
const EMPTY: Known = { exact: [''], needs: null };
/** Texts that are told apart, and how long they get: more would make the index larger and no better. */
const MOST_EXACT = 16;
const MOST_NEEDED = 64;
export const LONGEST = 48;
/** A repeat that is written out. */
const MOST_REPEATS = 8;

/** All sets that are known, of one pattern; none = nothing is known, and it may match any text. */
export function required(node: Node): readonly (readonly string[])[] {
  const sets: (readonly string[])[] = [];
  const { needs } = row(node.type === 'row' ? node.parts : [node], sets);
  return sets.length > 0 || !needs ? sets : [needs];
}

/** `sets` is given all of them. */
function row(parts: readonly Node[], sets?: (readonly string[])[]): Known {
  let run: readonly string[] = [''];
  let best: readonly string[] | null = null;
  let isWhole = true;

  function keep(set: readonly string[] | null): void {
    if (!set || set.includes('')) return;
    sets?.push(set);
    if (score(set) > score(best)) best = set;
  }

  for (const part of parts) {
    const known = knownOf(part);
    const joined = joinedWith(run, known.exact);
    if (joined) {
      run = joined;
      continue;
    }
    keep(run);
    isWhole = false;
    run = known.exact ?? [''];
    if (!known.exact) keep(known.needs);
  }
  keep(run);
  return { exact: isWhole ? run : null, needs: best };
}

function joinedWith(run: readonly string[], exact: readonly string[] | null): readonly string[] | null {
  if (!exact || run.length * exact.length > MOST_EXACT) return null;
  // Letter after letter, as in nearly all patterns.
  if (run.length === 1 && exact.length === 1) {
    const text = `${run[0]}${exact[0]}`;
    return text.length <= LONGEST ? [text] : null;
  }
  const joined = run.flatMap(start => exact.map(end => start + end));
  return joined.every(({ length }) => length <= LONGEST) ? joined : null;
}

/** The longer its shortest text the better, and the fewer they are. */
function score(set: readonly string[] | null): number {
  if (!set) return -1;
  const shortest = set.reduce((least, { length }) => Math.min(least, length), LONGEST);
  return 100 * shortest - set.length;
}

function knownOf(node: Node): Known {
  switch (node.type) {
    case 'atom':
      if (!node.characters) return NOTHING;
      return node.characters.length === 1
        ? letter(node.characters[0] as string)
        : choice(node.characters.map(letter));
    case 'capture':
      return knownOf(node.of);
    case 'row':
      return row(node.parts);
    case 'choice':
      return choice(node.choices.map(knownOf));
    case 'place':
      return EMPTY;
    case 'repeat':
      return repeat(node);
  }
}

/** Of two halves each may be folded in a way of its own: nothing is said about them. */
function letter(character: string): Known {
  return character.length > 1 ? NOTHING : { exact: [fold(character)], needs: null };
}

function choice(all: readonly Known[]): Known {
  const exact = all.every(one => one.exact) ? [...new Set(all.flatMap(one => one.exact ?? []))] : null;
  if (exact && exact.length <= MOST_EXACT) return { exact, needs: null };
  const sets = all.map(one => one.needs ?? (one.exact?.includes('') ? null : one.exact));
  const needs = sets.every(set => set) ? [...new Set(sets.flatMap(set => set ?? []))] : null;
  return { exact: null, needs: needs && needs.length <= MOST_NEEDED ? needs : null };
}

function repeat({ of, min, max }: Extract<Node, { type: 'repeat' }>): Known {
  const known = knownOf(of);
  if (max === 0) return EMPTY;
  if (min === 0) return max === 1 && known.exact ? choice([known, EMPTY]) : NOTHING;
  if (min === max && min <= MOST_REPEATS) return row(new Array<Node>(min).fill(of));
  return { exact: null, needs: known.needs ?? (known.exact?.includes('') ? null : known.exact) };
}
