import { withoutPasswords } from '../../../client/snapshot/secrets.ts';
import { createPlay, type Play, playAlpha } from '../../support/play.ts';

const MASK = Buffer.from([255, 251, 1]);
const UNMASK = Buffer.from([255, 252, 1]);

/** Whether the text stands anywhere in what a checkpoint would hold. */
function isKept(play: Play, text: string): boolean {
  const found = (value: unknown): boolean =>
    value instanceof Uint8Array
      ? Buffer.from(value).includes(text)
      : typeof value === 'object' && value !== null
        ? Object.values(value).some(found)
        : String(value).includes(text);
  return found(withoutPasswords(play.state));
}

test('a masked line is to be forgotten as soon as the server has it, and not before', () => {
  const play = playAlpha();
  play.receive('Alpha', MASK);
  play.stall('Alpha');
  play.type('hidden');
  expect(play.disk.forgotten).toBe(0);
  play.press('Enter');
  play.take('Alpha', 3);
  expect([play.disk.forgotten, isKept(play, 'hidden')]).toEqual([0, true]);
  play.flow('Alpha');
  expect([play.disk.forgotten, isKept(play, 'hidden')]).toEqual([1, false]);
  play.receive('Alpha', UNMASK);
  play.enter('look');
  expect(play.disk.forgotten).toBe(1);
});

test('what was typed under the mask and never sent is forgotten too', () => {
  const play = playAlpha();
  play.receive('Alpha', MASK);
  play.type('hidden');
  play.receive('Alpha', UNMASK);
  expect([play.disk.forgotten, isKept(play, 'hidden')]).toEqual([1, false]);
});

test('a reload before the server has it changes nothing', () => {
  const play = playAlpha();
  play.receive('Alpha', MASK);
  play.stall('Alpha');
  play.enter('hidden');
  play.reload();
  play.flow('Alpha');
  expect([play.disk.forgotten, isKept(play, 'hidden')]).toEqual([1, false]);
});

test('in a session what was sent is kept until the proxy has surely read it', () => {
  const play = playAlpha();
  play.world('Alpha').link!.session = 's1';
  play.enter('before');
  play.receive('Alpha', MASK);
  play.enter('hidden');
  play.receive('Alpha', UNMASK);
  play.enter('after');
  expect([play.disk.forgotten, isKept(play, 'hidden')]).toEqual([0, true]);
  play.advance(2500);
  expect([play.disk.forgotten, isKept(play, 'hidden')]).toEqual([1, false]);
  expect(Buffer.from(play.world('Alpha').link!.unconfirmed!).toString('latin1')).toBe(
    '\xff\xfe\x01after\r\n',
  );
});

test.each<[string, (play: Play) => void]>([
  ['hangs up', play => play.enter('/dc')],
  ['is gone', play => play.close('Alpha')],
])('nobody waits for a server that %s', (_how, end) => {
  const play = playAlpha();
  play.receive('Alpha', MASK);
  play.stall('Alpha');
  play.enter('hidden');
  play.receive('Alpha', UNMASK);
  end(play);
  expect([play.disk.forgotten, isKept(play, 'hidden')]).toEqual([1, false]);
});

test('an automatic login is forgotten, by "connect" and by a command', () => {
  const world = { auto_login: 'connect', user: 'mia' } as const;
  const play = createPlay({ worlds: { Alpha: { ...world, password_command: 'pass' } } });
  play.enter('/worlds Alpha');
  play.connect('Alpha');
  play.advance(600);
  const before = play.disk.forgotten;
  play.dispatch({ type: 'password', world: 'Alpha', password: 'hidden' });
  expect(play.sent('Alpha').toString()).toBe('connect mia hidden\r\n');
  expect([play.disk.forgotten, isKept(play, 'hidden')]).toEqual([before + 1, false]);
});

test('a password of the settings that was typed is forgotten', () => {
  const play = playAlpha();
  play.enter('/setup worlds.Alpha.password hidden');
  expect(play.disk.forgotten).toBe(1);
});

test('a password of the settings is said neither when it is set nor when it is asked for', () => {
  const play = createPlay({ worlds: { Alpha: {} }, columns: 100 });
  play.enter('/setup worlds.Alpha.password');
  play.enter('/setup worlds.Alpha.password hidden');
  play.enter('/setup worlds.Alpha.password');
  expect(
    play
      .output()
      .slice(-6)
      .map(row => row.replace(/ \(.*/, '')),
  ).toEqual([
    '% /setup worlds.Alpha.password',
    '% worlds.Alpha.password is empty',
    '% /setup worlds.Alpha.password ******',
    '% worlds.Alpha.password is set',
    '% /setup worlds.Alpha.password',
    '% worlds.Alpha.password is set',
  ]);
});

test('a password in a form is forgotten with the form, and not before', () => {
  const play = playAlpha();
  play.enter('/setup');
  const { form } = play.terminal.dialogs[0] as { form: { secret?: boolean } };
  const before = play.disk.forgotten;
  form.secret = true;
  play.dispatch({ type: 'tick' });
  expect([play.state.secrets, play.disk.forgotten]).toEqual([true, before]);
  play.press('Esc');
  play.advance(60);
  expect([play.state.secrets, play.disk.forgotten]).toEqual([false, before + 1]);
});

describe('where the server hides nothing', () => {
  /** Whether it is in any history, or would come back by a key. */
  function comesBack(play: Play, text: string): boolean {
    const { history, unsavedHistory, historyWorlds } = play.state;
    expect(historyWorlds ?? history).toHaveLength(history.length);
    play.press('Up');
    const shown = play.terminal.editor.text;
    play.press('C-p C-p');
    return [...history, ...unsavedHistory, shown, play.terminal.editor.text, JSON.stringify(play.disk)]
      .join()
      .includes(text);
  }

  test.each([false, true])(
    'what answers a prompt that asks for a password is not kept (keep_sent: %j)',
    keep => {
      const play = playAlpha({ settings: { keep_sent: keep } });
      play.enter('look');
      play.receive('Alpha', 'Password: ');
      play.advance(400);
      play.type('hunter2');
      play.press('Enter');
      expect(play.sent('Alpha').toString()).toBe('look\r\nhunter2\r\n');
      expect(play.terminal.editor.text).toBe('');
      expect(play.disk.forgotten).toBe(1);
      expect([isKept(play, 'hunter2'), comesBack(play, 'hunter2')]).toEqual([false, false]);
      expect(play.state.history.slice(-1)).toEqual(['look']);
    },
  );

  test('a command that is given there, and what is said after it, are kept as ever', () => {
    const play = playAlpha();
    play.receive('Alpha', 'Password: ');
    play.advance(400);
    play.enter('/version');
    play.enter('hunter2');
    play.receive('Alpha', '\r\nWelcome!\r\n');
    play.enter('look');
    expect(play.state.history.slice(-2)).toEqual(['/version', 'look']);
  });

  test.each(['connect Al hunter2', 'create "Al the Great" hunter2', 'co Al hunter2'])(
    '%s is not kept',
    line => {
      const play = playAlpha();
      play.enter(line);
      expect(play.sent('Alpha').toString()).toBe(`${line}\r\n`);
      expect([isKept(play, 'hunter2'), comesBack(play, 'hunter2')]).toEqual([false, false]);
    },
  );
});
