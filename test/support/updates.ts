/**
 * What a program writes, in the pieces that a terminal shows: a synchronised update (mode 2026) is one of them, however it comes
 * in, and each is looked at for itself, however many came at once.
 */

const BEGIN = Buffer.from('\x1b[?2026h');
const END = Buffer.from('\x1b[?2026l');
/** With CAN everything is drawn anew. */
const CAN = 0x18;

export interface Updates {
  /** What is whole with these bytes, in pieces. */
  take(bytes: Buffer): Buffer[];
  /** What was held back: its end will never come. */
  rest(): Buffer[];
}

export function createUpdates(): Updates {
  let held: Buffer = Buffer.alloc(0);
  return {
    take(bytes) {
      const all = held.length > 0 ? Buffer.concat([held, bytes]) : bytes;
      const pieces: Buffer[] = [];
      let from = 0;
      for (let end = endOfPiece(all, from); end > from; end = endOfPiece(all, from)) {
        pieces.push(all.subarray(from, end));
        from = end;
      }
      held = all.subarray(from);
      return pieces;
    },
    rest() {
      const pieces = held.length > 0 ? [held] : [];
      held = Buffer.alloc(0);
      return pieces;
    },
  };
}

/** Where the piece that starts at `from` ends; `from` itself if there is no end yet. */
function endOfPiece(all: Buffer, from: number): number {
  const begin = all.indexOf(BEGIN, from);
  // What may be its beginning is waited for.
  if (begin < 0) return all.length - partOf(BEGIN, all.subarray(from));
  const end = all.indexOf(END, begin);
  if (end < 0) return startOf(all, from, begin);
  return untilNext(all, end + END.length);
}

/** Before what draws everything anew the terminal is put in order: that belongs to it. */
function startOf(all: Buffer, from: number, begin: number): number {
  const can = all.subarray(from, begin).lastIndexOf(CAN);
  return can < 0 ? begin : from + can;
}

/** Modes that are set behind an update belong to it. */
function untilNext(all: Buffer, from: number): number {
  const [begin, can] = [all.indexOf(BEGIN, from), all.indexOf(CAN, from)];
  if (begin < 0 && can < 0) return all.length - partOf(BEGIN, all.subarray(from));
  return begin < 0 || (can >= 0 && can < begin) ? can : begin;
}

/** How many bytes at the end are the first ones of the sequence. */
function partOf(sequence: Buffer, bytes: Buffer): number {
  for (let length = Math.min(sequence.length - 1, bytes.length); length > 0; length--)
    if (bytes.subarray(-length).equals(sequence.subarray(0, length))) return length;
  return 0;
}
