/** Chance that can be had again: all of it comes from one seed. */

export interface Random {
  /** 0 up to, not including, `limit`. */
  below(limit: number): number;
  /** Both ends included. */
  between(low: number, high: number): number;
  chance(probability: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** A generator of its own, so that what one part draws does not change what another one gets. */
  fork(): Random;
}

/** mulberry32: 32 bits of state, which is plenty for a schedule. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    below,
    between: (low, high) => low + below(high - low + 1),
    chance: probability => next() < probability,
    pick: list => list[below(list.length)]!,
    fork: () => seeded(below(2 ** 32)),
  };
}

/** One of the entries, the heavier the likelier. */
export function weighted<T extends { readonly weight: number }>(random: Random, entries: readonly T[]): T {
  const total = entries.reduce((sum, { weight }) => sum + weight, 0);
  let left = random.below(total);
  for (const entry of entries) {
    left -= entry.weight;
    if (left < 0) return entry;
  }
  return entries.at(-1)!;
}
