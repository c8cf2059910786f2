/** What rules do with a line, in ways that are derived and kept: the same as if each was looked at anew. */

import { matcherOf } from '../../../client/automation/matching/matcher.ts';
import { fill } from '../../../client/automation/template.ts';
import { meterOf } from '../../../client/text/meter.ts';
import { isFault } from '../../../shared/fault.ts';
import { createPlay } from '../../support/play.ts';

function playing(automation: string) {
  const play = createPlay({ worlds: { Alpha: {} }, automation, columns: 80 });
  play.enter('/auto load');
  play.enter('/worlds Alpha');
  play.connect('Alpha');
  return play;
}

test('a template is filled in the same way each time', () => {
  const matcher = matcherOf('^(?<who>\\w+) hits (\\d+)', 'regexp', false);
  if (isFault(matcher)) throw matcher;
  const braced = (name: string) => `$\{${name}}`;
  const text = `$who:${braced('who')} $2 ${braced('1')} $$ $* $none ${braced('"; \\"/quit\\""')} ${braced(' who ')}$`;
  for (const [line, filled] of [
    ['Bob hits 12', 'Bob:Bob 12 Bob $ Bob hits 12 <none> ; "/quit" Bob$'],
    ['Al hits 3', 'Al:Al 3 Al $ Al hits 3 <none> ; "/quit" Al$'],
  ] as const) {
    const match = matcher.match(line, meterOf(1000));
    expect(fill(text, match, name => `<${name}>`)).toBe(filled);
  }
});

test('all places of a word are painted, also where words were replaced before', () => {
  const play = playing(
    `[[trigger]]\nname = "h"\npattern = "orc"\nhilite = "1;31"\n[[trigger]]\nname = "s"\npattern = "elf"\nsubstitute = "orc"\n`,
  );
  play.receive('Alpha', 'An orc and an ORC and an elf.\r\n');
  const line = play.world('Alpha').scrollback.open.at(-1);
  expect(line?.text).toBe('An orc and an ORC and an orc.');
  const painted = line?.runs.filter(({ style }) => style === '1;31').map(({ at }) => at);
  expect(painted).toEqual([3, 14, 25]);
});

test('plain letters are found whatever their case, from any place on, and not in letters that only look like them', () => {
  const matcher = matcherOf('Skill', 'text', false);
  if (isFault(matcher)) throw matcher;
  const slots = (text: string, from = 0) => matcher.match(text, meterOf(1000), from)?.slots ?? null;
  expect(slots('a skill, a SKILL')).toEqual([2, 7]);
  expect(slots('a skill, a SKILL', 3)).toEqual([11, 16]);
  expect(slots('a skill', 3)).toBeNull();
  // The Kelvin sign is a k, and a long s is an s.
  expect(slots('é a \u017f\u212aill')).toEqual([4, 9]);
});

test('what a rule wants is in its order, once a line', () => {
  const play = playing(
    `[[trigger]]\nname = "all"\npattern = "go (\\\\w+)"\nmode = "regexp"\nset = { a = "$1" }\nsend = ["say $1"]\nbody = "/set b x$1; wave"\n`,
  );
  play.receive('Alpha', 'go one\r\ngo two\r\n');
  expect(play.sent('Alpha').toString()).toBe('say one\r\nwave\r\nsay two\r\nwave\r\n');
  expect(play.state.automation.variables?.['']).toEqual({ a: 'two', b: 'xtwo' });
});
