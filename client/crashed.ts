/**
 * A client whose previous image has died of a signal, in the same process: the last checkpoint, then everything on the
 * tape since then, and it is as it was. Connections are the descriptors that came along; those of the proxy are attached
 * to anew, for it knows to the byte what it has taken.
 */
import { closeSync, readFileSync } from 'node:fs';
import { loadPosix, type Posix } from '../native/posix.ts';
import { isFault } from '../shared/fault.ts';
import { stateFile } from '../shared/paths.ts';
import { type Client, runClient } from './client.ts';
import { orGiveUp, takeOver } from './give-up.ts';
import { createJournal } from './host/journal.ts';
import { adoptOrphans } from './host/orphans.ts';
import { endedByServer } from './host/sockets.ts';
import { openSpill, type Spill } from './host/spill.ts';
import type { Image } from './image.ts';
import { findRuntimeDirectory, installation, version } from './installation.ts';
import type { Crash } from './reload/crash.ts';
import { GUARDED_SIGNALS } from './reload/exec.ts';
import { readIntake } from './reload/intake.ts';
import { removeOwnStateFile, tapePath } from './reload/recovery.ts';
import { isSame } from './reload/restore.ts';
import { type RolledBack, sentenceOf, signalName, withFailure } from './reload/rollback.ts';
import { decodeSnapshot, type Snapshot, unknownParts } from './reload/snapshot.ts';
import { hasInputBehind, readTape, type Taped } from './reload/tape.ts';
import { comesAgain, playTape } from './replay.ts';
import type { Event, State } from './state.ts';
import { type ReadLink, unrecorded } from './unrecorded.ts';
import { holdBack } from './world/outbox.ts';
import { worldOfLink } from './world/world.ts';

type CarriedLink = Extract<Event, { type: 'crashed' }>['links'][number] & ReadLink;

/** Takes over from the image that died. Ends the process if that is impossible. */
export function crashedClient(crash: Crash): void {
  orGiveUp(() => recover(crash, null));
}

/** `failed`: it did not crash, but a new image has failed and spoilt the state file. Throws if it is impossible. */
export function recover(crash: Crash, failed: RolledBack | null): void {
  const { directory } = installation();
  const snapshot = decodeSnapshot(readFileSync(crash.checkpoint as string));
  const posix = loadPosix(`${directory}/native/posix.node`);
  if (isFault(snapshot)) throw new Error(snapshot.sentence);
  if ('unavailable' in posix) throw new Error(posix.unavailable);
  if (snapshot.spill === null || !isSame(posix, snapshot.spill))
    throw new Error('the scrollback did not come along');

  posix.setCloexec(snapshot.spill.fd, true);
  const spill = openSpill(snapshot.spill.fd, snapshot.spillPath);
  const runtime = findRuntimeDirectory([]);
  const stem = tapePath(runtime as string, snapshot.home, process.pid);
  const tape = readTape(stem, snapshot.tape);
  const { done, last } = tape ?? { done: [], last: null };
  playTape(snapshot.state, { done, last: null }, spill.readChunk);
  for (const { link } of Object.values(snapshot.state.worlds)) if (link) holdBack(link);

  const failures = withFailure(snapshot.failures, failed);
  const image = { ...imageOf(snapshot, posix, spill, runtime, crash), failures };
  const client = runClient(image);
  const links = adoptConnections(client, snapshot.state, crash, posix);
  if (last?.event.type === 'again') leaveOut(snapshot.state, last.event.event);
  const unread = eventsOf(crash, snapshot.state, links, last, stem);
  client.loop.paint();
  adoptOrphans(posix);
  // From here on a crash is answered again.
  client.saveCheckpoint();
  takeOver(posix);
  // What was being handled is tried once more; if that has been done before, then it was the cause.
  if (last && last.event.type !== 'again' && !comesAgain(snapshot.state, last.event))
    client.dispatch({ type: 'again', event: last.event });
  client.dispatch({ type: 'crashed', links: links.map(({ link, taken }) => ({ link, taken })) });
  unread.forEach(client.dispatch);
  client.dispatch({ type: 'notice', text: failed ? sentenceOf(failed, version) : sentence(crash) });
  const played = { played: done.length, last: last?.event.type, unrecorded: unread.length };
  // A Node that keeps its debugger from SIGUSR1 leaves that blocked.
  posix.unblockSignals(GUARDED_SIGNALS);
  if (failed) image.journal('ROLLED_BACK', { ...failed, ...played });
  else image.journal('CRASHED', { signal: signalName(Number(crash.cause)), ...played });
  setImmediate(() => {
    removeOwnStateFile(stateFile(image.home));
    client.builds.settle();
  });
}

function imageOf(
  snapshot: Snapshot,
  posix: Posix,
  spill: Spill,
  runtime: string | null,
  { times }: Crash,
): Image {
  const { state, home, termios, args, identity, failures, tape } = snapshot;
  const { script, options, directory } = installation();
  state.version = version;
  return {
    ...{ state, home, posix, termios, args, identity, options, directory, spill, runtime, failures, tape },
    script: snapshot.script || script,
    running: script,
    journal: createJournal(`${home}/clay.log`),
    unknown: unknownParts(snapshot),
    crashes: times,
    reloaded: true,
  };
}

/** Connections of our own that came along; answers for each the bytes that the kernel has taken, and those that were read; null if it does not tell. */
function adoptConnections({ sockets }: Client, state: State, crash: Crash, posix: Posix): CarriedLink[] {
  const alive: CarriedLink[] = [];
  for (const { link } of Object.values(state.worlds)) {
    const carried = link && crash.links[link.id];
    if (!link || !carried || !isSame(posix, carried)) continue;
    if (link.session) {
      // A new one is attached, from the byte on that we know of.
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

/** It was the cause of two crashes; of bytes that are passed over, the link still has to know how many there were. */
function leaveOut(state: State, event: Event): void {
  const link = event.type === 'received' ? worldOfLink(state, event.link)?.link : null;
  if (link && event.type === 'received') link.received += event.bytes.length;
}

/** What was read and did not get onto the tape. */
function eventsOf(
  { intake }: Crash,
  state: State,
  links: ReadLink[],
  last: Taped | null,
  stem: string,
): Event[] {
  if (intake === null) return [];
  const found = readIntake(intake);
  return unrecorded(found, state, links, last, hasInputBehind(stem, found.position));
}

function sentence({ cause }: Crash): string {
  return `Clay crashed (${signalName(Number(cause))}) and has restarted itself in place; every connection goes on. The details are in clay.log.`;
}
