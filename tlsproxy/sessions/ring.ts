/**
 * The replay buffer of a session: the bytes from offset `first` to offset `next` of its stream, in a ring that
 * grows with what it holds and costs nothing while it is empty. Plain data, no I/O.
 */

export interface Ring {
  /** The byte of offset n is at n mod length; null while nothing is held. */
  bytes: Buffer | null;
  /** Offset of the oldest byte held. */
  first: number;
  /** Offset after the newest byte held. */
  next: number;
  /** Where the owner has to stop reading. */
  readonly limit: number;
}

/** One line or two: what a session holds between two acknowledgements most of the time. */
const SMALLEST = 4 * 1024;

export function newRing(limit: number): Ring {
  return { bytes: null, first: 0, next: 0, limit };
}

export function held(ring: Ring): number {
  return ring.next - ring.first;
}

/** How many bytes may still be added. */
export function room(ring: Ring): number {
  return Math.max(0, ring.limit - held(ring));
}

/** Adds bytes at the end. Beyond the limit it grows further: dropping bytes is never right. */
export function append(ring: Ring, chunk: Uint8Array): void {
  const bytes = withCapacity(ring, held(ring) + chunk.length);
  const at = ring.next % bytes.length;
  const head = Math.min(chunk.length, bytes.length - at);
  bytes.set(head === chunk.length ? chunk : chunk.subarray(0, head), at);
  if (head < chunk.length) bytes.set(chunk.subarray(head), 0);
  ring.next += chunk.length;
}

/** The next free bytes in one piece, at most `most`, for a read to fill; null unless there are at least `least` without growing. */
export function space(ring: Ring, least: number, most: number): Buffer | null {
  if (!ring.bytes) return null;
  const { length } = ring.bytes;
  const at = ring.next % length;
  const free = Math.min(length - held(ring), length - at, most);
  return free < least ? null : ring.bytes.subarray(at, at + free);
}

/** Adds the first `length` bytes of `buffer`: those that were read into what `space` gave are there already. */
export function take(ring: Ring, buffer: Buffer, length: number): void {
  const { bytes } = ring;
  if (bytes && buffer.buffer === bytes.buffer && buffer.byteOffset === ring.next % bytes.length) {
    ring.next += length;
  } else append(ring, length === buffer.length ? buffer : buffer.subarray(0, length));
}

/** The bytes from `offset` on that lie in one piece, at most `most`; a view that holds until they are released. */
export function piece(ring: Ring, offset: number, most: number): Buffer {
  if (!ring.bytes) return EMPTY;
  const at = offset % ring.bytes.length;
  const length = Math.min(ring.next - offset, ring.bytes.length - at, most);
  return ring.bytes.subarray(at, at + length);
}

const EMPTY = Buffer.alloc(0);

/** Gives up all bytes before `offset`. */
export function release(ring: Ring, offset: number): void {
  ring.first = Math.min(Math.max(ring.first, offset), ring.next);
}

/** Gives the memory back while nothing is held. Not at every release: a busy session would need it again at once. */
export function trim(ring: Ring): void {
  if (held(ring) === 0) ring.bytes = null;
}

/**
 * Buffers of the smallest size, for the next ring that needs one. What an idle process throws away stays until V8
 * collects garbage, which it may not do for hours.
 */
const spare: Buffer[] = [];

/** 256 KiB: a burst of lines to many sessions at once may still leave garbage, but then there is work that collects it. */
const MAX_SPARE = 64;

/**
 * Hands the buffer of an empty ring on, which costs less than making one. Only while nobody holds a view of it: the
 * kernel has taken what `piece` gave out. `space` gives out views of larger buffers only.
 */
export function handOn(ring: Ring): void {
  if (held(ring) > 0 || ring.bytes?.length !== SMALLEST || spare.length === MAX_SPARE) return;
  spare.push(ring.bytes);
  ring.bytes = null;
}

function withCapacity(ring: Ring, needed: number): Buffer {
  const old = ring.bytes;
  if (old && needed <= old.length) return old;
  if (!old && needed <= SMALLEST && spare.length > 0) return (ring.bytes = spare.pop()!);
  let capacity = old?.length ?? SMALLEST;
  while (capacity < needed) capacity *= 2;
  const grown = Buffer.allocUnsafeSlow(capacity);
  // A view handed out by `piece` keeps the old memory, unchanged, for as long as the kernel needs it.
  for (let offset = ring.first; old && offset < ring.next; ) {
    const part = piece(ring, offset, Math.min(ring.next - offset, capacity - (offset % capacity)));
    grown.set(part, offset % capacity);
    offset += part.length;
  }
  ring.bytes = grown;
  return grown;
}
