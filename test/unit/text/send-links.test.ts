/** Links that send are underlined, and no address for a terminal or a page of a log to open. */
import { writeSendLink } from '../../../client/stream/mxp/send-link.ts';
import { rowSpans } from '../../../client/text/wrap.ts';
import { writtenLine } from '../../../client/world/lines/written.ts';

const link = writeSendLink({
  ...{ commands: ['look'], hints: [], prompt: false, expire: '', generation: 0, number: 0 },
});
const line = { text: 'an orc', runs: [{ at: 3, style: '1', link }] };

test('on a screen', () => {
  expect(rowSpans(line, 0, 6)).toEqual([
    { text: 'an ', style: '' },
    { text: 'orc', style: '1;4' },
  ]);
});

test('in a log', () => {
  const html = writtenLine({ ...line, time: '', isSent: false }, 'html');
  expect(html).toContain('orc');
  expect(html).not.toContain('href');
});
