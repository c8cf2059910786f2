import { type Matcher, matcherOf } from '../../../client/automation/matching/matcher.ts';
import type { PatternMode } from '../../../client/state/automation.ts';
import { meterOf } from '../../../client/text/meter.ts';
import { isFault } from '../../../shared/fault.ts';

function matcher(text: string, mode: PatternMode = 'regexp', exact = false): Matcher {
  const made = matcherOf(text, mode, exact);
  if (isFault(made)) throw new Error(made.sentence);
  return made;
}

function groups(text: string, line: string, mode: PatternMode = 'regexp', exact = false): string[] | null {
  const match = matcher(text, mode, exact).match(line, meterOf(1e6));
  if (!match) return null;
  const { slots } = match;
  return match.groups.map((_, group) => line.slice(slots[2 * group], slots[2 * group + 1]));
}

test.each<[string, PatternMode, string, string[] | null]>([
  ['orc', 'text', 'An ORC is here', ['ORC']],
  ['an orc', 'begins', 'An orc is here', ['An orc']],
  ['orc', 'begins', 'An orc is here', null],
  ['orc', 'exact', 'Orc', ['Orc']],
  ['orc', 'exact', 'Orcs', null],
  [
    '* tells you: *',
    'glob',
    'Bob tells you: he tells you: hi',
    ['Bob tells you: he tells you: hi', 'Bob', 'he tells you: hi'],
  ],
  ['tells you', 'glob', 'Bob tells you', null],
  ['\\*?\\*', 'glob', '*x*', ['*x*']],
  ['a.b', 'text', 'aXb', null],
  ['^(\\w+) hits (you|me)', 'regexp', 'Orc hits me.', ['Orc hits me', 'Orc', 'me']],
])('%s as %s in %s', (text, mode, line, expected) => {
  expect(groups(text, line, mode)).toEqual(expected);
});

test('capitals count where they shall', () => {
  expect(groups('orc', 'Orc', 'text', true)).toBeNull();
  expect(groups('orc', 'orc', 'text', true)).toEqual(['orc']);
});

test('groups have names', () => {
  expect(matcher('(?<hp>\\d+)/(\\d+)').match('12/34', meterOf(1e6))?.groups).toEqual(['', 'hp', '']);
});

test('no pattern explodes, and what a line has beyond its first 4,096 characters is not looked at', () => {
  const line = 'a'.repeat(1024 * 1024);
  for (const text of ['(a+)+$x', '(a|a)*b', '(x+x+)+y', '(\\w+)\\s*:']) {
    let spent = 0;
    const meter = { hasTime: () => true, spend: (work: number) => (spent += work) };
    expect(matcher(text).match(line, meter)).toBeNull();
    expect(spent).toBeLessThan(1_000_000);
  }
  expect(groups('b', `${'a'.repeat(4096)}b`)).toBeNull();
  expect(groups('b', `${'a'.repeat(4095)}b`)).toEqual(['b']);
});

test('letters in a row cost as many steps as are compared, also where they are not there after all', () => {
  let spent = 0;
  const meter = { hasTime: () => spent < 100_000, spend: (work: number) => (spent += work) };
  expect(matcher(`.*${'a'.repeat(400)}b`).match('a'.repeat(4096), meter)).toBeNull();
  expect(spent).toBeGreaterThan(100_000);
});

test('a meter that has run out ends the search', () => {
  expect(matcher('(\\w+)\\s*:').match('a'.repeat(4096), meterOf(2000))).toBeNull();
});

test.each([
  ['(a', 'a ( has no ) behind it'],
  ['(a)\\1', '\\1, what a group has matched, is not possible here'],
  [
    'a(?=b)',
    'looking ahead or behind, (?=…), is not possible here: match it as well, and put the part that you want into a group',
  ],
])('%s is told why it is none', (text, sentence) => {
  expect(matcherOf(text, 'regexp', false)).toMatchObject({ sentence });
});

test('what a match needs is known', () => {
  expect(matcher('^Orc7 (hits|misses) (\\w+) for').required).toContainEqual(['orc7 hits ', 'orc7 misses ']);
  expect(matcher('[Tt]roll').required).toEqual([['troll']]);
  expect(matcher('\\w+').required).toEqual([]);
});

test.each<[string, string, number]>([
  ['characters that nothing can begin with', '\\d\\d:\\d\\d', 2000],
  ['places where a match begins and is none', '(.*)\\d', 20_000],
  [
    'repeats that take as little as can be, and lead nowhere',
    `^(?:${[...'bcdefghijklmnopqrstuvwxyz'].map(letter => `a*?${letter}`).join('|')})`,
    100_000,
  ],
  [
    'the same before words',
    `^(?:${[...'bcdefghijklmnopqrstuvwxyz'].map(letter => `a*?${letter}${letter}`).join('|')})`,
    100_000,
  ],
])('%s are paid for', (_, pattern, least) => {
  let steps = 0;
  const spend = (work: number) => {
    steps += work;
  };
  expect(matcher(pattern).match('a'.repeat(4096), { hasTime: () => true, spend })).toBeNull();
  expect(steps).toBeGreaterThan(least);
});

test('every text of a glob of TinyFugue is known to be needed, not its longest alone', () => {
  expect(matcher('Orc12 * hits [yY]ou {hard|not}', 'words').required).toEqual([
    ['orc12 '],
    [' hits you hard', ' hits you not'],
  ]);
});

test('letters that are looked for as they are match what any pattern of them would', () => {
  const lines = [
    'An ORC is here, orc',
    'orc',
    '',
    'An örc, an ORC',
    'Kelvin: \u212a',
    'or c',
    `${'x'.repeat(5000)}orc`,
  ];
  for (const exact of [false, true])
    for (const line of lines)
      for (const from of [0, 1, 8, 30])
        for (const word of ['orc', 'ORC', 'k', ' ', 'r c', '.', 'x'.repeat(40)]) {
          // In a group it is no text: a regular expression is made of it.
          const source = `(?:${word.replace(/[^\w]/g, '\\$&')})`;
          const [plain, made] = [matcher(word, 'text', exact), matcher(source, 'regexp', exact)];
          const asked = (one: Matcher) => one.match(line, meterOf(1e6), from);
          expect([word, line, asked(plain)]).toEqual([word, line, asked(made)]);
          expect(plain.required).toEqual(made.required);
        }
});
