/**
 * What a new image does between its state and the first byte that it reads, done once while the start-up snapshot is made: with an
 * addon that does nothing, a connection that is none, and a directory that is gone afterwards. Nothing else of it is kept.
 */
import { closeSync, mkdtempSync, openSync, rmdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Description, Posix } from '../../native/posix.ts';
import { unlinkIfThere } from '../../shared/unlink.ts';
import { crashPlan } from '../crash/plan.ts';
import { createReadBuffer } from '../crash/read-buffer.ts';
import { forgetLargePages } from '../host/environment.ts';
import { runningRuntime } from '../host/node.ts';
import { reapInheritedChildren } from '../host/reaper.ts';
import { memoriesName } from '../host/script/memories.ts';
import { createSockets } from '../host/sockets.ts';
import { takeRollback, withoutFailure } from '../reload/rollback.ts';
import { canWatch } from '../reload/watchdog.ts';
import type { Client } from '../runtime/client.ts';
import { createPersistence } from '../runtime/persistence.ts';
import { linkName, SCROLLBACK } from '../snapshot/descriptors.ts';
import { type Snapshot, unknownParts } from '../snapshot/snapshot.ts';
import { noteReload } from '../view/status/reloaded.ts';
import { adoptLinks, inheritMemories, inheritSpill, readSnapshot } from './after-reload.ts';

/** No descriptor has it. */
const NONE = 2 ** 31 - 1;
const IS: Description = { type: 'file', listening: false, local: null, peer: null, device: 0, inode: 0 };

const ADDON = {
  describe: () => IS,
  setCloexec() {},
  setCloexecs: () => new Uint8Array(1),
  areFiles: () => new Uint8Array(1).fill(1),
  setCrashPlan() {},
  reap: () => true,
} as unknown as Posix;

/** `bytes`: of the snapshot, whose connection has the number `link`. */
export function warmUpTakeover(snapshot: Snapshot, bytes: Uint8Array, link: number): void {
  try {
    const directory = mkdtempSync(join(tmpdir(), 'clay-warm-'));
    takeOverIn(directory, snapshot, bytes, link);
  } catch (error) {
    // A full disk, most likely: a reload takes a little longer, and needs the start-up snapshot all the same.
    if ((error as NodeJS.ErrnoException).errno === undefined) throw error;
  }
}

function takeOverIn(directory: string, snapshot: Snapshot, bytes: Uint8Array, link: number): void {
  const [state, scrollback] = [join(directory, 'state'), join(directory, 'scrollback')];
  const open: number[] = [];
  const opened = (path: string) => {
    const fd = openSync(path, 'w+');
    open.push(fd);
    return fd;
  };
  try {
    const read = opened(state);
    writeFileSync(read, bytes);
    readSnapshot(read);
    const kept = { fd: opened(scrollback), is: IS };
    const descriptors = {
      [SCROLLBACK]: kept,
      [linkName(link)]: { fd: NONE, is: IS },
      // Closed with all that there is of it.
      [memoriesName(1)]: { fd: openSync(scrollback, 'r'), is: IS },
    };
    takeOverFrom({ ...snapshot, descriptors }, bytes, directory);
    planCrash(link);
  } finally {
    for (const fd of open) closeSync(fd);
    for (const file of [state, scrollback]) unlinkIfThere(file);
    rmdirSync(directory);
  }
}

/** What a crash is answered by, as a build that is kept is: none is while the snapshot is made. */
function planCrash(link: number): void {
  runningRuntime();
  canWatch('');
  crashPlan({
    posix: ADDON,
    build: { runtime: '', program: '', options: [], script: '' },
    library: '',
    links: [{ link, socket: {}, fd: NONE, unsent: 0 }],
    readBuffer: NONE,
    ...{ args: [], checkpoint: '', descriptors: [], times: [], termios: null },
    ...{ keyboard: 'legacy', isTitled: true },
  });
}

function takeOverFrom(snapshot: Snapshot, bytes: Uint8Array, directory: string): void {
  forgetLargePages({});
  takeRollback({});
  withoutFailure(snapshot.facts.failures, '');
  noteReload(snapshot.state, '', 0);
  const spill = inheritSpill(ADDON, snapshot, directory);
  spill.write(0, bytes);
  spill.readChunk(0, bytes.length);
  const memories = inheritMemories(ADDON, snapshot.descriptors, directory, directory);
  const sockets = createSockets(
    () => {},
    () => {},
    new Uint8Array(1),
  );
  sockets.onread(0).callback(1, new Uint8Array(1));
  adoptLinks({ sockets, carriers: {} } as unknown as Client, snapshot, ADDON);
  reapInheritedChildren(ADDON);
  const persistence = createPersistence({
    image: {
      ...{ state: snapshot.state, posix: ADDON, spill, memories, log: () => {}, directory },
      facts: { ...snapshot.facts, home: directory },
      running: '',
      nodeOptions: [],
      runtimeDirectory: directory,
      journal: 0,
      unknown: unknownParts(snapshot),
      reloaded: true,
    },
    readBuffer: createReadBuffer({ unavailable: '' }, () => {}),
    dispatch() {},
    ack() {},
    openLinks: () => [],
    after: () => () => {},
  });
  persistence.adopt(bytes);
  persistence.handled();
  persistence.stop();
  persistence.remove(false);
}
