/** All of a client's screen drawn anew: what was typed before is on it then, too. */
import type { Clay } from './clay.ts';

/** A screen is drawn anew from here on. */
const REPAINT = '\x18\x1b\\';
const END_OF_UPDATE = '\x1b[?2026l';

/** Asks for it, and waits until all of it stands there. */
export async function redrawn(clay: Pick<Clay, 'raw' | 'press' | 'waitFor'>): Promise<void> {
  const from = clay.raw().length;
  clay.press('C-l');
  await clay.waitFor(() => {
    const since = clay.raw().subarray(from);
    const start = since.indexOf(REPAINT);
    return start >= 0 && since.includes(END_OF_UPDATE, start);
  });
}
