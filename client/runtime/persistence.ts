/**
 * What a client keeps so that another image can go on from it: its builds, checkpoints, the journal since the last of
 * them, and a plan for a crash that knows of all these.
 */

import type { CrashPlan, Posix } from '../../native/posix.ts';
import { type Fault, fault } from '../../shared/fault.ts';
import { plainPath } from '../../shared/held.ts';
import { lookAgain, stateFile } from '../../shared/paths.ts';
import { type Checkpoints, createCheckpoints, sessionsOf } from '../crash/checkpoint.ts';
import { CHECKPOINT_FILES } from '../crash/checkpoint-files.ts';
import { type CrashHandler, createCrashHandler, type Restart } from '../crash/handler.ts';
import { createJournal, type Journal } from '../crash/journal.ts';
import { checkpointPath, journalPath, spillPath } from '../crash/leftovers.ts';
import { crashPlan, spareVariables } from '../crash/plan.ts';
import type { ReadBuffer } from '../crash/read-buffer.ts';
import { spillDirectory } from '../host/spill.ts';
import { findAgain } from '../reload/build.ts';
import { type Builds, createBuilds } from '../reload/builds.ts';
import { type ReloadContext, reload } from '../reload/reload.ts';
import { canWatch } from '../reload/watchdog.ts';
import { encodeSnapshot } from '../snapshot/codec.ts';
import { type OpenLink, SCROLLBACK } from '../snapshot/descriptors.ts';
import { withoutPasswords } from '../snapshot/secrets.ts';
import type { Event } from '../state/events.ts';
import type { Image } from './image.ts';

export interface PersistenceOptions {
  readonly image: Image;
  readonly readBuffer: ReadBuffer;
  dispatch(event: Event): void;
  /** All bytes of the session before `offset` are in a checkpoint. */
  ack(session: string, offset: number): void;
  openLinks(): OpenLink[];
  /** Calls `run` once, `delay` ms from now; what it answers takes that back. */
  after(delay: number, run: () => void): () => void;
}

export interface Persistence {
  readonly builds: Builds;
  /** What a reload needs of this image. */
  context(posix: Posix): ReloadContext;
  /** An event is about to be handled. */
  record(event: Event): void;
  /** All events of a turn are handled. */
  handled(): void;
  linksChanged(): void;
  /** Writes a checkpoint now, and waits for it. */
  save(): void;
  /** The state was decoded from `bytes`, and nothing has happened since: they are the first checkpoint. */
  adopt(bytes: Uint8Array): void;
  /** What is on disk has a secret that is not needed any more: another checkpoint takes its place soon. */
  forget(): void;
  /** After an exception: this build once more, in place. Returns only if that cannot be: why. */
  restart(): Fault;
  /** Writes no more by itself. */
  stop(): void;
  /** The end of the process; `waits`: the last checkpoint is for the next start. */
  remove(waits: boolean): void;
}

/** What makes its parts. */
export interface PersistenceParts {
  createBuilds: typeof createBuilds;
  createJournal: typeof createJournal;
  createCheckpoints: typeof createCheckpoints;
  createCrashHandler: typeof createCrashHandler;
}

const PARTS: PersistenceParts = { createBuilds, createJournal, createCheckpoints, createCrashHandler };

