import { searchOf } from '../../../../client/view/dialog/stack.ts';
import { type Play, playAlpha } from '../../../support/play.ts';

/** 100 lines, every tenth of them about a troll; 8 rows of them on screen. */
function searching(text: string): Play {
  const play = playAlpha({ settings: { more_mode: false }, columns: 80, rows: 12 });
  for (let i = 1; i <= 100; i++)
    play.receive('Alpha', i % 10 === 0 ? `A Troll (${i}) growls.\n` : `line ${i}\n`);
  play.press('F4');
  play.type(text);
  return play;
}

/** The rows of the input area: the pattern, how far it has come, the keys. */
const label = (play: Play) => play.screen().at(-3);
const found = (play: Play) => play.screen().at(-2);

/** Rows that have a match, with those around them. */
const shown = (play: Play) => play.output();

/** Text in the style of the match that was gone to. */
const marked = (play: Play) =>
  play
    .frame()
    .rows.slice(0, -4)
    .flat()
    .filter(({ style }) => style === 'found')
    .map(({ text }) => text);

test('it finds while one types, and says which match of how many it is and when it was said', () => {
  const play = searching('tr');
  expect([label(play), found(play)]).toEqual(['% Search: tr', '1 of 10, 12:00:00']);
  play.type('oll (7');
  expect([label(play), found(play)]).toEqual(['% Search: troll (7', '1 of 1, 12:00:00']);
  expect(marked(play)).toEqual(['Troll (7']);
});

test('the match has text below it, a third of the screen', () => {
  const play = searching('(70)');
  expect(shown(play)).toEqual([
    ...['line 65', 'line 66', 'line 67', 'line 68', 'line 69'],
    ...['A Troll (70) growls.', 'line 71', 'line 72'],
  ]);
});

test('what stands well already is not moved', () => {
  const play = searching('line 97');
  expect(shown(play).at(-1)).toBe('A Troll (100) growls.');
  expect(play.terminal.viewports.Alpha!.bottom).toBeNull();
});

test('Enter, Up and F4 go to older matches, Down to newer ones', () => {
  const play = searching('troll');
  expect(marked(play)).toEqual(['Troll']);
  play.press('Enter Up F4');
  expect([found(play), shown(play)[5]]).toEqual(['4 of 10, 12:00:00', 'A Troll (70) growls.']);
  play.press('Down');
  expect([found(play), shown(play)[5]]).toEqual(['3 of 10, 12:00:00', 'A Troll (80) growls.']);
});

test('behind the last match it goes on from the other end, and says so', () => {
  const play = searching('(10');
  expect(found(play)).toBe('1 of 2, 12:00:00');
  play.press('Up');
  expect(found(play)).toBe('2 of 2, 12:00:00');
  play.press('Up');
  expect(found(play)).toBe('1 of 2, 12:00:00, from the other end');
  play.press('Down');
  expect(found(play)).toBe('2 of 2, 12:00:00, from the other end');
  play.press('Down');
  expect(found(play)).toBe('1 of 2, 12:00:00');
});

test('on a narrow screen the kind of pattern is said in short, and what is typed has room beside it', () => {
  const play = playAlpha({ columns: 40, rows: 10 });
  play.receive('Alpha', 'a troll\n');
  play.press('F4 Tab Tab M-c');
  play.type('troll');
  expect(label(play)).toBe('% Search (regexp, case): troll');
});

test('nothing found is said, and the screen stays', () => {
  const play = searching('dragon');
  expect([found(play), shown(play).at(-1)]).toEqual(['no match', 'A Troll (100) growls.']);
  play.press('Enter Down');
  expect(found(play)).toBe('no match');
});

test('a pattern that grows starts from where the search began, one that shrinks comes back', () => {
  const play = searching('(5');
  expect(shown(play)[5]).toBe('A Troll (50) growls.');
  play.press('Backspace Backspace');
  expect(shown(play).at(-1)).toBe('A Troll (100) growls.');
});

test('the pattern is remembered: Enter on nothing looks for it again, Ctrl+P brings older ones', () => {
  const play = searching('(50)');
  play.press('Enter Esc');
  play.advance(50);
  play.press('F4');
  play.type('(30)');
  play.press('Enter Esc');
  play.advance(50);
  play.reload();
  play.press('F4');
  expect([label(play), found(play)]).toEqual(['% Search:', 'Enter: (30)']);
  play.press('Enter');
  expect([label(play), found(play)]).toEqual(['% Search: (30)', '1 of 1, 12:00:00']);
  play.press('C-p C-p');
  expect(label(play)).toBe('% Search: (50)');
});

test('Esc leaves the screen where it is, Ctrl+C goes back', () => {
  const play = searching('(50)');
  play.press('Esc');
  play.advance(50);
  expect([searchOf(play.terminal), shown(play)[7]]).toEqual([null, 'A Troll (50) growls.']);
  play.press('F4');
  play.type('(20)');
  expect(shown(play)[5]).toBe('A Troll (20) growls.');
  play.press('C-c');
  expect([searchOf(play.terminal), shown(play)[7]]).toEqual([null, 'A Troll (50) growls.']);
  expect(play.terminal.interruptedAt).toBe(0);
});

