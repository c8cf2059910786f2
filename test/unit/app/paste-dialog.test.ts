/** A paste of several lines is asked about, and may go slowly. */
import { type Play, type PlayOptions, playAlpha } from '../../support/play.ts';

function paste(play: Play, text: string): void {
  play.type(`\x1b[200~${text}\x1b[201~`);
}

function said(play: Play): string[] {
  return play.sent('Alpha').toString().split('\r\n').slice(0, -1);
}

/** With a dialog about `lines`. */
function asked(lines: readonly string[], options: PlayOptions = {}): Play {
  const play = playAlpha({ columns: 80, rows: 24, ...options });
  paste(play, lines.join('\n'));
  play.reload();
  return play;
}

const isOpen = (play: Play) => play.terminal.dialogs.some(({ kind }) => kind === 'paste');
const numbered = (count: number) => Array.from({ length: count }, (_, i) => `line ${i}`);

test('how much it is, and how it begins, is shown; nothing is sent before', () => {
  const play = asked(['a poem', '/quit', '世界'.repeat(40), '', 'five', 'six', '']);
  const screen = play.screen().join('\n');
  for (const text of [
    '6 lines, 104 characters',
    'a poem',
    '/quit',
    '世界世',
    '…',
    'and 2 lines more',
    'are text',
  ])
    expect(screen).toContain(text);
  expect(screen).not.toContain('five');
  expect([said(play), play.terminal.editor.text]).toEqual([[], '']);
});

test.each([
  ['Enter', numbered(5)],
  ['s', numbered(5)],
])('%s sends all of it, with what stands in the input', (key, lines) => {
  const play = playAlpha();
  play.type('say ');
  paste(play, lines.join('\n'));
  play.press(key);
  expect(said(play)).toEqual(['say line 0', ...lines.slice(1)]);
  expect([isOpen(play), play.terminal.editor.text]).toEqual([false, '']);
  play.press('C-p');
  expect(play.terminal.editor.text).toBe(`say ${lines.join('\n')}`);
});

test('lines that begin with / go as text, each way', () => {
  for (const keys of ['s', 'e Enter', 'l']) {
    const play = asked(['a', '/quit', '//x', 'b', '']);
    play.press(keys);
    play.advance(10_000);
    expect([said(play), play.asked]).toEqual([['a', '/quit', '//x', 'b'], []]);
  }
});

test('edit puts it into the input, drop throws it away, and Ctrl+Y brings it back', () => {
  const play = asked(numbered(4));
  play.press('e');
  expect(play.terminal.editor.text).toBe(numbered(4).join('\n'));
  play.press('C-g');
  paste(play, `${numbered(6).join('\n')}\n/quit`);
  play.press('d');
  expect([isOpen(play), play.terminal.editor.text]).toEqual([false, '']);
  play.press('C-y Enter');
  expect([said(play), play.asked]).toEqual([[...numbered(6), '/quit'], []]);
});

test.each(['C-g', 'C-u', 'C-c'])('%s throws it away as well', key => {
  const play = asked(numbered(200));
  play.press(key);
  expect([isOpen(play), play.terminal.editor.text, said(play), play.asked]).toEqual([false, '', [], []]);
});

test('Escape throws it away as well', () => {
  const play = asked(numbered(200));
  play.press('Esc');
  play.advance(100);
  expect([isOpen(play), play.terminal.editor.text, said(play)]).toEqual([false, '', []]);
  expect(play.output().at(-1)).toContain('Ctrl+Y brings it back');
});

test.each([
  ['fewer lines', 4, 'a\nb\nc\n', false],
  ['as many', 4, 'a\nb\nc\nd', true],
  ['two, if that is wanted', 2, 'a\nb', true],
  ['never', 0, 'a\nb\nc\nd\ne', false],
] as const)('it is asked about %s', (_, paste_ask, text, expected) => {
  const play = playAlpha({ settings: { paste_ask } });
  paste(play, text);
  expect(isOpen(play)).toBe(expected);
});

test('a password is neither asked about nor shown', () => {
  const play = playAlpha();
  play.receive('Alpha', Buffer.from('\xff\xfb\x01', 'latin1'));
  paste(play, 'one\ntwo\nthree\nfour\nfive');
  expect([isOpen(play), play.screen().join('').includes('three')]).toEqual([false, false]);
});

