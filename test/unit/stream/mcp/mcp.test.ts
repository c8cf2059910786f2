/** MCP 2.1: what is kept off the screen, what is answered, whom is believed. */
import type { StreamState } from '../../../../client/state/stream.ts';
import { beginMcp } from '../../../../client/stream/mcp/mcp.ts';
import { readMessage, writeMessage } from '../../../../client/stream/mcp/syntax.ts';
import { emptyStream, partial, receive, type StreamValue, send } from '../../../../client/stream/stream.ts';
import { bytes, context, lines, notices } from '../helpers.ts';

const mcpContext = { ...context, mcp: true };
const HELLO = '#$#mcp version: 2.1 to: 2.1\r\n';
const KEY = '3487';

function feed(state: StreamState, text: string): StreamValue[] {
  const values: StreamValue[] = [];
  for (let rest: Uint8Array | null = bytes(text); rest !== null; ) {
    const received = receive(state, rest, mcpContext);
    for (const value of received.values) values.push(value);
    rest = received.rest;
  }
  return values;
}

function agreed(): StreamState {
  const state = emptyStream();
  feed(state, HELLO);
  beginMcp(state.mcp!, KEY);
  feed(
    state,
    `#$#mcp-negotiate-can ${KEY} package: dns-org-mud-moo-simpleedit min-version: 1.0 max-version: 1.0\r\n`,
  );
  return state;
}

const edits = (values: readonly StreamValue[]) => values.filter(({ type }) => type === 'edit');

describe('messages', () => {
  test.each([
    ['mcp version: 2.1 to: 2.1', { name: 'mcp', key: '', values: { version: '2.1', to: '2.1' }, long: [] }],
    [
      'Do-IT 12ab a: "x \\"y\\" \\\\z" B: #5',
      { name: 'do-it', key: '12ab', values: { a: 'x "y" \\z', b: '#5' }, long: [] },
    ],
    ['x k c*: "" _data-tag: 7', { name: 'x', key: 'k', values: { c: '', '_data-tag': '7' }, long: ['c'] }],
    ['mcp-negotiate-end k', { name: 'mcp-negotiate-end', key: 'k', values: {}, long: [] }],
  ])('%s', (text, message) => {
    expect(readMessage(text)).toEqual({ type: 'message', message });
  });

  test.each([
    '',
    '1x',
    'x k a: "open',
    'x k a',
    'x k a: 1 A: 2',
    'x k a:1',
    '*',
    '* 7',
    ': ',
    'x k a: 1 nonsense "',
  ])('none: %j', text => {
    expect(readMessage(text)).toBeNull();
  });

  test('lines and ends of values', () => {
    expect(readMessage('* 7 Content:   a: "b" ')).toEqual({
      type: 'line',
      tag: '7',
      key: 'content',
      text: '  a: "b" ',
    });
    expect(readMessage('* 7 content: ')).toEqual({ type: 'line', tag: '7', key: 'content', text: '' });
    expect(readMessage(': 7')).toEqual({ type: 'end', tag: '7' });
  });

  test('are read as they are written', () => {
    const values = { a: 'x', b: '', c: 'two words', d: '"\\', e: '1:2' };
    const read = readMessage(writeMessage('x', 'k', values).slice(3));
    expect(read).toEqual({ type: 'message', message: { name: 'x', key: 'k', values, long: [] } });
  });
});

describe('the hello', () => {
  test('is kept off the screen, and a key is asked for; once there is one, all is said', () => {
    const state = emptyStream();
    const values = feed(state, `Welcome.\r\n${HELLO}`);
    expect([lines(values), values.at(-1)]).toEqual([['Welcome.'], { type: 'mcp' }]);
    expect(beginMcp(state.mcp!, KEY)).toEqual([
      `#$#mcp authentication-key: ${KEY} version: 2.1 to: 2.1`,
      `#$#mcp-negotiate-can ${KEY} package: mcp-negotiate min-version: 1.0 max-version: 2.0`,
      `#$#mcp-negotiate-can ${KEY} package: dns-org-mud-moo-simpleedit min-version: 1.0 max-version: 1.0`,
      `#$#mcp-negotiate-end ${KEY}`,
    ]);
  });

  test.each([
    '#$#mcp version: 2.1',
    '#$#mcp version: 1.0 to: 2.0',
    '#$#mcp version: 3.0 to: 4.0',
    '#$#mcp key version: 2.1 to: 2.1',
    '#$#mcp version: two to: three',
    '#$#mcp-negotiate-end 12',
    'He says, "#$#mcp version: 2.1 to: 2.1"',
  ])('nothing is said to %s, which is text', line => {
    const state = emptyStream();
    const values = feed(state, `${line}\r\n`);
    expect([lines(values), values.length, state.mcp]).toEqual([[line], 1, undefined]);
  });

  test('is text where the world is not to speak MCP', () => {
    const { values } = receive(emptyStream(), bytes(HELLO), context);
    expect(lines(values)).toEqual([HELLO.trim()]);
  });

  test('is not answered without end', () => {
    expect(feed(emptyStream(), HELLO.repeat(100)).length).toBe(8);
  });
});

