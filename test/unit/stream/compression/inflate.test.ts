import { constants, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { adler32, crc32 } from '../../../../client/stream/compression/checksum.ts';
import { emptyInflate, inflate } from '../../../../client/stream/compression/inflate.ts';

/** How far back a distance goes at most. */
const WINDOW = 32 * 1024;

interface Outcome {
  output: Buffer;
  status: string;
  error: string;
  /** Bytes of the input that were left. */
  left: number;
}

/** Inflates in pieces of `size` bytes. */
function run(packed: Uint8Array, size = packed.length, room = 1 << 20): Outcome {
  const state = emptyInflate();
  const output: Buffer[] = [];
  for (let at = 0; at < packed.length; at += size) {
    const source = { bytes: packed.subarray(at, at + size), pos: 0 };
    for (;;) {
      const step = inflate(state, source, room);
      if (step.output.length > 0) output.push(Buffer.from(step.output));
      if (step.status === 'output') continue;
      if (step.status !== 'input') {
        return { ...step, output: Buffer.concat(output), left: packed.length - at - source.pos };
      }
      break;
    }
  }
  return { output: Buffer.concat(output), status: 'input', error: '', left: 0 };
}

const text = Buffer.from(
  Array.from({ length: 3000 }, (_, n) => `\x1b[3${n % 8}mline ${n * 7919}\x1b[0m\r\n`).join(''),
);
const noise = Buffer.from(Array.from({ length: 70_000 }, (_, n) => (n * n * 31 + (n >> 3)) & 255));

describe.each([
  ['text', text],
  ['noise', noise],
  ['one byte over and over', Buffer.alloc(100_000, 'x')],
  ['nothing', Buffer.alloc(0)],
])('%s', (_name, data) => {
  test.each([
    ['stored blocks', { level: 0 }],
    ['fixed codes', { strategy: constants.Z_FIXED }],
    ['literals only', { strategy: constants.Z_HUFFMAN_ONLY }],
    ['runs', { strategy: constants.Z_RLE }],
    ['fast', { level: 1 }],
    ['best', { level: 9 }],
    ['small window', { windowBits: 9 }],
  ])('%s', (_how, options) => {
    const packed = Buffer.concat([deflateSync(data, options), Buffer.from('rest')]);
    const whole = run(packed, packed.length, 5000);
    expect(whole).toMatchObject({ status: 'end', left: 4 });
    expect(whole.output.equals(data)).toBe(true);
    const start = data.subarray(0, WINDOW + 2000);
    for (const size of [1, 7]) {
      const inPieces = run(deflateSync(start, options), size, 5000);
      expect(inPieces.status).toBe('end');
      expect(inPieces.output.equals(start)).toBe(true);
    }
  });
});

test('raw deflate and gzip, with what follows left alone', () => {
  for (const pack of [deflateRawSync, gzipSync]) {
    const outcome = run(Buffer.concat([pack(text), Buffer.from('rest')]));
    expect(outcome).toMatchObject({ status: 'end', left: 4 });
    expect(outcome.output.equals(text)).toBe(true);
  }
});

test('every field of a gzip header', () => {
  const plain = gzipSync(text);
  const fields = Buffer.concat([
    Buffer.from([3, 0]), // FEXTRA, three bytes
    Buffer.from('abcname\0comment\0'),
    Buffer.from([1, 2]), // FHCRC
  ]);
  const packed = Buffer.concat([plain.subarray(0, 10), fields, plain.subarray(10)]);
  packed[3] = 2 | 4 | 8 | 16;
  for (const size of [packed.length, 1]) {
    expect(run(packed, size).output.equals(text)).toBe(true);
  }
});

test('nothing is held back: after a flush all that was written is there', () => {
  const packed = deflateSync(Buffer.from('look'), { finishFlush: constants.Z_SYNC_FLUSH });
  expect(run(packed)).toMatchObject({ status: 'input', output: Buffer.from('look') });
});

test.each([
  ['invalid block type', [0x78, 0x9c, 0x07]],
  ['preset dictionary', [0x78, 0xbb]],
  ['invalid stored block length', [0x78, 0x9c, 0x01, 1, 0, 1, 0]],
  ['invalid distance too far back', [0x78, 0x9c, 0x63, 0x00, 0x42, 0, 0, 0, 0, 0, 0]],
  ['too many length or distance symbols', [0x78, 0x9c, 0xfd, 0xff, 0xff]],
  ['invalid code lengths set', [0x78, 0x9c, 0x05, 0xe0, ...new Array(12).fill(0xff)]],
])('%s is an error', (error, packed) => {
  expect(run(Uint8Array.from(packed)).error).toBe(error);
});

test('a changed byte is found by the check value at the latest', () => {
  for (const pack of [deflateSync, gzipSync]) {
    const packed = pack(text, { level: 0 });
    packed[100]! ^= 1;
    expect(run(packed)).toMatchObject({ status: 'error', error: 'wrong check value' });
  }
});

test('the window grows with what was written, to 32 KiB', () => {
  const state = emptyInflate();
  const small = deflateSync(Buffer.from('look'), { finishFlush: constants.Z_SYNC_FLUSH });
  inflate(state, { bytes: small, pos: 0 }, 1 << 20);
  expect(state.window.length).toBe(4096);
  const big = emptyInflate();
  const source = { bytes: deflateSync(text), pos: 0 };
  while (inflate(big, source, 1 << 20).status === 'output')
    expect(big.window.length).toBeLessThanOrEqual(32768);
});

test('the check values of the standards', () => {
  expect(adler32(1, Buffer.from('Wikipedia'))).toBe(0x11e60398);
  expect(adler32(1, Buffer.alloc(100_000, 255))).toBe(0x149a302c);
  expect(crc32(0, Buffer.from('123456789'))).toBe(0xcbf43926);
  expect(crc32(crc32(0, Buffer.from('1234')), Buffer.from('56789'))).toBe(0xcbf43926);
});
