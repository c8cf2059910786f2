/** A client that came through a reload: its state, its descriptors, its terminal, as if nothing had happened. */
import { spawnSync } from 'node:child_process';
import { closeSync, writeSync } from 'node:fs';
import { loadPosix, type Posix } from '../native/posix.ts';
import { isFault } from '../shared/fault.ts';
import { stateFile } from '../shared/paths.ts';
import { type Client, runClient } from './client.ts';
import { createJournal } from './host/journal.ts';
import { endedByServer } from './host/sockets.ts';
import { openSpill } from './host/spill.ts';
import { findRuntimeDirectory, installation, version } from './installation.ts';
import { GUARDED_SIGNALS } from './reload/exec.ts';
import { isSame } from './reload/restore.ts';
import { decodeSnapshot, type Snapshot } from './reload/snapshot.ts';
import { readStateFile, removeStateFile } from './reload/statefile.ts';
import { LEAVE } from './terminal/tty.ts';

/** Takes over from the previous image, whose state is behind `stateFd`. Ends the process if that is impossible. */
export function restoredClient(stateFd: number): void {
  try {
    restore(stateFd);
  } catch (error) {
    giveUp(error instanceof Error ? error.message : String(error));
  }
}

function restore(stateFd: number): void {
  const place = installation();
  const snapshot = decodeSnapshot(readStateFile(stateFd));
  const posix = loadPosix(`${place.directory}/native/posix.node`);
  if (isFault(snapshot)) return giveUp(snapshot.sentence);
  if ('unavailable' in posix) return giveUp(posix.unavailable);
  if (snapshot.spill === null || !isSame(posix, snapshot.spill))
    return giveUp('the scrollback did not come along');

  const { state, home, termios, args, identity, spillPath } = snapshot;
  posix.setCloexec(snapshot.spill.fd, true);
  state.version = version;
  state.reloads++;
  const journal = createJournal(`${home}/clay.log`);
  const spill = openSpill(snapshot.spill.fd, spillPath);
  const runtime = findRuntimeDirectory([]);
  const carriedOver = { args, state, home, termios, identity };
  const client = runClient({ ...place, ...carriedOver, posix, spill, journal, runtime, reloaded: true });
  const carried = adoptLinks(client, snapshot, posix);
  client.dispatch({ type: 'restored', carried });
  posix.unblockSignals(GUARDED_SIGNALS);
  setImmediate(() => {
    removeStateFile(stateFile(home), stateFd);
    journal('RELOADED', { version, links: carried.length });
  });
}

/** Goes on with every descriptor that is still what it was; closes the others. Answers the links that live. */
function adoptLinks({ sockets, carriers }: Client, { state, links }: Snapshot, posix: Posix): number[] {
  const alive: number[] = [];
  for (const { link } of Object.values(state.worlds)) {
    const carried = link && links[link.id];
    if (!link || !carried || !isSame(posix, carried)) continue;
    posix.setCloexec(carried.fd, true);
    const { session } = link;
    const ending = session ? () => carriers.ending(session) : endedByServer;
    sockets.fromDescriptor(link.id, carried.fd, link, ending);
    if (link.held) sockets.hold(link.id, true);
    alive.push(link.id);
  }
  return alive;
}

/** Nothing can be restored: leave the terminal usable, say why. */
function giveUp(why: string): never {
  // Nobody is left who knows the settings the terminal had; the usual ones are better than raw ones.
  spawnSync('stty', ['sane'], { stdio: [0, 'ignore', 'ignore'] });
  writeSync(2, `${LEAVE}\r\nclay: the reload failed: ${why}.\r\n`);
  // As in tty.ts: what Node found at its start is a raw terminal, not to be put back.
  for (const fd of [0, 1, 2]) closeSync(fd);
  process.exit(1);
}