describe('a text to be edited', () => {
  const content = (key: string, tag = '5') =>
    `#$#dns-org-mud-moo-simpleedit-content ${key} reference: "str:#12:hi" name: "#12:hi" type: moo-code content*: "" _data-tag: ${tag}\r\n`;

  test('comes line by line, between whatever else is said', () => {
    const state = agreed();
    const values = feed(
      state,
      `${content(KEY)}#$#* 5 content:   say("hi");\r\nBob waves.\r\n#$#* 5 content: \r\n#$#* 5 content: return;\r\n#$#: 5\r\n`,
    );
    expect(lines(values)).toEqual(['Bob waves.']);
    expect(edits(values)).toEqual([
      {
        type: 'edit',
        reference: 'str:#12:hi',
        name: '#12:hi',
        kind: 'moo-code',
        text: '  say("hi");\n\nreturn;',
      },
    ]);
    expect(state.mcp).toMatchObject({ open: {}, size: 0 });
  });

  test('is not believed without the key of the connection', () => {
    const state = agreed();
    const values = feed(state, `${content('1234')}#$#* 5 content: x\r\n#$#: 5\r\n${content('')}`);
    expect(values).toEqual([]);
    const early = emptyStream();
    feed(early, HELLO);
    expect(feed(early, content(''))).toEqual([]);
  });

  test('and messages with the key are kept off the screen where MCP is switched off on the connection, and nothing comes of them', () => {
    const state = agreed();
    const text = `${content(KEY)}#$#* 5 content: x\r\nBob waves.\r\n#$#: 5\r\n#$"#$#quoted\r\n${HELLO}`;
    const { values } = receive(state, bytes(text), context);
    expect(lines(values)).toEqual(['Bob waves.', '#$#quoted']);
    expect(values.filter(({ type }) => type !== 'line')).toEqual([]);
    const again = feed(state, `${content(KEY)}#$#* 5 content: y\r\n#$#: 5\r\n`);
    expect(edits(again)).toMatchObject([{ text: 'y' }]);
  });

  test.each([
    [30_000, 1],
    [31_000, 0],
  ])('each line takes sixteen characters beside its own: %d short lines', (count, taken) => {
    const state = agreed();
    const values = feed(state, `${content(KEY)}${'#$#* 5 content: x\r\n'.repeat(count)}#$#: 5\r\n`);
    expect(edits(values)).toHaveLength(taken);
    expect(notices(values)).toEqual(taken === 1 ? [] : ['mcp-too-long']);
  });

  test('of a long name the beginning is shown, and a reference that is too long is none', () => {
    const state = agreed();
    const message = (reference: string, name: string) =>
      `#$#dns-org-mud-moo-simpleedit-content ${KEY} reference: ${reference} name: "${name}" type: string content: x\r\n`;
    const long = 'n'.repeat(60_000);
    const short = 'r'.repeat(1000);
    expect(edits(feed(state, message('1', long)))).toMatchObject([{ name: `${'n'.repeat(100)}…` }]);
    expect(edits(feed(state, message(short, '')))).toMatchObject([
      { reference: short, name: `${'r'.repeat(100)}…` },
    ]);
    const values = feed(state, message(long, 'x'));
    expect([edits(values), notices(values)]).toEqual([[], ['mcp-reference']]);
  });

  test('is bounded', () => {
    const state = agreed();
    const line = `#$#* 5 content: ${'x'.repeat(1000)}\r\n`;
    const values = feed(state, content(KEY) + line.repeat(1000));
    expect(notices(values)).toEqual(['mcp-too-long']);
    expect(state.mcp).toMatchObject({ open: {}, size: 0 });
    for (let tag = 0; tag < 50; tag++) feed(state, content(KEY, `${tag}`));
    expect(Object.keys(state.mcp!.open).length).toBeLessThanOrEqual(8);
    feed(state, content(KEY, '__proto__'));
    expect(Object.getPrototypeOf(state.mcp!.open)).toBe(Object.prototype);
  });
});

test('a quoted line is text without the sign, in its styles; a line of the user’s is quoted', () => {
  const state = agreed();
  const values = feed(state, '#$"#$#mcp is \x1b[1mbold\x1b[m\r\n');
  expect(values).toEqual([
    {
      ...{ type: 'line', text: '#$#mcp is bold' },
      runs: [{ at: 10, style: '1' }],
    },
  ]);
  const sent = (text: string) => Buffer.from(send(state, text, mcpContext).bytes).toString();
  expect([sent('#$#mcp'), sent('#$"x'), sent('#$x')]).toEqual(['#$"#$#mcp\r\n', '#$"#$"x\r\n', '#$x\r\n']);
  expect(Buffer.from(send(emptyStream(), '#$#x', mcpContext).bytes).toString()).toBe('#$#x\r\n');
});

test('of a message that has not come whole nothing is shown', () => {
  const state = agreed();
  feed(state, '#$#x 12');
  expect(partial(state).text).toBe('');
  feed(state, '\r\n');
  feed(state, '# prompt');
  expect(partial(state).text).toBe('# prompt');
});
