import { searchOf } from '../../../../client/view/dialog/stack.ts';
import { type Play, playAlpha } from '../../../support/play.ts';

/** 100 lines, every tenth of them about a troll. */
function trolls(): Play {
  const play = playAlpha({ settings: { more_mode: false }, columns: 80 });
  for (let i = 1; i <= 100; i++)
    play.receive('Alpha', i % 10 === 0 ? `A Troll (${i}) growls.\n` : `line ${i}\n`);
  return play;
}

test('/find goes to the newest match, /find to older ones, /find -n to newer ones; the bar says which', () => {
  const play = trolls();
  play.enter('/find troll');
  expect(play.output()).toContain('A Troll (100) growls.');
  play.enter('/find');
  play.reload();
  play.enter('/find');
  expect(play.output()[5]).toBe('A Troll (80) growls.');
  expect(play.status()).toContain('Find: 3 of 10, 12:00:00');
  play.enter('/find -n');
  expect(play.output()[5]).toBe('A Troll (90) growls.');
});

test('-f shows only the matches, -q ends the search', () => {
  const play = trolls();
  play.enter('/find -rf (troll) \\((2|5)0');
  expect(play.output()).toEqual(['A Troll (20) growls.', 'A Troll (50) growls.']);
  play.enter('/find -f');
  expect(play.output()).toHaveLength(8);
  play.enter('/find -q');
  expect([searchOf(play.terminal), play.status()]).toEqual([null, expect.not.stringContaining('Find')]);
});

test('keys and /scroll move among the lines that match while only those are shown', () => {
  const play = trolls();
  play.enter('/find -f troll');
  play.press('PageUp');
  expect(play.output()[0]).toBe('A Troll (10) growls.');
  play.press('PageDown');
  expect(play.output().at(-1)).toBe('A Troll (100) growls.');
  play.enter('/scroll top');
  expect(play.output()[0]).toBe('A Troll (10) growls.');
});

test('without a pattern the last one is looked for again, as it was meant', () => {
  const play = trolls();
  play.enter('/find');
  expect(play.output().at(-1)).toBe('% Nothing was searched for yet: /find pattern.');
  play.enter('/find -r \\(50?\\)');
  play.enter('/find -q');
  play.enter('/find');
  expect(play.output()[5]).toBe('A Troll (50) growls.');
});

test('F4 takes over from it', () => {
  const play = trolls();
  play.enter('/find troll');
  play.press('F4');
  play.type('line 5');
  expect(play.screen().at(-3)).toBe('% Search: line 5');
});

test.each([
  ['/find dragon', '% No line here matches "dragon".'],
  ['/find -r (a', '% /find: a ( has no ) behind it.'],
  ['/find -x a', '% /find: there is no option -x. /help find tells more.'],
  ['/find -mfoo a', '% /find: -m is one of glob, simple, substr, regexp, not "foo". /help find tells more.'],
])('%s', (line, answer) => {
  const play = trolls();
  play.enter(line);
  expect(play.output().join(' ')).toContain(answer);
});

test('-c and -e: capitals count, and * is a star', () => {
  const play = playAlpha({ columns: 80 });
  play.receive('Alpha', '*troll*\nTroll\n');
  play.enter('/find -e *troll*');
  expect(play.status()).toContain('Find: 1 of 1');
  play.enter('/find -c troll');
  expect(play.status()).toContain('Find: 1 of 1');
});