test('if the server asks for a password meanwhile nothing gets there', () => {
  const play = asked(numbered(4));
  play.receive('Alpha', Buffer.from('\xff\xfb\x01', 'latin1'));
  play.press('s');
  expect([said(play), play.terminal.editor.text]).toEqual([[], '']);
  play.receive('Alpha', Buffer.from('\xff\xfc\x01', 'latin1'));
  play.press('C-y Enter s');
  expect(said(play)).toContain('line 3');
});

test('further pastes while it is asked about belong to it', () => {
  const play = asked(numbered(4));
  paste(play, '\nand more');
  play.press('s');
  expect(said(play)).toEqual([...numbered(4), 'and more']);
});

test('what is too much for an input is said', () => {
  const play = asked(['x'.repeat(1024 * 1024), 'a', 'b', 'c']);
  play.press('e');
  expect(play.output().join('')).toContain('6 characters were not taken');
});

test('one whose end got lost stands in the input', () => {
  const play = playAlpha();
  play.type(`\x1b[200~${numbered(6).join('\n')}`);
  play.advance(6000);
  expect([isOpen(play), play.terminal.editor.text]).toEqual([false, numbered(6).join('\n')]);
});

describe('slowly', () => {
  test('so many lines a second, counted in the bar, through a reload', () => {
    const play = asked(numbered(25), { settings: { paste_pace: 5 } });
    play.press('l');
    play.advance(1000);
    expect(said(play)).toEqual(numbered(6));
    expect(play.status()).toContain('Paste 6/25');
    play.reload();
    play.advance(1000);
    expect(said(play)).toEqual(numbered(11));
    play.enter('look');
    play.advance(10_000);
    expect(said(play).filter(line => line !== 'look')).toEqual(numbered(25));
    expect(play.output().join('\n')).toContain('All of it is sent: 25 lines.');
    expect(play.status()).not.toContain('Paste');
  });

  test('Ctrl+C stops it, and what was not sent is not lost', () => {
    const play = asked(numbered(25));
    play.press('l');
    play.advance(500);
    play.press('C-c');
    play.advance(5000);
    const count = said(play).length;
    expect(play.output().join(' ')).toContain(`${25 - count} lines not sent`);
    play.press('C-y Enter');
    expect(said(play)).toEqual(numbered(25));
    expect(play.asked).toEqual([]);
  });

  test('it stops where the world is lost or asks for a password', () => {
    const lost = asked(numbered(25));
    lost.press('l');
    lost.advance(500);
    lost.close('Alpha');
    lost.advance(500);
    expect(lost.output().join(' ')).toContain('not connected any more');
    const masked = asked(numbered(25));
    masked.press('l');
    masked.advance(500);
    const before = said(masked).length;
    masked.receive('Alpha', Buffer.from('\xff\xfb\x01', 'latin1'));
    masked.advance(500);
    expect(said(masked)).toHaveLength(before);
    expect(masked.output().join(' ')).toContain('hides what is typed');
  });

  test('another one goes behind it, to the world that it was meant for', () => {
    const play = asked(numbered(5), { worlds: { Alpha: {}, Beta: {} } });
    play.press('l');
    paste(play, 'a\nb\nc\nd');
    play.press('l');
    play.enter('/worlds Beta');
    play.connect('Beta');
    play.advance(10_000);
    expect(said(play)).toEqual([...numbered(5), 'a', 'b', 'c', 'd']);
    expect(play.sent('Beta').toString()).toBe('');
  });

  test('what is sent is counted over all that wait behind one another', () => {
    const play = asked(numbered(5), { settings: { paste_pace: 1 } });
    play.press('l');
    for (let more = 0; more < 3; more++) {
      play.advance(1000);
      paste(play, numbered(5).join('\n'));
      play.press('l');
    }
    const count = said(play).length;
    expect(play.status()).toContain(`Paste ${count}/20`);
    play.advance(30_000);
    expect(said(play)).toHaveLength(20);
    expect(play.output().join('\n')).toContain('All of it is sent: 20 lines.');
  });

  test('a build that knows nothing of it in between delays it only', () => {
    const play = asked(numbered(8));
    play.press('l');
    play.advance(200);
    delete play.state.timers['paste-line Alpha'];
    expect(Object.keys(play.state.timers).filter(name => name.includes('paste-line'))).toEqual([]);
    play.advance(5000);
    play.reload();
    play.advance(5000);
    expect(said(play)).toEqual(numbered(8));
  });

  test('behind a command there is no such button', () => {
    const play = playAlpha({ columns: 80, rows: 24 });
    play.type('/send ');
    paste(play, numbered(4).join('\n'));
    expect(play.screen().join('\n')).not.toContain('Slowly');
  });
});
