/** A game's lines, and rules as a player of many years has them: of all modes and kinds, some of which act on most lines. */
import { numbers } from './figures.ts';

const NAMES = 'Aragorn Bilbo Cirdan Durin Eowyn Frodo Gimli Haldir Ioreth Jormun'.split(' ');
const VERBS = 'slashes pierces bludgeons scorches misses grazes decimates MASSACRES'.split(' ');
const MOBS = ['an orc scout', 'a cave troll', 'the ancient wyrm', 'a goblin shaman', 'a ragged bandit'];
export const WORDS = (
  'the quick brown fox jumps over lazy dog while ancient stones whisper of forgotten kings and rivers run cold beneath ' +
  'a pale moon that never sets upon these hills'
).split(' ');

type Below = (below: number) => number;
const some = (next: Below, count: number) =>
  Array.from({ length: count }, () => WORDS[next(WORDS.length)]).join(' ');
const one = (next: Below, of: readonly string[]) => of[next(of.length)] as string;

/** Without line ends, in colours. */
export function gameLines(count: number): string[] {
  const next = numbers(3);
  return Array.from({ length: count }, (_, n) => lineOf(n % 10, next));
}

function lineOf(kind: number, next: Below): string {
  if (kind < 3)
    return `\x1b[1;31m${one(next, NAMES)}\x1b[0m ${one(next, VERBS)} \x1b[32m${one(next, MOBS)}\x1b[0m with a flaming longsword for \x1b[1;37m${next(1000)}\x1b[0m damage! ${some(next, 14)}`;
  if (kind < 5) return `\x1b[38;5;99m[OOC] ${one(next, NAMES)}:\x1b[0m '${some(next, 24)}'`;
  if (kind < 6) return `\x1b[1;35m${one(next, NAMES)}\x1b[0m tells you, '${some(next, 22)}'`;
  if (kind < 7)
    return `\x1b[33m[ Exits: \x1b[1;32mnorth\x1b[0m \x1b[1;32meast\x1b[33m ]\x1b[0m ${some(next, 18)}`;
  return kind < 8 ? `\x1b[38;2;9;8;7m${some(next, 26)}\x1b[0m` : `   ${some(next, 34)}`;
}

const letters = 'abcdefghijklmnopqrstuvwxyz';
const name = (next: Below) =>
  `${(letters[next(26)] as string).toUpperCase()}${[1, 2, 3, 4].map(() => letters[next(26)]).join('')}`;

/** By kind, and how many of a thousand there are: what stands in the table of rule n. */
const KINDS: readonly (readonly [share: number, rule: (next: Below, n: number) => string])[] = [
  [250, next => `pattern = '\\b${name(next)}\\b'\nmode = "regexp"\ncase = true\nhilite = "bold yellow"`],
  [10, (_, n) => `pattern = "${NAMES[n % NAMES.length]}"\ncase = true\nhilite = "bold cyan"`],
  [100, next => `pattern = "${name(next)} ${some(next, 2)}"\ngag = true`],
  [40, next => `pattern = "You are ${some(next, 2)} now"\nmode = "begins"\ngag = true\nblank = true`],
  [40, next => `pattern = "${name(next)} is ${some(next, 1)}."\nmode = "exact"\nbell = true`],
  [
    140,
    next =>
      `pattern = '^${name(next)} (\\w+) (?<what>.+) with (?:a|an) ${some(next, 2)} for (\\d+)'\nmode = "regexp"\nset = { last = "$what" }`,
  ],
  [1, () => `pattern = '^(?<who>\\w+) tells you, (.*)$'\nmode = "regexp"\nset = { reply = "$who" }`],
  [
    1,
    () =>
      `pattern = ' (\\w+) (.+) with a flaming longsword for (?<hurt>\\d+) damage'\nmode = "regexp"\nset = { hurt = "$hurt" }`,
  ],
  [
    90,
    next => `pattern = "${name(next)} tells you, '${some(next, 1)} *'"\nmode = "glob"\nset = { told = "$1" }`,
  ],
  [1, () => `pattern = "* Exits: *"\nmode = "glob"\nset = { exits = "$2" }\nfall = true`],
  [60, next => `pattern = "the ${name(next)} of ${some(next, 1)}"\nsubstitute = "it"`],
  [1, () => `pattern = "a cave troll"\nsubstitute = "TROLL"`],
  [
    60,
    next => `pattern = "${some(next, 1)} ${name(next)}"\nwhen = "{hp} < 50 & !resting"\nset = { a = "1" }`,
  ],
  [1, () => `pattern = "damage!"\nwhen = "{hurt} > 900"\nset = { strong = "1" }`],
  [60, next => `all = ["${name(next)} leaves", "${name(next)} arrives"]\nlines = 5\nset = { b = "\${2.1}" }`],
  [1, () => `all = ["tells you", "Exits"]\nlines = 5\nset = { both = "1" }`],
  [
    40,
    next => `pattern = "${name(next)} lists:"\nuntil = "^-+$"\nmode = "regexp"\nset = { list = "$block" }`,
  ],
  [
    40,
    next => `pattern = "${some(next, 1)} ${name(next)}"\nstyle = "bold red"\ncooldown = 3\nset = { c = "1" }`,
  ],
  [1, () => `pattern = "longsword"\nstyle = "bold"\nset = { d = "1" }`],
  [
    63,
    next =>
      `pattern = "${name(next)} ${some(next, 1)}s"\nshots = 5\npriority = 3\nworlds = ["Beta"]\nbell = true`,
  ],
];

/** Text of automation.toml with a thousand rules. */
export function gameRules(): string {
  const next = numbers(5);
  return KINDS.flatMap(([share, rule], kind) =>
    Array.from({ length: share }, (_, n) => `[[trigger]]\nname = "k${kind} ${n}"\n${rule(next, n)}\n`),
  ).join('\n');
}

/** Text of automation.toml with so many rules that never match: as peers were measured with. */
export function silentRules(count: number): string {
  return Array.from(
    { length: count },
    (_, n) => `[[trigger]]\nname = "n${n}"\nmode = "regexp"\npattern = '${silentPattern(n)}'\nsend = "x"\n`,
  ).join('\n');
}

export function silentPattern(n: number): string {
  const number = String(n).padStart(4, '0');
  return n % 2 ? `^(\\w+) tells you, .zq${number} (.*).$` : `Orcz${number} (hits|misses) (\\w+) for (\\d+)`;
}
