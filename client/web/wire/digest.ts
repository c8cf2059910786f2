/**
 * SHA-1 and SHA-256 as functions of bytes alone: what handles events imports no module of Node, and the journal has to
 * give the same again. WebSocket asks for the one, tokens are found by the other.
 */

const BLOCK = 64;

/** SHA-1, which answers the key of a WebSocket and keeps no secret. */
export function sha1(bytes: Uint8Array): Buffer {
  const hash = new Uint32Array([0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0]);
  for (const block of blocksOf(bytes)) mixSha1(hash, block);
  return bytesOf(hash);
}

function mixSha1(hash: Uint32Array, block: DataView): void {
  const words = new Uint32Array(80);
  for (let i = 0; i < 16; i++) words[i] = block.getUint32(4 * i);
  for (let i = 16; i < 80; i++)
    words[i] = rotate(words[i - 3]! ^ words[i - 8]! ^ words[i - 14]! ^ words[i - 16]!, 31);
  let [a, b, c, d, e] = hash as unknown as [number, number, number, number, number];
  for (let i = 0; i < 80; i++) {
    const [mixed, constant] = roundOf(i, b, c, d);
    const next = (rotate(a, 27) + mixed + e + constant + words[i]!) >>> 0;
    [e, d, c, b, a] = [d, c, rotate(b, 2), a, next];
  }
  add(hash, [a, b, c, d, e]);
}

function roundOf(i: number, b: number, c: number, d: number): [mixed: number, constant: number] {
  if (i < 20) return [(b & c) | (~b & d), 0x5a827999];
  if (i < 40) return [b ^ c ^ d, 0x6ed9eba1];
  if (i < 60) return [(b & c) | (b & d) | (c & d), 0x8f1bbcdc];
  return [b ^ c ^ d, 0xca62c1d6];
}

/** The first 32 bits of the fractional parts of a root of the first primes. */
function fractions(count: number, root: (prime: number) => number): Uint32Array {
  const found: number[] = [];
  for (let number = 2; found.length < count; number++)
    if (isPrime(number)) found.push(Math.floor((root(number) % 1) * 2 ** 32));
  return Uint32Array.from(found);
}

function isPrime(number: number): boolean {
  for (let factor = 2; factor * factor <= number; factor++) if (number % factor === 0) return false;
  return true;
}

let constants: { readonly start: Uint32Array; readonly rounds: Uint32Array } | null = null;

/** SHA-256. */
export function sha256(bytes: Uint8Array): Buffer {
  // Made when they are first needed: most clients never show themselves to a browser.
  constants ??= { start: fractions(8, Math.sqrt), rounds: fractions(64, Math.cbrt) };
  const hash = Uint32Array.from(constants.start);
  for (const block of blocksOf(bytes)) mixSha256(hash, block, constants.rounds);
  return bytesOf(hash);
}

function mixSha256(hash: Uint32Array, block: DataView, rounds: Uint32Array): void {
  const words = scheduleOf(block);
  let [a, b, c, d, e, f, g, h] = hash as unknown as number[] as [
    ...[number, number, number, number],
    ...[number, number, number, number],
  ];
  for (let i = 0; i < 64; i++) {
    const high = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const first = (h + high + ((e & f) ^ (~e & g)) + rounds[i]! + words[i]!) >>> 0;
    const low = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const second = (low + ((a & b) ^ (a & c) ^ (b & c))) >>> 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) >>> 0, c, b, a, (first + second) >>> 0];
  }
  add(hash, [a, b, c, d, e, f, g, h]);
}

function scheduleOf(block: DataView): Uint32Array {
  const words = new Uint32Array(64);
  for (let i = 0; i < 16; i++) words[i] = block.getUint32(4 * i);
  for (let i = 16; i < 64; i++) {
    const [far, near] = [words[i - 15]!, words[i - 2]!];
    const low = rotate(far, 7) ^ rotate(far, 18) ^ (far >>> 3);
    const high = rotate(near, 17) ^ rotate(near, 19) ^ (near >>> 10);
    words[i] = words[i - 16]! + low + words[i - 7]! + high;
  }
  return words;
}

/** With the padding that both have: a one bit, zeros, the length in bits. */
function* blocksOf(bytes: Uint8Array): Generator<DataView> {
  const size = Math.ceil((bytes.length + 9) / BLOCK) * BLOCK;
  const padded = new Uint8Array(size);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setBigUint64(size - 8, BigInt(bytes.length) * 8n);
  for (let at = 0; at < size; at += BLOCK) yield new DataView(padded.buffer, at, BLOCK);
}

/** To the right. */
function rotate(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by));
}

function add(hash: Uint32Array, words: readonly number[]): void {
  words.forEach((word, i) => {
    hash[i] = hash[i]! + word;
  });
}

function bytesOf(hash: Uint32Array): Buffer {
  const bytes = Buffer.alloc(4 * hash.length);
  for (const [i, word] of hash.entries()) bytes.writeUInt32BE(word, 4 * i);
  return bytes;
}
