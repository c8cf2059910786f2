/** Both themes are readable: the contrast of each style is computed as WCAG has it, for what terminals look like. */
import { downgrade } from '../../../client/terminal/color.ts';
import type { Depth } from '../../../client/terminal/profile.ts';
import { draw } from '../../../client/terminal/screen.ts';
import { resolved, type StyleName, styles, underlined } from '../../../client/terminal/theme.ts';
import { createPlay } from '../../support/play.ts';

const THEMES = ['dark', 'light'] as const;
const DEPTHS: readonly Depth[] = ['truecolor', 256, 16];
const names = Object.keys(styles) as StyleName[];

type Rgb = readonly [number, number, number];

const rgb = (hex: string): Rgb => [0, 2, 4].map(at => Number.parseInt(hex.slice(at, at + 2), 16)) as never;
const rgbs = (text: string) => text.split(' ').map(rgb);

interface Look {
  /** The 16 colours; what is there beyond is the same everywhere. */
  readonly palette: readonly Rgb[];
  readonly backgrounds: readonly Rgb[];
}

/** As they come, with the backgrounds that come with them. */
const DARK: Readonly<Record<string, Look>> = {
  xterm: look(
    'cd0000 00cd00 cdcd00 0000ee cd00cd 00cdcd e5e5e5 7f7f7f ff0000 00ff00 ffff00 5c5cff ff00ff 00ffff ffffff',
    '000000',
  ),
  linux: look(
    'aa0000 00aa00 aa5500 0000aa aa00aa 00aaaa aaaaaa 555555 ff5555 55ff55 ffff55 5555ff ff55ff 55ffff ffffff',
    '000000',
  ),
  tango: look(
    'cc0000 4e9a06 c4a000 3465a4 75507b 06989a d3d7cf 555753 ef2929 8ae234 fce94f 729fcf ad7fa8 34e2e2 eeeeec',
    '000000 300a24 2e3436',
  ),
  gnome: look(
    'c01c28 26a269 a2734c 12488b a347ba 2aa1b3 d0cfcc 5e5c64 f66151 33da7a e9ad0c 2a7bde c061cb 33c7de ffffff',
    '1e1e1e 000000',
  ),
  windows: look(
    'c50f1f 13a10e c19c00 0037da 881798 3a96dd cccccc 767676 e74856 16c60c f9f1a5 3b78ff b4009e 61d6d6 f2f2f2',
    '0c0c0c 000000',
  ),
  macos: look(
    '990000 00a600 999900 0000b2 b200b2 00a6b2 bfbfbf 666666 e50000 00d900 e5e500 0000ff e500e5 00e5e5 e5e5e5',
    '000000 1e1e1e',
  ),
  putty: look(
    'bb0000 00bb00 bbbb00 0000bb bb00bb 00bbbb bbbbbb 555555 ff5555 55ff55 ffff55 5555ff ff55ff 55ffff ffffff',
    '000000',
  ),
};
/** What people choose: of editors, of colour schemes. */
const DARK_GREYS = rgbs(
  '000000 0c0c0c 121212 1a1b26 1d1f21 1e1e1e 282828 282a36 2e3436 2e3440 300a24 002b36 303030 333333',
);
const WHITES = rgbs('ffffff fafafa f5f5f5 eeeeee eeeeec');
const OFF_WHITES = rgbs('ffffff fafafa f5f5f5 eeeeec fdf6e3 fbf1c7');

function look(colours: string, backgrounds: string): Look {
  return { palette: rgbs(`000000 ${colours}`), backgrounds: rgbs(backgrounds) };
}

/** What such a theme is seen on, with so many colours. */
function looksOf(theme: (typeof THEMES)[number], depth: Depth): Look[] {
  const all = Object.values(DARK);
  if (depth !== 16) return [{ palette: [], backgrounds: theme === 'dark' ? DARK_GREYS : OFF_WHITES }];
  return theme === 'dark' ? all : all.map(({ palette }) => ({ palette, backgrounds: WHITES }));
}

function luminance(colour: Rgb): number {
  const [red, green, blue] = colour.map(value => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as unknown as Rgb;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: Rgb, b: Rgb): number {
  const [darker, lighter] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (lighter + 0.05) / (darker + 0.05);
}

function cube(index: number): Rgb {
  if (index >= 232) return [8, 8, 8].map(low => low + (index - 232) * 10) as never;
  return [36, 6, 1].map(step => [0, 95, 135, 175, 215, 255][Math.floor((index - 16) / step) % 6]) as never;
}

/** Of a cell with these parameters, where text of no colour is as far from the background as it can be. */
function contrastOf(style: string, { palette }: Look, background: Rgb): number {
  const isDark = luminance(background) < 0.2;
  let front: Rgb = isDark ? [229, 229, 229] : [0, 0, 0];
  let back = background;
  let isReverse = false;
  const codes = style.split(';').map(Number);
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at]!;
    if (code === 38 || code === 48) {
      const length = codes[at + 1] === 2 ? 5 : 3;
      const values = codes.slice(at + 2, at + length);
      const colour = length === 5 ? (values as unknown as Rgb) : cube(values[0]!);
      if (code === 38) front = colour;
      else back = colour;
      at += length - 1;
    } else if (code === 7) isReverse = true;
    else if (code >= 30 && code <= 37) front = palette[code - 30]!;
    else if (code >= 40 && code <= 47) back = palette[code - 40]!;
    else if (code >= 90 && code <= 97) front = palette[code - 82]!;
    else if (![0, 1, 4].includes(code)) throw Error(`${code} is not known here`);
  }
  return isReverse ? contrast(back, front) : contrast(front, back);
}

