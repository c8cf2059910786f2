/** Several commands on a line, and the last command that stays in the input. */
import fc from 'fast-check';
import { asTyped } from '../../../client/editor/pasted.ts';
import { commandsIn } from '../../../client/editor/separator.ts';
import { createPlay, type Play, playAlpha } from '../../support/play.ts';

const sent = (play: Play) => play.sent('Alpha').toString('latin1').split('\r\n').slice(0, -1);

function playing(sign = ';'): Play {
  return playAlpha({ columns: 60, settings: { command_separator: sign } });
}

describe('a line with a separator', () => {
  test.each([
    ['n;e;get all', ['n', 'e', 'get all']],
    ['n; e ;', ['n', 'e ']],
    ['say a;;b', ['say a;b']],
    ['say ;;;n', ['say ;', 'n']],
    [';', ['']],
    ['', ['']],
    ['//a;b', ['/a;b']],
    ['/send a;b', ['a;b']],
    ['look;//x', ['look', '/x']],
  ])('%j sends %j', (line, lines) => {
    const play = playing();
    play.enter(line);
    expect(sent(play)).toEqual(lines);
  });

  test('is one command as long as nothing is set, or something else', () => {
    for (const sign of ['', '%;', '|']) {
      const play = playing(sign);
      play.enter('a;b');
      expect(sent(play)).toEqual(['a;b']);
    }
    const play = playing('%;');
    play.enter('a%;b');
    expect(sent(play)).toEqual(['a', 'b']);
  });

  test('may have commands behind the first, each on the world that is on screen then', () => {
    const play = createPlay({ worlds: { Alpha: {}, Beta: {} }, settings: { command_separator: ';' } });
    for (const name of ['Beta', 'Alpha']) {
      play.enter(`/worlds ${name}`);
      play.connect(name);
    }
    play.enter('one;/worlds Beta');
    play.enter('two;three');
    expect(sent(play)).toEqual(['one']);
    expect(play.sent('Beta').toString()).toBe('two\r\nthree\r\n');
  });

  test('is one entry of the history, and does the same from there', () => {
    const play = playing();
    play.enter('n;say a;;b');
    play.press('Up Enter');
    expect(sent(play)).toEqual(['n', 'say a;b', 'n', 'say a;b']);
    expect(play.state.history.filter(entry => entry.includes(';'))).toEqual(['n;say a;;b']);
  });

  test('is not cut where it was pasted, or put there by Ctrl+V, and says the same from the history', () => {
    const play = playing();
    play.type('say \x1b[200~a;b\x1b[201~;n\r');
    play.type('say x\x16;y\r');
    play.type('/send \x1b[200~c;d\x1b[201~\r');
    play.type('\x1b[200~/e;f\x1b[201~\r');
    expect(sent(play)).toEqual(['say a;b', 'n', 'say x;y', 'c;d', '/e;f']);
    for (let i = 0; i < 4; i++) play.press('Up');
    play.press('Enter');
    expect(sent(play).slice(5)).toEqual(['say a;b', 'n']);
  });

  test('is not cut while the server hides it', () => {
    const play = playing();
    play.receive('Alpha', Buffer.of(255, 251, 1));
    play.enter('pass;word');
    expect(sent(play).at(-1)).toMatch(/pass;word$/);
  });

  test('with the password of a world in it is not in the history', () => {
    const play = playing();
    play.enter('look;/setup worlds.Alpha.password hunter2');
    expect(JSON.stringify([play.state.history, play.disk.history])).not.toContain('hunter2');
    expect(play.state.settings.worlds.Alpha?.password).toBe('hunter2');
  });

  test('law: what was pasted is sent as it is, whatever stands around it', () => {
    const part = fc.string({ unit: fc.constantFrom(';', 'a', ' ', '/', '\n'), maxLength: 6 });
    fc.assert(
      fc.property(part, pasted => {
        const typed = asTyped(pasted, pasted === '' ? [] : [[0, pasted.length]], ';');
        const lines = typed.split('\n').flatMap(line => commandsIn(line, ';'));
        expect(lines.map(line => line.replace(/^\/\//, '/'))).toEqual(pasted.split('\n'));
      }),
    );
  });
});

test.each(['a', '/', ';/', ' ', ';;;', '1'])('%j cannot be one', sign => {
  const play = playAlpha({ columns: 100 });
  play.enter(`/setup command_separator "${sign}"`);
  play.enter(`/setup command_separator ${sign}`);
  expect(play.state.settings.command_separator).toBe('');
});

describe('keep_sent', () => {
  const keeping = () => playAlpha({ columns: 60, settings: { keep_sent: true } });
  const row = (play: Play) => play.frame().rows.at(-1);

  test('leaves what was sent, selected; Enter sends it again', () => {
    const play = keeping();
    play.enter('north');
    expect(row(play)).toEqual([{ text: 'north', style: '7' }]);
    play.press('Enter Enter');
    expect(sent(play)).toEqual(['north', 'north', 'north']);
    expect(play.state.history.filter(entry => entry === 'north')).toHaveLength(1);
    play.reload();
    expect(row(play)).toEqual([{ text: 'north', style: '7' }]);
  });

  test.each([
    ['what is typed', 'look', 'look'],
    ['a paste', '\x1b[200~look\x1b[201~', 'look'],
    ['a cursor key', '\x1b[Ds', 'nortsh'],
    ['Backspace', '\x7f', ''],
    ['Ctrl+U', '\x15', ''],
    ['a quoted key', '\x16/', '/'],
  ])('%s takes its place, or keeps it', (_, keys, text) => {
    const play = keeping();
    play.enter('north');
    play.type(keys);
    expect([play.terminal.editor.text, play.terminal.editor.selected]).toEqual([text, undefined]);
    play.press('C-g');
    play.enter('x');
    play.type('y\x1f\x1f');
    expect(play.terminal.editor.text).toBe('x');
  });

  test('leaves no command, no login, nothing of several lines, and nothing that is hidden', () => {
    for (const line of ['/version', '//x', 'connect Bob hunter2', '\x1b[200~a\nb\x1b[201~']) {
      const play = playAlpha({ columns: 60, settings: { keep_sent: true, paste_ask: 0 } });
      play.enter(line);
      expect(play.terminal.editor.text).toBe('');
    }
    const play = keeping();
    play.receive('Alpha', 'Password: ');
    play.advance(300);
    play.enter('hunter2');
    expect(play.terminal.editor.text).toBe('');
  });

  test('Up goes to what was sent before it', () => {
    const play = keeping();
    play.enter('south');
    play.enter('north');
    play.press('Up');
    expect(play.terminal.editor.text).toBe('south');
  });
});
