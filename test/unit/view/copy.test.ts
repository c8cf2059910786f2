/** Copy mode: moving, selecting, copying, finding. */
import type { Copy } from '../../../client/state/view.ts';
import { type Play, type PlayOptions, playAlpha } from '../../support/play.ts';

const TEXT = [
  'The first line of all.',
  'a long line that is wrapped into more rows than one, at forty columns',
  '',
  '世界 wide, e\u0301 and 👨‍👩‍👧 family',
  'the last line',
];

/** In copy mode, below those lines. */
function copying(lines: readonly string[] = TEXT, options: PlayOptions = {}): Play {
  const play = playAlpha(options);
  play.receive('Alpha', lines.map(line => `${line}\r\n`).join(''));
  play.press('F9');
  play.reload();
  return play;
}

const copyOf = (play: Play) => play.terminal.dialogs.find((one): one is Copy => one.kind === 'copy');
/** What was copied last: in the kill ring, and for the terminal. */
const copied = (play: Play) => play.state.kills.at(-1)?.text;
const forTerminal = (play: Play) => play.asked.flatMap(one => (one.type === 'copy' ? [one.text] : []));

/** The character under the cursor of the screen. */
function underCursor(play: Play): string {
  const { cursor } = play.frame();
  const row = play.screen()[cursor!.row] as string;
  return [...row][cursor!.column] ?? '';
}

test.each([
  ['at once: the line of the cursor', 'y', 'the last line'],
  ['a character', 'v y', 't'],
  ['some characters', 'v l l y', 'the'],
  ['back over the start of the line', 'v h h y', 'ly\nt'],
  ['by arrows, with Enter', 'C-Space Right Right Enter', 'the'],
  ['a line', 'V y', 'the last line'],
  ['the line above, in all its rows', 'k k k V y', TEXT[1]],
  ['lines', 'V k k y', TEXT.slice(2).join('\n')],
  ['all of them', 'g V G y', TEXT.join('\n')],
  ['without the line ends of wrapping', 'g j v j $ y', TEXT[1]],
  ['graphemes', 'k v l l l w w w y', '世界 wide, e\u0301 and 👨‍👩‍👧 f'],
  ['from the other end', 'v l l o h y', 'y\nthe'],
  ['words', 'w v e y', 'last'],
  ['words back', '$ v b y', 'line'],
  ['another kind of selection', 'v V y', 'the last line'],
  ['selected no more', 'v l v y', 'the last line'],
])('%s', (_, keys, expected) => {
  const play = copying();
  play.press(keys);
  expect(copied(play)).toBe(expected);
  expect(forTerminal(play)).toEqual([expected]);
  expect(copyOf(play)).toBeUndefined();
});

test('what is copied is pasted by Ctrl+Y, as text', () => {
  const play = copying(['/quit', 'x']);
  play.press('V k y');
  expect(play.output().join(' ')).toContain('Copied: 2 lines, 7 characters');
  play.press('C-y Enter');
  expect([play.sent('Alpha').toString(), forTerminal(play)]).toEqual(['/quit\r\nx\r\n', ['/quit\nx']]);
});

test('the cursor stands on its character, in each row', () => {
  const play = copying();
  for (const [key, char] of [
    ['Home', 't'],
    ['k', '世'],
    ['l', '界'],
    ['k', ' '],
    ['k', 'w'],
    ['k', 'l'],
    ['G', 't'],
  ] as const) {
    play.press(key);
    if (char !== ' ' && char !== '界') expect([key, underCursor(play)]).toEqual([key, char]);
  }
  play.press('k l');
  expect(play.frame().cursor?.column).toBe(2);
});

test('what is selected is seen', () => {
  const play = copying();
  play.press('v l l');
  expect(
    play
      .frame()
      .rows.flat()
      .filter(({ style }) => style.includes('selected') || style === '7')
      .map(({ text }) => text),
  ).toContain('the');
});

test('what arrives moves nothing, and Esc goes back to the end', () => {
  const play = copying();
  play.press('k v l');
  const before = play.screen().slice(0, 8);
  const { cursor } = play.frame();
  play.receive('Alpha', 'something new\r\n'.repeat(5));
  play.reload();
  expect([play.screen().slice(0, 8), play.frame().cursor]).toEqual([before, cursor]);
  play.press('Esc');
  play.advance(100);
  play.press('Esc');
  play.advance(100);
  expect(copyOf(play)).toBeUndefined();
  expect(play.output().at(-1)).toBe('something new');
  expect(play.state.kills).toEqual([]);
});

test('it goes through the scrollback by rows and pages, and comes back to where it was begun', () => {
  const lines = Array.from({ length: 500 }, (_, i) => `line ${i} ${'x'.repeat(i % 50)}`);
  const play = copying(lines, { settings: { more_mode: false } });
  for (let i = 0; i < 20; i++) {
    play.press('PageUp');
    expect(play.frame().cursor!.row).toBeLessThan(10);
  }
  const { line } = copyOf(play)!.at;
  expect(line).toBeLessThan(450);
  play.press('g');
  expect([copyOf(play)!.at.offset, play.frame().cursor]).toEqual([0, { column: 0, row: 0 }]);
  play.press('G');
  expect(copyOf(play)!.at).toEqual({ line: play.world('Alpha').scrollback.next - 1, offset: 0 });
  play.press('V g y');
  expect(copied(play)?.split('\n')).toHaveLength(500);
  expect(play.terminal.viewports.Alpha?.bottom).toBeNull();
});

