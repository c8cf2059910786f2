/** What a setting or the locale says of the terminal: how many colours, which characters, how wide they are. */
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

withAddon(
  'without UTF-8 the terminal gets the bytes of its locale, and what is typed is read in it',
  async () => {
    const { clay, peers } = await startPlaying({ env: { LC_ALL: 'en_GB.ISO-8859-1' } });
    peers[0]!.send('caf\u00e9 \u6771 \u201cso\u201d \u2500\u2502 end\r\n');
    await clay.waitFor(/ \?\? "so" -\| end/);
    await reload(clay);
    clay.type(Buffer.from([...Buffer.from('t'), 0xe9, ...Buffer.from('\r')]));
    await peers[0]!.waitFor('t\u00e9\r\n');
    clay.type('/help\r');
    await clay.waitFor(/\+-.*-\+/);
    const raw = clay.raw();
    expect(raw.includes(Buffer.from([0x66, 0xe9, 0x20]))).toBe(true);
    expect([...raw].filter(byte => byte >= 0x80 && byte < 0xa0)).toEqual([]);
  },
);

test('characters of one column or two have two if that is said, also in boxes', async () => {
  const { clay, peers } = await startPlaying({ top: 'ambiguous_width = 2' });
  peers[0]!.send(`${'\u042f'.repeat(50)}\r\nend\r\n`);
  await clay.waitFor('end');
  const rows = clay.screen().filter(row => row.startsWith('\u042f'));
  expect(rows.map(row => row.trimEnd().length)).toEqual([40, 10]);
  clay.type('/help\r');
  await clay.waitFor(/\+-.*-\+/);
  expect(clay.raw().toString()).not.toMatch(/[\u2500-\u259f]/);
  clay.press('q');
  await clay.waitFor(() => !clay.screen().some(row => row.includes('+-')));
  clay.type('/setup ambiguous_width 1\r');
  await clay.waitFor(() => clay.screen().some(row => row.startsWith('\u042f'.repeat(50))));
});
