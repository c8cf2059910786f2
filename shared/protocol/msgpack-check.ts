/**
 * A look at msgpack bytes before they are decoded: a header of five bytes can promise an array of 4 billion
 * values, and a decoder that believes it takes the memory first. Only what Clay's messages are made of
 * passes: nil, booleans, numbers, strings, binary, arrays and maps; no extension types.
 * https://github.com/msgpack/msgpack/blob/master/spec.md
 */

/** Deeper than any message of ours (4), and far from where recursion hurts. */
const MAX_DEPTH = 16;

/** Whether `bytes` hold exactly one complete value in which every length is true. */
export function isPlainMsgpack(bytes: Uint8Array): boolean {
  return (
    skipValue(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0, MAX_DEPTH) === bytes.length
  );
}

/** Position after the value at `at`; -1 if there is no such value. */
function skipValue(view: DataView, at: number, depth: number): number {
  if (at >= view.byteLength || depth === 0) return -1;
  const type = view.getUint8(at);
  if (type <= 0x7f || type >= 0xe0) return at + 1;
  if (type <= 0x8f) return skipValues(view, at + 1, 2 * (type & 0x0f), depth);
  if (type <= 0x9f) return skipValues(view, at + 1, type & 0x0f, depth);
  if (type <= 0xbf) return within(view, at + 1 + (type & 0x1f));
  return skipLong(view, at, type, depth);
}

function skipLong(view: DataView, at: number, type: number, depth: number): number {
  const fixed = FIXED_SIZE[type];
  if (fixed !== undefined) return within(view, at + fixed);
  const width = LENGTH_WIDTH[type];
  if (width === undefined || at + 1 + width > view.byteLength) return -1;
  const length = readLength(view, at + 1, width);
  const start = at + 1 + width;
  if (type === 0xdc || type === 0xdd) return skipValues(view, start, length, depth);
  if (type === 0xde || type === 0xdf) return skipValues(view, start, 2 * length, depth);
  return within(view, start + length);
}

/** nil, false, true, float 32/64, uint 8-64, int 8-64: bytes in all. */
const FIXED_SIZE: Readonly<Record<number, number>> = {
  192: 1,
  194: 1,
  195: 1,
  202: 5,
  203: 9,
  204: 2,
  205: 3,
  206: 5,
  207: 9,
  208: 2,
  209: 3,
  210: 5,
  211: 9,
};

/** bin 8/16/32, str 8/16/32, array 16/32, map 16/32: bytes of the length after the type. */
const LENGTH_WIDTH: Readonly<Record<number, number>> = {
  196: 1,
  197: 2,
  198: 4,
  217: 1,
  218: 2,
  219: 4,
  220: 2,
  221: 4,
  222: 2,
  223: 4,
};

function skipValues(view: DataView, at: number, count: number, depth: number): number {
  // Each value has one byte at least: a count beyond what is left is a lie, and needs no loop.
  if (count > view.byteLength - at) return -1;
  for (let left = count; left > 0 && at >= 0; left--) at = skipValue(view, at, depth - 1);
  return at;
}

function readLength(view: DataView, at: number, width: number): number {
  if (width === 1) return view.getUint8(at);
  return width === 2 ? view.getUint16(at) : view.getUint32(at);
}

function within(view: DataView, end: number): number {
  return end <= view.byteLength ? end : -1;
}
