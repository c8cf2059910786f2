/** Links of games on pages: what is behind one is sent once, as data, and only for who may play. */
import { writeSendLink } from '../../../client/stream/mxp/send-link.ts';
import { logIn, openPage, turnOn } from '../../support/browsers.ts';
import { type Play, playAlpha } from '../../support/play.ts';

function playOn(): Play {
  const play = playAlpha({ columns: 100, rows: 30 });
  turnOn(play);
  return play;
}

const link = (commands: readonly string[], expire = '') =>
  writeSendLink({ commands, hints: [], prompt: false, expire, generation: 1, number: 0 });
const sent = (play: Play) => play.sent('Alpha').toString();
const follow = { t: 'follow', w: 'Alpha', text: 'orc' } as const;

test('what is behind a link is sent once, as it is', () => {
  const play = playOn();
  const page = openPage(play, logIn(play));
  const gift = link(['/quit', 'look \0']);
  page.say({ ...follow, n: 1, link: gift, pick: 1 });
  page.say({ ...follow, n: 1, link: gift, pick: 1 });
  page.say({ ...follow, n: 2, link: gift, pick: 0 });
  play.reload();
  page.say({ ...follow, n: 2, link: gift, pick: 0 });
  page.say({ t: 'say', n: 3, w: 'Alpha', text: 'north' });
  expect(sent(play)).toBe('look orc\r\n/quit\r\nnorth\r\n');
});

test('who may only watch sends nothing', () => {
  const play = playOn();
  const page = openPage(play, logIn(play, 'watch'));
  page.say({ ...follow, n: 1, link: link(['look']), pick: 0 });
  expect(sent(play)).toBe('');
  expect(page.heard).toContainEqual(
    expect.objectContaining({ t: 'did', fault: 'This login may only watch.' }),
  );
});

test.each([
  ['an address', 'https://a.example/', 0],
  ['nothing that is written so', 'claysend:%5B1%5D', 0],
  ['broken', 'claysend:%', 0],
  ['another command than there are', link(['look']), 1],
  ['empty', link(['']), 0],
])('what is no link sends nothing: %s', (_, written, pick) => {
  const play = playOn();
  const page = openPage(play, logIn(play));
  page.say({ ...follow, n: 1, link: written, pick });
  expect(sent(play)).toBe('');
  expect(page.heard).toContainEqual({ t: 'did', n: 1, fault: 'That is no link any more.' });
  page.say({ ...follow, n: 2, w: 'Nowhere', link: link(['look']), pick: 0 });
  expect(page.closed()).toBeNull();
});

test('a link that is over is not sent, and that is said', () => {
  const play = playOn();
  const page = openPage(play, logIn(play));
  page.say({ ...follow, n: 1, link: link(['look'], 'exits'), pick: 0 });
  expect([sent(play), play.output().join('\n')]).toEqual([
    '',
    expect.stringContaining('has ended this link'),
  ]);
});