test('on one row of input it is said before the pattern', () => {
  const play = playAlpha({ settings: { more_mode: false, input_height: 1 }, columns: 60 });
  play.receive('Alpha', 'a troll\nno\n');
  play.press('F4');
  play.type('troll');
  expect(play.screen().at(-1)).toBe('% Search (1 of 1, 12:00:00): troll');
});

test('what was being typed before is there again', () => {
  const play = playAlpha();
  play.type('half a com');
  play.press('F4');
  play.type('x');
  expect(label(play)).toBe('% Search: x');
  play.press('Esc');
  play.advance(50);
  expect([play.screen().at(-1), searchOf(play.terminal)]).toEqual(['half a com', null]);
  expect(play.sent('Alpha').length).toBe(0);
});

describe('kinds of patterns', () => {
  function saying(...lines: string[]): Play {
    const play = playAlpha({ columns: 80 });
    play.receive('Alpha', lines.map(line => `${line}\n`).join(''));
    play.press('F4');
    return play;
  }

  test('* and ? stand for anything, \\? for itself', () => {
    const play = saying('who are you?', 'what a day');
    play.type('wh? ');
    expect(found(play)).toBe('1 of 1, 12:00:00');
    play.press('C-u');
    play.type('u\\?');
    expect(marked(play)).toEqual(['u?']);
  });

  test('Tab: exact text, then regular expressions, also through a reload', () => {
    const play = saying('who are you?', 'a ? b', 'Bob hits Al for 17.');
    play.press('Tab');
    play.type('?');
    expect([label(play), found(play)]).toEqual(['% Search (exact text): ?', '1 of 2, 12:00:00']);
    play.press('Tab C-u');
    play.reload();
    play.type('^\\w+ hits .* (\\d+)');
    expect(label(play)).toBe('% Search (regular expression): ^\\w+ hits .* (\\d+)');
    expect(marked(play)).toEqual(['Bob hits Al for 17']);
    play.press('Tab');
    expect(label(play)).toBe('% Search: ^\\w+ hits .* (\\d+)');
  });

  test('what is wrong with a regular expression is said while it is typed', () => {
    const play = saying('Bob (17)');
    play.press('Tab Tab');
    play.type('(b|o');
    expect(found(play)).toBe('a ( has no ) behind it');
    play.type(')+');
    expect(found(play)).toBe('1 of 1, 12:00:00');
  });

  test('Esc c: capitals count', () => {
    const play = saying('troll', 'Troll');
    play.type('Troll');
    expect(found(play)).toBe('1 of 2, 12:00:00');
    play.press('M-c');
    expect([label(play), found(play)]).toEqual(['% Search (case): Troll', '1 of 1, 12:00:00']);
  });
});

test('what Clay has shown again is not found, nor what it says of that', () => {
  const play = searching('');
  play.press('Esc');
  play.advance(50);
  play.answer('/recall troll');
  play.enter('/find trolley');
  play.press('F4');
  play.type('troll');
  expect(found(play)).toBe('1 of 10, 12:00:00');
});

test('the match is shown in reverse and bold, others in reverse, and the colours go on behind them', () => {
  const play = playAlpha();
  play.receive('Alpha', 'troll\n\x1b[31mred troll and more\n');
  play.press('F4');
  play.type('TROLL');
  const row = play.frame().rows.find(spans => spans.some(({ text }) => text === 'red '));
  expect(row).toEqual([
    { text: 'red ', style: '31' },
    { text: 'troll', style: 'found' },
    { text: ' and more', style: '31' },
  ]);
  expect(play.frame().rows.flat()).toContainEqual({ text: 'troll', style: 'match' });
});

test('the parts of a pattern with stars are each marked', () => {
  const play = playAlpha();
  play.receive('Alpha', 'one two three\n');
  play.press('F4');
  play.type('one*three');
  const row = play.frame().rows.find(spans => spans.some(({ text }) => text === 'one'));
  expect(row?.map(({ text, style }) => [text, style])).toEqual([
    ['one', 'found'],
    [' two ', ''],
    ['three', 'found'],
  ]);
});

test('from a match the wheel and the page keys move on', () => {
  const play = searching('(50)');
  play.type('\x1b[<64;3;3M');
  expect(shown(play).at(-1)).toBe('line 49');
  play.press('PageDown');
  expect(shown(play).at(-1)).toBe('line 56');
});

test('a match inside a very long line is scrolled to', () => {
  const play = playAlpha({ settings: { more_mode: false }, columns: 80, rows: 12 });
  play.receive('Alpha', `${'word '.repeat(2000)}needle ${'word '.repeat(2000)}\nend\n`);
  play.press('F4');
  play.type('needle');
  expect(shown(play).findIndex(row => row.includes('needle'))).toBe(5);
});

test('lines that arrive are counted, and the match keeps its place', () => {
  const play = searching('troll');
  play.press('Enter');
  expect(found(play)).toBe('2 of 10, 12:00:00');
  play.receive('Alpha', 'One more troll.\nand a line\n');
  play.advance(100);
  expect(found(play)).toBe('3 of 11, 12:00:00');
});

