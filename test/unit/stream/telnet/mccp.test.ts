import { constants, deflateRawSync, deflateSync, gzipSync, inflateSync } from 'node:zlib';
import type { StreamState } from '../../../../client/state/stream.ts';
import {
  emptyStream,
  optionTable,
  outward,
  receive,
  resized,
  send,
  sendGmcp,
} from '../../../../client/stream/stream.ts';
import {
  bytes,
  context,
  DO,
  DONT,
  feed,
  GA,
  IAC,
  lines,
  notices,
  replied,
  sb,
  stateAfter,
  WILL,
  WONT,
} from '../helpers.ts';

const offer = bytes(IAC, WILL, 86);
const begin = sb(86);

describe('MCCP2', () => {
  test('starts after its marker, in the same packet, and ends with the stream', () => {
    const state = emptyStream();
    const received = feed(state, offer, 'plain\n', begin, deflateSync(bytes('packed\n')), 'plain again\n');
    expect(replied(received)).toEqual(bytes(IAC, DO, 86));
    expect(lines(received)).toEqual(['plain', 'packed', 'plain again']);
    expect(state.inflate).toBeNull();
  });

  test('may start again, with or without a new offer', () => {
    const state = stateAfter(offer);
    expect(
      lines(feed(state, begin, deflateSync(bytes('one\n')), begin, deflateSync(bytes('two\n')), 'x\n')),
    ).toEqual(['one', 'two', 'x']);
    const received = feed(state, offer, begin, deflateSync(bytes('three\n')));
    expect(replied(received)).toEqual(bytes(IAC, DO, 86));
    expect(lines(received)).toEqual(['three']);
  });

  test('telnet inside works as outside', () => {
    const state = stateAfter(offer);
    const inside = bytes('> ', IAC, GA, IAC, DO, 31, begin, 'text\n', IAC, WONT, 86);
    const received = feed(state, begin, deflateSync(inside), 'plain\n');
    expect(replied(received)).toEqual(bytes(IAC, WILL, 31, sb(31, 0, 120, 0, 40), IAC, DONT, 86));
    expect(lines(received)).toEqual(['text', 'plain']);
  });

  test('the marker alone, without agreement, starts nothing', () => {
    expect(lines(feed(emptyStream(), begin, 'text\n'))).toEqual(['text']);
  });

  test.each([
    ['raw deflate', deflateRawSync],
    ['gzip', gzipSync],
  ])('%s is understood too', (_name, pack) => {
    const state = stateAfter(offer, begin);
    expect(lines(feed(state, pack(bytes('packed\n'.repeat(50))), 'plain\n'))).toEqual([
      ...new Array(50).fill('packed'),
      'plain',
    ]);
  });

  test('the table shows it', () => {
    const state = stateAfter(offer, begin);
    expect(optionTable(state).find(row => row.name === 'MCCP2')!.him).toBe('on');
  });
});

describe('a damaged stream', () => {
  /** Two good lines, then a block of the type that does not exist. */
  const damaged = () =>
    bytes(
      deflateSync(bytes('one\ntwo\n'), { finishFlush: constants.Z_SYNC_FLUSH }),
      7,
      Buffer.alloc(100, 0x99),
    );

  test('ends in one sentence and DONT, and plain text is found again', () => {
    const state = stateAfter(offer, begin);
    const received = feed(state, damaged(), 'You are standing in an open field west of a white house.\n');
    expect(notices(received)).toEqual(['mccp-damaged']);
    expect(replied(received)).toEqual(bytes(IAC, DONT, 86));
    expect(lines(received)).toEqual([
      'one',
      'two',
      'You are standing in an open field west of a white house.',
    ]);
  });

  test('the server obeying DONT marks where plain text begins', () => {
    const state = stateAfter(offer, begin, damaged());
    const received = feed(state, 'noise', 0xff, 0xff, IAC, WONT, 86, 'ok\n');
    expect(lines(received)).toEqual(['ok']);
    expect(state.resync).toBeNull();
  });

  test('compression is not agreed to again', () => {
    const state = stateAfter(offer, begin, damaged(), IAC, WONT, 86);
    expect(replied(feed(state, offer))).toEqual(bytes(IAC, DONT, 86));
  });

  test('a wrong check value loses no text', () => {
    const packed = deflateSync(bytes('packed\n'));
    packed[packed.length - 1]! ^= 1;
    const state = stateAfter(offer, begin);
    const received = feed(state, packed, 'plain\n');
    expect(lines(received)).toEqual(['packed', 'plain']);
    expect(notices(received)).toEqual(['mccp-damaged']);
  });

  test('plain text where zlib was announced is found', () => {
    const state = stateAfter(offer, begin);
    const text = 'This server said that it would compress but it does not do so.\n';
    const received = feed(state, text.repeat(3));
    expect(notices(received)).toEqual(['mccp-damaged']);
    expect(lines(received).at(-1)).toBe(text.trim());
  });
});

