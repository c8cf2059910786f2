/** /macro: what is entered, again by a key. */
import fc from 'fast-check';
import { wishesOfBody } from '../../../client/automation/act.ts';
import { inBody } from '../../../client/command/automation/macro.ts';
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

test.each([
  [' /quit'],
  ['say a\\;/quit'],
  ['say a\\\\;/quit'],
  [`say \\\${"a;/quit"}`],
  [`say \${"} ;/quit`],
  ['//quit'],
  ['say x\\'],
  [' say x '],
])('what was words is words again: %s', line => {
  const play = playAlpha({ columns: 100, rows: 40 });
  play.enter('/macro record F6');
  play.enter(line);
  play.enter('look');
  play.enter('/macro stop');
  const before = sent(play);
  play.press('F6');
  expect(sent(play)).toEqual([...before, ...before]);
  expect(before).toHaveLength(2);
  expect(play.asked.filter(({ type }) => type === 'quit')).toEqual([]);
});

test('what was one command is one again, of the same words', () => {
  const play = playAlpha({ columns: 100, rows: 40 });
  play.enter('/macro record F6');
  play.enter('/alias k kill $1\\;now;flee');
  play.enter('/macro stop');
  const { block } = play.state.automation;
  expect(block.length).toBeGreaterThan(0);
  play.enter('/alias -d k');
  play.press('F6');
  play.enter('k orc');
  expect(sent(play)).toEqual(['kill orc;now', 'flee']);
});

test('the body that is made of lines says each as it was', () => {
  const signs = fc.constantFrom('$', '\\', ';', '/', '"', '{', '}', '${"', '"}', ' ', 'x', '1', '/quit');
  const line = fc
    .tuple(fc.constantFrom('', '/x ', '//', ' '), fc.array(signs, { maxLength: 8 }))
    .map(([start, rest]) => start + rest.join(''))
    .filter(one => one.trim() !== '' && !/^\/x \s*$/.test(one));
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 3 }), lines => {
      const body = lines.map(one => inBody(one, false)).join(';');
      const read = wishesOfBody(body, null, () => '').map(wish =>
        'text' in wish ? [wish.type, wish.text] : [],
      );
      expect(read).toEqual(
        lines.map(one =>
          /^\/[^/\s]/.test(one) ? ['run', one.trim()] : ['send', one.startsWith('//') ? one.slice(1) : one],
        ),
      );
    }),
    { numRuns: 2000, endOnFailure: true },
  );
});

test('with strict_send words are sent by a command, and give it no option', () => {
  const play = playAlpha({ columns: 100, rows: 40 });
  play.enter('/setup strict_send on');
  play.enter('/macro record F6');
  play.enter('-w Beta x');
  play.enter('//who');
  play.enter('/macro stop');
  play.press('F6');
  expect(sent(play)).toEqual(['-w Beta x', '/who', '-w Beta x', '/who']);
});

test('a line too many is told, once', () => {
  const play = playAlpha({ columns: 100, rows: 40 });
  play.enter('/macro record F6');
  for (let line = 0; line < 103; line++) play.enter('x');
  expect(play.output().filter(line => line.includes('more than 100 lines'))).toHaveLength(1);
  expect(play.state.automation.recording?.lines).toHaveLength(100);
});
