/** The reload law for MCP: wherever the lines of its messages are cut and reloaded, the same texts come, and the same is shown. */
import fc from 'fast-check';
import type { StreamState } from '../../client/state/stream.ts';
import { beginMcp } from '../../client/stream/mcp/mcp.ts';
import { emptyStream, type StreamValue } from '../../client/stream/stream.ts';
import { pushAll } from '../../shared/arrays.ts';
import { outcome, receiveAll, reload } from './stream-sessions.ts';

const start = (tag: number, key = 'k') =>
  `#$#dns-org-mud-moo-simpleedit-content ${key} reference: "a \\"b\\"" name: x type: string content*: "" _data-tag: ${tag}`;

const line = fc.oneof(
  fc.constantFrom(
    start(1),
    start(2),
    start(3, 'other'),
    '#$#: 1',
    '#$#: 2',
    '#$#',
    '#$#* 1',
    '#$"#$#x',
    '#$#x k a: "',
  ),
  fc
    .tuple(fc.constantFrom(1, 2, 3), fc.constantFrom('', ' x', 'return "a: *";', '#$#: 1'))
    .map(([tag, text]) => `#$#* ${tag} content: ${text}`),
  fc.constantFrom('Bob waves.', '\x1b[1mHi', '#', '#$#mcp version: 2.1 to: 2.1', '#$#mcp-negotiate-end k'),
  fc.string({ maxLength: 12 }).map(text => `#$#${text}`),
);

function agreed(): StreamState {
  const state = emptyStream();
  receiveAll(state, Buffer.from('#$#mcp version: 2.1 to: 2.1\r\n'));
  beginMcp(state.mcp!, 'k');
  return state;
}

test('a reload at every byte boundary changes nothing', () => {
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 8 }), lines => {
      const bytes = Buffer.from(`${lines.join('\r\n')}\r\n`);
      const at = agreed();
      const whole = outcome(receiveAll(at, bytes), at);
      let state = agreed();
      const values: StreamValue[] = [];
      for (let cut = 0; cut < bytes.length; cut++) {
        state = reload(state);
        pushAll(values, receiveAll(state, bytes.subarray(cut, cut + 1)));
      }
      expect(outcome(values, state)).toEqual(whole);
      // No message is ever shown.
      const shown = values.flatMap(value => (value.type === 'line' ? [value.text] : []));
      expect(shown.filter(text => text.startsWith('#$#') && !text.startsWith('#$#x'))).toEqual([]);
    }),
    { numRuns: 60 },
  );
});
