/** What an image has read and had no time to record before it crashed, as the events it would have become. */

import type { Event } from '../state/events.ts';
import type { State } from '../state/state.ts';
import type { JournalEntry } from './journal.ts';
import type { LeftoverBytes } from './read-buffer.ts';

/** A connection of our own that came along: the bytes that were read from it since it was made, if the kernel tells. */
export interface ReadLink {
  readonly link: number;
  readonly read: number | null;
}

/**
 * `state` is that after all events that are done; `last` may have followed. `inputFollows`: the journal has input behind
 * the position of `found`.
 */
export function unrecorded(
  { sockets, typed }: LeftoverBytes,
  state: State,
  links: readonly ReadLink[],
  last: JournalEntry | null,
  inputFollows: boolean,
): Event[] {
  const received = Object.values(state.worlds).flatMap(({ link }): Event[] => {
    const read = links.find(one => one.link === link?.id)?.read ?? null;
    if (!link || read === null) return [];
    const missing = read - link.received - bytesOf(last, link.id);
    if (missing <= 0 || missing > sockets.length) return [];
    return [{ type: 'received', link: link.id, bytes: sockets.slice(0, missing) }];
  });
  return inputFollows || typed.length === 0 ? received : [...received, { type: 'input', bytes: typed }];
}

function bytesOf(last: JournalEntry | null, link: number): number {
  if (last?.event.type !== 'received' || last.event.link !== link) return 0;
  return last.event.bytes.length;
}
