/** What a script has kept, on its way into its interpreter: a piece a turn. */
import { type Piece, piecesOf } from '../../../script/pieces.ts';
import type { Opening } from '../../../state/script/scripts.ts';

type Store = Parameters<typeof piecesOf>[0];

/** There is nothing more; it is a matter of another turn; it cannot be put in. */
export type Stage = 'end' | 'later' | 'no object' | 'too deep';

/** As far as it has come: it was read, or it is in pieces, of which so many were made. */
interface Way {
  readonly store: Store;
  pieces: Iterator<Piece> | null;
  made: number;
}

/** Derived from what the state has: the text, and how many pieces of it were put in. */
const ways = new WeakMap<Opening, Way>();

/** Pieces in a turn that an image before this one has put in. */
const PASSED = 32;

/** What an object is put in by, all of it; or why it cannot be. */
export function allPieces(text: string): readonly Piece[] | 'no object' | 'too deep' {
  const store = storeIn(text);
  if (store === null) return 'no object';
  const pieces = piecesOf(store);
  return pieces ? [...pieces] : 'too deep';
}

/** The next piece. To read a long text, to see how large its parts are and to make each of the pieces are turns of their own. */
export function nextPiece(opening: Opening): Piece | Stage {
  const { kept, pieces, at } = opening;
  if (kept === undefined) return pieces[at] ?? 'end';
  const way = ways.get(opening);
  if (way) return nextOn(way, at);
  const store = storeIn(kept);
  if (store === null) return 'no object';
  ways.set(opening, { store, pieces: null, made: 0 });
  return 'later';
}

function nextOn(way: Way, at: number): Piece | Stage {
  if (!way.pieces) {
    way.pieces = piecesOf(way.store)?.[Symbol.iterator]() ?? null;
    return way.pieces ? 'later' : 'too deep';
  }
  for (let passed = 0; way.made < at; way.made++) {
    if (passed++ === PASSED) return 'later';
    way.pieces.next();
  }
  const { value, done } = way.pieces.next();
  if (done) return 'end';
  way.made++;
  return value;
}

/** What a script has kept is an object. */
function storeIn(text: string): Store | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Store) : null;
  } catch {
    return null;
  }
}
