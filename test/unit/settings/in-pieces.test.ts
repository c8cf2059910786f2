/** A long settings.toml is parsed a piece at a time, and says what it says as a whole. */
import { finish, type Steps } from '../../../client/automation/block.ts';
import { parsingToml } from '../../../client/settings/in-pieces.ts';
import { parseToml } from '../../../client/settings/load.ts';

const worlds = (count: number, from = 0) =>
  Array.from(
    { length: count },
    (_, n) =>
      `# world ${n + from}\n[worlds.W${n + from}]\nhost = "mud${n}.example.org"\nport = ${4000 + n}\n[worlds.W${n + from}.environ]\nA = "b"\n`,
  ).join('\n');
const HEAD = 'more_mode = false\n[web]\nport = 9000\n\n';

function stepsOf<T>(steps: Steps<T>): { count: number; value: T } {
  for (let count = 0; ; count++) {
    const { done, value } = steps.next();
    if (done) return { count, value };
  }
}

test.each([
  ['worlds by headers', `${HEAD}${worlds(1000)}`],
  [
    'other tables between and behind them',
    `${HEAD}${worlds(500)}\n[keys]\nsearch = "F5"\n${worlds(500, 500)}\n[status]\nleft = "x"\n`,
  ],
  [
    'names in quotes, with dots and signs',
    `${worlds(600)}\n["worlds"."a.b [c]"]\nhost = "[worlds.X]"\n[worlds."__proto__"]\nhost = "x"\n${worlds(600, 600)}`,
  ],
  [
    'texts of several lines that look like headers',
    `${worlds(600)}\n[worlds.Long]\nlogin = """\n[worlds.W1]\nhost = 1\n"""\n${worlds(600, 600)}`,
  ],
])('%s', (_, text) => {
  const { count, value } = stepsOf(parsingToml(text));
  expect(count).toBeGreaterThan(text.length / 40_000);
  expect(value).toEqual(parseToml(text));
});

test.each([
  ['a mistake in the middle', `${worlds(600)}\n[worlds.Bad\nhost = 1\n${worlds(600, 600)}`],
  ['a world that is there twice', `${worlds(1000)}\n${worlds(1, 7)}`],
  ['a table that is there twice', `${HEAD}${worlds(1000)}\n[web]\nport = 1\n`],
  ['worlds in one line, and by headers', `worlds = { A = { host = "a" } }\n${worlds(1000)}`],
  ['worlds by dots, and by headers', `worlds.A.host = "a"\n${worlds(1000)}`],
  ['worlds in a table of their own', `[worlds]\nA = { host = "a" }\n${worlds(1000)}`],
  ['a list of worlds', `[[worlds]]\nhost = "a"\n${worlds(1000)}`],
  [
    'a part of a world far behind it',
    `${worlds(1000).replace('[worlds.W3.environ]', '')}\n[worlds.W3.environ]\nC = "d"\n`,
  ],
])('%s is told, or taken, as it is of the whole', (_, text) => {
  expect(finish(parsingToml(text))).toEqual(parseToml(text));
});
