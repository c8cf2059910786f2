/**
 * Texts that share their rarest three letters with many others, filed under more of the letters around them: ten thousand
 * patterns made of the same thirty words would else be compared one after the other wherever two of those words meet.
 */
import { foldTable } from './fold.ts';
import { BUCKETS } from './letters.ts';
import { addRow, createRows, type LineUnits, type Texts } from './texts.ts';

export interface Windows {
  /** Files the text under letters around the three at this place. False: it has too few. */
  add(text: number, at: number, bucket: number, id: number): boolean;
  /** Whether any is filed that has its three letters in this bucket. */
  has(bucket: number): boolean;
  /** Another line is looked at. */
  turn(): void;
  /** Marks those of the bucket whose text stands in the line, with its three letters at this place. */
  find(bucket: number, at: number, line: LineUnits, mark: (id: number) => void): void;
}

const BASE = 0x01000193;

/** Part of a line: from so many letters before the three, so many in all; and BASE to the power of that. The longest first: they say most. */
const SHAPES = [
  [10, 24],
  [0, 18],
  [8, 18],
  [15, 18],
  [0, 12],
  [9, 12],
  [0, 7],
  [4, 7],
].map(([back = 0, size = 0]) => ({ back, size, power: powerOf(size) }));

function powerOf(size: number): number {
  let power = 1;
  for (let n = 0; n < size; n++) power = Math.imul(power, BASE);
  return power;
}

/** Bits that tell which letters nothing is filed under: so many that what is filed fills few of them, and few enough to be at hand. */
const FILTER_BITS = 17;
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
  const filter = new Uint32Array(1 << (FILTER_BITS - 5));
  /** Of the line the numbers of its first letters, so many more each: that of any part of it is a difference of two. */
  let sums = new Int32Array(0);
  let isSummed = false;

  function sumUp({ units, length }: LineUnits): void {
    if (sums.length <= length) sums = new Int32Array(2 * length + 1);
    let sum = 0;
    for (let at = 0; at < length; at++) {
      sum = (Math.imul(sum, BASE) + (folds[units[at] as number] as number)) | 0;
      sums[at + 1] = sum;
    }
    isSummed = true;
  }

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
      const units = texts.all();
      const length = units[text] as number;
      let best = -1;
      let least = Number.POSITIVE_INFINITY;
      let key = 0;
      for (let shape = 0; shape < SHAPES.length; shape++) {
        const { back, size } = SHAPES[shape] as (typeof SHAPES)[number];
        if (at < back || at - back + size > length) continue;
        const own = keyOf(units, text + 1 + at - back, shape);
        const crowd = crowds[placeOf(own)] as number;
        if (crowd >= least) continue;
        best = shape;
        least = crowd;
        key = own;
      }
      if (best < 0) return false;
      const place = placeOf(key);
      if (least < 0xffff) crowds[place]!++;
      shapesOf[bucket]! |= 1 << best;
      const bit = bitOf(key);
      filter[bit >> 5]! |= 1 << (bit & 31);
      first[place] = addRow(rows, [first[place] as number, key, text, at, id]);
      return true;
    },
    turn() {
      isSummed = false;
    },
    find(bucket, at, line, mark) {
      if (!isSummed) sumUp(line);
      const shapes = shapesOf[bucket] as number;
      for (let shape = 0; shape < SHAPES.length; shape++) {
        if ((shapes & (1 << shape)) === 0) continue;
        const { back, size, power } = SHAPES[shape] as (typeof SHAPES)[number];
        const start = at - back;
        if (start < 0 || start + size > line.length) continue;
        const sum = (sums[start + size] as number) - Math.imul(sums[start] as number, power);
        const key = (sum | 0) ^ shape;
        const bit = bitOf(key);
        if (((filter[bit >> 5] as number) & (1 << (bit & 31))) === 0) continue;
        const { cells } = rows;
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

function bitOf(key: number): number {
  return Math.imul(key, 0x85ebca6b) >>> (32 - FILTER_BITS);
}

function placeOf(key: number): number {
  return Math.imul(key, 0x9e3779b1) >>> 16;
}
