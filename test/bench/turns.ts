/**
 * The longest turn of the client's event loop in what may take long: CPU time of its main thread, the first time in a client that
 * has just started, and the least of some, where it can be done again. CLAY_ACT is a part of the names of those that are measured.
 */
import { cleanUp } from '../support/temporary.ts';
import { least, printTable } from './support/figures.ts';
import type { Act } from './support/turns/scene.ts';
import { turnsOf } from './support/turns/scene.ts';
import { scripts } from './support/turns/scripts.ts';

const ACTS: readonly Act[] = [...scripts];

/** Prints a table. */
export async function bench(): Promise<void> {
  const wanted = process.env.CLAY_ACT ?? '';
  const rows: string[][] = [];
  try {
    for (const act of ACTS.filter(({ what }) => what.includes(wanted))) {
      const turns = await turnsOf(act, (process.env.CLAY_NODE_OPTIONS ?? '').split(' ').filter(Boolean));
      const [first, ...again] = turns.map(({ longest }) => longest) as [number, ...number[]];
      const { long, all, count } = turns[0]!;
      const rest = again.length > 0 ? least(again).toFixed(1) : '';
      rows.push([act.what, first.toFixed(1), rest, `${long.length}`, all.toFixed(0), `${count}`]);
      await cleanUp();
    }
    printTable(['longest turn, ms of CPU', 'first', 'again', 'over 5', 'all', 'turns'], rows);
  } finally {
    await cleanUp();
  }
}
