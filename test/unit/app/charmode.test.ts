/** Character mode: keys go to the server one by one, and Clay keeps those that it has a use for. */
import { createPlay, type Play, playAlpha } from '../../support/play.ts';
import { printing } from '../../support/printing.ts';

const ECHO = Buffer.of(255, 251, 1);

/** In character mode, with nothing sent so far. */
function playing(alpha = {}, settings = {}): { play: Play; sent: () => string } {
  const play = playAlpha({
    worlds: { Alpha: { log: true, log_sent: true, ...alpha } },
    columns: 60,
    rows: 20,
    settings,
  });
  play.enter('/charmode on');
  const from = play.sent('Alpha').length;
  return { play, sent: () => play.sent('Alpha').subarray(from).toString('latin1') };
}

const input = (play: Play) => play.terminal.editor.text;
const said = (play: Play) => play.output().at(-1);

describe('a key goes as a terminal would send it', () => {
  test.each([
    ['Enter', '\r\n'],
    ['Backspace', '\x7f'],
    ['Tab', '\t'],
    ['Up', '\x1b[A'],
    ['Left', '\x1b[D'],
    ['Home', '\x1b[H'],
    ['Delete', '\x1b[3~'],
    ['F12', '\x1b[24~'],
    ['C-a', '\x01'],
    ['C-c', '\x03'],
    ['C-u', '\x15'],
    ['C-v', '\x16'],
    ['M-e', '\x1be'],
    ['M-q', '\x1bq'],
  ])('%s', (key, bytes) => {
    const { play, sent } = playing();
    play.press(key);
    expect(sent()).toBe(bytes);
  });

  test('characters, at once, in the charset of the world, telnet escaped', () => {
    const { play, sent } = playing({ encoding: 'latin1' });
    play.type('a/é');
    expect(sent()).toBe('a/\xe9');
    play.type('ÿ');
    expect(sent()).toBe('a/\xe9\xff\xff');
    play.type('я');
    expect(sent()).toBe('a/\xe9\xff\xff');
    expect(said(play)).toContain('its character set has no я');
  });

  test('Esc waits for its key, Esc Esc is one', () => {
    const { play, sent } = playing();
    play.type('\x1b');
    play.advance(100);
    expect(sent()).toBe('');
    play.type('q');
    expect(sent()).toBe('\x1bq');
    play.type('\x1b\x1b');
    play.advance(100);
    expect(sent()).toBe('\x1bq\x1b');
    expect(play.terminal.dialogs).toEqual([]);
  });

  test('a paste as text, unasked, and never a command', () => {
    const { play, sent } = playing();
    play.type('\x1b[200~/quit\n1\n2\n3\n4\x1b[201~');
    expect(sent()).toBe('/quit\r\n1\r\n2\r\n3\r\n4');
    expect(play.terminal.dialogs).toEqual([]);
  });
});

describe('Clay keeps', () => {
  test.each(['C-l', 'PageUp', 'M-j', 'F2', 'C-Up'])('%s', key => {
    const { play, sent } = playing();
    play.press(key);
    expect(sent()).toBe('');
  });

  test('a command line begun by Esc /, also when it is typed slowly', () => {
    const { play, sent } = playing();
    play.type('\x1b');
    play.advance(500);
    play.type('/');
    expect(input(play)).toBe('/');
    play.type('charmode\r');
    expect([sent(), play.status().includes('char mode')]).toEqual(['', false]);
    play.enter('look');
    expect(sent()).toBe('look\r\n');
  });

  test('the keys of a dialog', () => {
    const { play, sent } = playing();
    play.press('F3');
    play.press('Down');
    play.press('Escape');
    play.advance(100);
    expect([sent(), play.terminal.dialogs.length]).toEqual(['', 0]);
  });
});