test('a bomb is worked off in slices of the budget', () => {
  const bomb = deflateSync(Buffer.alloc(20_000_000, `${'x'.repeat(99)}\n`));
  const state = stateAfter(offer, begin);
  let rest: Uint8Array | null = bomb;
  let most = 0;
  let calls = 0;
  let total = 0;
  while (rest !== null) {
    expect(rest.length).toBeGreaterThan(0);
    const received = receive(state, rest, context, 64 * 1024);
    most = Math.max(most, received.values.length);
    total += received.values.length;
    calls++;
    rest = received.rest;
  }
  expect(total).toBe(200_000);
  expect(calls).toBeGreaterThan(280);
  expect(most).toBeLessThan(720);
});

describe('MCCP3', () => {
  const on = bytes(IAC, WILL, 87);
  const sent = (state: StreamState, text: string) => outward(state, send(state, text, context).bytes);

  test('our marker is the last that is plain, then every line can be read at once', () => {
    const state = emptyStream();
    expect(replied(feed(state, on))).toEqual(bytes(IAC, DO, 87, sb(87)));
    const wire: Uint8Array[] = [];
    const read = () =>
      inflateSync(Buffer.concat(wire), { finishFlush: constants.Z_SYNC_FLUSH }).toString('latin1');
    wire.push(sent(state, 'look'));
    expect(read()).toBe('look\r\n');
    wire.push(sent(state, 'north'), outward(state, bytes(IAC, 241)));
    expect(read()).toBe('look\r\nnorth\r\n\xff\xf1');
  });

  test('answers, sizes and GMCP go through it too', () => {
    const state = stateAfter(on);
    const wire = [replied(feed(state, IAC, DO, 31)), outward(state, resized(state, 80, 24))];
    wire.push(replied(feed(state, IAC, WILL, 201)), outward(state, sendGmcp(state, 'Core.Ping')));
    const plain = inflateSync(Buffer.concat(wire), { finishFlush: constants.Z_SYNC_FLUSH });
    expect(
      plain.indexOf(bytes(IAC, WILL, 31, sb(31, 0, 120, 0, 40), sb(31, 0, 80, 0, 24), IAC, DO, 201)),
    ).toBe(0);
    expect(plain.subarray(-14)).toEqual(sb(201, 'Core.Ping'));
  });

  test('WONT ends the stream before the answer', () => {
    const state: StreamState = stateAfter(on);
    const wire = Buffer.concat([sent(state, 'look'), replied(feed(state, IAC, WONT, 87))]);
    expect(wire.subarray(-3)).toEqual(bytes(IAC, DONT, 87));
    expect(inflateSync(wire.subarray(0, -3)).toString()).toBe('look\r\n');
    expect(Buffer.from(send(state, 'plain', context).bytes)).toEqual(bytes('plain\r\n'));
  });

  test('a stream that carried nothing ends well too', () => {
    const state = stateAfter(on);
    expect(inflateSync(replied(feed(state, IAC, WONT, 87)).subarray(0, -3))).toHaveLength(0);
  });

  test('more than 64 KiB at once', () => {
    const state = stateAfter(on);
    const wire = sent(state, 'x'.repeat(200_000));
    expect(inflateSync(wire, { finishFlush: constants.Z_SYNC_FLUSH })).toHaveLength(200_002);
  });
});
