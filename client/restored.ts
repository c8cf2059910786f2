/** A client that came through a reload: its state, its descriptors, its terminal, as if nothing had happened. */
import { closeSync } from 'node:fs';
import { loadPosix, type Posix } from '../native/posix.ts';
import { type Fault, faultOf, isFault } from '../shared/fault.ts';
import { stateFile } from '../shared/paths.ts';
import { type Client, runClient } from './client.ts';
import { recover } from './crashed.ts';
import { orGiveUp, takeOver } from './give-up.ts';
import { createJournal } from './host/journal.ts';
import { adoptOrphans } from './host/orphans.ts';
import { endedByServer } from './host/sockets.ts';
import { openSpill } from './host/spill.ts';
import type { Image } from './image.ts';
import { findRuntimeDirectory, type Installation, installation, version } from './installation.ts';
import { type Crash, recentCrashes } from './reload/crash.ts';
import { noteDescription } from './reload/described.ts';
import { GUARDED_SIGNALS } from './reload/exec.ts';
import { isSame } from './reload/restore.ts';
import { type RolledBack, rolledBack, sentenceOf, withFailure } from './reload/rollback.ts';
import { decodeSnapshot, type Snapshot, unknownParts } from './reload/snapshot.ts';
import { BLOB } from './reload/startup.ts';
import { readStateFile, removeStateFile } from './reload/statefile.ts';

const RESTARTED =
  'Something went wrong inside Clay; it has restarted itself in place, and every connection goes on. The details are in clay.log.';

/** Takes over from the previous image, whose state is behind `stateFd`. Ends the process if that is impossible. */
/** `crash`: an exception has ended that image; or what there is besides the state file, if that cannot be read. */
export function restoredClient(stateFd: number, crash: Crash | null): void {
  orGiveUp(() => restore(stateFd, crash));
}

function restore(stateFd: number, given: Crash | null): void {
  const failed = rolledBack(process.env);
  const crash = given?.cause === 'state' ? null : given;
  const place = installation();
  const bytes = tryRead(stateFd);
  const snapshot = isFault(bytes) ? bytes : decodeSnapshot(bytes);
  if (isFault(snapshot) && failed && given?.checkpoint) {
    recover(given, failed);
    // The number may be something else's by now.
    if (!isFault(bytes)) closeSync(stateFd);
    return;
  }
  const posix = loadPosix(`${place.directory}/native/posix.node`);
  if (isFault(bytes)) throw new Error(bytes.sentence);
  if (isFault(snapshot)) throw new Error(snapshot.sentence);
  if ('unavailable' in posix) throw new Error(posix.unavailable);
  if (snapshot.spill === null || !isSame(posix, snapshot.spill))
    throw new Error('the scrollback did not come along');

  // Whoever puts the previous build back knows of it; a crash in place does not.
  posix.setCloexec(stateFd, true);
  const image = imageOf(snapshot, place, posix, failed, crash);
  const client = runClient(image);
  const links = adoptLinks(client, snapshot, posix);
  // Nothing was read or sent so far: until here whoever watches can put the previous build back.
  client.loop.paint();
  adoptOrphans(posix);
  // What a crash is answered by takes the watch's place at its release.
  client.adoptCheckpoint(bytes);
  takeOver(posix);
  const { terminal, columns, rows, reloads } = image.state;
  client.dispatch({ type: 'restored', ...links, image: { version, terminal, columns, rows, reloads } });
  if (failed) client.dispatch({ type: 'notice', text: sentenceOf(failed, version) });
  if (crash) client.dispatch({ type: 'notice', text: RESTARTED });
  posix.unblockSignals(GUARDED_SIGNALS);
  setImmediate(() => {
    removeStateFile(stateFile(image.home), stateFd);
    client.builds.settle();
    if (failed) image.journal('ROLLED_BACK', { ...failed });
    else image.journal(crash ? 'RESTARTED' : 'RELOADED', { ...about(), links: links.carried.length });
  });
}

/** What the log says of this image. */
function about() {
  return { version, node: process.version, snapshot: process.execArgv.includes(BLOB) };
}

function tryRead(stateFd: number): Buffer | Fault {
  try {
    return readStateFile(stateFd);
  } catch (error) {
    return faultOf(error, 'STATE_UNREADABLE');
  }
}

function imageOf(
  snapshot: Snapshot,
  { script, options, directory }: Installation,
  posix: Posix,
  failed: RolledBack | null,
  crash: Crash | null,
): Image {
  const { state, home, termios, args, identity, spill, spillPath, tape } = snapshot;
  const { fd } = spill as { fd: number };
  posix.setCloexec(fd, true);
  state.version = version;
  if (!failed && !crash) state.reloads++;
  return {
    ...{ state, home, posix, termios, args, identity, options, directory },
    // The user's path; the image itself may have been started from a copy.
    script: snapshot.script || script,
    running: script,
    spill: openSpill(fd, spillPath),
    journal: createJournal(`${home}/clay.log`),
    runtime: findRuntimeDirectory([]),
    failures: withFailure(snapshot.failures, failed),
    unknown: unknownParts(snapshot),
    crashes: crash?.times ?? recentCrashes(snapshot.crashes, Date.now()),
    tape: tape - 1,
    reloaded: true,
  };
}

/** Goes on with every descriptor that is still what it was; closes the others. */
function adoptLinks({ sockets, carriers }: Client, { state, links }: Snapshot, posix: Posix) {
  const carried: number[] = [];
  const lost: number[] = [];
  for (const { link } of Object.values(state.worlds)) {
    const descriptor = link && links[link.id];
    if (!link || !descriptor) continue;
    if (!isSame(posix, descriptor)) {
      lost.push(link.id);
      continue;
    }
    posix.setCloexec(descriptor.fd, true);
    const { session } = link;
    const ending = session ? () => carriers.ending(session) : endedByServer;
    const socket = sockets.fromDescriptor(link.id, descriptor.fd, link, ending);
    noteDescription(socket, descriptor.is);
    if (link.held) sockets.hold(link.id, true);
    carried.push(link.id);
  }
  return { carried, lost };
}
