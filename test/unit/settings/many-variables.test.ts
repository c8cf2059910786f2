/** Thousands of variables in automation.toml are read in parts. */
import { parsing } from '../../../client/settings/rules/file.ts';

const COUNT = 3000;
const rows = (count: number, from = 0) =>
  Array.from({ length: count }, (_, n) => `v${from + n} = "value ${from + n}"`).join('\n');
const rule = (name: string, more = '') => `[[trigger]]\nname = "${name}"\npattern = "x"\n${more}`;
const head = (count: number) => `[variables] # mine\n# those\n${rows(count)}\n`;

/** What the text says, and in how many steps. */
function read(text: string) {
  const steps = parsing(text);
  for (let count = 1; ; count++) {
    const { done, value } = steps.next();
    if (done) return { ...value, count };
  }
}

test('each part is a step, and all of them are what the table says', () => {
  const read1 = read(`${rule('one', '[trigger.set]\na = "b"\n')}${head(COUNT)}${rule('two')}`);
  if ('fault' in read1) throw new Error(read1.fault);
  expect(read1.variables).toHaveLength(COUNT);
  expect(read1.variables.at(-1)).toEqual({ world: '', name: 'v2999', value: 'value 2999' });
  expect(read1.rules.map(({ name, set }) => [name, set])).toEqual([
    ['one', { a: 'b' }],
    ['two', undefined],
  ]);
  expect(read1.count).toBeGreaterThan(40);
});

test('so are those of a world, and of several', () => {
  const worlds = ['A', '"B c"'].map(name => `[world_variables.${name}]\n${rows(600)}\n`).join('\n');
  const found = read(`${head(600)}${worlds}`);
  expect('variables' in found && found.variables.map(({ world }) => world)).toEqual(
    ['', 'A', 'B c'].flatMap(world => new Array(600).fill(world)),
  );
});

test.each([
  ['twice', `${head(COUNT)}v7 = "again"\n`, /^automation.toml, line 3003, column 1: /],
  [
    'no text',
    `${head(COUNT)}other = 1\n`,
    /^automation.toml, line 1, column 1: the variable other is a text\.$/,
  ],
  [
    'no TOML',
    `${rule('one')}${head(COUNT)}other = \n${rule('two')}`,
    /^automation.toml, line 3006, column 9: /,
  ],
  [
    'two tables',
    `${head(COUNT)}${rule('one')}${head(COUNT)}`,
    /^automation.toml, line 3006, column 1: variables stands there twice\.$/,
  ],
  ['reserved', `${head(COUNT)}__proto__ = "x"\n`, /"__proto__": the name is reserved\.$/],
])('a mistake is told where it is: %s', (_, text, expected) => {
  const found = read(text);
  expect('fault' in found && found.fault).toMatch(expected);
});

test('what belongs to a rule before the table belongs to it still', () => {
  const found = read(`${rule('one')}${head(COUNT)}[trigger.set]\na = "b"\n`);
  expect('rules' in found && found.rules[0]?.set).toEqual({ a: 'b' });
});
