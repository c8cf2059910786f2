/** The check values of RFC 1950 (Adler-32) and RFC 1952 (CRC-32), continued from `value`. */

/** So many bytes can be summed before the second sum leaves V8's 31-bit small integers. */
const ADLER_RUN = 3800;

/** Adler-32; starts at 1. */
export function adler32(value: number, bytes: Uint8Array): number {
  let a = value & 0xffff;
  let b = value >>> 16;
  for (let at = 0; at < bytes.length; ) {
    const end = Math.min(at + ADLER_RUN, bytes.length);
    for (; at < end; at++) {
      a += bytes[at]!;
      b += a;
    }
    a %= 65521;
    b %= 65521;
  }
  return ((b << 16) | a) >>> 0;
}

let crcTable: Uint32Array | null = null;

/** CRC-32; starts at 0. */
export function crc32(value: number, bytes: Uint8Array): number {
  crcTable ??= makeCrcTable();
  let crc = ~value;
  for (const byte of bytes) crc = crcTable[(crc ^ byte) & 0xff]! ^ (crc >>> 8);
  return ~crc >>> 0;
}

function makeCrcTable(): Uint32Array {
  const table = new Uint32Array(256);
  for (let n = 0; n < 256; n++) {
    let crc = n;
    for (let k = 0; k < 8; k++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
    table[n] = crc;
  }
  return table;
}