const sgr = (name: string, theme: (typeof THEMES)[number], depth: Depth) =>
  downgrade(resolved(name, theme, depth), { depth, underlines: true });

describe.each(THEMES)('%s', theme => {
  test.each(DEPTHS)('with %s colours each style has a contrast of at least 4.5 : 1', depth => {
    const poor: string[] = [];
    for (const name of names)
      for (const one of looksOf(theme, depth))
        for (const background of one.backgrounds) {
          const ratio = contrastOf(sgr(name, theme, depth), one, background);
          if (ratio < 4.5) poor.push(`${name} on ${background}: ${ratio.toFixed(2)}`);
        }
    expect(poor).toEqual([]);
  });

  test('with 256 colours it looks exactly as with all', () => {
    for (const name of names) {
      const flat = sgr(name, theme, 256).replace(/([34]8);5;(\d+)/g, (_, code: string, index: string) =>
        [code, 2, ...cube(Number(index))].join(';'),
      );
      expect([name, flat]).toEqual([name, sgr(name, theme, 'truecolor')]);
    }
  });

  test('without colours it has none, and stands out all the same', () => {
    for (const name of names) {
      const style = resolved(name, theme, 'none');
      expect(style).toMatch(/^(|[147](;[147])*)$/);
      expect(sgr(name, theme, 'none')).toBe(style);
    }
  });

  test('what is not alike does not look alike', () => {
    for (const depth of [...DEPTHS, 'none'] as const) {
      const look = (name: StyleName) => sgr(name, theme, depth);
      for (const [one, other] of [
        ['notice', 'fault'],
        ['match', 'found'],
        ['match', 'highlight'],
        ['bar', 'barAlert'],
        ['bar', 'barStrong'],
        ['bar', 'barBad'],
        ['sent', 'fault'],
        ['chosen', 'selected'],
      ] as const)
        expect([one, look(one)]).not.toEqual([one, look(other)]);
    }
  });
});

test('the contrast is that of WCAG', () => {
  expect(contrast([255, 255, 255], [0, 0, 0])).toBeCloseTo(21);
  expect(contrast(rgb('767676'), [255, 255, 255])).toBeCloseTo(4.54, 2);
});

test.each(THEMES)('%s: matches are in reverse alone, whatever the colours', theme => {
  for (const depth of [...DEPTHS, 'none'] as const)
    expect([sgr('match', theme, depth), sgr('found', theme, depth)]).toEqual(['7', '1;7']);
});

test('the two themes differ wherever there are colours', () => {
  const coloured = names.filter(name => sgr(name, 'dark', 'truecolor').includes('8;2;'));
  expect(coloured.length).toBeGreaterThan(15);
  for (const name of coloured)
    for (const depth of ['truecolor', 256] as const)
      expect([name, sgr(name, 'light', depth)]).not.toEqual([name, sgr(name, 'dark', depth)]);
  expect(sgr('notice', 'light', 16)).not.toBe(sgr('notice', 'dark', 16));
});

test.each([
  ['', ''],
  ['1;31', '1;31'],
  ['nothing of the kind', ''],
  ['strong;4', '4;1'],
  ['constructor', ''],
])('the style %j is %j', (style, parameters) => {
  expect(resolved(style, 'dark', 'truecolor')).toBe(parameters);
});

test('what is underlined keeps its style', () => {
  expect(underlined('')).toBe(styles.typed);
  expect(resolved(underlined(styles.chosen), 'dark', 16)).toBe('4;1;7');
});

describe('on the screen', () => {
  const noticed = () => {
    const play = createPlay({ worlds: { Alpha: {} } });
    play.enter('/worlds Alpha');
    play.connect('Alpha');
    play.receive('Alpha', '\x1b[36mcyan\x1b[m\r\n');
    play.enter('look');
    return play;
  };

  test('another theme draws all of it anew, in its colours', () => {
    const play = noticed();
    const before = play.frame();
    play.enter('/setup theme light');
    const after = play.frame();
    const light = resolved(styles.notice, 'light', 'truecolor');
    const dark = resolved(styles.notice, 'dark', 'truecolor');
    expect(draw(null, before)).toContain(`${dark}m`);
    const drawn = draw(before, after);
    expect(drawn).toBe(draw(null, after));
    expect(drawn).toContain(`${light}m`);
    expect(drawn).not.toContain(dark);
  });

  test('the theme outlives a reload', () => {
    const play = noticed();
    play.enter('/setup theme light');
    const before = play.frame();
    play.reload();
    expect(play.frame()).toEqual(before);
    expect(play.frame().theme).toBe('light');
  });

  test('what the game says has the colours that the game gave it', () => {
    const play = noticed();
    for (const theme of THEMES) {
      play.enter(`/setup theme ${theme}`);
      expect(play.frame().rows.flat()).toContainEqual({ text: 'cyan', style: '36' });
    }
  });

  test('the log has what it had before there were themes', () => {
    const lines = noticed().world('Alpha').scrollback.open;
    const of = (text: string) => lines.find(line => line.text.endsWith(text))?.runs.at(-1)?.style;
    expect([of('Connected to Alpha.'), of('cyan'), of('look')]).toEqual(['36', '36', '2']);
  });
});
