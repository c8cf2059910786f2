/** Characters of one column or two: as many as the terminal or the page has that is drawn or typed on. */
import { textWidth } from '../../../../client/text/width.ts';
import { logIn, openPage, turnOn } from '../../../support/browsers.ts';
import { type Play, playAlpha } from '../../../support/play.ts';
import { startProgram, terminalHello } from '../../../support/programs.ts';

const COLUMNS = 30;
/** A row and a half where each has one column. */
const TEXT = 'Я'.repeat(COLUMNS + COLUMNS / 2);

const wide = (play: Play) =>
  startProgram(play, terminalHello({ columns: COLUMNS, rows: 12 }, { CLAY_AMBIGUOUS_WIDTH: '2' }));

/** Letters of each row of the text on the view. */
function rowsOn(play: Play, view = 'terminal'): number[] {
  const rows = play.frame(view).rows.map(row => row.map(({ text }) => text).join(''));
  return rows.map(row => row.split('Я').length - 1).filter(count => count > 0);
}

test.each([
  ['what it says of itself', { CLAY_AMBIGUOUS_WIDTH: '2' }],
  ['its locale', { LANG: 'ja_JP.eucJP' }],
])('an attached terminal has its own width, by %s, and the first one keeps its', (_, env) => {
  const play = playAlpha({ columns: COLUMNS, rows: 12 });
  const second = startProgram(play, terminalHello({ columns: COLUMNS, rows: 12 }, env));
  play.receive('Alpha', `${TEXT}\r\n`);
  for (let i = 0; i < 2; i++) {
    expect(rowsOn(play)).toEqual([30, 15]);
    expect(rowsOn(play, second.view)).toEqual([15, 15, 15]);
    expect(rowsOn(play)).toEqual([30, 15]);
    play.reload();
  }
});

test('more-mode counts the rows of each: one waits where the other shows all', () => {
  const play = playAlpha({ columns: COLUMNS, rows: 12, settings: { more_mode: true } });
  const second = wide(play);
  play.receive('Alpha', `${TEXT}\r\n`.repeat(4));
  const paused = (view: string) => play.state.views[view]!.viewports.Alpha!.paused;
  expect([paused('terminal'), paused(second.view)]).toEqual([false, true]);
});

test('the cursor goes up by rows as they are on the terminal that is typed on', () => {
  const play = playAlpha({ columns: COLUMNS, rows: 12 });
  const second = wide(play);
  const cursor = (view: string) => play.state.views[view]!.editor.cursor;
  play.type(TEXT);
  second.type(TEXT);
  play.type('\x1b[A');
  second.type('\x1b[A');
  // By a row of thirty letters, and by one of fifteen.
  expect(TEXT.length - cursor('terminal')).toBe(30);
  expect(TEXT.length - cursor(second.view)).toBe(15);
});

test('the setting is of all that say nothing of themselves', () => {
  const play = playAlpha({ columns: COLUMNS, rows: 12 });
  const own = startProgram(
    play,
    terminalHello({ columns: COLUMNS, rows: 12 }, { CLAY_AMBIGUOUS_WIDTH: '1' }),
  );
  const other = startProgram(play, terminalHello({ columns: COLUMNS, rows: 12 }));
  play.enter('/setup ambiguous_width 2');
  play.receive('Alpha', `${TEXT}\r\n`);
  expect([rowsOn(play), rowsOn(play, own.view), rowsOn(play, other.view)]).toEqual([
    [15, 15, 15],
    [30, 15],
    [15, 15, 15],
  ]);
});

test.each([
  [undefined, 1],
  [false, 1],
  [true, 2],
])('a page whose font is wide: %s, gets tables by that', (isWide, cells) => {
  const play = playAlpha({ worlds: { Alpha: {}, Ямщик: {} } });
  turnOn(play);
  play.enter('/worlds Ямщик');
  const page = openPage(play, logIn(play), 'tab', 2, isWide);
  page.say({ t: 'want', w: 'Alpha', from: 0 });
  page.say({ t: 'say', n: 1, w: 'Alpha', text: '/connections' });
  const rows = page
    .lines()
    .map(({ text }) => text)
    .filter(text => /Alpha|Ямщик/.test(text));
  const at = (name: string) => rows.find(text => text.includes(name))!.search(/connect(ed|ing) /);
  expect(at('Alpha') - at('Ямщик')).toBe(5 * (cells - 1));
  // Nothing of it is left to whoever comes next.
  expect(textWidth('Я')).toBe(1);
});
