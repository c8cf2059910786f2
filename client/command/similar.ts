/** What somebody may have meant who typed a name that does not exist. */
import { minOf } from '../../shared/arrays.ts';

/** Longer names are not compared, nor more of them than this: it is done in a few milliseconds. */
const LONGEST = 40;
const MOST_COMPARED = 2000;
const MOST_NAMED = 3;

/** ` Did you mean /reload?`, to follow a sentence; '' if nothing is near. */
export function didYouMean(typed: string, names: readonly string[], shown = (name: string) => name): string {
  const near = nearest(typed, names).map(shown);
  return near.length === 0 ? '' : ` Did you mean ${orList(near)}?`;
}

/** ` Did you mean "My World"?`: where no name is near, those that begin so are meant, or have a word that does. */
export function didYouMeanBegun(
  typed: string,
  names: readonly string[],
  shown: (name: string) => string,
): string {
  if (nearest(typed, names).length > 0) return didYouMean(typed, names, shown);
  const word = typed.toLowerCase();
  if (word === '') return '';
  const compared = names.slice(0, MOST_COMPARED);
  const begun = compared.filter(name => name.toLowerCase().startsWith(word));
  const near = begun.length > 0 ? begun : compared.filter(name => name.toLowerCase().includes(` ${word}`));
  return near.length === 0 ? '' : ` Did you mean ${orList(near.slice(0, MOST_NAMED).map(shown))}?`;
}

/** Those of the names that are nearest to what was typed, and near enough to be meant. */
export function nearest(typed: string, names: readonly string[]): string[] {
  const word = typed.toLowerCase();
  if (word === '' || word.length > LONGEST) return [];
  // One slip in a short word makes another word; two in a longer one are still slips.
  const most = word.length < 4 ? 1 : 2;
  const compared = names
    .slice(0, MOST_COMPARED)
    .filter(name => Math.abs(name.length - word.length) <= most)
    .map(name => ({ name, slips: slipsBetween(word, name.toLowerCase()) }));
  const least = minOf(compared.map(({ slips }) => slips));
  if (least > most) return [];
  return compared
    .filter(({ slips }) => slips === least)
    .slice(0, MOST_NAMED)
    .map(({ name }) => name);
}

/** Letters left out, put in, mistaken or swapped with their neighbour (optimal string alignment). */
function slipsBetween(a: string, b: string): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const line = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1] ? 0 : 1;
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      line[column] = Math.min(
        at(above, column) + 1,
        at(line, column - 1) + 1,
        at(above, column - 1) + same,
        swapped ? at(before, column - 2) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    before = above;
    above = line;
  }
  return at(above, b.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] as number;
}

/** `a, b or c` */
export function orList(names: readonly string[]): string {
  const last = names.at(-1) as string;
  return names.length === 1 ? last : `${names.slice(0, -1).join(', ')} or ${last}`;
}