test('finding goes to the matches, on past the ends, and says if there is none', () => {
  const play = copying(['a needle', 'hay', 'needle needle', 'hay']);
  play.press('?');
  play.type('needle');
  play.press('Enter');
  const at = () => copyOf(play)!.at;
  const first = at();
  expect(first.offset).toBe(7);
  play.press('n');
  expect(at()).toEqual({ ...first, offset: 0 });
  play.press('n');
  expect(at()).toEqual({ line: first.line - 2, offset: 2 });
  play.press('N');
  expect(at()).toEqual({ ...first, offset: 0 });
  play.press('n n');
  expect(at()).toEqual(first);
  play.press('/');
  play.type('straw');
  play.reload();
  expect(play.screen().at(-1)).toContain('straw');
  play.press('Enter');
  expect(play.screen().join('')).toContain('not found');
});

test('a search that takes too long stops, and goes on', () => {
  const play = copying(
    [...Array.from({ length: 300 }, () => 'x'.repeat(8000)), 'the end'].map((line, i) =>
      i === 3 ? 'needle' : line,
    ),
    {
      settings: { more_mode: false },
    },
  );
  play.press('?');
  play.type('needle');
  play.press('Enter');
  expect(copyOf(play)!.told).toContain('n looks further');
  for (let i = 0; i < 20 && copyOf(play)!.next !== null; i++) play.press('n');
  play.press('y');
  expect(copied(play)).toBe('needle');
});

test('what is too much is not copied at a time, and that is said', () => {
  const lines = Array.from({ length: 5000 }, (_, i) => `${i} ${'x'.repeat(95)}`);
  const play = copying(lines, { settings: { more_mode: false }, columns: 120 });
  play.press('V g y');
  expect(copied(play)!.length).toBeLessThanOrEqual(256 * 1024);
  expect(
    copied(play)!
      .split('\n')
      .every(line => line.endsWith('x')),
  ).toBe(true);
  expect(play.output().join(' ')).toMatch(/lines of 5000, all that is copied at a time/);
  expect(forTerminal(play)).toEqual([]);
});

test('a terminal without a clipboard is not asked', () => {
  const play = copying();
  play.terminal.device = { depth: 16, underlines: false, links: false, exact: true, clipboard: false };
  play.press('y');
  expect([copied(play), forTerminal(play)]).toEqual(['the last line', []]);
});

describe('/copy', () => {
  test('n copies the last lines of the game and of the user', () => {
    const play = playAlpha();
    play.receive('Alpha', 'one\r\ntwo\r\nthree\r\n');
    play.enter('look');
    play.enter('/copy 3');
    expect(copied(play)).toBe('two\nthree\nlook');
    play.enter('/copy 1');
    expect(copied(play)).toBe('look');
  });

  test('alone begins copy mode; another word is one sentence', () => {
    const play = playAlpha();
    play.receive('Alpha', 'one\r\n');
    play.enter('/copy');
    expect(copyOf(play)).toBeDefined();
    play.press('q');
    expect(play.answer('/copy all').join('')).toContain('Usage: /copy [n]');
  });
});

test('on an empty page there is nothing to copy', () => {
  const play = playAlpha();
  play.press('F9');
  expect([copyOf(play), play.output().at(-1)]).toEqual([undefined, '% There is nothing to copy.']);
});

test('with tags, an indent and a mark of what is unread the cursor is where it says', () => {
  const play = playAlpha({ settings: { show_tags: true, wrap_indent: 4 }, worlds: { Alpha: {}, Beta: {} } });
  play.receive('Alpha', 'zero\r\n'.repeat(12));
  play.enter('/worlds -b Beta');
  play.enter('/worlds Beta');
  play.receive('Alpha', `${'word '.repeat(20)}\r\nzebra\r\n`);
  play.enter('/worlds Alpha');
  play.press('F9');
  for (let i = 0; i < 15; i++) {
    play.press('k');
    expect(underCursor(play)).toMatch(/[zw%]/);
  }
});

test('from a search that shows only matches, all lines are there again', () => {
  const play = playAlpha();
  play.receive('Alpha', 'a needle\r\nhay\r\n');
  play.press('F4');
  play.type('needle');
  play.press('C-f F9');
  expect(play.output()).toEqual(['a needle', 'hay']);
  expect(underCursor(play)).toBe('h');
  play.press('q');
  expect(copyOf(play)).toBeUndefined();
});

test('the log is gone: the next key ends it', () => {
  const play = copying();
  play.world('Alpha').scrollback.first = play.world('Alpha').scrollback.next;
  expect(play.frame().rows).toHaveLength(play.terminal.rows);
  play.press('k');
  expect(copyOf(play)).toBeUndefined();
});

test('what is typed in one read behind the key that ends it goes to the input', () => {
  const play = copying();
  play.input(Buffer.from('y hello\r'));
  expect(copied(play)).toBe('the last line');
  expect(play.sent('Alpha').toString()).toBe(' hello\r\n');
});

test('between the worlds at the left and the map at the right the cursor stands on its character', () => {
  const settings = { map_pane: true, world_column: true };
  const play = copying(TEXT, { settings, columns: 120, rows: 20 });
  expect(underCursor(play)).toBe('t');
  play.press('w');
  expect(underCursor(play)).toBe('l');
});
