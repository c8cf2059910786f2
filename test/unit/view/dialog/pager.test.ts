/** A text in a box over the game: scrolled, searched through, as it was after a reload, on every size of screen. */

import { wantsMouse } from '../../../../client/view/dialog/kinds.ts';
import { openPager } from '../../../../client/view/dialog/pager/pager.ts';
import { type Play, playAlpha } from '../../../support/play.ts';

const numbered = (count: number) => Array.from({ length: count }, (_, i) => `line ${i + 1}`);

function reading(lines: readonly string[] = numbered(60), columns = 80, rows = 22): Play {
  const play = playAlpha({ columns, rows });
  openPager(play.terminal, 'Help', lines);
  return play;
}

/** The text in the box. */
function inside(play: Play): string[] {
  const framed = play.screen().flatMap(row => /│ (.*?) *[│┃]/.exec(row)?.[1] ?? []);
  const { rows } = play.terminal;
  return framed.length > 0 ? framed : play.screen().slice(rows > 2 ? 1 : 0, rows > 3 ? -1 : undefined);
}

const title = (play: Play) => play.screen().find(row => row.includes('Help')) ?? '';
const edges = (play: Play) => [inside(play)[0], inside(play).at(-1)];

function pressEscape(play: Play): void {
  play.press('Esc');
  play.advance(60);
}

test('the game goes on under it, cut at its edges, and is there when it is closed', () => {
  const play = reading(['short'], 80, 14);
  const word = '\u8a9e'.repeat(39);
  play.receive('Alpha', Array.from({ length: 12 }, (_, i) => `${i % 10}${word}\n`).join(''));
  const half = '\u8a9e'.repeat(8);
  const row = play.screen().find(one => one.includes('short'));
  expect(row).toBe(`5${half} │ ${'short'.padEnd(40)} │ ${half}`);
  play.type('q');
  expect(play.output()).toHaveLength(12);
  expect(play.output().at(-1)).toBe(`1${word}`);
});

test('of a title with too little room the end is left out, which is seen', () => {
  const play = playAlpha({ columns: 32, rows: 14 });
  openPager(play.terminal, 'Help on a thing with a long name', ['short']);
  expect(title(play)).toMatch(/^┌─ Help on a thing with a l… ─+┐$/);
});

describe('keys', () => {
  test.each([
    ['PageDown', ['line 18', 'line 35']],
    ['Space Space', ['line 35', 'line 52']],
    ['PageDown PageDown PageDown PageDown', ['line 43', 'line 60']],
    ['Down Down Up', ['line 2', 'line 19']],
    ['End', ['line 43', 'line 60']],
    ['G g', ['line 1', 'line 18']],
    ['End Home Up', ['line 1', 'line 18']],
    ['End PageUp', ['line 26', 'line 43']],
    ['C-d', ['line 10', 'line 27']],
  ])('%s', (keys, expected) => {
    const play = reading();
    play.press(keys);
    expect(edges(play)).toEqual(expected);
  });

  test('the wheel scrolls, and a click on a hint is its key', () => {
    const play = reading();
    play.type('\x1b[<65;9;9M\x1b[<65;9;9M\x1b[<64;9;9M');
    expect(edges(play)).toEqual(['line 4', 'line 21']);
    const row = play.screen().findIndex(one => one.includes('PageDown'));
    const column = (play.screen()[row] as string).indexOf('PageDown');
    play.type(`\x1b[<0;${column + 2};${row + 1}M`);
    expect(edges(play)).toEqual(['line 21', 'line 38']);
    play.type(`\x1b[<0;${(play.screen()[row] as string).indexOf('Esc') + 1};${row + 1}M`);
    expect(play.terminal.dialogs).toEqual([]);
  });

  test('the mouse is asked for as long as a box is open, whatever the setting', () => {
    const play = playAlpha({ settings: { mouse: false } });
    const asked = () => wantsMouse(play.state, play.terminal.id);
    expect(asked()).toBe(false);
    openPager(play.terminal, 'Help', ['x']);
    expect(asked()).toBe(true);
    play.press('F4');
    play.type('q');
    expect(asked()).toBe(true);
    pressEscape(play);
    play.type('q');
    expect(asked()).toBe(false);
  });

  test('nothing reaches what is behind it', () => {
    const play = reading();
    const before = structuredClone({ ...play.terminal, dialogs: [], keys: null });
    play.press('x F1 F2 C-Up M-w Tab C-g');
    play.type('\x1b[200~pasted\n\x1b[201~');
    expect({ ...play.terminal, dialogs: [], keys: null }).toEqual(before);
    expect(play.sent('Alpha').toString()).toBe('');
  });

  test('Escape twice, however fast, closes one box', () => {
    const play = reading();
    play.type('\x1b\x1b');
    play.advance(60);
    expect(play.terminal.dialogs).toEqual([]);
  });
});

