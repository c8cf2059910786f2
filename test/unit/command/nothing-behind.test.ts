/** Commands that take nothing: what stands behind one was meant, and is not passed over. */
import { commands } from '../../../client/command/commands.ts';
import { playAlpha } from '../../support/play.ts';

test('a world behind /flush is not taken for the one on screen', () => {
  const play = playAlpha({ worlds: { Alpha: {}, Beta: {} } });
  play.receive('Alpha', 'what was said\r\n');
  play.enter('/flush Beta');
  expect(play.output()).toEqual([
    'what was said',
    '% /flush Beta',
    '% /flush takes no words: type it alone.',
  ]);
  play.enter('/flush');
  expect(play.output()).toEqual([]);
});

const bare = ['bell', 'demo', 'detach', 'flush', 'links', 'menu', 'mssp', 'telnet', 'undo', 'version'];

test.each(bare)('/%s does nothing with words behind it, and says so', name => {
  const play = playAlpha({ columns: 80 });
  expect(play.answer(`/${name} x`)).toEqual([`% /${name} takes no words: type it alone.`]);
  expect([play.terminal.dialogs, play.asked]).toEqual([[], []]);
});

test('these are all that take nothing', () => {
  const all = commands.filter(({ names, usage, exact }) => usage === `/${names[0]}` && !exact);
  expect(all.map(({ names }) => names[0]).sort()).toEqual(bare);
});
