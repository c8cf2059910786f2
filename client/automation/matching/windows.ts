/**
 * Texts that share their rarest three letters with many others, filed under more of the letters around them: ten thousand
 * patterns made of the same thirty words would else be compared one after the other wherever two of those words meet.
 */
import { foldTable } from './fold.ts';
import { BUCKETS } from './letters.ts';
import { addRow, createRows, type LineUnits, type Texts } from './texts.ts';

export interface Windows {
  /** Files the text under letters around the three at this place. False: it has too few. */
  add(text: string, at: number, bucket: number, id: number): boolean;
  /** Whether any is filed that has its three letters in this bucket. */
  has(bucket: number): boolean;
  /** Marks those of the bucket whose text stands in the line, with its three letters at this place. */
  find(bucket: number, at: number, line: LineUnits, mark: (id: number) => void): void;
}

/** Part of a line: from so many letters before the three, so many in all. */
const SHAPES = [
  { back: 0, size: 12 },
  { back: 9, size: 12 },
  { back: 0, size: 7 },
  { back: 4, size: 7 },
] as const;
const BASE = 0x01000193;
/** Columns of what is filed: the one before it at the same place, letters around the three as a number, the text, its place, the rule. */
const [NEXT, KEY, TEXT, AT, ID] = [0, 1, 2, 3, 4];

/** `texts`: where the texts are. */
export function createWindows(texts: Texts): Windows {
  const folds = foldTable();
  /** By bucket of the three letters, which shapes there are: a bit each. */
  const shapesOf = new Uint8Array(BUCKETS);
  const first = new Int32Array(BUCKETS);
  const crowds = new Uint16Array(BUCKETS);
  const rows = createRows(5);

  function keyOf(units: Uint16Array, start: number, shape: number): number {
    const { size } = SHAPES[shape] as (typeof SHAPES)[number];
    let hash = 0;
    for (let at = start; at < start + size; at++)
      hash = (Math.imul(hash, BASE) + (folds[units[at] as number] as number)) | 0;
    return hash ^ shape;
  }

  return {
    has: bucket => shapesOf[bucket] !== 0,
    add(text, at, bucket, id) {
      let best = { key: 0, shape: -1, crowd: Number.POSITIVE_INFINITY };
      const units = Uint16Array.from({ length: text.length }, (_, place) => text.charCodeAt(place));
      for (const [shape, { back, size }] of SHAPES.entries()) {
        if (at < back || at - back + size > text.length) continue;
        const key = keyOf(units, at - back, shape);
        const crowd = crowds[placeOf(key)] as number;
        if (crowd < best.crowd) best = { key, shape, crowd };
      }
      if (best.shape < 0) return false;
      const place = placeOf(best.key);
      if (best.crowd < 0xffff) crowds[place]!++;
      shapesOf[bucket]! |= 1 << best.shape;
      first[place] = addRow(rows, [first[place] as number, best.key, texts.add(text), at, id]);
      return true;
    },
    find(bucket, at, line, mark) {
      const shapes = shapesOf[bucket] as number;
      const { cells } = rows;
      for (let shape = 0; shape < SHAPES.length; shape++) {
        if ((shapes & (1 << shape)) === 0) continue;
        const { back, size } = SHAPES[shape] as (typeof SHAPES)[number];
        if (at < back || at - back + size > line.length) continue;
        const key = keyOf(line.units, at - back, shape);
        for (let row = first[placeOf(key)] as number; row !== 0; row = cells[row + NEXT] as number)
          if (
            cells[row + KEY] === key &&
            texts.stands(cells[row + TEXT] as number, line, at - (cells[row + AT] as number))
          )
            mark(cells[row + ID] as number);
      }
    },
  };
}

function placeOf(key: number): number {
  return Math.imul(key, 0x9e3779b1) >>> 16;
}
