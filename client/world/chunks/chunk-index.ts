/** The index of a log's chunks: 16 bytes each, in the order of their lines. */
import type { Scrollback } from '../../state/log.ts';

/** Float64 offset, uint32 length (0: given up), uint32 number of the first line. */
const ENTRY = 16;

export interface Entry {
  readonly offset: number;
  readonly length: number;
  /** Number of its first line. */
  readonly first: number;
}

export function addEntry(scrollback: Scrollback, entry: Entry): void {
  const at = scrollback.chunks * ENTRY;
  if (scrollback.index.length < at + ENTRY) {
    const grown = new Uint8Array(Math.max(4 * ENTRY, scrollback.index.length * 2));
    grown.set(scrollback.index);
    scrollback.index = grown;
  }
  write(viewOf(scrollback), scrollback.chunks++, entry);
}

/** The chunk that has line `number`, which is sealed. */
export function entryOf(scrollback: Scrollback, number: number): Entry {
  const view = viewOf(scrollback);
  return read(
    view,
    lastUpTo(scrollback, at => view.getUint32(at * ENTRY + 12) <= number),
  );
}

/** Marks the chunks at these places of the spill file, the first one first, as given up; neighbours share an entry. */
export function giveUp(scrollback: Scrollback, offsets: ReadonlySet<number>): void {
  const view = viewOf(scrollback);
  const [first = 0] = offsets;
  let kept = lastUpTo(scrollback, at => read(view, at).offset <= first);
  for (let at = kept; at < scrollback.chunks; at++) {
    const entry = read(view, at);
    const isGone = entry.length === 0 || offsets.has(entry.offset);
    if (isGone && kept > 0 && read(view, kept - 1).length === 0) continue;
    write(view, kept++, isGone ? { ...entry, length: 0 } : entry);
  }
  scrollback.chunks = kept;
}

/** The last entry that is not behind, if they come before those that are. */
function lastUpTo({ chunks }: Scrollback, isNotBehind: (at: number) => boolean): number {
  let low = 0;
  let high = chunks - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (isNotBehind(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

function read(view: DataView, at: number): Entry {
  const from = at * ENTRY;
  return {
    offset: view.getFloat64(from),
    length: view.getUint32(from + 8),
    first: view.getUint32(from + 12),
  };
}

function write(view: DataView, at: number, { offset, length, first }: Entry): void {
  view.setFloat64(at * ENTRY, offset);
  view.setUint32(at * ENTRY + 8, length);
  view.setUint32(at * ENTRY + 12, first);
}

function viewOf({ index }: Scrollback): DataView {
  return new DataView(index.buffer, index.byteOffset, index.byteLength);
}
