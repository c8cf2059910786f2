/** Lines for which rules are got ready. */
import type { Act } from './scene.ts';

const MANY = 3000;

const rules = (count: number, pattern: (n: number) => string) =>
  Array.from(
    { length: count },
    (_, n) =>
      `[[trigger]]\nname = "r${n}"\npattern = '${pattern(n)}'\nmode = "regexp"\nset = { last = "$1" }\n`,
  ).join('\n');

/** Each of them is asked, and none of them matches. */
const hits = (n: number) =>
  `^(\\w+) (?:hits|misses) you for (\\d+) points with (?:a|the) [a-z]+${n % 10}\\.$`;

function lineFor(count: number): Act {
  return {
    what: `a line for ${count.toLocaleString('en')} regular expressions`,
    files: { 'automation.toml': rules(count, hits) },
    run: ({ say }) => say(['Orc hits you for 12 points with a sword.']),
    times: 4,
  };
}

export const lineRules: readonly Act[] = [
  ...[100, 300, MANY].map(lineFor),
  {
    what: '3,000 lines, each for another one',
    files: { 'automation.toml': rules(MANY, n => `^Orc${n} (\\w+) you (?:for|with) (\\d+) points\\.$`) },
    run: ({ say }) => say(Array.from({ length: MANY }, (_, n) => `Orc${n} hits you for 12 points.`)),
    times: 4,
  },
];
