/** The journal played on the state of its checkpoint: then that is what it was when the process ended. */

import { handle } from '../app/handle.ts';
import type { Effect, Event } from '../state/events.ts';
import type { ReadChunk } from '../state/log.ts';
import type { State } from '../state/state.ts';
import { setClock } from '../state/timers.ts';
import type { SentLine } from '../state/world.ts';
import { cutLogHere, unwrite } from '../world/logfile.ts';
import { worldOfLink } from '../world/world.ts';
import type { JournalEntry } from './journal.ts';

/**
 * What was done is not done again: only the state is to be as it was. Of what `last` has done nobody knows; what it
 * said to a server is in the outbox then.
 */
export function replay(
  state: State,
  { done, last }: { readonly done: readonly JournalEntry[]; readonly last: JournalEntry | null },
  readChunk: ReadChunk,
): void {
  const unwritten = new Map<string, { from: number; sent: SentLine[] }>();

  function play({ now, event }: JournalEntry): void {
    // The build that wrote it maybe sealed other chunks than this one does, in the same place: all are written once more.
    if (event.type === 'spilled') return;
    const effects: Effect[] = [];
    setClock(state, now);
    if (event.type === 'logged' || event.type === 'log failed') unwritten.delete(event.world);
    try {
      handle(state, event, readChunk, effects);
    } catch {
      // As it was the first time, when it was told.
    }
    for (const effect of effects) {
      if (effect.type !== 'log') continue;
      const { from, sent } = unwritten.get(effect.world) ?? { from: effect.from, sent: [] };
      unwritten.set(effect.world, { from, sent: [...sent, ...(effect.sent ?? [])] });
    }
  }

  done.forEach(play);
  if (last && !comesAgain(state, last.event)) play(last);
  for (const world of Object.values(state.worlds)) {
    // Lines that nobody has said are in the file: maybe they are, but cut off they are written once more.
    const missing = unwritten.get(world.name);
    if (missing) unwrite(world, missing.from, missing.sent);
    cutLogHere(world);
  }
}

/**
 * Whether it is not to be tried again: the proxy tells how much it has taken of a session once it is attached anew, which is
 * done, too; and what the kernel had taken at the last crash is an old number. What was read of a session is processed like
 * any other: it may have been answered already, and with the answer in the outbox what the proxy has of it is left out.
 */
export function comesAgain(state: State, event: Event): boolean {
  if (event.type === 'crashed') return true;
  if (event.type !== 'connected' && event.type !== 'written') return false;
  return (worldOfLink(state, event.link)?.link?.session ?? null) !== null;
}
