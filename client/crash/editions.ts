/**
 * What became of logs when their process ended without a chance to say so. Pages may have seen lines then that the next one has
 * not, or has under other numbers; what the checkpoint has they had, too. So each log goes on under another epoch, which says
 * how far it is the same: right whatever the journal has made of the rest, by whatever build.
 */
import type { Scrollback } from '../state/log.ts';
import type { State } from '../state/state.ts';
import { epochOf } from '../web/history.ts';
import { allLogs } from '../world/chunks/unspilled.ts';

/** Epochs of a log that are remembered: a page that was away for more begins anew. */
const REMEMBERED = 8;

/** Where the logs of a checkpoint end. */
export type Ends = ReadonlyMap<Scrollback, number>;

/** Before anything is played on it. */
export function endsOf(state: State): Ends {
  return new Map(allLogs(state).map(log => [log, log.next]));
}

/** From those ends on each log is another one. */
export function beginEditions(state: State, ends: Ends, now: number): void {
  for (const log of allLogs(state)) {
    // One that is not in the checkpoint is another one from its beginning.
    const end = ends.get(log) ?? 0;
    const before = epochOf(log);
    const former = (log.edition?.former ?? []).map(([epoch, to]) => [epoch, Math.min(to, end)] as const);
    log.edition = {
      // The clock may have been put back.
      epoch: Math.max(now, before + 1),
      former: [...former, [before, end] as const].slice(-REMEMBERED),
    };
  }
}