export function createPersistence(options: PersistenceOptions, parts = PARTS): Persistence {
  const { image, readBuffer, dispatch, ack, openLinks, after } = options;
  const { state, posix, spill, log, runtimeDirectory: runtime, facts } = image;
  const { home } = facts;
  const available = 'unavailable' in posix ? null : posix;
  const checkpointFile = runtime === null ? null : checkpointPath(runtime, home, process.pid);
  const builds = parts.createBuilds({
    ...{ home, runtime, log },
    running: image.running,
    script: facts.script,
    load: addon => process.dlopen({ exports: {} }, addon),
  });
  const journal = journalOf();
  const checkpoints = checkpointsOf();
  const crashes = crashHandlerOf();

  function journalOf(): Journal | null {
    if (runtime === null || !available) return null;
    return parts.createJournal(journalPath(runtime, home, process.pid), image.journal, readBuffer, () =>
      crashes?.disarm(),
    );
  }

  function checkpointsOf(): Checkpoints | null {
    if (runtime === null || checkpointFile === null) return null;
    return parts.createCheckpoints({
      ...{ state, journal, ack, files: CHECKPOINT_FILES, after },
      now: () => performance.now(),
      path() {
        lookAgain(runtime, process.getuid?.() ?? 0);
        return checkpointFile;
      },
      reloaded: image.reloaded,
      snapshot: () => takeCheckpoint(runtime),
      onWritten() {
        spill.settle();
        crashes?.arm();
      },
      onFault: error => log('CHECKPOINT_FAILED', { error: String(error) }),
    });
  }

  function crashHandlerOf(): CrashHandler | null {
    if (!available || checkpointFile === null) return null;
    return parts.createCrashHandler({
      ...{ builds, canWatch, times: facts.crashes, now: Date.now, soon: setImmediate },
      findAgain: script => findAgain(script, image.nodeOptions, runtime, image.running),
      setPlan: restart => available.setCrashPlan(planFor(available, restart, checkpointFile)),
      reload: next => reload(context(available), next),
      after: (delay, run) => void setTimeout(run, delay).unref(),
    });
  }

  function planFor(addon: Posix, restart: Restart, checkpoint: string): CrashPlan {
    const { args, termios } = facts;
    const open = { descriptors: spill.descriptors(), links: openLinks(), readBuffer: readBuffer.fd };
    return crashPlan({ posix: addon, ...restart, ...open, args, termios, checkpoint });
  }

  /** Log files first: a checkpoint knows exactly how much of them is written. */
  function takeCheckpoint(directory: string): { bytes: Uint8Array; journal: number } {
    // As an event, for the journal: this checkpoint may not get to the disk.
    dispatch({ type: 'flush logs' });
    // Only what lives in the proxy outlives this process.
    if (spill.path === null && sessionsOf(state).length > 0) {
      keepSpill(directory);
      // Whether this checkpoint gets to the disk or not, a crash finds its scrollback.
      crashes?.plan();
    }
    const number = journal?.cut() ?? 0;
    const bytes = encodeSnapshot({
      ...image.unknown,
      facts,
      state: withoutPasswords(state),
      // Connections are in the plan for a crash, which knows them as they are then.
      descriptors: available ? { [SCROLLBACK]: { fd: spill.fd, is: available.describe(spill.fd) } } : {},
      spillPath: spill.path && plainPath(spill.path),
      journal: number,
    });
    return { bytes, journal: number };
  }

  /** In the runtime directory at least, where the profile cannot be written to. */
  function keepSpill(directory: string): void {
    try {
      spill.keepAs(spillPath(spillDirectory(directory, home), home, process.pid));
    } catch {
      spill.keepAs(spillPath(directory, home, process.pid));
    }
  }

  function context(addon: Posix): ReloadContext {
    return {
      ...{ facts, state, spill, openLinks, unknown: image.unknown },
      posix: addon,
      stateFile: stateFile(home),
      runtime,
      spare: () => spareVariables(addon, journal?.isWhole() ? checkpointFile : null, openLinks()),
      // What follows this snapshot is on the next file.
      journal: (journal?.number() ?? image.journal) + 1,
    };
  }

  return {
    builds,
    context,
    record(event) {
      checkpoints?.hear(event);
      journal?.record(event, state.now);
    },
    handled() {
      journal?.mark();
      checkpoints?.changed();
    },
    linksChanged: () => crashes?.changed(),
    save: () => checkpoints?.save(),
    forget: () => checkpoints?.renew(),
    adopt(bytes) {
      checkpoints?.adopt(bytes);
      // These bytes are of a state file, which has the passwords of the settings.
      if (withoutPasswords(state) !== state) checkpoints?.renew();
    },
    restart: () => crashes?.restart() ?? fault('NO_RESTART', 'there is no way to restart in place'),
    stop: () => checkpoints?.stop(),
    remove(waits) {
      if (!waits) {
        checkpoints?.remove();
        spill.forget();
      }
      builds.remove();
      journal?.remove();
    },
  };
}
