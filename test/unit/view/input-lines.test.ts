/** Which input line has the keys, what is put aside meanwhile, and what is hidden. */
import { completed } from '../../../client/snapshot/migrate.ts';
import { emptyFacts } from '../../../client/snapshot/process-facts.ts';
import { createPlay, type Play, playAlpha } from '../../support/play.ts';

const ECHO = Buffer.from('\xff\xfb\x01', 'latin1');
const NO_ECHO = Buffer.from('\xff\xfc\x01', 'latin1');

const bytes = (text: string) => Buffer.from(text, 'latin1');
const input = (play: Play) => play.screen().slice(9).join('\n').trimEnd();

function playTwo(): Play {
  const play = createPlay({ worlds: { Alpha: {}, Beta: {} } });
  for (const name of ['Beta', 'Alpha']) {
    play.enter(`/worlds ${name}`);
    play.connect(name);
  }
  return play;
}

describe('what was typed before the server hides input', () => {
  test('is a draft again when it no longer does', () => {
    const play = playAlpha();
    play.type('say hi all');
    play.receive('Alpha', ECHO);
    expect([input(play), play.terminal.editor.masked]).toEqual(['', true]);
    play.type('secret');
    expect(input(play)).toBe('******');
    play.press('Enter');
    play.receive('Alpha', NO_ECHO);
    expect(input(play)).toBe('say hi all');
    play.press('Enter');
    expect(play.sent('Alpha').toString('latin1')).toContain('secret\r\n');
    expect(play.sent('Alpha').toString('latin1')).toMatch(/say hi all\r\n$/);
    expect(play.state.history.at(-1)).toBe('say hi all');
    expect(JSON.stringify(play.state.history)).not.toContain('secret');
  });

  test('is one also when the connection ends, and keeps its place in the history', () => {
    const play = playAlpha();
    play.enter('look');
    play.type('half');
    play.press('Up');
    play.receive('Alpha', ECHO);
    play.reload();
    play.close('Alpha');
    expect(play.terminal.editor.text).toBe('look');
    play.press('Down');
    expect(play.terminal.editor.text).toBe('half');
  });

  test.each([1, 2, 3])(
    'and half a password is forgotten however the echo that ends and begins is cut',
    at => {
      const play = playAlpha();
      play.receive('Alpha', ECHO);
      play.type('hunt');
      const again = Buffer.concat([NO_ECHO, ECHO]);
      for (const part of [again.subarray(0, at), again.subarray(at)]) play.receive('Alpha', part);
      expect([play.terminal.editor.text, play.terminal.aside]).toEqual(['', {}]);
    },
  );

  test('and a password half typed is forgotten with the echo, not shown', () => {
    const play = playAlpha();
    play.receive('Alpha', ECHO);
    play.type('hunt');
    play.receive('Alpha', NO_ECHO);
    expect(play.terminal.editor.text).toBe('');
    play.receive('Alpha', ECHO);
    expect(play.terminal.editor.text).toBe('');
  });
});

describe('each world has a draft of its own', () => {
  test('that stands there when one comes back', () => {
    const play = playTwo();
    play.type('to alpha');
    play.press('C-Down');
    expect([play.terminal.current, input(play)]).toEqual(['Beta', '']);
    play.type('to beta');
    play.reload();
    play.press('C-Up');
    expect([play.terminal.current, input(play)]).toEqual(['Alpha', 'to alpha']);
    play.press('Enter');
    play.press('C-Up');
    play.press('Enter');
    expect([play.sent('Alpha').toString(), play.sent('Beta').toString()]).toEqual([
      'to alpha\r\n',
      'to beta\r\n',
    ]);
  });

  test('in each view', () => {
    const play = playTwo();
    play.openView('other', 40, 12);
    play.enter('/worlds Alpha', 'other');
    play.type('here');
    play.input(Buffer.from('there\r'), 'other');
    expect(play.terminal.editor.text).toBe('here');
    expect(play.sent('Alpha').toString()).toBe('there\r\n');
  });

  test('and what was typed for one never goes to the password prompt of another', () => {
    const play = playTwo();
    play.receive('Beta', bytes('Password: \xff\xfb\x01'));
    play.type('my secret plans\x1b[1;5B');
    expect([play.terminal.current, play.terminal.editor.text]).toEqual(['Beta', '']);
    play.type('pw\x1b[1;5A\r');
    expect(play.sent('Alpha').toString()).toBe('my secret plans\r\n');
    play.press('C-Down');
    play.press('Enter');
    expect(play.sent('Beta').subarray(3).toString()).toBe('pw\r\n');
  });

  test('nor do lines below a command that leads there', () => {
    const play = playTwo();
    play.receive('Beta', ECHO);
    const before = play.sent('Beta').length;
    play.type('/worlds Beta');
    play.type('\x1b[200~\nsay one\nsay two\x1b[201~\r');
    expect(play.sent('Beta').length).toBe(before);
    expect(play.screen().join(' ')).toContain('not sent');
    play.receive('Beta', NO_ECHO);
    expect(play.terminal.editor.text).toBe('say one\nsay two');
  });

  test('which the kill ring has when the world is gone', () => {
    const play = playTwo();
    play.type('to alpha');
    play.press('C-Down');
    play.close('Alpha');
    play.enter('/unworld Alpha');
    play.press('C-y');
    expect(play.terminal.editor.text).toBe('to alpha');
    expect(play.terminal.aside).toEqual({});
  });
});

