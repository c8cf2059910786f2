/**
 * Values as Qt writes them (QDataStream, big-endian), out of a file that may be cut off, damaged or made up: what it says there is
 * is never more than what is left of it, and nothing is kept but what is asked for.
 */

/** The file has less than it says. */
export class CutOff extends Error {}

/** What a text has instead of a length if there is none. */
const NO_TEXT = 0xffffffff;
/** What a font and a picture have at most: all of it is gone over without a pause. A part of a picture has 8 KiB. */
const MOST_FAMILIES = 1000;
const MOST_PARTS = 20_000;
/** The last part of a picture. */
const IEND = 0x49454e44;
const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

export interface QtReader {
  readonly size: number;
  at: number;
  byte(): number;
  int(): number;
  double(): number;
  skip(bytes: number): void;
  /** How many of something follow, each of which has at least so many bytes. */
  count(least: number): number;
  /** Its first characters. */
  text(most: number): string;
  skipText(): void;
  skipFont(): void;
  skipPicture(): void;
}

export function createQtReader(bytes: Uint8Array): QtReader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const take = (count: number): number => {
    const { at } = reader;
    if (count > bytes.length - at) throw new CutOff();
    reader.at = at + count;
    return at;
  };
  /** Bytes of the text that follows. */
  const textBytes = (): number => {
    const length = view.getUint32(take(4));
    return length === NO_TEXT ? 0 : length;
  };
  const reader: QtReader = {
    size: bytes.length,
    at: 0,
    byte: () => view.getUint8(take(1)),
    int: () => view.getInt32(take(4)),
    double: () => view.getFloat64(take(8)),
    skip: count => void take(count),
    count(least) {
      const count = view.getUint32(take(4));
      if (count * least > bytes.length - reader.at) throw new CutOff();
      return count;
    },
    text(most) {
      const length = textBytes();
      const start = take(length);
      let text = '';
      for (let at = start; at + 1 < start + Math.min(length, 2 * most); at += 2)
        text += String.fromCharCode(view.getUint16(at));
      return text;
    },
    skipText: () => void take(textBytes()),
    skipFont() {
      reader.skipText();
      reader.skipText();
      // Sizes, hints, weight, stretch and spacing, as all versions of Qt 5 from 5.6 on have them.
      take(8 + 4 + 1 + 2 + 1 + 1 + 1 + 2 + 1 + 4 + 4 + 1 + 1);
      if (isFactor(view, reader.at)) return;
      // Qt 5.13 and later: further families.
      const families = reader.count(4);
      if (families > MOST_FAMILIES) throw new CutOff();
      for (let left = families; left > 0; left--) reader.skipText();
    },
    skipPicture() {
      if (view.getInt32(take(4)) === 0) return;
      const start = take(PNG.length);
      if (PNG.some((byte, at) => bytes[start + at] !== byte)) throw new CutOff();
      for (let [kind, parts] = [0, 0]; kind !== IEND; parts++) {
        if (parts > MOST_PARTS) throw new CutOff();
        const length = view.getUint32(take(4));
        kind = view.getUint32(take(4));
        take(length + 4);
      }
    },
  };
  return reader;
}

/** The number behind the font tells by how much symbols are larger: what stands there is one, or it is no number. */
function isFactor(view: DataView, at: number): boolean {
  if (at + 8 > view.byteLength) throw new CutOff();
  const factor = view.getFloat64(at);
  return factor > 1e-6 && factor < 1e6;
}