describe('what is typed', () => {
  test('is in no history, no kill ring and no log', () => {
    const { play } = playing();
    const { history } = play.state;
    const before = [...history];
    play.type('secret\r');
    play.press('C-u');
    play.advance(2000);
    expect(history).toEqual(before);
    expect(play.state.kills).toEqual([]);
    expect(Object.values(play.disk.logs).join('')).not.toContain('> secret');
  });

  test('stands in the input until Enter where the server does not echo', () => {
    const { play } = playing();
    play.receive('Alpha', 'Name: ');
    play.advance(600);
    play.type('bop');
    play.press('Backspace');
    play.type('b');
    expect(input(play)).toBe('bob');
    play.press('Enter');
    expect(input(play)).toBe('');
    expect(said(play)).toBe('Name: bob');
  });

  test('does not where it echoes: that stands at once behind the prompt', () => {
    const { play } = playing();
    play.receive('Alpha', Buffer.concat([ECHO, Buffer.from('Choice: ')]));
    play.advance(600);
    play.type('4');
    expect(input(play)).toBe('');
    play.receive('Alpha', '4');
    expect(play.screen().join('\n')).toContain('Choice: 4');
    expect(play.world('Alpha').prompt?.text).toBe('Choice: 4');
    expect(play.status()).toContain('(char mode)');
    play.receive('Alpha', '\r\nFour it is.\r\n');
    expect(play.output().slice(-2)).toEqual(['Choice: 4', 'Four it is.']);
  });

  test('nor where a password is asked for', () => {
    const { play, sent } = playing();
    play.receive('Alpha', 'Password: ');
    play.advance(600);
    play.type('hunter2\r');
    expect([input(play), sent()]).toEqual(['', 'hunter2\r\n']);
    expect(play.output().join()).not.toContain('hunter2');
  });
});

describe('the mode', () => {
  test('puts a draft aside and brings it back', () => {
    const play = playAlpha();
    play.type('half a line');
    play.press('M-/');
    play.type('charmode\r');
    expect(input(play)).toBe('');
    play.press('M-/');
    play.type('charmode\r');
    expect(input(play)).toBe('half a line');
  });

  test('goes through a reload unchanged, with what stands there', () => {
    const { play, sent } = playing();
    play.type('ab');
    const before = play.frame();
    play.reload();
    expect(play.frame()).toEqual(before);
    play.type('c');
    expect([input(play), sent()]).toEqual(['abc', 'abc']);
  });

  test('ends with the connection', () => {
    const { play } = playing();
    play.close('Alpha');
    expect(play.status()).not.toContain('char mode');
    play.enter('/worlds Alpha');
    play.connect('Alpha');
    expect(play.status()).not.toContain('char mode');
    play.type('x');
    expect(input(play)).toBe('x');
  });

  test('unless the setting says so, which /charmode off overrules until then', () => {
    const { play, sent } = playing({ charmode: true });
    play.press('M-/');
    play.type('charmode off\r');
    play.type('x');
    expect(sent()).toBe('');
    play.close('Alpha');
    play.press('C-u');
    play.enter('/worlds Alpha');
    play.connect('Alpha');
    play.type('y');
    expect([sent(), play.status().includes('(char mode)')]).toEqual(['y', true]);
  });

  test('is not there without a screen, where the setting changes nothing', () => {
    const play = createPlay({ worlds: { Alpha: { charmode: true } } });
    const paper = printing(play, 'keys');
    play.enter('/worlds Alpha');
    play.connect('Alpha');
    play.enter('/charmode');
    expect(paper.print().replace(/\s+/g, ' ')).toContain('There is no character mode with --plain');
    const from = play.sent('Alpha').length;
    play.type('look');
    expect(play.sent('Alpha').length).toBe(from);
    play.type('\r');
    expect(play.sent('Alpha').subarray(from).toString()).toBe('look\r\n');
  });

  test('wants a connection; bad words are complained about', () => {
    const play = createPlay({ worlds: { Alpha: {} } });
    play.enter('/charmode');
    expect(play.output().join(' ')).toContain('No world is on screen');
    const { play: other } = playing();
    other.press('M-/');
    other.type('charmode maybe\r');
    expect(said(other)).toBe('% Usage: /charmode [on|off].');
    other.close('Alpha');
    other.enter('/charmode');
    expect(said(other)).toBe('% Alpha is not connected.');
  });
});
