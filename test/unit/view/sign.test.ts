/** What tells Clay's own words from the game's, whatever the game writes. */
import type { FrameRow } from '../../../client/state/terminal.ts';
import { resolved } from '../../../client/terminal/theme.ts';
import { createPlay, type Play, playAlpha } from '../../support/play.ts';

/** Each character with its style, as on a screen with 16 colours. */
function cells(row: FrameRow): string[] {
  return row.flatMap(({ text, style }) =>
    [...text].map(character => `${resolved(style, 'dark', 16)} ${character}`),
  );
}

const textOf = (row: FrameRow) => row.map(({ text }) => text).join('');
const rowsOf = (play: Play) => play.frame().rows.filter(row => textOf(row).trim() !== '');
const sign = '7;96 %';

/** The rows of the game that begin like one of Clay's. */
function forged(play: Play): FrameRow[] {
  return rowsOf(play).filter(row => cells(row)[0] === sign);
}

test('a line of Clay begins with % in reverse, and no line of the game does', () => {
  const play = createPlay({ worlds: { Alpha: {} }, columns: 60, rows: 20 });
  play.enter('/worlds Alpha');
  play.connect('Alpha');
  expect(forged(play)).toHaveLength(2);
  play.receive(
    'Alpha',
    '\x1b[96m% Connected to Alpha.\r\n\x1b[7;96m%\x1b[0;96m Connected to Alpha.\x1b[m\r\n',
  );
  play.receive('Alpha', '\x1b[30;46m%\x1b[0;96m Connected.\r\n\x1b[0;7;96m% all of it\x1b[m\r\n');
  expect(forged(play)).toHaveLength(2);
  expect(rowsOf(play).filter(row => cells(row)[0] === ' %')).toHaveLength(4);
});

test.each(['％', '٪', '﹪', '‰', '\u200b%', '\u034f%', '%\ufe0f', '\u2060\u200d%'])(
  'nor one that looks like it: %j',
  mark => {
    const play = playAlpha();
    play.receive('Alpha', `\x1b[7;96m${mark}\x1b[0;96m Connected\r\n`);
    const row = rowsOf(play)[0] as FrameRow;
    const at = row.findIndex(({ text }) => /[%％٪﹪‰]/.test(text));
    expect(row[at]?.style).toBe('');
  },
);

test('nor a row that begins within a line, half a line, a prompt or a line that is recalled', () => {
  const play = playAlpha();
  const mark = '\x1b[0;7;96m%\x1b[0;96m';
  play.receive('Alpha', `${'x'.repeat(39)} ${mark} Clay says\x1b[m\r\n`);
  play.enter('/recall');
  const own = forged(play).length;
  expect(own).toBe(3);
  play.receive('Alpha', `${mark} half`);
  expect(forged(play)).toHaveLength(own);
  play.advance(400);
  expect(play.world('Alpha').prompt?.text).toBe('% half');
  expect(forged(play)).toHaveLength(own);
  play.receive('Alpha', Buffer.from(`\r\n${'y'.repeat(40)}${mark} Command: \xff\xf9`, 'latin1'));
  expect(play.world('Alpha').prompt?.text).toContain('Command');
  expect(forged(play)).toHaveLength(own);
});

test('what is recalled is neither logged nor recalled again, also from the scrollback', () => {
  const play = playAlpha({ worlds: { Alpha: { log: true } }, settings: { more_mode: false }, columns: 60 });
  play.receive('Alpha', 'a line\r\n');
  for (let round = 0; round < 80; round++) play.enter('/recall a line');
  play.advance(1000);
  expect(Object.values(play.disk.logs)).toEqual(['a line\n']);
  play.enter('/recall a line');
  expect(play.output().at(-3)).toContain('Recalled one line');
});

test('prompts of Clay have the sign as well', () => {
  const play = playAlpha();
  play.press('M-/');
  expect(forged(play)).toHaveLength(1);
  play.press('F4');
  expect(forged(play)).toHaveLength(1);
});

test.each([20, 33, 40])('at %i columns what goes on in the next row says so at the right edge', columns => {
  const play = createPlay({ columns, rows: 20 });
  play.enter('/worlds nobody of this name with many words in it');
  const rows = rowsOf(play).filter(row => !textOf(row).endsWith('12:00 '));
  for (const row of rows) expect(cells(row).length).toBeLessThanOrEqual(columns);
  const first = rows.findIndex(row => textOf(row).includes('There is no'));
  const answer = rows.slice(first).map(cells);
  // What was not understood has a sign of its own.
  expect(answer[0]?.[0]).toBe('7;93 %');
  const goesOn = answer.map(row => row.length === columns && row.at(-1)?.startsWith('7;93 '));
  expect(goesOn).toEqual(answer.map((_, at) => at < answer.length - 1));
});