test('a line that came on another day says which', () => {
  const play = searching('(100)');
  play.state.now += 24 * 60 * 60_000;
  expect(found(play)).toBe('1 of 1, 2024-01-15 12:00:00');
});

describe('only the matches', () => {
  test('Ctrl+F shows nothing else, and new ones as they come; again, and all is there', () => {
    const play = searching('troll');
    play.press('C-f');
    expect(shown(play)).toEqual([30, 40, 50, 60, 70, 80, 90, 100].map(i => `A Troll (${i}) growls.`));
    expect(found(play)).toBe('1 of 10, 12:00:00, only matches are shown');
    play.receive('Alpha', 'no match\nThe troll dies.\n');
    play.advance(100);
    play.reload();
    expect(shown(play).slice(-2)).toEqual(['A Troll (100) growls.', 'The troll dies.']);
    play.press('C-f');
    expect(shown(play).slice(-3)).toEqual(['A Troll (100) growls.', 'no match', 'The troll dies.']);
  });

  test('it is scrolled by the page keys, and matches are gone to in it', () => {
    const play = searching('troll');
    play.press('C-f PageUp');
    expect(shown(play)[0]).toBe('A Troll (10) growls.');
    play.press('PageDown');
    expect(shown(play).at(-1)).toBe('A Troll (100) growls.');
    play.press('Up Up Up Up');
    expect(marked(play)).toEqual(['Troll']);
    expect(shown(play)).toEqual([10, 20, 30, 40, 50, 60, 70, 80].map(i => `A Troll (${i}) growls.`));
  });

  test('Esc < and Esc j go to the oldest and the newest one', () => {
    const play = searching('troll');
    play.press('C-f M-<');
    expect(shown(play)[0]).toBe('A Troll (10) growls.');
    play.press('M-j');
    expect(shown(play).at(-1)).toBe('A Troll (100) growls.');
  });

  test('it follows what is typed', () => {
    const play = searching('troll');
    play.press('C-f');
    play.type(' (5');
    expect(shown(play)).toEqual(['A Troll (50) growls.']);
  });
});

describe('in a long log', () => {
  function long(pattern = 'needle'): Play {
    const play = playAlpha({ worlds: { Alpha: {}, Beta: {} }, settings: { more_mode: false }, columns: 80 });
    play.enter('/worlds -b Beta');
    play.connect('Beta');
    const lines = Array.from({ length: 2600 }, (_, i) => (i === 7 ? 'needle\n' : 'hay\n'));
    play.receive('Alpha', lines.join(''));
    // So many lines are worked off in slices.
    play.advance(0);
    play.press('F4');
    play.type(pattern);
    return play;
  }

  test('the search goes on in slices, also through a reload', () => {
    const play = long();
    expect(found(play)).toBe('0+ matches, searching');
    play.reload();
    play.advance(0);
    expect([found(play), marked(play)]).toEqual(['1 of 1, 12:00:00', ['needle']]);
  });

  test('the nearest match is there at once, how many there are later', () => {
    const play = long('hay');
    expect(found(play)).toMatch(/^1 of \d+\+, 12:00:00$/);
    play.press('Up Up');
    expect(found(play)).toMatch(/^3 of \d+\+, 12:00:00$/);
    play.advance(0);
    expect(found(play)).toBe('3 of 2599, 12:00:00');
  });

  test('lines that arrive meanwhile do not disturb it', () => {
    const play = long();
    play.receive('Alpha', 'more hay\n'.repeat(500));
    play.advance(0);
    expect(marked(play)).toEqual(['needle']);
    play.advance(100);
    expect(found(play)).toBe('1 of 1, 12:00:00');
  });

  test('Esc gives it up', () => {
    const play = long();
    play.press('Esc');
    play.advance(50);
    expect(Object.keys(play.state.timers)).not.toContain('search terminal');
  });

  test('in another world it counts anew, and stays where one is', () => {
    const play = long();
    play.receive('Beta', 'psst\n');
    play.press('M-w');
    expect(play.terminal.current).toBe('Beta');
    play.advance(1000);
    expect([label(play), found(play)]).toEqual(['% Search: needle', 'no match']);
    expect(play.terminal.viewports.Beta!.bottom).toBeNull();
  });

  test('a log that is emptied meanwhile is begun with anew', () => {
    const play = long();
    play.openView('other', 80, 24).current = 'Alpha';
    play.enter('/flush', 'other');
    play.receive('Alpha', 'a new needle\n');
    play.advance(100);
    expect(found(play)).toBe('1 match');
  });
});

test('a search that a build before has under way goes on', () => {
  const play = searching('');
  const { next } = play.world('Alpha').scrollback;
  const old = searchOf(play.terminal)!;
  old.editor.text = '(20)';
  old.editor.cursor = 4;
  play.terminal.dialogs = [
    { kind: 'search', editor: old.editor, scanning: next - 40, step: -1, match: null, status: 'searching' },
  ];
  play.reload();
  play.advance(100);
  expect([found(play), shown(play)[5]]).toEqual(['1 of 1, 12:00:00', 'A Troll (20) growls.']);
});
