/** What a script is told of a match: the same whichever build calls it, for a script lives longer than a build. */
import { playAlpha } from '../../../support/play.ts';

const SCRIPT = `
  const say = (...all) => clay.send(JSON.stringify(all));
  let kept = null;
  clay.trigger(/(😀)?x(?<what>[a-z]+)? (\\w+)/, m => {
    say(m.length, m[0], m[1], m[2], m[3], m[4], m.groups, m.text, m.world, Object.keys(m));
    kept = m;
  });
  clay.trigger(/again/, m => {
    let why = '';
    try { kept.gag(); } catch (error) { why = error.message; }
    say(kept[3], why);
  });
  clay.trigger(/^$/, m => say(m.length, m[0], m[1]));
  clay.hook('line', m => { if (m.text === 'hook') say(m.length, m[0], m[1], m.groups); });
  clay.trigger(/^late/, async m => { await clay.wait(10); try { m.gag(); } catch (error) { say(m[0], error.message); } });
  clay.trigger(/^soon/, async m => { await null; m.gag(); });`;

/** All that it says about some lines, in a build that knows so much of its prelude. */
function told(prelude: number): string {
  const play = playAlpha({ scripts: { told: SCRIPT }, columns: 120 });
  Object.assign(play.state.scripts!.packages.told!, { prelude });
  play.receive('Alpha', '東京 😀xyz abc\r\nx def, é\r\nagain\r\n\r\nhook\r\nlate\r\nsoon\r\n');
  play.reload();
  play.receive('Alpha', `${'y'.repeat(4000)} x far\r\n`);
  play.advance(100);
  expect(play.world('Alpha').scrollback.open.some(({ text, hidden }) => text === 'soon' && hidden)).toBe(
    true,
  );
  return play.sent('Alpha').toString();
}

test('groups are told by where they stand, as they were told by their texts', () => {
  const [first, second, again, empty, hook, ...rest] = told(3)
    .trim()
    .split('\r\n')
    .map(line => JSON.parse(line));
  const keys = ['text', 'world'];
  expect(first).toEqual([
    ...[4, '😀xyz abc', '😀', 'yz', 'abc', null, { what: 'yz' }],
    ...['東京 😀xyz abc', 'Alpha', keys],
  ]);
  expect(second).toEqual([4, 'x def', '', '', 'def', null, { what: '' }, 'x def, é', 'Alpha', keys]);
  expect(again).toEqual(['def', 'gag() comes too late: the line is on screen']);
  expect(empty).toEqual([1, '', null]);
  expect(hook).toEqual([1, 'hook', null, {}]);
  expect(rest.map(([one]) => one)).toEqual([4, 'late']);
  expect(told(2)).toBe(told(3));
});
