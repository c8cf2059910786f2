/**
 * A terminal that is attached: from a key pressed there to its echo, while the game says 500 lines a second, and quiet. The
 * floor is the same in a terminal of the client's own.
 */
import { startAttached } from '../support/attaching.ts';
import { startPlaying } from '../support/playing.ts';
import { cleanUp } from '../support/temporary.ts';
import type { Terminal } from '../support/terminal.ts';
import { percentile, printTable } from './support/figures.ts';

const KEYS = 150;
const LINES_A_SECOND = 500;

export async function bench(): Promise<void> {
  try {
    const { clay, peers } = await startPlaying({ top: 'more_mode = false', columns: 100, rows: 30 });
    const second = await startAttached(clay.place, { columns: 100, rows: 30 });
    await second.waitFor('Connected to Alpha.');
    const rows: string[][] = [];
    for (const lines of [0, LINES_A_SECOND]) {
      if (lines > 0) peers[0]?.stream(lines, 'flood');
      for (const [name, terminal] of [['own', clay] as const, ['attached', second] as const]) {
        const took = await echoes(terminal);
        const figures = [percentile(took, 0.5), percentile(took, 0.99)].map(ms => `${ms.toFixed(1)} ms`);
        rows.push([`${name}, ${lines} lines/s`, ...figures]);
      }
      if (lines > 0) peers[0]?.stopStream();
    }
    printTable(['key to echo', 'p50', 'p99'], rows);
  } finally {
    await cleanUp();
  }
}

/** ms from each key to its character on the terminal; the samples are of characters that stand nowhere in the text. */
async function echoes(terminal: Terminal): Promise<number[]> {
  const took: number[] = [];
  for (let i = 0; i < KEYS; i++) {
    const key = String.fromCodePoint(0x2460 + (i % 40));
    const start = performance.now();
    terminal.type(key);
    await terminal.waitFor(key);
    took.push(performance.now() - start);
    // So that no cell gets the character that it had before.
    if (i % 20 === 19) terminal.press('C-u');
  }
  return took;
}
