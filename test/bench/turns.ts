/**
 * The longest turn of the client's event loop in what may take long: CPU time of its main thread, the first time in a client that
 * has just started, and the least of some, where it can be done again. CLAY_ACT (a regular expression) says
 * which; CLAY_NODE_OPTIONS are options of its Node; CLAY_LONG has those of more than 5 ms printed, in order.
 */
import { cleanUp } from '../support/temporary.ts';
import { least } from './support/figures.ts';
import { large } from './support/turns/large.ts';
import { maps } from './support/turns/maps.ts';
import { pages } from './support/turns/pages.ts';
import { profile } from './support/turns/profile.ts';
import { reading } from './support/turns/reading.ts';
import { lineRules } from './support/turns/rules.ts';
import type { Act } from './support/turns/scene.ts';
import { turnsOf } from './support/turns/scene.ts';
import { scripts } from './support/turns/scripts.ts';

const ACTS: readonly Act[] = [...scripts, ...lineRules, ...reading, ...maps, ...pages, ...profile, ...large];

/** Prints a table, a row as soon as it is known. */
export async function bench(): Promise<void> {
  const wanted = process.env.CLAY_ACT ?? '';
  print('longest turn, ms of CPU', ['first', 'again', 'over 5', 'all', 'turns']);
  for (const act of ACTS.filter(({ what }) => what.match(wanted))) {
    try {
      const turns = await turnsOf(act, (process.env.CLAY_NODE_OPTIONS ?? '').split(' ').filter(Boolean));
      const [first, ...again] = turns.map(({ longest }) => longest) as [number, ...number[]];
      const { long, all, count } = turns[0]!;
      const rest = again.length > 0 ? least(again).toFixed(1) : '';
      if (process.env.CLAY_LONG)
        for (const one of turns) console.log(one.long.map(turn => turn.toFixed(1)).join(' '));
      print(act.what, [first.toFixed(1), rest, `${long.length}`, all.toFixed(0), `${count}`]);
    } catch (error) {
      print(`${act.what}: ${(error as Error).message}`, []);
    } finally {
      await cleanUp();
    }
  }
}

function print(what: string, cells: readonly string[]): void {
  console.log(`${what.padEnd(44)}${cells.map(cell => cell.padStart(9)).join('')}`);
}