describe('find', () => {
  test('goes there while one types, says how many there are, and n and N go on, round and round', () => {
    const play = reading();
    play.type('/line 2');
    expect(title(play)).toContain('1 of 11');
    expect(play.frame().cursor).toEqual({ column: 32, row: 19 });
    play.press('Enter');
    const at = () => /(\d+) of/.exec(title(play))?.[1];
    const seen = 'nnNN'.split('').map(key => {
      play.type(key);
      return at();
    });
    expect(seen).toEqual(['2', '3', '2', '1']);
    play.type('N');
    expect([at(), inside(play)]).toEqual(['11', expect.arrayContaining(['line 29'])]);
    const marked = play.frame().rows.flatMap(row => row.filter(({ style }) => style === 'match'));
    expect(marked.map(({ text }) => text)).toContain('line 2');
    pressEscape(play);
    expect(title(play)).toContain('/60');
    pressEscape(play);
    expect(play.terminal.dialogs).toEqual([]);
  });

  test('says that there is nothing, and what is pasted is one line', () => {
    const play = reading();
    play.press('/');
    play.type('\x1b[200~no\nsuch\x1b[201~');
    expect(title(play)).toContain('not found');
    expect(play.screen().join('\n')).toContain('Find: no such');
    play.press('Enter n');
    expect(edges(play)).toEqual(['line 1', 'line 18']);
  });
});

const words = (count: number) => Array.from({ length: count }, (_, i) => i);
const paragraphs = words(20).map(line =>
  words(30)
    .map(word => `w${line}.${word}`)
    .join(' '),
);

test.each([
  [80, 24],
  [40, 10],
  [40, 6],
  [200, 60],
  [10, 3],
  [1, 1],
])('at %i x %i each row is seen by paging, with nothing skipped', (columns, rows) => {
  const lines = columns < 10 ? ['tiny'] : paragraphs.slice(0, columns < 40 ? 2 : 20);
  const play = reading(lines, columns, rows);
  const pages = new Set<string>();
  for (let before = ''; before !== play.screen().join('\n'); ) {
    before = play.screen().join('\n');
    for (const row of inside(play)) pages.add(row.trim());
    play.press('PageDown');
  }
  const seen = new Set([...pages].flatMap(row => row.split(' ')));
  expect(
    lines
      .join(' ')
      .split(' ')
      .filter(word => columns >= 10 && !seen.has(word)),
  ).toEqual([]);
  expect(play.frame().rows).toHaveLength(Math.max(3, rows));
});

test('another width leaves one where one reads', () => {
  const play = reading(paragraphs, 80, 24);
  play.press('PageDown PageDown');
  const first = inside(play)[0] as string;
  play.resize(40, 8);
  expect(inside(play)[0]).toContain(first.split(' ')[0]);
  play.resize(80, 22);
  expect(inside(play)[0]).toBe(first);
});

test('a reload keeps it, searched and scrolled, as it is', () => {
  const play = reading();
  play.press('PageDown');
  play.type('/ine 4');
  for (const keys of ['Left', 'Enter', 'n']) {
    const frame = play.frame();
    play.reload();
    expect(play.frame()).toEqual(frame);
    play.press(keys);
  }
  expect(title(play)).toContain('2 of 11');
});

test('a text without end is cut, and says so', () => {
  const play = reading(Array.from({ length: 100_000 }, (_, i) => `number ${i}`));
  play.press('End');
  expect(inside(play).at(-1)).toMatch(/^… and \d+ more lines$/);
});

test('a text without lines is an empty box', () => {
  const play = reading([]);
  play.press('PageDown End Up / x Enter n');
  expect(title(play)).toContain('Help');
});

test('a very long line is there to its end, in its colours', () => {
  const play = playAlpha({ columns: 80, rows: 22 });
  const text = `${'é'.repeat(20_000)}${'x'.repeat(20_000)}!`;
  openPager(play.terminal, 'Help', [text, 'the next']);
  const box = play.terminal.dialogs.at(-1);
  const lines = box?.kind === 'pager' ? box.lines : [];
  expect(lines.slice(0, -1).map(line => line.text)).toEqual([
    'é'.repeat(16_383),
    `${'é'.repeat(3617)}${'x'.repeat(12_766)}`,
    `${'x'.repeat(7234)}!`,
  ]);
  openPager(play.terminal, 'Help', [
    {
      text,
      runs: [
        { at: 0, style: '31' },
        { at: 20_000, style: '32' },
      ],
    },
  ]);
  const coloured = play.terminal.dialogs.at(-1);
  expect(coloured?.kind === 'pager' && coloured.lines.map(({ runs }) => runs)).toEqual([
    [{ at: 0, style: '31' }],
    [
      { at: 0, style: '31' },
      { at: 3617, style: '32' },
    ],
    [{ at: 0, style: '32' }],
  ]);
});

test('what a list says of a name goes on below itself, where there is room for that', () => {
  const lines = [
    `  /worlds   ${'word '.repeat(20)}end`,
    '  no name, and no list, but a text that is too long for one row of this box, so that it is cut',
  ];
  const wide = inside(reading(lines, 60));
  expect(wide.map(row => row.slice(0, 16))).toEqual([
    '  /worlds   word',
    '            word',
    '            word',
    '  no name, and n',
    'one row of this ',
  ]);
  expect(
    wide
      .join(' ')
      .split(/ +/)
      .filter(word => word === 'word'),
  ).toHaveLength(20);
  const narrow = inside(reading(lines, 28));
  expect(narrow[1]).toMatch(/^word/);
});
