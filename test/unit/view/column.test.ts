/** The worlds in a column at the left of the output. */
import type { Settings } from '../../../client/state/settings.ts';
import { textWidth } from '../../../client/text/width.ts';
import { columnWidth } from '../../../client/view/worlds/column-width.ts';
import { createPlay, type Play } from '../../support/play.ts';

/** Three worlds, the first two connected; Alpha is on screen. */
function three(settings: Partial<Settings> = {}, columns = 120, rows = 20): Play {
  const worlds = {
    Alpha: {},
    Beta: { highlight: ['dragon'] },
    'A very long name that no column has room for': {},
  };
  const play = createPlay({ worlds, columns, rows, settings: { world_column: true, ...settings } });
  for (const name of ['Beta', 'Alpha']) {
    play.enter(`/worlds ${name}`);
    play.connect(name);
  }
  return play;
}

const column = (play: Play) => play.screen().map(row => row.slice(0, 20));

/** The style of the row of the column in which the text stands. */
function styleOf(play: Play, text: string): string | undefined {
  for (const row of play.frame().rows) if (row[0]?.text.includes(text)) return row[0].style;
  return undefined;
}

test('it has numbers, connections, names that fit, and the one on screen', () => {
  const play = three();
  expect(column(play).slice(0, 4)).toEqual([
    '1 ● Alpha          │',
    '2 ● Beta           │',
    '3 ○ A very long n… │',
    '                   │',
  ]);
  expect(styleOf(play, 'Alpha')).not.toBe(styleOf(play, 'Beta'));
  expect(play.screen()[18]).toMatch(/^ .*Alpha/);
});

test('what is unseen is counted, and coloured by importance', () => {
  const play = three();
  const quiet = styleOf(play, 'Beta');
  play.receive('Beta', 'hello\r\n');
  const news = styleOf(play, 'Beta');
  expect(column(play)[1]).toMatch(/^2 ● Beta +\d+ │$/);
  play.receive('Beta', 'a dragon\r\n');
  const lit = styleOf(play, 'Beta');
  expect(new Set([quiet, news, lit]).size).toBe(3);
  play.press('M-2');
  expect(column(play)[1]).toBe('2 ● Beta           │');
});

test('the rest is the game’s: text is wrapped there, and the server is told', () => {
  const play = three();
  expect(play.state.announced.terminal).toEqual({ columns: 100, rows: 18 });
  play.receive('Alpha', `${'#'.repeat(101)}\r\n`);
  const rows = play.screen().filter(row => row.includes('#'));
  expect(rows.map(row => row.slice(20))).toEqual(['#'.repeat(100), '#']);
  play.press('M-W');
  expect(play.state.announced.terminal).toEqual({ columns: 120, rows: 18 });
  expect(play.screen().filter(row => row.includes('#'))).toEqual(['#'.repeat(101)]);
  play.press('M-W');
  play.resize(99, 20);
  expect(play.state.announced.terminal).toEqual({ columns: 99, rows: 18 });
  expect(play.screen().join('')).not.toContain('│');
});

test('on a narrow screen the key says what it waits for', () => {
  const play = three({ world_column: false }, 80);
  play.press('M-W');
  expect(play.output().join(' ')).toContain('as soon as the screen has 100 columns');
});

test('a sixth of the screen, within bounds, whatever the worlds are called', () => {
  const settings = { world_column: true };
  const widths = [99, 100, 120, 168, 400].map(columns =>
    columnWidth({ settings }, { kind: 'terminal', columns }),
  );
  expect(widths).toEqual([0, 16, 20, 28, 28]);
  expect(columnWidth({ settings }, { kind: 'web', columns: 200 })).toBe(0);
});

test.each([40, 1000])('with %i worlds those around the one on screen are there, and how many more', count => {
  const worlds = Object.fromEntries(Array.from({ length: count }, (_, at) => [`World${at + 1}`, {}]));
  const play = createPlay({ worlds, columns: 120, rows: 20, settings: { world_column: true } });
  play.enter('/worlds World20');
  play.connect('World20');
  play.enter('/worlds World1');
  const more = (play: Play) => column(play)[17]?.trim();
  expect(column(play)[0]).toMatch(/^ *1 ○ World1 /);
  expect(more(play)).toMatch(new RegExp(`^… ${count - 17} more`));
  play.receive('World20', 'hello\r\n');
  expect(more(play)).toMatch(/more \(1 new\) *│$/);
  play.enter('/worlds World20');
  expect(column(play).findIndex(row => row.includes('World20 '))).toBe(8);
  play.enter(`/worlds World${count}`);
  expect(column(play)[16]).toContain(`World${count}`);
});

test('a click goes to a world, and elsewhere does what it did', () => {
  const play = three({ mouse: true });
  const press = (x: number, y: number) =>
    play.input(Buffer.from(`\x1b[<0;${x + 1};${y + 1}M\x1b[<0;${x + 1};${y + 1}m`));
  press(3, 1);
  expect(play.terminal.current).toBe('Beta');
  press(30, 0);
  press(3, 9);
  expect(play.terminal.current).toBe('Beta');
  play.type('abc');
  press(1, 19);
  play.type('x');
  expect(play.terminal.editor.text).toBe('axbc');
});

test('every row is as wide as the screen at most, with boxes, tags, copy mode, a split and unread marks', () => {
  const play = three({ show_tags: true });
  for (let at = 0; at < 60; at++)
    play.receive('Alpha', `line ${at} with 茶 and more ${'text '.repeat(30)}\r\n`);
  const steps = ['Esc', 'PageUp', 'F9', 'Esc', 'F4', 'Esc', 'F3', 'Esc', 'F1'];
  for (const step of steps) {
    play.press(step);
    play.advance(100);
    for (const row of play.frame().rows)
      expect(
        textWidth(
          row
            .map(({ text }) => text)
            .join('')
            .trimEnd(),
        ),
      ).toBeLessThanOrEqual(120);
    const { cursor } = play.frame();
    if (cursor) expect(cursor.column).toBeLessThan(120);
    const before = play.frame();
    play.reload();
    expect(play.frame()).toEqual(before);
  }
});

test('a box lies over the text, and leaves the column in sight', () => {
  const play = three();
  play.press('F3');
  expect(column(play)[0]).toBe('1 ● Alpha          │');
  const top = play.screen().find(row => row.includes('┌')) ?? '';
  const [left, right] = [top.indexOf('┌') - 20, 120 - 1 - top.indexOf('┐')];
  expect(Math.abs(left - right)).toBeLessThanOrEqual(1);
});

test('copy mode has its cursor in the text', () => {
  const play = three();
  play.receive('Alpha', 'hello\r\n');
  play.press('F9');
  const { cursor } = play.frame();
  expect(cursor?.column).toBeGreaterThanOrEqual(20);
});

test('with the map at the right as well, a box lies in the middle of what is left of the output', () => {
  const play = three({ map_pane: true }, 150, 24);
  play.enter('/quit -a');
  const top = play.screen().find(row => row.includes('┌')) as string;
  const [left, right] = [top.indexOf('┌'), top.indexOf('┐')];
  const output = {
    from: columnWidth(play.state, play.terminal),
    columns: play.state.announced.terminal!.columns,
  };
  const [before, behind] = [left - output.from, output.from + output.columns - 1 - right];
  expect(Math.abs(before - behind)).toBeLessThanOrEqual(1);
});
