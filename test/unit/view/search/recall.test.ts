import { type Play, playAlpha } from '../../../support/play.ts';

function withLines(count: number): Play {
  const play = playAlpha({ settings: { more_mode: false }, rows: 30, columns: 80 });
  play.receive('Alpha', Array.from({ length: count }, (_, i) => `\x1b[32mline ${i}\n`).join(''));
  return play;
}

test('without a pattern the last 20 lines of the game come again', () => {
  const play = withLines(100);
  play.enter('/version');
  const shown = play.answer('/recall');
  expect(shown[0]).toBe('% Recalled 20 lines:');
  expect(shown.slice(1, 21)).toEqual(Array.from({ length: 20 }, (_, i) => `% line ${80 + i}`));
  expect(shown[21]).toBe('% End of recall.');
});

test('with a pattern, those that match, with their colours', () => {
  const play = withLines(100);
  play.enter('/recall LINE 5?');
  expect(play.output().slice(-12, -9)).toEqual([
    '% Recalled 10 lines that match "LINE 5?":',
    'line 50',
    'line 51',
  ]);
  expect(
    play
      .frame()
      .rows.flat()
      .find(({ text }) => text === 'line 51')?.style,
  ).toBe('32');
});

test('what was recalled is not recalled again, nor logged', () => {
  const play = withLines(3);
  play.enter('/log on');
  play.enter('/recall line 1');
  play.enter('/recall line 1');
  play.advance(1000);
  expect(play.output().filter(row => row === '% Recalled one line that matches "line 1":')).toHaveLength(2);
  expect(play.output().filter(row => row === 'line 1')).toHaveLength(3);
  expect(play.disk.logs).toEqual({});
});

test('nothing found is said', () => {
  const play = withLines(3);
  play.enter('/recall dragon');
  expect(play.output().at(-1)).toBe('% No lines that match "dragon".');
});

test('a long log is looked through in slices; typing, switching and reloads come in between', () => {
  const play = withLines(2600);
  play.enter('/recall line 12');
  expect(play.terminal.recall).not.toBeNull();
  play.type('still quick');
  play.reload();
  expect(play.terminal.editor.text).toBe('still quick');
  play.advance(0);
  expect(play.terminal.recall).toBeNull();
  // 12, 120-129 and 1200-1299, behind the 2600 and between two lines of Clay.
  const { first, next } = play.world('Alpha').scrollback;
  expect(next - first).toBe(2600 + 111 + 2);
  expect(play.output().slice(-2)).toEqual(['line 1299', '% End of recall.']);
});

test('a world that goes away takes its recall along', () => {
  const play = withLines(2600);
  play.enter('/recall line 7');
  expect(play.terminal.recall).not.toBeNull();
  play.type('/dc\r/unworld Alpha\r');
  play.advance(100);
  expect(play.output().at(-1)).toBe('% World Alpha is removed; its logs stay.');
});

describe('lines of a mebibyte', () => {
  const long = (end: string) => `${'a'.repeat(1_000_000)}${end}\n`;

  test('are looked through a part at a time, with a reload in the middle of one', () => {
    const play = playAlpha({ settings: { more_mode: false }, rows: 30, columns: 80 });
    play.receive('Alpha', `first dragon\n${long('?')}${long('!')}`);
    play.advance(1000);
    play.enter('/recall first?dragon');
    let slices = 0;
    for (; play.terminal.recall; slices++) {
      play.reload();
      play.state.now++;
      play.dispatch({ type: 'tick' });
    }
    expect(slices).toBeGreaterThan(3);
    expect(play.output().slice(-2)).toEqual(['first dragon', '% End of recall.']);
  });

  test('are shown as far as one screen after another can be read', () => {
    const play = playAlpha({ settings: { more_mode: false }, rows: 30, columns: 80 });
    play.receive('Alpha', long('one').repeat(5));
    play.advance(1000);
    const { next } = play.world('Alpha').scrollback;
    play.enter('/recall aaa');
    play.advance(1000);
    expect(play.world('Alpha').scrollback.next - next).toBeLessThan(20);
    play.press('End');
    expect(play.output().join()).toContain('End of recall.');
  });
});
