import { downgrade } from '../../../client/terminal/color.ts';
import { profileOf } from '../../../client/terminal/profile.ts';
import { draw } from '../../../client/terminal/screen.ts';

test.each([
  ['xterm-256color', '', 256, true],
  ['xterm-256color', 'truecolor', 'truecolor', true],
  ['tmux-256color', '', 256, true],
  ['screen', '', 256, false],
  ['alacritty', '', 'truecolor', true],
  ['xterm-kitty', '', 'truecolor', true],
  ['foot-extra', '', 'truecolor', true],
  ['wezterm', '', 'truecolor', true],
  ['xterm-ghostty', '', 'truecolor', true],
  ['xterm', '', 16, true],
  ['linux', '', 16, false],
  ['vt100', '', 16, false],
  ['rxvt-unicode-256color', '', 256, false],
  ['', '', 16, false],
] as const)('what TERM=%s COLORTERM=%s can show', (TERM, COLORTERM, depth, underlines) => {
  expect(profileOf({ TERM, COLORTERM })).toMatchObject({ depth, underlines });
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
  expect(profileOf({ TERM })).toMatchObject({ links });
  const bytes = draw(
    null,
    { columns: 9, rows: [[{ text: 'x', style: '', link: 'http://a/' }]], cursor: null },
    profileOf({ TERM }),
  );
  expect(bytes.includes('\x1b]8')).toBe(links);
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
