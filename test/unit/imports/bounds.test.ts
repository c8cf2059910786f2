/** Files that nobody writes by hand: to read them takes as long as they are, not the square of it. */

import { finish } from '../../../client/automation/block.ts';
import { createTaker } from '../../../client/imports/taker.ts';
import { convertTinTin } from '../../../client/imports/tintin/convert.ts';

/** Milliseconds of the processor. */
function timeOf(text: string): number {
  const now = () => process.cpuUsage().user / 1000;
  const read = () => ({ fault: 'there is none', missing: true }) as const;
  const start = now();
  finish(convertTinTin({ text, group: 'g', read, load: read }, createTaker('g')));
  return now() - start;
}

const within = (words: string) => (count: number) => `#alias {a} {#if {1} {say ${words.repeat(count)}}}`;

// Without a bound each takes the square of its length, which are minutes.
test.each<[string, (count: number) => string, number]>([
  ['blank lines', count => '\n \n'.repeat(count), 300_000],
  ['a comment', count => `/*${'a*b '.repeat(count)}*/`, 500_000],
  ['bodies within bodies', count => `#alias {a} {${'#if {1} {'.repeat(count)}x${'}'.repeat(count)}}`, 10_000],
  [
    'functions within functions',
    count => `#function {f} {x}\n${within('@f{')(count).replace(/\}\}$/, '}'.repeat(count + 2))}`,
    5000,
  ],
  ['keys that are not closed', within('$a['), 80_000],
  ['dollars', within('$'), 200_000],
  ['percents', within('%'), 200_000],
  ['ats', within('@'), 200_000],
  ['escaped braces of a condition', count => `#alias {a} {#if {${'\\{'.repeat(count)}} {x}}`, 100_000],
  ['classes of a pattern', count => `#action {{${'['.repeat(count)}}} {#math {x} {1}}`, 200_000],
  ['what #list finds', count => `#alias {a} {#list {x} {find} {${'a'.repeat(count)}!} {y}}`, 1000],
  [
    'aliases that say the next one',
    count =>
      Array.from({ length: count }, (_, at) => `#alias {a${at}} {a${at + 1}}\n`).join('') +
      `#alias {a${count}} {#math {x} {1}}`,
    3000,
  ],
  ['a table', count => `#variable {t} {${'{a}{b}'.repeat(count)}}`, 30_000],
  ['#elseif', count => `#if {1} {#math {x} {1}}${'\n#elseif {1} {#math {x} {1}}'.repeat(count)}`, 10_000],
])('%s', (_, make, count) => {
  expect(timeOf(make(count))).toBeLessThan(5000);
});
