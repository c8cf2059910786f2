import { downgrade } from '../../../client/terminal/color.ts';
import { deviceOf, profileFor, terminalType } from '../../../client/terminal/profile.ts';
import { draw } from '../../../client/terminal/screen.ts';

test.each([
  ['xterm-256color', '', 256, true],
  ['xterm-256color', 'truecolor', 'truecolor', true],
  ['tmux-256color', '', 256, true],
  ['tmux', 'truecolor', 'truecolor', true],
  ['screen', '', 256, false],
  ['screen.xterm-256color', 'truecolor', 256, false],
  ['alacritty', '', 'truecolor', true],
  ['xterm-kitty', '', 'truecolor', true],
  ['foot-extra', '', 'truecolor', true],
  ['wezterm', '', 'truecolor', true],
  ['xterm-ghostty', '', 'truecolor', true],
  ['xterm', '', 16, true],
  ['xterm-mono', 'truecolor', 'none', true],
  ['linux', '', 16, false],
  ['linux-m', '', 'none', false],
  ['vt100', '', 'none', false],
  ['vt220', 'truecolor', 'none', false],
  ['dumb', '', 'none', false],
  ['rxvt-unicode-256color', '', 256, false],
  ['', '', 'none', false],
] as const)('what TERM=%s COLORTERM=%s can show', (TERM, COLORTERM, depth, underlines) => {
  expect(deviceOf({ TERM, COLORTERM })).toMatchObject({ depth, underlines });
});

test.each([
  ['xterm-256color', true],
  ['rxvt-unicode', true],
  ['screen.xterm-256color', true],
  ['linux', false],
  ['vt100', false],
  ['vt220-nam', false],
  ['vte-256color', true],
  ['dumb', false],
])('whether TERM=%s gets links: %s', (TERM, links) => {
  expect(deviceOf({ TERM })).toMatchObject({ links });
  const bytes = draw(
    null,
    { columns: 9, rows: [[{ text: 'x', style: '', link: 'http://a/' }]], cursor: null },
    deviceOf({ TERM }),
  );
  expect(bytes.includes('\x1b]8')).toBe(links);
});

test('within tmux its own COLORTERM counts, whatever it calls itself; that which screen inherits does not', () => {
  expect(deviceOf({ TERM: 'screen', COLORTERM: 'truecolor' }).depth).toBe(256);
  expect(deviceOf({ TERM: 'screen', COLORTERM: 'truecolor', TMUX: '/tmp/x,1,0' }).depth).toBe('truecolor');
});

test.each([
  ['xterm', true, true],
  ['linux', false, true],
  ['vt100', false, false],
  ['vt220', false, false],
  ['', false, false],
])('TERM=%s: links %s, columns by number %s', (TERM, links, exact) => {
  expect(deviceOf({ TERM })).toMatchObject({ links, exact });
});

test('NO_COLOR takes the colours, unless it is empty or a setting says otherwise', () => {
  const env = { TERM: 'xterm-256color', NO_COLOR: '1' };
  expect(deviceOf(env).depth).toBe('none');
  expect(deviceOf({ ...env, NO_COLOR: '' }).depth).toBe(256);
  expect(profileFor({ device: deviceOf(env) }, { colors: 'auto' }).depth).toBe('none');
  expect(profileFor({ device: deviceOf(env) }, { colors: '16' }).depth).toBe(16);
  expect(profileFor({ device: deviceOf({ TERM: 'xterm' }) }, { colors: 'none' })).toMatchObject({
    depth: 'none',
    underlines: true,
  });
  expect(profileFor({}, { colors: 'auto' }).depth).toBe('truecolor');
});

test('servers are told of as many colours as are shown', () => {
  const types = (['none', 16, 256, 'truecolor'] as const).map(depth =>
    terminalType({ ...deviceOf({}), depth }),
  );
  expect(types).toEqual(['DUMB', 'XTERM', 'XTERM-256COLOR', 'XTERM-TRUECOLOR']);
});

test.each([
  ['alacritty', true],
  ['alacritty-direct', true],
  ['rio', true],
  ['xterm-256color', false],
  ['xterm-kitty', false],
  ['foot', false],
  ['tmux-256color', false],
  ['linux', false],
])('whether TERM=%s tells the wheel from the arrow keys: %s', (TERM, wheelIsApart) => {
  expect(deviceOf({ TERM })).toMatchObject({ wheelIsApart });
});

test.each([
  ['4:3', '4'],
  ['1;4:2;31', '1;4;31'],
  ['4:3;58;2;255;0;0', '4'],
  ['38;2;1;2;3;4;58;5;3', '38;2;1;2;3;4'],
  ['4:3;58:2::255:0:0', '4'],
  ['0;4;58:5:3;31', '0;4;31'],
  ['4', '4'],
])('without underlines of other kinds the style %s is %s', (style, expected) => {
  expect(downgrade(style, { depth: 'truecolor', underlines: false })).toBe(expected);
});

test('what one terminal is shown is not what another one is', () => {
  const style = '4:3;58;2;255;0;0;38;5;208';
  expect(downgrade(style, { depth: 16, underlines: false })).toBe('4;33');
  expect(downgrade(style, { depth: 256, underlines: false })).toBe('4;38;5;208');
  expect(downgrade(style, { depth: 256, underlines: true })).toBe('4:3;58;5;196;38;5;208');
});

test.each([
  [256, '4:3;58:2::255:135:0', '4:3;58:5:208'],
  [256, '58:5:9', '58:5:9'],
  [16, '4:2;58:2::255:0:0;31', '4:2;31'],
  ['truecolor', '58:2::255:0:0', '58:2::255:0:0'],
] as const)('with %s colours an underline %s is %s', (depth, style, expected) => {
  expect(downgrade(style, { depth, underlines: true })).toBe(expected);
});
