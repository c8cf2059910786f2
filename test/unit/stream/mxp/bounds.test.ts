/** MXP: a few characters of a tag may stand for very many, and those for more; none of it becomes long, and what it costs is counted. */
import type { StreamState } from '../../../../client/state/stream.ts';
import { emptyStream, receive, type StreamValue } from '../../../../client/stream/stream.ts';
import { BUDGET } from '../../../../client/stream/work.ts';
import { bytes, context, IAC, notices, WILL } from '../helpers.ts';

const MXP = 91;
const mxpContext = { ...context, mxp: true };

/** What is said, in slices; and how many there were. */
function feed(state: StreamState, ...parts: (number | string)[]): { values: StreamValue[]; calls: number } {
  const values: StreamValue[] = [];
  let calls = 0;
  for (let rest: Uint8Array | null = bytes(...parts); rest !== null; calls++) {
    const received = receive(state, rest, mxpContext);
    for (const value of received.values) values.push(value);
    rest = received.rest;
  }
  return { values, calls };
}

/** With an entity `&f;` of 4,000 characters, and `&g;` that is to be of 52,000. */
function agreed(): StreamState {
  const state = emptyStream();
  feed(state, IAC, WILL, MXP, `\x1b[6z<!ENTITY f '${'f'.repeat(4000)}'><!ENTITY g '${'&f;'.repeat(13)}'>`);
  return state;
}

const TOO_LONG = ['mxp-too-long'];
const linksOf = (values: readonly StreamValue[]) =>
  values.flatMap(value => (value.type === 'line' ? value.runs.map(({ link = '' }) => link) : []));

test('an entity is no longer than a tag', () => {
  const state = agreed();
  expect(state.mxp!.entities.g).toBe('');
  expect(state.told).toEqual(TOO_LONG);
});

test.each([
  ['in one', '&f;'.repeat(1300)],
  ['in many', '&f;|'.repeat(32)],
  ['in what is said of it', `look" hint="${'&f;|'.repeat(32)}`],
])('what a link sends is no longer than a tag, with all its commands: %s', (_, href) => {
  const state = agreed();
  feed(state, 'x\r\n');
  const { values } = feed(state, `<SEND href="${href}">attack</SEND>\r\n`);
  expect(linksOf(values).join('').length).toBeLessThan(20_000);
  expect(state.told).toEqual(TOO_LONG);
});

test('elements in elements become no longer, and nothing behind them is lost', () => {
  const state = agreed();
  const inner = '&v;'.repeat(1200);
  feed(
    state,
    `<!ELEMENT a '<SEND "${inner}">' ATT=v><!ELEMENT b '<a "${inner}">' ATT=v><!ELEMENT c '<b "${inner}">' ATT=v>`,
  );
  const { values } = feed(state, `<c ${'x'.repeat(500)}>link</c>\r\nnext\r\n`);
  expect(values.flatMap(value => (value.type === 'line' ? [value.text] : []))).toEqual(['link', 'next']);
  expect(notices(values)).toEqual([]);
  expect(state.told).toEqual(TOO_LONG);
});

test('names of links that are ended are no longer than names are', () => {
  const state = agreed();
  feed(state, Array.from({ length: 300 }, (_, n) => `<EXPIRE "${n}&f;">`).join(''));
  const names = Object.keys(state.mxp!.expired);
  expect([names.length, names.every(name => name.length <= 80)]).toEqual([256, true]);
});

test.each([
  ['a colour', '<FONT COLOR="&f;">', 2000],
  ['a link', '<SEND "&f;">x</SEND>', 2000],
  ['an end of links', '<EXPIRE "&f;">', 2000],
  ['text', '&f;', 2000],
])('what stands for much is counted: %s', (_, unit, count) => {
  const state = agreed();
  const { calls } = feed(state, unit.repeat(count));
  // 4,000 units and more for each.
  expect(calls).toBeGreaterThanOrEqual(Math.floor((4000 * count) / BUDGET) - 1);
});

test('an element becomes no more than there is room for, and what is behind it counts', () => {
  const state = agreed();
  const long = `<SEND look "${'x'.repeat(3500)}">`;
  feed(state, `<!ELEMENT a '${long}'><!ELEMENT b '${'<a>'.repeat(16)}'>`);
  feed(state, '<b>');
  expect(state.mxp!.links).toBe(4);
  feed(state, '</b><a>');
  expect(state.mxp!.links).toBe(5);
});

test('attributes of elements are counted', () => {
  const state = agreed();
  feed(state, `<!ELEMENT a '<C "${'&v;'.repeat(1300)}">' ATT=v>`);
  const { calls } = feed(state, '<a x></a>'.repeat(2000));
  expect(calls).toBeGreaterThan(20);
});