describe('Esc / begins a command', () => {
  test('while the server echoes for good', () => {
    const play = playAlpha();
    play.receive('Alpha', Buffer.concat([ECHO, Buffer.from('Your name: ')]));
    play.advance(400);
    play.type('ali');
    play.press('M-/');
    expect(input(play)).toBe('% Command: /');
    const before = play.sent('Alpha').length;
    play.type('send alice\r');
    expect(play.sent('Alpha').subarray(before).toString()).toBe('alice\r\n');
    expect([play.terminal.editor.text, play.terminal.editor.masked]).toEqual(['ali', true]);
    play.press('M-/');
    play.type('dc\r');
    expect([play.world('Alpha').phase, play.state.history.at(-1)]).toEqual(['disconnected', '/dc']);
  });

  test('with the draft put aside, until nothing of it is left', () => {
    const play = playAlpha();
    play.type('half a line');
    play.press('Esc');
    play.advance(1000);
    play.type('/ver');
    play.reload();
    expect(input(play)).toBe('% Command: /ver');
    for (const _ of '/ver') play.press('Backspace');
    expect(input(play)).toBe('half a line');
  });

  test.each([
    ['look', ['Home', 'Delete']],
    ['/look', []],
    [' odd', []],
  ])('and nothing is sent of what is none: %j', (rest, keys) => {
    const play = playAlpha();
    play.receive('Alpha', ECHO);
    const before = play.sent('Alpha').length;
    play.press('M-/');
    play.type(rest);
    for (const key of keys) play.press(key);
    play.press('Enter');
    expect(play.sent('Alpha').length - before).toBe(0);
    expect(play.output().join(' ')).toContain('Not sent');
  });
});

