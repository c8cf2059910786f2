/** Figures out of samples, and tables out of figures. */
import { maxOf, minOf } from '../../../shared/arrays.ts';

/** The value that `share` (0 to 1) of the samples do not exceed; NaN without samples. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export function median(samples: readonly number[]): number {
  return percentile(samples, 0.5);
}

export function least(samples: readonly number[]): number {
  return minOf(samples);
}

/** `47.1 (44.2)`: median and least, which a busy neighbour disturbs least. */
export function middle(samples: readonly number[], digits = 1): string {
  return `${median(samples).toFixed(digits)} (${least(samples).toFixed(digits)})`;
}

/** Prints rows under a head; the first column is flush left, the others right. */
export function printTable(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = head.map((_, column) => maxOf([head, ...rows].map(row => row[column]?.length ?? 0)));
  for (const row of [head, ...rows]) {
    const cells = row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!),
    );
    console.log(cells.join('   '));
  }
}

/** The same numbers each time, each below what is asked for. */
export function numbers(seed: number): (below: number) => number {
  let at = seed;
  return below => {
    at = (Math.imul(at, 1103515245) + 12345) >>> 0;
    return (at >>> 8) % below;
  };
}
