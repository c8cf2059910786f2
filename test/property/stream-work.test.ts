/** What a few bytes of the worst servers that are known may cost in one call: values, answers and slices are counted. */
import { receive, type StreamValue } from '../../client/stream/stream.ts';
import { BUDGET, REPLY_BYTE, VALUE } from '../../client/stream/work.ts';
import { COMPRESSED, INPUTS, type Input, packed, plain } from '../bench/support/hostile.ts';
import { context, replied, stateAfter } from '../unit/stream/helpers.ts';

/** What the client reads at once. */
const PACKET = 16 * 1024;
const KIB = 1024;
/** Answers between two lines of text. */
const MAX_ANSWERS = 64 * KIB;
/** What one message or one piece may cost beyond the budget. */
const BEYOND = 1024 * KIB;

/** Calls until `count` slices are done; `look` sees the values of each. */
function slices({ setup }: Input, input: Buffer, count: number, look: (values: StreamValue[]) => void): void {
  const state = stateAfter(setup);
  let rest: Uint8Array | null = null;
  let at = 0;
  for (let n = 0; n < count && (rest !== null || at < input.length); n++) {
    const packet: Uint8Array = rest ?? input.subarray(at, (at += PACKET));
    const received = receive(state, packet, context);
    // Nothing may be left that is not less than before, unless a decompressor holds it.
    expect(received.rest?.length ?? 0).toBeLessThanOrEqual(packet.length);
    rest = received.rest;
    look(received.values);
  }
}

const sizeOf = (values: readonly StreamValue[]) => replied(values).length;

describe.each([
  ['plain', plain],
  ['compressed', packed],
])('%s: no call does more than its work,', (_way, make) => {
  test.each(INPUTS.map(input => [input.name, input] as const))('%s', (_name, input) => {
    slices(input, make(input, 128 * KIB), 2, values => {
      expect(values.length).toBeLessThanOrEqual((BUDGET + BEYOND) / VALUE);
      expect(sizeOf(values)).toBeLessThanOrEqual(BUDGET / REPLY_BYTE + MAX_ANSWERS);
    });
  });
});

test.each(COMPRESSED.map(input => [input.name, input] as const))('compressed: %s', (_name, input) => {
  let calls = 0;
  const size = 4 * PACKET;
  slices(input, plain(input, size), 1000, values => {
    calls++;
    expect(values.filter(({ type }) => type !== 'notice' && type !== 'reply')).toEqual([]);
  });
  expect(calls).toBeGreaterThanOrEqual(size / PACKET);
});
