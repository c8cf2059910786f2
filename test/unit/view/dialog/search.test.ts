import { searchOf } from '../../../../client/view/dialog/stack.ts';
import { type Play, playAlpha } from '../../../support/play.ts';

/** 100 lines, every tenth of them about a troll; 8 rows of them on screen. */
function searching(text: string): Play {
  const play = playAlpha({ settings: { more_mode: false } });
  for (let i = 1; i <= 100; i++)
    play.receive('Alpha', i % 10 === 0 ? `A Troll (${i}) growls.\n` : `line ${i}\n`);
  play.press('F4');
  play.type(text);
  return play;
}

function label(play: Play): string | undefined {
  return play.screen().at(-3);
}

function bottom(play: Play): string | undefined {
  return play.output().at(-1);
}

test('F4 asks for a pattern; Enter goes from match to match, upwards', () => {
  const play = searching('troll');
  expect(label(play)).toBe('% Search: troll');
  play.press('Enter');
  const { first } = play.world('Alpha').scrollback;
  expect([bottom(play), searchOf(play.terminal)?.match]).toEqual(['A Troll (100) growls.', first + 99]);
  play.press('Enter Up F4');
  expect(bottom(play)).toBe('A Troll (70) growls.');
  play.press('Down');
  expect(bottom(play)).toBe('A Troll (80) growls.');
  expect(play.status()).toContain('Hist 0020');
});

test('past the last match it stays and says so', () => {
  const play = searching('(10)');
  play.press('Enter Enter');
  expect(bottom(play)).toBe('A Troll (10) growls.');
  expect(label(play)).toBe('% Search (nothing further up): (10)');
  play.press('Down');
  expect(label(play)).toBe('% Search (nothing further down): (10)');
  play.type('0');
  expect(label(play)).toBe('% Search: (10)0');
});

test('Escape leaves the search and what was being typed before is there again', () => {
  const play = playAlpha();
  play.type('half a com');
  play.press('F4');
  play.type('x');
  expect(label(play)).toBe('% Search: x');
  play.press('Esc');
  play.advance(50);
  expect([label(play), searchOf(play.terminal)]).toEqual(['half a com', null]);
  expect(play.sent('Alpha').length).toBe(0);
});

test('Ctrl+C leaves the search and nothing else', () => {
  const play = searching('troll');
  play.press('C-c');
  expect(searchOf(play.terminal)).toBeNull();
  expect(play.terminal.interruptedAt).toBe(0);
});

test('the match is shown in reverse, and the colours go on behind it', () => {
  const play = playAlpha();
  play.receive('Alpha', '\x1b[31mred troll and more\n');
  play.press('F4');
  play.type('TROLL');
  const row = play.frame().rows.find(spans => spans.some(({ text }) => text === 'troll'));
  expect(row).toEqual([
    { text: 'red ', style: '31' },
    { text: 'troll', style: '7' },
    { text: ' and more', style: '31' },
  ]);
});

test('the parts of a pattern with stars are each marked', () => {
  const play = playAlpha();
  play.receive('Alpha', 'one two three\n');
  play.press('F4');
  play.type('one*three');
  const row = play.frame().rows.find(spans => spans.some(({ text }) => text === 'one'));
  expect(row?.map(({ text, style }) => [text, style])).toEqual([
    ['one', '7'],
    [' two ', ''],
    ['three', '7'],
  ]);
});

test('from a match the wheel and the page keys move on', () => {
  const play = searching('(50)');
  play.press('Enter');
  play.type('\x1b[<64;3;3M');
  expect(bottom(play)).toBe('line 47');
  play.press('PageDown');
  expect(bottom(play)).toBe('line 54');
});

test('Enter on nothing looks for nothing', () => {
  const play = searching('');
  play.press('Enter');
  expect([label(play), bottom(play)]).toEqual(['% Search:', 'A Troll (100) growls.']);
});

describe('in a long log', () => {
  function long(): Play {
    const play = playAlpha({ worlds: { Alpha: {}, Beta: {} }, settings: { more_mode: false } });
    play.enter('/worlds -b Beta');
    play.connect('Beta');
    const lines = Array.from({ length: 9000 }, (_, i) => (i === 7 ? 'needle\n' : 'hay\n'));
    play.receive('Alpha', lines.join(''));
    // So many lines are worked off in slices.
    play.advance(0);
    play.press('F4');
    play.type('needle');
    play.press('Enter');
    return play;
  }

  test('the search goes on in slices, also through a reload', () => {
    const play = long();
    expect(label(play)).toBe('% Search (searching): needle');
    play.reload();
    play.advance(0);
    expect([label(play), bottom(play)]).toEqual(['% Search: needle', 'needle']);
  });

  test('lines that arrive meanwhile do not disturb it', () => {
    const play = long();
    play.receive('Alpha', 'more hay\n'.repeat(500));
    play.advance(0);
    expect(bottom(play)).toBe('needle');
  });

  test('in another world it starts anew', () => {
    const play = long();
    play.receive('Beta', 'psst\n');
    play.press('M-w');
    expect(play.terminal.current).toBe('Beta');
    play.advance(1000);
    expect([label(play), searchOf(play.terminal)?.match]).toEqual(['% Search: needle', null]);
    expect(play.terminal.viewports.Beta!.bottom).toBeNull();
  });
});
