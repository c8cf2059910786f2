/** /macro: what is entered, again by a key. */
import { type Play, playAlpha } from '../../support/play.ts';

const sent = (play: Play) => play.sent('Alpha').toString().split('\r\n').slice(0, -1);

test('what is entered is recorded, over a reload, and the key does it again', () => {
  const play = playAlpha({ columns: 100 });
  play.enter('/alias k kill $1');
  play.enter('/macro record F6');
  play.enter('k orc');
  play.enter('say 5$ a;b \\');
  play.reload();
  play.enter('/set x 1');
  expect(play.answer('/macro').join()).toContain('for F6 so far');
  play.enter('//who');
  play.enter('/macro stop');
  play.enter('/unset x');
  const before = sent(play);
  expect(before).toEqual(['kill orc', 'say 5$ a;b \\', '/who']);
  play.press('F6');
  expect(sent(play)).toEqual([...before, ...before]);
  expect(play.state.automation.variables?.['']).toEqual({ x: '1' });
  expect(play.disk.automation).toContain('key = "F6"');
  play.enter('/undo');
  play.press('F6');
  expect(sent(play)).toHaveLength(6);
});

test('no secret is recorded', () => {
  const play = playAlpha({ columns: 100 });
  play.enter('/macro record F6');
  play.enter('/setup worlds.Alpha.password secret1');
  play.receive('Alpha', Buffer.from('Password: \xff\xf9', 'latin1'));
  play.enter('secret2');
  play.receive('Alpha', Buffer.from('\r\nPassword: \xff\xfb\x01', 'latin1'));
  play.enter('secret3');
  play.receive('Alpha', Buffer.from('\xff\xfc\x01\r\nWelcome.\r\n> \xff\xf9', 'latin1'));
  play.enter('look');
  expect(play.state.automation.recording?.lines).toEqual(['look']);
});

test('a mistake is one sentence, and cancel forgets', () => {
  const play = playAlpha({ columns: 100, rows: 40 });
  expect(play.answer('/macro').join()).toContain('Nothing is recorded.');
  expect(play.answer('/macro record').join()).toContain('Usage: /macro record key');
  expect(play.answer('/macro record x').join()).toContain('cannot be "x"');
  play.enter('/macro record F6');
  expect(play.answer('/macro record F7').join()).toContain('F6 is being recorded');
  play.enter('look');
  expect(play.answer('/macro cancel').join()).toContain('is forgotten');
  expect(play.state.automation.recording).toBeUndefined();
});
