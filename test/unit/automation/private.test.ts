import { type Play, playAlpha } from '../../support/play.ts';

const sent = (play: Play) => play.sent('Alpha').toString().split('\r\n').slice(0, -1);
const WILL_ECHO = Buffer.from([255, 251, 1]);
const WONT_ECHO = Buffer.from([255, 252, 1]);

test.each([['/send x'], ['x'], ['//x']])('%s of a timer waits while the server hides what is typed', line => {
  const play = playAlpha({ columns: 100 });
  play.enter(`/repeat 1 2 ${line}`);
  play.receive('Alpha', Buffer.concat([Buffer.from('Password: '), WILL_ECHO]));
  const before = play.sent('Alpha').length;
  play.advance(5000);
  expect(play.sent('Alpha')).toHaveLength(before);
  play.receive('Alpha', Buffer.concat([WONT_ECHO, Buffer.from('\r\nWelcome.\r\n')]));
  play.advance(1000);
  expect(play.sent('Alpha').subarray(before).toString()).toMatch(/\/?x\r\n\/?x\r\n$/);
});

test('nothing of a rule is the answer to a question for a password without echo, either', () => {
  const play = playAlpha({ columns: 100 });
  play.enter('/repeat 1 2 x');
  play.receive('Alpha', Buffer.from('Password: \xff\xf9', 'latin1'));
  play.advance(3000);
  expect(sent(play)).toEqual([]);
  play.receive('Alpha', '\r\nWelcome.\r\n> ');
  play.advance(1000);
  expect(sent(play)).toEqual(['x', 'x']);
});

test('where the server always echoes, and the setting says so, rules send', () => {
  const play = playAlpha({ columns: 100 });
  play.enter('/setup worlds.Alpha.mask password');
  play.receive('Alpha', WILL_ECHO);
  const before = play.sent('Alpha').length;
  play.enter('/delay 1 x');
  play.advance(1000);
  expect(play.sent('Alpha').subarray(before).toString()).toBe('x\r\n');
});

test('/send of a rule keeps the pace', () => {
  const play = playAlpha({ columns: 100 });
  play.enter(`/alias many ${'/send x;'.repeat(50)}`);
  play.enter('many');
  expect(sent(play)).toHaveLength(20);
  play.advance(1000);
  expect(sent(play)).toHaveLength(30);
});

test('a command that a key runs is none of the words that are hidden', () => {
  const play = playAlpha({ columns: 100 });
  play.enter('/bind F9 = /set x 1;/send y');
  play.receive('Alpha', Buffer.concat([Buffer.from('Password: '), WILL_ECHO]));
  const before = play.sent('Alpha').length;
  play.press('F9');
  expect(play.sent('Alpha')).toHaveLength(before);
  expect(play.state.automation.variables?.['']).toEqual({ x: '1' });
});

test('no control character of what a server has told gets to the screen or the wire', () => {
  const play = playAlpha({ columns: 100, rows: 40 });
  play.enter('/alias a say $gmcp.Room.name!');
  play.enter('/hook -r GMCP ^Room .*"name":"(.*)" = /set room $1;/echo in $1;/nonsense $1');
  play.receive('Alpha', Buffer.from([255, 251, 201]));
  const text = String.raw`Room {"name":"a\u001b[31m\u0007\u202e\udc3b\r\nquit"}`;
  const before = play.sent('Alpha').length;
  play.receive(
    'Alpha',
    Buffer.concat([Buffer.from([255, 250, 201]), Buffer.from(text), Buffer.from([255, 240])]),
  );
  play.enter('a');
  expect(play.sent('Alpha').subarray(before).toString()).toContain('say a[31m\ufffd quit!\r\n');
  play.enter('/setup strict_send on');
  play.enter('/set -w Alpha wild \u001b[31m');
  play.enter('a');
  play.enter('/vars');
  for (const { text: shown } of play.world('Alpha').scrollback.open)
    expect(shown).not.toMatch(/[\0-\x1f\x7f-\x9f\u202e]|\p{Surrogate}/u);
});
