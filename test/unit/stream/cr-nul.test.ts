/** CR NUL is a carriage return (RFC 854), whatever stands around it and wherever it is cut. */

import { deflateSync } from 'node:zlib';
import { emptyStream, partial, receive } from '../../../client/stream/stream.ts';
import { context, lines } from './helpers.ts';

const IAC = 255;
const TEXT = 'one\r\0\r\ntwo\r\0\r\nthree\r\0THREE\r\n10%\r\x0020%\r\0done\r\n\r\0\r\nlast\r\0\n';
const LINES = ['one', 'two', 'THREE', 'done', '', 'last'];
const BINARY = Buffer.of(IAC, 251, 0);
const START_MCCP2 = Buffer.of(IAC, 251, 86, IAC, 250, 86, IAC, 240);

/** What the pieces make, with each in a read of its own. */
function read(encoding: string, pieces: readonly Buffer[]): string[] {
  const state = emptyStream();
  const found = pieces.flatMap(piece => lines(receive(state, piece, { ...context, encoding }).values));
  expect(partial(state).text).toBe('');
  return found;
}

/** In two, between any two of its characters of `size` bytes, and in pieces of one. */
function cuts(bytes: Buffer, size = 1): Buffer[][] {
  const places = Array.from({ length: bytes.length / size + 1 }, (_, index) => index * size);
  const two = places.map(at => [bytes.subarray(0, at), bytes.subarray(at)]);
  return [...two, places.map(at => bytes.subarray(at, at + size))];
}

test.each(['utf-8', 'latin1', 'cp437', 'koi8-r', 'gbk', 'big5', 'shift_jis', 'euc-kr', 'iso-2022-jp'])(
  'in %s, at every cut',
  encoding => {
    for (const pieces of cuts(Buffer.from(TEXT))) expect(read(encoding, pieces)).toEqual(LINES);
  },
);

test.each([
  ['utf-16le', Buffer.from(TEXT, 'utf16le')],
  ['utf-16be', Buffer.from(TEXT, 'utf16le').swap16()],
])('in %s, where the NUL is a character', (encoding, bytes) => {
  for (const pieces of cuts(bytes, 2)) expect(read(encoding, pieces)).toEqual(LINES);
});

test('with BINARY, where the NUL is data and no text either', () => {
  for (const pieces of cuts(Buffer.from(TEXT))) expect(read('utf-8', [BINARY, ...pieces])).toEqual(LINES);
});

test('with telnet commands between CR and NUL', () => {
  const nop = `\r${String.fromCharCode(IAC, 241)}\0`;
  const bytes = Buffer.from(TEXT.replaceAll('\r\0', nop), 'latin1');
  for (const pieces of cuts(bytes)) expect(read('utf-8', pieces)).toEqual(LINES);
});

test('through compression, at every cut of what is compressed', () => {
  const packed = Buffer.concat([START_MCCP2, deflateSync(TEXT)]);
  for (const pieces of cuts(packed)) expect(read('utf-8', pieces)).toEqual(LINES);
});
