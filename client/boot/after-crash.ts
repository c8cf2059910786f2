/**
 * A client whose previous image has died of a signal, in the same process: the last checkpoint, then everything in the
 * journal since then, and it is as it was. Connections are the descriptors that came along; those of the proxy are
 * attached to anew, for it knows to the byte what it has taken.
 */

import { closeSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Posix } from '../../native/posix.ts';
import { isFault } from '../../shared/fault.ts';
import { stateFile } from '../../shared/paths.ts';
import { hasInputAfter, type JournalEntry } from '../crash/journal.ts';
import { journalPath, removeOwnStateFile } from '../crash/leftovers.ts';
import type { Crash } from '../crash/plan.ts';
import { readLeftoverBytes } from '../crash/read-buffer.ts';
import { comesAgain } from '../crash/replay.ts';
import { restoreState } from '../crash/restore-state.ts';
import { type ReadLink, unrecorded } from '../crash/unrecorded.ts';
import { endedByServer } from '../host/sockets.ts';
import { type RolledBack, sentenceOf, signalName, withFailure } from '../reload/rollback.ts';
import type { Client } from '../runtime/client.ts';
import { readMemoriesWith } from '../script/stored.ts';
import { decodeSnapshot } from '../snapshot/codec.ts';
import { isSame, linkName } from '../snapshot/descriptors.ts';
import { unknownParts } from '../snapshot/snapshot.ts';
import type { Event } from '../state/events.ts';
import type { State } from '../state/state.ts';
import { holdBack } from '../world/outbox.ts';
import { worldOfLink } from '../world/world.ts';
import { adoptListeners, inheritMemories, inheritSpill } from './after-reload.ts';
import { addonOf, findRuntimeDirectory, installation, takeHeld, version } from './installation.ts';
import { takeOver } from './takeover.ts';

type CarriedLink = Extract<Event, { type: 'crashed' }>['links'][number] & ReadLink;

/** `failed`: it did not crash, but a new image has failed and spoilt the state file. Throws if it is impossible. */
export function afterCrash(crash: Crash, failed: RolledBack | null): void {
  const place = installation();
  const snapshot = decodeSnapshot(readFileSync(crash.checkpoint as string));
  if (isFault(snapshot)) throw new Error(snapshot.sentence);
  const posix = addonOf(place.directory, dirname(snapshot.facts.script));
  if ('unavailable' in posix) throw new Error(posix.unavailable);
  const notices: string[] = [];
  const runtime = findRuntimeDirectory(notices, takeHeld(posix, place.script));
  const spill = inheritSpill(posix, snapshot, runtime);
  const { facts, state } = snapshot;
  const memories = inheritMemories(posix, crash.descriptors, facts.home, runtime);
  // Scripts are called while the journal is played.
  readMemoriesWith(memories.read);
  // Where the checkpoint is: what that image held, whatever is at the path by now.
  const stem = journalPath(dirname(crash.checkpoint as string), facts.home, process.pid);
  const { count, last, damage } = restoreState(snapshot, stem, spill.readChunk, { withLast: false });
  for (const { link } of Object.values(state.worlds)) if (link) holdBack(link);

  const details: Record<string, unknown> = { replayed: count, last: last?.event.type };
  takeOver({
    facts: { ...facts, failures: withFailure(facts.failures, failed), crashes: crash.times },
    state,
    posix,
    spill,
    memories,
    runtime,
    place,
    journal: snapshot.journal,
    unknown: unknownParts(snapshot),
    inherited: true,
    checkpoint: 'now',
    adopt(client) {
      const links = adoptConnections(client, state, crash, posix, last);
      if (last?.event.type === 'again') leaveOut(state, last.event.event);
      const unread = eventsOf(crash, state, links, last, stem);
      details.unrecorded = unread.length;
      const listens = state.web ? adoptListeners(client, state.web, crash.descriptors, posix) : [];
      const taken = links.map(one => ({ link: one.link, taken: one.taken }));
      const crashed: Event = { type: 'crashed', links: taken, listens };
      return [...onceMore(state, last), crashed, ...unread];
    },
    notices: [
      ...notices,
      ...(damage === null ? [] : [damage]),
      failed ? sentenceOf(failed, version) : sentence(crash),
    ],
    logged: failed
      ? { code: 'ROLLED_BACK', details: Object.assign(details, failed) }
      : { code: 'CRASHED', details: Object.assign(details, { signal: signalName(Number(crash.cause)) }) },
    cleanUp: () => removeOwnStateFile(stateFile(facts.home)),
  });
}

/** What was being handled is tried once more; if that has been done before, then it was the cause. */
function onceMore(state: State, last: JournalEntry | null): Event[] {
  if (!last || last.event.type === 'again' || comesAgain(state, last.event)) return [];
  return [{ type: 'again', event: last.event }];
}

/** Connections of our own that came along; answers for each the bytes that the kernel has taken, and those that were read; null if it does not tell. */
function adoptConnections(
  { sockets }: Client,
  state: State,
  crash: Crash,
  posix: Posix,
  last: JournalEntry | null,
): CarriedLink[] {
  const alive: CarriedLink[] = [];
  for (const { link, phase } of Object.values(state.worlds)) {
    const carried = link && crash.descriptors[linkName(link.id)];
    if (!link || !carried || !isSame(posix, carried)) continue;
    if (link.session || (phase === 'connecting' && !hasConnected(last, link.id))) {
      // A new one is attached, from the byte on that we know of; or made, where nobody has been told of it.
      closeSync(carried.fd);
      continue;
    }
    posix.setCloexec(carried.fd, true);
    sockets.fromDescriptor(link.id, carried.fd, link, endedByServer);
    if (link.held) sockets.hold(link.id, true);
    const { fd } = carried;
    alive.push({ link: link.id, taken: posix.bytesTaken(fd), read: posix.bytesRead(fd) });
  }
  return alive;
}

function hasConnected(last: JournalEntry | null, link: number): boolean {
  return last?.event.type === 'connected' && last.event.link === link;
}

/** It was the cause of two crashes; of bytes that are passed over, the link still has to know how many there were. */
function leaveOut(state: State, event: Event): void {
  const link = event.type === 'received' ? worldOfLink(state, event.link)?.link : null;
  if (link && event.type === 'received') link.received += event.bytes.length;
}

/** What was read and did not get into the journal. */
function eventsOf(
  { readBuffer }: Crash,
  state: State,
  links: ReadLink[],
  last: JournalEntry | null,
  stem: string,
): Event[] {
  if (readBuffer === null) return [];
  const found = readLeftoverBytes(readBuffer);
  return unrecorded(found, state, links, last, hasInputAfter(stem, found.position));
}

function sentence({ cause }: Crash): string {
  return `Clay crashed (${signalName(Number(cause))}) and has restarted itself in place; every connection goes on. The details are in clay.log.`;
}
