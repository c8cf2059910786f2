/** Pastes from the terminal's bytes to what the server gets. */
import { type Play, playAlpha } from '../../support/play.ts';

/** As a terminal pastes. */
function paste(play: Play, text: string): void {
  play.type(`\x1b[200~${text}\x1b[201~`);
}

/** What the server got, a line each. */
function said(play: Play): string[] {
  return play.sent('Alpha').toString().split('\r\n').slice(0, -1);
}

describe('what was pasted is text', () => {
  test.each([
    ['poem\r/quit\r/usr/bin/env\r//two\r', ['poem', '/quit', '/usr/bin/env', '//two']],
    ['/quit', ['/quit']],
    ['/quit\n', ['/quit']],
    ['//x', ['//x']],
    ['/', ['/']],
    ['\n/quit', ['', '/quit']],
    ['\x1bOP\x03/quit', ['OP/quit']],
  ])('%j', (text, lines) => {
    const play = playAlpha();
    paste(play, text);
    play.reload();
    play.press('Enter');
    expect([said(play), play.asked]).toEqual([lines, []]);
  });

  test.each<[string, (play: Play) => void, string[]]>([
    ['behind words', play => play.type('say \x1b[200~/quit\n/quit\x1b[201~'), ['say /quit', '/quit']],
    [
      'when the words before it go',
      play => play.type('say \x1b[200~/quit\x1b[201~\x01\x0b\x19\x01\x1bd\x04'),
      ['/quit'],
    ],
    ['killed and put back', play => play.type('\x1b[200~/quit\nx\x1b[201~\x15\x15\x17\x19'), ['/quit', 'x']],
    ['with its letters swapped', play => play.type('\x1b[200~q/\x1b[201~\x14'), ['/q']],
    ['in two pastes', play => play.type('\x1b[200~/qu\x1b[201~\x1b[200~it\x1b[201~'), ['/quit']],
    ['with the rest typed', play => play.type('\x1b[200~/\x1b[201~quit'), ['/quit']],
    ['after a look at the history', play => play.type('\x1b[200~/quit\x1b[201~\x10\x0e'), ['/quit']],
  ])('%s', (_what, type, lines) => {
    const play = playAlpha();
    type(play);
    play.reload();
    play.press('Enter');
    expect([said(play), play.asked]).toEqual([lines, []]);
  });

  test('out of the history as well, also after a reload', () => {
    const play = playAlpha();
    paste(play, 'poem\n/quit\n//two');
    play.press('Enter');
    play.reload();
    play.press('C-p Enter');
    expect([said(play), play.asked]).toEqual([['poem', '/quit', '//two', 'poem', '/quit', '//two'], []]);
  });

  test('but a slash that was typed makes a command, with a pasted end too, and by itself in its line', () => {
    const play = playAlpha({ worlds: { Alpha: {}, Beta: {} } });
    play.type('/worlds -b \x1b[200~Beta\n\x1b[201~\r');
    expect(play.world('Beta').phase).toBe('connecting');
    play.type('\x1b[200~a poem\n\x1b[201~/send its end\r');
    play.type('\x1b[200~send more\x1b[201~\x01/\r');
    play.type('//\x1b[200~x\x1b[201~\r');
    expect(said(play)).toEqual(['a poem', 'its end', 'more', '/x']);
    play.type('/quit \x15\x19\r');
    expect(play.asked).toEqual([{ type: 'quit' }]);
  });

  test('and a single command that was pasted is sent with a word about it', () => {
    const play = playAlpha({ columns: 100 });
    paste(play, '/worlds Foo');
    play.press('Enter');
    expect(said(play)).toEqual(['/worlds Foo']);
    expect(play.output().at(-1)).toBe(
      '% What is pasted is text and never a command: type the / yourself to run it.',
    );
    play.enter('/flush');
    for (const text of ['/usr/bin', '//worlds', 'x\n/worlds Foo']) play.type(`\x1b[200~${text}\x1b[201~\r`);
    expect(play.output()).toEqual(['/usr/bin', '//worlds', 'x', '/worlds Foo']);
  });

  test('a pasted password goes out as it is', () => {
    const play = playAlpha();
    play.receive('Alpha', Buffer.from('Password: \xff\xfb\x01', 'latin1'));
    paste(play, '/quit');
    play.press('Enter');
    expect(said(play).at(-1)).toMatch(/\/quit$/);
    expect([said(play).at(-1)?.includes('//'), play.state.history]).toEqual([
      false,
      ['/worlds Alpha', '/flush'],
    ]);
  });

  test('a pasted setting that is a secret stays out of the history', () => {
    const play = playAlpha();
    for (const text of ['/setup worlds.Alpha.password xyzzy', 'x\n/setup worlds.Alpha.password xyzzy'])
      play.type(`\x1b[200~${text}\x1b[201~\r`);
    expect(play.state.history.join()).not.toContain('xyzzy');
  });
});

describe('a paste whose end is lost', () => {
  const BROKE_OFF = '% The paste broke off before its end. What came of it is kept, and keys work again.';

  test.each([false, true])('ends five seconds after the last of it (with reloads: %j)', reloads => {
    const play = playAlpha({ columns: 100 });
    play.type('\x1b[200~partial ');
    play.advance(4900);
    play.type('paste\r');
    if (reloads) play.reload();
    play.advance(4900);
    play.type('/quit');
    expect(play.terminal.editor.text).toBe('');
    for (let i = 0; i < 7; i++) {
      if (reloads) play.reload();
      play.advance(700);
    }
    expect(play.terminal.editor.text).toBe('');
    play.advance(200);
    expect(play.terminal.editor.text).toBe('partial paste\n/quit');
    expect(play.output().at(-1)).toBe(BROKE_OFF);
    play.type('xyz\r');
    expect([said(play), play.asked]).toEqual([['partial paste', '/quitxyz'], []]);
    expect(play.state.timers).not.toHaveProperty('paste');
  });

  test('ends at once by Ctrl+C, which does nothing else', () => {
    const play = playAlpha({ columns: 100 });
    play.type('\x1b[200~partial');
    play.press('C-c');
    play.reload();
    play.advance(50);
    expect([play.terminal.editor.text, play.output().at(-1)]).toEqual(['partial', BROKE_OFF]);
    play.type(' look\r');
    expect([said(play), play.asked]).toEqual([['partial look'], []]);
    play.press('C-c');
    expect(play.output().at(-1)).toBe('% Press Ctrl+C again to quit.');
  });

  test('ends when the client stood still for an hour only if it stays silent then', () => {
    const play = playAlpha();
    play.type('\x1b[200~one ');
    play.state.now += 3_600_000;
    play.dispatch({ type: 'tick' });
    play.type('two\x1b[201~');
    expect(play.terminal.editor.text).toBe('one two');
  });

  test('a slow paste of a mebibyte is not cut', () => {
    const play = playAlpha({ settings: { paste_ask: 0 } });
    play.receive('Alpha', '\r\n');
    play.type('\x1b[200~');
    for (let i = 0; i < 256; i++) {
      play.type(`${'x'.repeat(4095)}\n`);
      play.advance(2000);
    }
    play.type('\x1b[201~');
    expect(play.terminal.editor.text.length).toBe(1024 * 1024);
    expect(play.output()).toEqual([]);
  });
});
