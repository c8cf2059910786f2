/** Old lines, in pieces that begin at the same numbers every time: the browser keeps them. */
import type { WireLine } from '../protocol.ts';
import { addLines, type Lines } from './log/lines.ts';
import { HALF } from './talk/connect.ts';

/** Lines of a piece. */
const PIECE = 512;

/** Fetches what is there of lines [first, end); `came` is called for each piece with its first line. */
export type Fetcher = (name: string, lines: Lines, first: number, end: number) => void;

export function createFetcher(came: (name: string, lines: Lines, from: number) => void): Fetcher {
  const under = new Set<string>();

  async function fetchPiece(name: string, lines: Lines, from: number, to: number): Promise<void> {
    const { epoch } = lines;
    const address = `/lines/${encodeURIComponent(name)}/${epoch}/${from}-${to}`;
    if (from >= to || under.has(address)) return;
    under.add(address);
    try {
      const answer = await fetch(address, { headers: { 'x-clay-half': localStorage.getItem(HALF) ?? '' } });
      const found = answer.ok ? ((await answer.json()) as WireLine[]) : [];
      // Of a log that has become another one meanwhile they say nothing.
      if (lines.epoch === epoch) addLines(lines, from, found);
    } catch {
      // Asked for again when it is looked at again.
    }
    under.delete(address);
    came(name, lines, from);
  }

  return (name, lines, first, end) => {
    const start = Math.max(lines.first, Math.floor(first / PIECE) * PIECE);
    for (let from = start; from < end; from = (Math.floor(from / PIECE) + 1) * PIECE) {
      const to = Math.min(lines.next, (Math.floor(from / PIECE) + 1) * PIECE);
      void fetchPiece(name, lines, from, to);
    }
  };
}