describe('input is hidden', () => {
  test('as the status bar says, and shown when the user says so', () => {
    const play = playAlpha();
    play.type('draft');
    expect(play.status()).not.toContain('echo off');
    play.receive('Alpha', ECHO);
    expect(play.status()).toContain('Alpha (echo off)');
    play.type('alice');
    play.press('M-e');
    play.reload();
    expect([input(play), play.status().includes('echo off')]).toEqual(['alice', false]);
    play.press('Enter');
    expect([play.state.history.at(-1), input(play)]).toEqual(['alice', '']);
    play.press('M-e');
    expect([input(play), play.status().includes('echo off')]).toEqual(['', true]);
    play.receive('Alpha', NO_ECHO);
    expect(input(play)).toBe('draft');
  });

  test('again with what was looked at meanwhile, which is never a draft', () => {
    const play = playAlpha();
    play.type('draft');
    play.receive('Alpha', ECHO);
    play.type('hunt');
    play.press('M-e');
    play.type('er');
    expect(input(play)).toBe('hunter');
    play.press('M-e');
    play.reload();
    play.type('2');
    expect(input(play)).toBe('*******');
    play.press('Enter');
    play.receive('Alpha', NO_ECHO);
    expect(play.sent('Alpha').toString('latin1')).toContain('hunter2\r\n');
    expect([input(play), play.state.history.includes('hunter2')]).toEqual(['draft', false]);
  });

  test('again behind a command that says so, with what is half typed', () => {
    const play = playAlpha();
    play.receive('Alpha', ECHO);
    play.type('hunt');
    play.press('M-e');
    play.press('M-/');
    play.type('localecho off\r');
    expect(input(play)).toBe('****');
    play.receive('Alpha', NO_ECHO);
    expect([input(play), JSON.stringify(play.terminal)]).toEqual(['', expect.not.stringContaining('hunt')]);
  });

  test('no longer, and what was shown is the draft when the echo ends, the older one can be had back', () => {
    const play = playAlpha();
    play.type('older');
    play.receive('Alpha', ECHO);
    play.press('M-e');
    play.type('say hi');
    play.receive('Alpha', NO_ECHO);
    expect(input(play)).toBe('say hi');
    play.press('C-g');
    play.press('C-y');
    play.press('M-y');
    expect(input(play)).toBe('older');
  });

  test('anew when the server says so anew', () => {
    const play = playAlpha();
    play.receive('Alpha', ECHO);
    play.press('M-e');
    play.receive('Alpha', NO_ECHO);
    play.receive('Alpha', ECHO);
    play.type('pw');
    expect(input(play)).toBe('**');
  });

  test('and shown by /localecho, what is half typed too', () => {
    const play = playAlpha({ columns: 100 });
    const command = (line: string) => {
      play.press('M-/');
      play.type(`${line.slice(1)}\r`);
    };
    play.receive('Alpha', ECHO);
    play.type('ali');
    command('/localecho');
    expect(play.output().at(-1)).toContain('what you type is hidden. /localecho on');
    expect(input(play)).toBe('***');
    command('/localecho on');
    play.reload();
    expect([input(play), play.status().includes('echo off')]).toEqual(['ali', false]);
    play.type('ce\r');
    expect(play.state.history.at(-1)).toBe('alice');
    command('/localecho');
    expect(play.output().at(-1)).toContain('shown all the same');
    command('/localecho off');
    expect(play.status()).toContain('echo off');
    command('/localecho maybe');
    expect(play.output().at(-1)).toBe('% Usage: /localecho [on|off].');
  });

  test('and Esc e says so where nothing is', () => {
    const play = playAlpha();
    play.press('M-e');
    expect(play.output().join(' ')).toBe('% Nothing is hidden here: what you type is shown.');
  });

  test('never, by the setting', () => {
    const play = playAlpha({ worlds: { Alpha: { mask: 'never' } } });
    play.receive('Alpha', ECHO);
    play.type('alice');
    expect(input(play)).toBe('alice');
    play.enter('');
    expect(play.state.history.at(-1)).toBe('alice');
  });

  test('by the setting only where a password is asked for, from the first letter on', () => {
    const play = playAlpha({ worlds: { Alpha: { mask: 'password' } } });
    play.receive('Alpha', Buffer.concat([ECHO, Buffer.from('Your name: ')]));
    play.type('alice');
    expect(input(play)).toBe('alice');
    play.enter('');
    play.receive('Alpha', 'alice\r\nPassword: ');
    play.type('pw');
    expect(input(play)).toBe('**');
    play.advance(400);
    play.type('2');
    expect(input(play)).toBe('Password: ***');
    play.press('Enter');
    play.receive('Alpha', '\r\n> ');
    play.enter('look');
    expect(play.state.history).toEqual(['/worlds Alpha', '/flush', 'alice', 'look']);
  });
});

describe('the one line of a build before', () => {
  /** A build before has none of these fields. */
  function upgrade(play: Play): void {
    for (const field of ['line', 'aside']) Reflect.deleteProperty(play.terminal, field);
    completed({ state: play.state, facts: emptyFacts(), descriptors: {}, spillPath: null, journal: 0 });
    play.reload();
  }

  test('goes along from world to world until it is sent', () => {
    const play = playTwo();
    play.type('half');
    upgrade(play);
    play.press('C-Down');
    expect([play.terminal.current, play.terminal.editor.text]).toEqual(['Beta', 'half']);
    play.reload();
    play.enter(' a line');
    play.press('C-Up');
    expect([play.sent('Beta').toString(), play.terminal.editor.text]).toEqual(['half a line\r\n', '']);
    play.type('of Alpha');
    play.press('C-Up');
    expect(play.terminal.editor.text).toBe('');
  });

  test.each<[string, (play: Play) => void, (play: Play) => void]>([
    ['asks for a password', play => play.receive('Alpha', ECHO), play => play.receive('Alpha', NO_ECHO)],
    ['is given a command', play => play.press('M-/'), play => play.press('C-g')],
  ])('is put aside when the world %s', (_, begin, end) => {
    const play = playTwo();
    play.type('half');
    upgrade(play);
    begin(play);
    expect(play.terminal.editor.text).not.toContain('half');
    end(play);
    expect(play.terminal.editor.text).toBe('half');
  });

  test('is a password where it was one', () => {
    const play = playAlpha();
    play.receive('Alpha', ECHO);
    play.type('hun');
    Object.assign(play.world('Alpha'), { echoes: 0 });
    upgrade(play);
    play.type('ter');
    expect(input(play)).toBe('******');
    play.receive('Alpha', NO_ECHO);
    expect(play.terminal.editor.text).toBe('');
  });
});
