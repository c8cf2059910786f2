/** The menu and the question whether to quit; what is typed in one read means what it means in many. */
import { type Play, playAlpha } from '../../../support/play.ts';

const all = (play: Play) => play.screen().join('\n');
const words = (play: Play) => all(play).replace(/[│┃]/g, ' ').split(/\s+/).join(' ');
const kinds = (play: Play) => play.terminal.dialogs.map(({ kind }) => kind);
const quits = (play: Play) => play.asked.filter(({ type }) => type === 'quit').length;

function playing(columns = 80, rows = 24): Play {
  return playAlpha({ columns, rows, worlds: { Alpha: {}, Beta: { tls: true } } });
}

function slowly(play: Play, ...texts: readonly string[]): void {
  for (const text of texts) {
    play.type(text);
    play.advance(2000);
  }
}

function click(play: Play, text: string): void {
  const row = play.screen().findIndex(one => one.includes(text));
  const column = (play.screen()[row] as string).indexOf(text);
  play.type(`\x1b[<0;${column + 1};${row + 1}M`);
}

describe('the menu', () => {
  test.each([
    ['Esc Esc at once', (play: Play) => play.type('\x1b\x1b')],
    ['Esc Esc slowly', (play: Play) => slowly(play, '\x1b', '\x1b')],
    ['/menu', (play: Play) => play.enter('/menu')],
  ])('%s opens it, and Esc closes it', (_, open) => {
    const play = playing();
    open(play);
    play.advance(60);
    expect(kinds(play)).toEqual(['menu']);
    play.type('\x1b');
    play.advance(60);
    expect(kinds(play)).toEqual([]);
  });

  test.each([
    ['s', ['settings']],
    ['f', ['search']],
    ['q', ['quit']],
  ])('%s leads to %j, by letter, by arrow and by mouse', (letter, expected) => {
    const byLetter = playing();
    byLetter.enter('/menu');
    byLetter.type(letter);
    const byArrow = playing();
    byArrow.enter('/menu');
    const label = { s: 'Settings', f: 'Find', q: 'Quit' }[letter] as string;
    for (let i = 0; i < 12 && !all(byArrow).includes(`> ${label}`); i++) byArrow.press('Down');
    byArrow.press('Enter');
    const byMouse = playing();
    byMouse.enter('/menu');
    click(byMouse, label);
    expect([byLetter, byArrow, byMouse].map(kinds)).toEqual([expected, expected, expected]);
  });

  test('r reloads, h helps, d hangs up', () => {
    const play = playing();
    play.enter('/menu');
    play.type('r');
    expect(play.asked).toContainEqual({ type: 'reload', force: false });
    play.enter('/menu');
    play.type('d');
    expect(play.world('Alpha').phase).not.toBe('connected');
    play.enter('/menu');
    expect(all(play)).not.toContain('Disconnect');
    play.type('h');
    expect(all(play)).toContain('/worlds');
  });

  test.each([
    [40, 10],
    [40, 6],
    [200, 60],
  ])('at %i x %i each entry is reached and seen', (columns, rows) => {
    const play = playing(columns, rows);
    play.enter('/menu');
    const seen = new Set<string>();
    for (let i = 0; i < 12; i++) {
      const { cursor } = play.frame();
      seen.add(/> (\w+)/.exec(play.screen()[cursor!.row] as string)?.[1] ?? '');
      play.press('Down');
    }
    expect([...seen].join(' ')).toBe(
      'Worlds New Connections Find Copy Disconnect Rules Settings Help Keys Reload Quit',
    );
  });
});

describe('quitting', () => {
  test('/quit quits at once: scripts type it', () => {
    const play = playing();
    play.enter('/quit');
    expect([quits(play), kinds(play)]).toEqual([1, []]);
  });

  test('-a asks, and names what would be cut, also as that changes', () => {
    const play = playing();
    play.enter('/quit -a');
    expect(words(play)).toContain('This world is cut: Alpha.');
    play.reload();
    play.enter('');
    expect(quits(play)).toBe(1);
    const other = playing();
    other.enter('/quit -a');
    other.close('Alpha');
    expect(words(other)).toContain('No world is connected any more.');
  });

  test.each([
    ['Esc', (play: Play) => slowly(play, '\x1b'), 0],
    ['s', (play: Play) => play.type('s'), 0],
    ['Tab Enter', (play: Play) => play.press('Tab Enter'), 0],
    ['q', (play: Play) => play.type('q'), 1],
    ['a click on Stay', (play: Play) => click(play, '[ Stay'), 0],
    ['a click on Quit', (play: Play) => click(play, '[ Quit'), 1],
  ])('%s answers it', (_, answer, expected) => {
    const play = playing();
    play.enter('/quit -a');
    answer(play);
    expect([quits(play), kinds(play)]).toEqual([expected, []]);
  });

  test('where nothing is connected there is no question', () => {
    const play = playing();
    play.enter('/disconnect');
    play.enter('/quit -a');
    expect(quits(play)).toBe(1);
  });

  test('worlds in tlsproxy end as well, or are left to the next start', () => {
    const play = playing();
    play.world('Alpha').link!.session = { id: 's', token: 't' } as never;
    play.enter('/quit -a');
    expect(words(play)).toContain('One of them is held by tlsproxy');
    play.type('k');
    expect(play.asked.at(-1)).toEqual({ type: 'quit', keep: true });
  });

  test('anything else behind it quits nothing', () => {
    const play = playing(120);
    play.enter('/quit now');
    const said = '% /quit knows no "now"; not quit. /quit -a asks first, -k keeps what tlsproxy holds.';
    expect([quits(play), play.output().at(-1)]).toEqual([0, said]);
  });
});

test('Esc twice at once closes the search as well', () => {
  const play = playing();
  play.press('F4 x');
  play.type('\x1b\x1b');
  play.advance(60);
  expect(kinds(play)).toEqual([]);
});

test('what is typed behind a letter that closes a dialog is for the input line', () => {
  const together = playing();
  together.enter('/quit -a');
  together.type('slook');
  const apart = playing();
  apart.enter('/quit -a');
  for (const key of 'slook') apart.type(key);
  expect([together.terminal.editor.text, together.frame()]).toEqual(['look', apart.frame()]);
});
