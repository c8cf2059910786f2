/**
 * The terminals that people have, on four sizes of screen: what stands there is right, what was drawn bit by bit is what is
 * drawn at once, a reload changes nothing, and no terminal gets a sequence that it does not know.
 */
import type { Clay } from '../support/clay.ts';
import { test } from '../support/needs-reload.ts';
import { type Playing, type PlayingOptions, startPlaying } from '../support/playing.ts';
import { redrawn } from '../support/redrawing.ts';
import { reload, reloadCount, reloadedTimes } from '../support/reloading.ts';
import { sequencesIn } from '../support/sequences.ts';

const SIZES = [
  [80, 24],
  [40, 10],
  [40, 6],
  [200, 60],
] as const;

/** What even a VT100 knows, and private modes, which whatever does not know them passes over. */
const BASE = /^(\^[OXG]|ESC (\(B|\\|[M=>])|CSI (H|K|r|c|4l|\?\d+[hlsr])|SGR [0124579]|SGR 2[1-9])$/;
const EXACT = /^CSI [GX]$/;
const SIXTEEN = /^SGR (3|4|9|10)[0-7]$/;
const MANY = /^SGR [34]8;5$/;
/** Underlines of kinds and colours; links and other strings of the system. */
const UNDERLINES = /^SGR (4:[0-5]|58;5|58:.*)$/;
const STRINGS = /^OSC (8|0|2|52)$/;
/** Keys with their modifiers. */
const KEYS = /^CSI [><?=]\d*(;\d+)*[um]$/;

interface Kind {
  readonly title: string;
  readonly env: NodeJS.ProcessEnv;
  readonly knows: readonly RegExp[];
  /** That it is sent, for it is worth having. */
  readonly gets: readonly string[];
}

const kinds: readonly Kind[] = [
  {
    title: 'xterm-256color',
    env: { TERM: 'xterm-256color' },
    knows: [EXACT, SIXTEEN, MANY, UNDERLINES, STRINGS, KEYS],
    gets: ['SGR 38;5', 'SGR 4:3', 'OSC 8', 'CSI X'],
  },
  {
    title: 'tmux-256color',
    env: { TERM: 'tmux-256color' },
    knows: [EXACT, SIXTEEN, MANY, UNDERLINES, STRINGS, KEYS],
    gets: ['SGR 38;5', 'SGR 4:3', 'OSC 8'],
  },
  { title: 'screen', env: { TERM: 'screen' }, knows: [EXACT, SIXTEEN, MANY, STRINGS], gets: ['SGR 38;5'] },
  { title: 'linux', env: { TERM: 'linux' }, knows: [EXACT, SIXTEEN], gets: ['SGR 31', 'CSI X'] },
  { title: 'vt100', env: { TERM: 'vt100' }, knows: [], gets: ['SGR 1', 'SGR 7'] },
  {
    title: 'NO_COLOR',
    env: { TERM: 'xterm-256color', NO_COLOR: '1' },
    knows: [EXACT, /^SGR 4:[0-5]$/, STRINGS, KEYS],
    gets: ['SGR 1', 'SGR 7', 'OSC 8'],
  },
];

test.each(kinds)('$title', async ({ env, knows, gets }) => {
  const playing = await startPlaying({
    env: { COLORTERM: undefined, ...env },
    top: 'more_mode = false\nreload_sign = false',
  });
  const { clay } = playing;
  for (const [index, [columns, rows]] of SIZES.entries()) {
    clay.resize(columns, rows);
    await clay.waitFor(() => isDrawnFor(clay, columns, rows));
    await saySomething(playing, index);
    expectPlaces(clay, columns, rows, index);
    await expectSameRedrawn(clay, columns);
    clay.press('PageUp');
    await clay.waitFor('Hist');
    await expectSameRedrawn(clay, columns);
    // Half of them: it is the same code on each.
    if (index % 2 === 1) await expectSameReloaded(clay, columns);
    clay.type('/setup\r');
    await clay.waitFor('Settings');
    await expectSameRedrawn(clay, columns);
    clay.press('Escape');
    await clay.waitFor(() => !clay.screen().join('').includes('Settings'));
    clay.press('Esc j');
    await clay.waitFor(() => !clay.screen().join('').includes('Hist'));
  }
  clay.type('/quit\r');
  await clay.ended();
  const found = sequencesIn(clay.raw().toString());
  const strange = [...found].filter(name => ![BASE, ...knows].some(known => known.test(name)));
  expect(strange).toEqual([]);
  expect([...found]).toEqual(expect.arrayContaining([...gets]));
});

test.each<[title: string, options: Pick<PlayingOptions, 'env' | 'options'>]>([
  ['dumb', { env: { TERM: 'dumb' } }],
  ['--plain', { options: ['--plain'] }],
])(
  '%s: each line once and in order, what is half typed below it, and no sequence that draws',
  async (_, options) => {
    const playing = await startPlaying({ ...options, top: 'reload_sign = false' });
    const { clay, peers } = playing;
    for (const [index, [columns, rows]] of SIZES.entries()) {
      clay.resize(columns, rows);
      await saySomething(playing, index);
      clay.type(`answer ${index}`);
      await clay.waitFor(`<${index}hp>answer ${index}`);
      // Nothing is said of it, and nothing said twice.
      if (index % 2 === 1) await reload(clay);
      clay.type('!');
      await clay.waitFor(`<${index}hp>answer ${index}!`);
      expect(clay.screen().findLast(row => row !== '')).toBe(`<${index}hp>answer ${index}!`);
      clay.press('Enter');
      await peers[0]!.waitFor(`answer ${index}!\r\n`);
    }
    clay.type('/quit\r');
    await clay.ended();
    const printed = clay.raw().toString();
    // That pastes are told from typing is asked for where it is understood.
    const asked = 'env' in options ? [] : ['CSI ?2004h', 'CSI ?2004l'];
    expect([...sequencesIn(printed)]).toEqual(asked);
    const lines = printed.split(/[\r\n]+/);
    const said = lines.filter(line => /^(line \d+|last) of round/.test(line));
    expect(said).toEqual(
      SIZES.flatMap((_size, round) => [
        ...Array.from({ length: LINES }, (_line, line) => `line ${line} of round ${round}`),
        `last of round ${round}`,
      ]),
    );
    expect(lines.filter(line => line.startsWith('red '))).toEqual(SIZES.map(() => 'red fire curl back'));
  },
);

/** More than any of the screens has rows. */
const LINES = 70;

/** Colours, kinds of underlines, links, wide characters, more than a screenful, a prompt. */
async function saySomething({ clay, peers: [peer] }: Playing, round: number): Promise<void> {
  const lines = Array.from({ length: LINES }, (_, line) => `line ${line} of round ${round}`);
  const last = [
    '\x1b[1;31mred\x1b[m \x1b[38;5;208;48;2;1;2;3mfire\x1b[m \x1b[4:3;58:2::255:0:0mcurl\x1b[m \x1b[7mback\x1b[m',
    `世界 é 🍵 http://example.org/${round}`,
    `last of round ${round}`,
  ];
  peer!.send(
    Buffer.concat([
      Buffer.from(`${[...lines, ...last].join('\r\n')}\r\n<${round}hp>`),
      Buffer.from([255, 249]),
    ]),
  );
  await clay.waitFor(`<${round}hp>`);
  await clay.waitFor(`last of round ${round}`);
}

/** The bar stands above an input of one row, and is as wide as the screen. */
function isDrawnFor(clay: Clay, columns: number, rows: number): boolean {
  const bar = clay.screen()[rows - 2] ?? '';
  return CLOCK.test(bar) && bar.length === columns - 1;
}

/** The text, the bar below it, below that the prompt with the cursor behind it. */
function expectPlaces(clay: Clay, columns: number, rows: number, round: number): void {
  const screen = clay.screen();
  expect(screen).toHaveLength(rows);
  const bar = screen.findLastIndex(row => /\d\d:\d\d$/.test(row));
  expect(screen[bar]).toContain('Alpha');
  expect(screen[bar]).toHaveLength(columns - 1);
  expect(screen[bar - 1]).toBe(`last of round ${round}`);
  expect(screen[bar - 2]).toBe(`世界 é 🍵 http://example.org/${round}`);
  expect(screen[bar + 1]).toBe(`<${round}hp>`);
  expect(clay.cursor()).toEqual({ x: `<${round}hp>`.length, y: bar + 1 });
  // The bar is seen to be one in whatever way the terminal has.
  expect(clay.cell(0, bar)).not.toMatchObject({ bg: 'default', inverse: false });
}

async function expectSameRedrawn(clay: Clay, columns: number): Promise<void> {
  const before = shown(clay, columns);
  await redrawn(clay);
  expect(shown(clay, columns)).toEqual(before);
}

async function expectSameReloaded(clay: Clay, columns: number): Promise<void> {
  await redrawn(clay);
  const before = shown(clay, columns);
  // Without a trial, which a busy machine would have to tell of.
  const count = reloadCount(clay) + 1;
  clay.type('/reload --force\r');
  await reloadedTimes(clay, count);
  await redrawn(clay);
  expect(shown(clay, columns)).toEqual(before);
}

/** Each cell with all that it has, a row a string, and the cursor. */
function shown(clay: Clay, columns: number): string[] {
  const rows = clay.screen().map((row, y) => {
    const cells = Array.from({ length: columns }, (_, x) => JSON.stringify(clay.cell(x, y)));
    return CLOCK.test(row) ? withoutClock(row, cells) : `${row} ${cells.join()}`;
  });
  return [...rows, JSON.stringify([clay.cursor(), clay.modes().cursorVisible])];
}

const CLOCK = / \d\d:\d\d$/;

/** The minute may be over in between. */
function withoutClock(row: string, cells: readonly string[]): string {
  return `${row.replace(CLOCK, '')} ${cells.join().replaceAll(/"char":"\d"/g, '"char":"0"')}`;
}
