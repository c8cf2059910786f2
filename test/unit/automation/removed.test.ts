import { type Play, playAlpha } from '../../support/play.ts';

const RULES = `
[[trigger]]
name = "many"
pattern = "go"
send = "old"

[[trigger]]
name = "block"
pattern = "begin"
until = "end"
send = "say $block"

[[trigger]]
name = "blanks"
pattern = "hide"
gag = true
blank = true
`;

/** Alpha with rules that have much under way. */
function underWay(): Play {
  const play = playAlpha({ automation: RULES });
  play.enter('/repeat -w Alpha i 5 look');
  play.enter('/set -w Alpha target orc');
  play.enter('/set -w Alpha -s home Midgaard');
  play.receive('Alpha', `${'go\n'.repeat(60)}begin\nhide\n`);
  play.advance(0);
  return play;
}

test('what rules have under way for a world goes with it', () => {
  const play = underWay();
  const { automation } = play.state;
  const other = { name: 'other', world: '', body: 'stand', every: 500_000, left: null };
  automation.timers = { ...automation.timers, other };
  expect(automation.queues.Alpha?.lines.length).toBe(40);
  expect(automation.open).toMatchObject([{ world: 'Alpha' }]);
  expect(automation.blank).toEqual({ Alpha: 3 });
  play.enter('/disconnect Alpha');
  play.enter('/unworld Alpha');
  expect(play.state.worlds.Alpha).toBeUndefined();
  expect(automation.queues).toEqual({});
  expect(automation.open).toEqual([]);
  expect(automation.blank).toEqual({});
  expect(Object.values(automation.timers ?? {}).map(({ body }) => body)).toEqual(['stand']);
  expect(Object.keys(play.state.timers).filter(name => name.endsWith(' Alpha'))).toEqual([]);
  // What automation.toml says of a world of this name, it says.
  expect(automation.variables?.Alpha).toEqual({ home: 'Midgaard' });
});

test('a new world of its name gets none of it, also over a reload', () => {
  const play = underWay();
  const before = play.sent('Alpha').length;
  play.enter('/disconnect Alpha');
  play.enter('/unworld Alpha');
  play.enter('/addworld Alpha other.example 23');
  play.reload();
  play.enter('/worlds Alpha');
  play.connect('Alpha');
  play.receive('Alpha', '\nend\n');
  play.advance(60_000);
  expect(play.sent('Alpha').subarray(before).toString()).not.toMatch(/old|look|say/);
});
