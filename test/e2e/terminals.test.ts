/** Terminals that show less than most: what they are sent, before and after a reload. */
import type { Clay } from '../support/clay.ts';
import { test as withAddon } from '../support/needs-reload.ts';
import { startPlaying } from '../support/playing.ts';
import { reload } from '../support/reloading.ts';

const ESC = '\x1b';
const SAMPLE = `${ESC}[31mred ${ESC}[1;38;5;208mbold ${ESC}[0;4:3;58:2::255:0:0mwavy ${ESC}[0m${' '.repeat(20)}far\r\n`;

/** Parameters of all SGR sequences written since byte `from`. */
function stylesSince(clay: Clay, from = 0): string[] {
  const text = clay.raw().subarray(from).toString();
  return [...new Set([...text.matchAll(/\x1b\[([\d;:]*)m/g)].map(([, style = '']) => style))];
}

const COLOURED = /(^|;)([34]\d|58|9[0-7]|10[0-7])(?=$|[;:])/;

withAddon.each([
  ['with NO_COLOR', { NO_COLOR: '1' }],
  ['on a VT100', { TERM: 'vt100' }],
])('%s there are no colours, but bold, underlined and reverse text', async (_, env) => {
  const { clay, peers } = await startPlaying({ env });
  peers[0]!.send(SAMPLE);
  await clay.waitFor('far');
  await reload(clay);
  peers[0]!.send('after it\r\n');
  await clay.waitFor('after it');
  const styles = stylesSince(clay);
  expect(styles.filter(style => COLOURED.test(style))).toEqual([]);
  expect(styles).toContain('0;1');
  expect(styles).toContain('0;7');
  expect(clay.screen().find(row => row.startsWith('red'))).toBe(`red bold wavy ${' '.repeat(20)}far`);
});

withAddon('a VT100 gets no sequence that it lacks', async () => {
  const { clay, peers } = await startPlaying({ env: { TERM: 'vt100' } });
  peers[0]!.send(SAMPLE);
  await clay.waitFor('far');
  clay.type('some words');
  clay.press('C-a Right');
  await reload(clay);
  await clay.waitFor('some words');
  expect(clay.raw().toString()).not.toMatch(/\x1b\]|\x1b\[\d*[GX]|\x1b\[[\d;]*:/);
});

test('another number of colours is seen at once', async () => {
  const { clay, peers } = await startPlaying();
  peers[0]!.send(SAMPLE);
  await clay.waitFor('far');
  expect(stylesSince(clay)).toContain('0;1;38;5;208');
  clay.type('/setup colors none\r');
  await clay.waitFor('colors = none');
  const from = clay.raw().length;
  clay.press('C-l');
  clay.type('x');
  await clay.waitFor(/x$/m);
  expect(stylesSince(clay, from).filter(style => COLOURED.test(style))).toEqual([]);
  clay.press('Backspace');
  clay.type('/setup colors 16\r');
  await clay.waitFor('colors = 16');
  await clay.waitFor(() => stylesSince(clay, from).includes('0;1;33'));
});
