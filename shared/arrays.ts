/**
 * Arrays of any length. A spread hands each element over as an argument of its own, and the stack holds some 100,000
 * of them at most: `push(...list)` and `Math.max(...list)` throw where these go on.
 */

/** Adds all `items` at the end of `target`. */
export function pushAll<T>(target: T[], items: Iterable<T>): void {
  for (const item of items) target.push(item);
}

/** Returns the largest number; -Infinity if there is none, as Math.max() does. */
export function maxOf(numbers: Iterable<number>): number {
  let most = Number.NEGATIVE_INFINITY;
  for (const number of numbers) most = Math.max(most, number);
  return most;
}

/** Returns the smallest number; Infinity if there is none, as Math.min() does. */
export function minOf(numbers: Iterable<number>): number {
  let least = Number.POSITIVE_INFINITY;
  for (const number of numbers) least = Math.min(least, number);
  return least;
}
