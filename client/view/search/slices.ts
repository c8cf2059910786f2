/** Looking through a log in slices: by what they cost, for a line may be a mebibyte. */
import type { Progress } from '../../state/view.ts';
import { meterOf } from '../../text/meter.ts';
import type { Finder } from '../../text/pattern.ts';

/** Units of one slice, a character each: some 3 ms, and where nothing of it is compiled yet some 15. */
export const BUDGET = 256 * 1024;
/** What a line costs beside its characters. */
const LINE = 256;

/** A search that may stop inside a line. */
export interface Scan {
  /** How far the line that is next was looked through; nothing: not at all. */
  within?: Progress;
}

export interface Slice {
  hasTime(): boolean;
  /** A line that is passed over, or other work. */
  pass(work?: number): void;
  /** Whether the line matches; null: there is no time left to tell, and `scan` says how far it was looked through. */
  look(scan: Scan, finder: Finder, text: string): boolean | null;
}

export function newSlice(): Slice {
  const meter = meterOf(BUDGET);
  return {
    hasTime: meter.hasTime,
    pass: (work = LINE) => meter.spend(work),
    look(scan, finder, text) {
      const progress = scan.within ?? { part: 0, from: 0 };
      // To read it from its chunk is work too.
      if (!scan.within) meter.spend(LINE + text.length / 4);
      const found = finder.test(text, progress, meter);
      if (found === null) scan.within = progress;
      else delete scan.within;
      return found;
    },
  };
}
