import { languageCommands } from '../../../client/tinyfugue/commands.ts';
import { pureFunctions } from '../../../client/tinyfugue/functions/call.ts';
import { facts } from '../../../client/world/tinyfugue/facts.ts';
import { playAlpha } from '../../support/play.ts';
import { told } from '../../support/tinyfugue/machine.ts';

const answerTo = (expression: string) => told(`/eval /echo [$[${expression}]]`).join('|');

test.each([
  ['tolower("ÄB", 1)', '[äB]'],
  ['pad("é", 3)', '[  é]'],
  ['substr("abcdef", 1, -1)', '[bcde]'],
  ['strrchr("hello", "l", -3)', '[2]'],
  ['replace("a", "aa", "banana")', '[baanaanaa]'],
  ['mod(-7, 3)', '[-1]'],
  ['textdecode("a_32_b")', '[a b]'],
  ['regmatch("(?<w>b+)", "abbc")', '[2]'],
  ['decode_attr("@{Cred}x@{n}")', '[x]'],
  ['1:30', '[5400.0]'],
  ['strcat("a", 1 + 1)', '[a2]'],
])('%s is %s', (expression, value) => {
  expect(answerTo(expression)).toBe(value);
});

test.each([
  ['sqrt(-1)', 'sqrt: argument is outside its domain'],
  ['mod(1, 0)', 'mod: division by zero'],
  ['pow(-1, 0.5)', 'pow: a negative number has whole powers only'],
  ['strlen()', 'strlen: too few arguments'],
  ['strlen(1, 2)', 'strlen: too many arguments'],
  ['strrep("x", 100000)', 'a text gets longer than 65536 characters'],
  ['pad("x", 100000)', 'a text gets longer than 65536 characters'],
  ['regmatch("(", "x")', 'a ( has no ) behind it'],
  ['ftime("%Y", 1e20)', 'ftime: no such time'],
])('%s is refused: %s', (expression, sentence) => {
  expect(answerTo(expression)).toContain(sentence);
});

test('what the client is asked is answered from its state, and passwords are nobody’s', () => {
  const play = playAlpha({ columns: 200, worlds: { Alpha: { user: 'bob', password: 'secret' } } });
  play.enter(
    '/eval /echo w=$[fg_world()] $[world_info("host")] $[world_info("Alpha","character")] $world_name [$[world_info("password")]] $[is_connected()] $[columns()] $[nlog()]',
  );
  expect(play.output().at(-1)).toBe('w=Alpha mud.example bob Alpha [] 1 200 0');
});

test('there are at least 75 functions', () => {
  const names = new Set([...Object.keys(pureFunctions), ...Object.keys(facts), 'eval', 'test']);
  expect(names.size).toBeGreaterThanOrEqual(75);
  expect(Object.keys(languageCommands).length).toBeGreaterThan(20);
});
