import { isFault } from '../../../../shared/fault.ts';
import {
  encodeFrame,
  feedFrames,
  MAX_FRAME,
  newFrameReader,
  nextFrame,
  takeRest,
} from '../../../../shared/protocol/frame.ts';
import { isPlainMsgpack } from '../../../../shared/protocol/msgpack-check.ts';

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');

function read(...chunks: Uint8Array[]) {
  const reader = newFrameReader();
  for (const chunk of chunks) feedFrames(reader, chunk);
  return { reader, frame: nextFrame(reader) };
}

it('has four bytes of length and a msgpack map', () => {
  expect(encodeFrame({ type: 'begin' })).toEqual(hex('0000000c 81 a474797065 a5626567696e'));
});

it('gives a value back, with numbers beyond 32 bits', () => {
  const value = { type: 'ack', session: 'a', offset: 2 ** 40 + 1, list: [true, null, 'ü'] };
  expect(read(encodeFrame(value)).frame).toEqual({ value });
});

it('waits for the rest of a frame', () => {
  const frame = encodeFrame({ type: 'begin' });
  expect(read(frame.subarray(0, 3)).frame).toBeNull();
  expect(read(frame.subarray(0, 15)).frame).toBeNull();
  expect(read(frame.subarray(0, 15), frame.subarray(15)).frame).toEqual({ value: { type: 'begin' } });
});

it('may have its bytes overwritten once there is no further frame in them', () => {
  const reader = newFrameReader();
  const frame = encodeFrame({ type: 'begin' });
  const bytes = Buffer.concat([frame, frame.subarray(0, 9)]);
  feedFrames(reader, bytes);
  expect(nextFrame(reader)).toEqual({ value: { type: 'begin' } });
  expect(nextFrame(reader)).toBeNull();
  bytes.fill(0xff);
  feedFrames(reader, frame.subarray(9));
  expect(nextFrame(reader)).toEqual({ value: { type: 'begin' } });
});

it('gives values that stay as they are when the next one comes', () => {
  const first = read(encodeFrame({ bytes: Buffer.from('first') })).frame;
  read(encodeFrame({ bytes: Buffer.from('other') }));
  expect(first).toEqual({ value: { bytes: new Uint8Array(Buffer.from('first')) } });
});

it('leaves what follows a frame alone, in memory of its own', () => {
  const { reader, frame } = read(Buffer.concat([encodeFrame({ type: 'begin' }), Buffer.from('look\r\n')]));
  expect(frame).toEqual({ value: { type: 'begin' } });
  const fed = reader.buffer!;
  const rest = takeRest(reader);
  fed.fill(0);
  expect(Buffer.from(rest).toString()).toBe('look\r\n');
  expect(reader).toEqual(newFrameReader());
});

it('refuses a frame that is too large by its length alone, and everything after it', () => {
  const { reader, frame } = read(hex('00010001'));
  expect(frame).toEqual({
    code: 'FRAME_TOO_LARGE',
    sentence: `A frame of ${MAX_FRAME + 1} bytes was refused.`,
  });
  feedFrames(reader, encodeFrame({ type: 'begin' }));
  expect(nextFrame(reader)).toBe(frame);
});

it.each([
  ['an array of 4 billion', 'dd ffffffff'],
  ['a map of 4 billion', 'df ffffffff'],
  ['a string longer than the frame', 'd9 ff 61'],
  ['an extension type', 'd4 72 40'],
  ['the byte that msgpack never uses', 'c1'],
  ['two values', '01 02'],
  ['nothing', ''],
  ['a cut number', 'cd 01'],
  ['nesting without end', '91'.repeat(5000)],
])('refuses %s', (_what, body) => {
  const bytes = hex(body);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  const { frame } = read(length, bytes);
  expect(isFault(frame) && frame.code).toBe('FRAME_MALFORMED');
});

it('knows every plain msgpack type', () => {
  const all =
    '00 7f 80 90 a0 c0 c2 c3 c400 c50000 c600000000 ca00000000 cb0000000000000000 cc00 cd0000 ce00000000';
  const more =
    'cf0000000000000000 d000 d10000 d200000000 d30000000000000000 d900 da0000 db00000000 dc0000 e0 ff';
  for (const one of `${all} ${more}`.split(' ')) expect([one, isPlainMsgpack(hex(one))]).toEqual([one, true]);
});
