/**
 * Texts that share their rarest three letters with many others, filed under more of the letters around them: ten thousand
 * patterns made of the same thirty words would else be compared one after the other wherever two of those words meet.
 */

export interface Windows {
  /** Files the text under letters around the three at this place. False: it has too few. */
  add(text: string, at: number, slot: number, id: number): boolean;
  /** Whether any is filed that has its three letters in this slot. */
  has(slot: number): boolean;
  /** Marks those of the slot whose text stands in the line that is begun, with its three letters at this place. */
  find(slot: number, at: number, line: FoldedLine, mark: (id: number) => void): void;
}

/** Part of a line: from so many letters before the three, so many in all. */
const SHAPES = [
  { back: 0, size: 12 },
  { back: 9, size: 12 },
  { back: 0, size: 7 },
  { back: 4, size: 7 },
] as const;
const SLOTS = 0x10000;
const BASE = 0x01000193;
/** BASE to the power of the place. */
const POWERS = Array.from({ length: 13 }, () => 1);
for (let n = 1; n < POWERS.length; n++) POWERS[n] = Math.imul(POWERS[n - 1] as number, BASE);

/** A line with its letters folded, and what makes numbers of its parts at once. */
export interface FoldedLine {
  readonly text: string;
  readonly length: number;
  /** Of the first so many letters. */
  readonly hashes: Int32Array;
}

let hashes = new Int32Array(256);

/** `text` is folded. What it returns is good until the next call. */
export function foldedLine(text: string): FoldedLine {
  if (hashes.length <= text.length) hashes = new Int32Array(2 * text.length + 1);
  let hash = 0;
  for (let at = 0; at < text.length; at++) {
    hash = (Math.imul(hash, BASE) + text.charCodeAt(at)) | 0;
    hashes[at + 1] = hash;
  }
  return { text, length: text.length, hashes };
}

function hashAt({ hashes }: FoldedLine, start: number, size: number): number {
  return ((hashes[start + size] as number) - Math.imul(hashes[start] as number, POWERS[size] as number)) | 0;
}

export function createWindows(): Windows {
  /** By slot of the three letters, which shapes there are: a bit each. */
  const shapesOf = new Uint8Array(SLOTS);
  const first = new Int32Array(SLOTS);
  const crowds = new Uint16Array(SLOTS);
  const next = [0];
  const keys = [0];
  const texts = [''];
  const places = [0];
  const ids = [-1];

  return {
    has: slot => shapesOf[slot] !== 0,
    add(text, at, slot, id) {
      let best = { key: 0, shape: -1, crowd: Number.POSITIVE_INFINITY };
      const line = foldedLine(text);
      for (const [shape, { back, size }] of SHAPES.entries()) {
        if (at < back || at - back + size > text.length) continue;
        const key = hashAt(line, at - back, size) ^ shape;
        const crowd = crowds[placeOf(key)] as number;
        if (crowd < best.crowd) best = { key, shape, crowd };
      }
      if (best.shape < 0) return false;
      const place = placeOf(best.key);
      if (best.crowd < 0xffff) crowds[place]!++;
      shapesOf[slot]! |= 1 << best.shape;
      next.push(first[place] as number);
      keys.push(best.key);
      texts.push(text);
      places.push(at);
      ids.push(id);
      first[place] = ids.length - 1;
      return true;
    },
    find(slot, at, line, mark) {
      const shapes = shapesOf[slot] as number;
      for (let shape = 0; shape < SHAPES.length; shape++) {
        if ((shapes & (1 << shape)) === 0) continue;
        const { back, size } = SHAPES[shape] as (typeof SHAPES)[number];
        if (at < back || at - back + size > line.length) continue;
        const key = hashAt(line, at - back, size) ^ shape;
        for (let entry = first[placeOf(key)] as number; entry !== 0; entry = next[entry] as number)
          if (
            keys[entry] === key &&
            line.text.startsWith(texts[entry] as string, at - (places[entry] as number))
          )
            mark(ids[entry] as number);
      }
    },
  };
}

function placeOf(key: number): number {
  return Math.imul(key, 0x9e3779b1) >>> 16;
}
