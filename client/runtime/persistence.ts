/**
 * What a client keeps so that another image can go on from it: its builds, checkpoints, the journal since the last of
 * them, and a plan for a crash that knows of all these.
 */

import { existsSync } from 'node:fs';
import type { CrashPlan, Posix } from '../../native/posix.ts';
import { type Fault, fault } from '../../shared/fault.ts';
import { plainPath } from '../../shared/held.ts';
import { lookAgain, runtimeDirectories, runtimeKeeper, stateFile } from '../../shared/paths.ts';
import { type Checkpoints, createCheckpoints, sessionsOf } from '../crash/checkpoint.ts';
import { CHECKPOINT_FILES } from '../crash/checkpoint-files.ts';
import { type CrashHandler, createCrashHandler, type Restart } from '../crash/handler.ts';
import { createJournal, type Journal } from '../crash/journal.ts';
import { checkpointPath, journalPath, removeFilesOf, spillPath } from '../crash/leftovers.ts';
import { crashPlan, spareVariables } from '../crash/plan.ts';
import type { ReadBuffer } from '../crash/read-buffer.ts';
import type { Memories, MemoryFile } from '../host/script/memories.ts';
import { spillDirectory } from '../host/spill.ts';
import { isListener, type Listeners } from '../host/web/listeners.ts';
import { findAgain } from '../reload/build.ts';
import { type Builds, createBuilds } from '../reload/builds.ts';
import { type ReloadContext, reload, terminalFacts } from '../reload/reload.ts';
import { canWatch } from '../reload/watchdog.ts';
import { encodeSnapshot } from '../snapshot/codec.ts';
import { type OpenLink, SCROLLBACK } from '../snapshot/descriptors.ts';
import { withoutPasswords } from '../snapshot/secrets.ts';
import type { Event } from '../state/events.ts';
import type { State } from '../state/state.ts';
import { withoutPacked } from '../world/scripts/carried/packed.ts';
import { type Caretaker, createCaretaker } from './caretaker.ts';
import type { Image } from './image.ts';

export interface PersistenceOptions {
  readonly image: Image;
  readonly readBuffer: ReadBuffer;
  dispatch(event: Event): void;
  /** All bytes of the session before `offset` are in a checkpoint. */
  ack(session: string, offset: number): void;
  openLinks(): OpenLink[];
  /** The browser view. */
  readonly web?: Pick<Listeners, 'carried' | 'areThere' | 'renew'>;
  /** Calls `run` once, `delay` ms from now; what it answers takes that back. */
  after(delay: number, run: () => void): () => void;
}

export interface Persistence {
  readonly builds: Builds;
  /** The runtime directory as it is now, held; null where it was refused. */
  runtime(): string | null;
  /** What a reload needs of this image. */
  context(posix: Posix): ReloadContext;
  /** An event is about to be handled. */
  record(event: Event): void;
  /** All events of a turn are handled. */
  handled(): void;
  linksChanged(): void;
  /** Keeps the build that runs, unless it is: a crash is answered by it. */
  keepBuild(): void;
  /** Writes a checkpoint now, and waits for it. */
  save(): void;
  /** The same, unless a crash is answered by a restart already. */
  saveFirst(): void;
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
  createCaretaker: typeof createCaretaker;
}

const PARTS: PersistenceParts = {
  ...{ createBuilds, createJournal, createCheckpoints, createCrashHandler, createCaretaker },
};

/**
 * Played again they would do nothing (crash/replay.ts), and are many or large: there is one for every 64 lines, and one with
 * each file of the page. Who waited for that is not there any more after a crash.
 */
const UNRECORDED: ReadonlySet<Event['type']> = new Set(['spilled', 'web painted', 'web fetched']);

export function createPersistence(options: PersistenceOptions, parts = PARTS): Persistence {
  const { image, readBuffer, dispatch, ack, openLinks, after } = options;
  const openWeb = () => options.web?.carried() ?? [];
  /** A browser comes again by itself, and what it was sent last nobody could tell; what listens goes on. */
  const listening = () => openWeb().filter(({ name }) => isListener(name));
  const { state, posix, spill, memories, log, facts } = image;
  /** What goes through a crash besides connections. */
  const besides = () => [...listening(), ...memories.carried()];
  /** The file of memories that the last checkpoint is told by, and those that the plan for a crash knows. */
  let checkpointed: MemoryFile | null = memories.newest();
  let planned = '';
  const { home } = facts;
  const available = 'unavailable' in posix ? null : posix;
  let runtime = image.runtimeDirectory;
  /** Directories that were used before, with what was written into them. */
  const abandoned: string[] = [];
  const builds = parts.createBuilds({
    ...{ home, log },
    get runtime() {
      return runtime;
    },
    running: image.running,
    // Not of `performance`, which loads a dozen modules when it is first used; so below.
    started: Date.now() - process.uptime() * 1000,
    script: facts.script,
    load: addon => process.dlopen({ exports: {} }, addon),
  });
  const journal = journalOf();
  const checkpoints = checkpointsOf();
  const crashes = crashHandlerOf();
  const caretaker = caretakerOf();

  /** A path of this process in the directory, which there is. */
  function own(path: (directory: string, home: string, pid: number) => string): string {
    return path(runtime as string, home, process.pid);
  }

  function journalOf(): Journal | null {
    if (runtime === null || !available) return null;
    const onLost = () => crashes?.disarm();
    return parts.createJournal(() => own(journalPath), image.journal, readBuffer, onLost);
  }

  function checkpointsOf(): Checkpoints | null {
    if (runtime === null) return null;
    return parts.createCheckpoints({
      ...{ state, journal, ack, files: CHECKPOINT_FILES, after },
      now: () => Number(process.hrtime.bigint()) / 1e6,
      path() {
        lookAgain(runtime as string, process.getuid?.() ?? 0);
        return own(checkpointPath);
      },
      reloaded: image.reloaded,
      snapshot: takeCheckpoint,
      onWritten() {
        spill.settle();
        if (checkpointed) memories.settle(checkpointed.number);
        crashes?.arm();
        removeAbandoned();
      },
      onFault: error => log('CHECKPOINT_FAILED', { error: String(error) }),
    });
  }

  function caretakerOf(): Caretaker | null {
    if (runtime === null) return null;
    const uid = process.getuid?.() ?? 0;
    const keeper = runtimeKeeper(runtimeDirectories(process.env, uid), uid, runtime);
    return parts.createCaretaker(runtime, {
      ...{ after, isWhole, renew },
      current: keeper.current,
      moveTo(directory) {
        abandoned.push(runtime as string);
        runtime = directory;
      },
      onLost: () => crashes?.disarm(),
      onWhole: () => log('RUNTIME_DIRECTORY', { whole: plainPath(runtime as string) }),
      notice(text) {
        log('RUNTIME_DIRECTORY', { text });
        dispatch({ type: 'notice', text });
      },
    });
  }

  function isWhole(): boolean {
    const parts = [checkpoints, journal, crashes];
    const isSpillKept = spill.path === null || isSpillThere();
    const isKept = isSpillKept && memories.isThere() && (options.web?.areThere() ?? true);
    return isKept && parts.every(part => part === null || part.isThere());
  }

  /** On disk, where the runtime directory is memory; in it at least, where the profile cannot be written to. */
  function spillPlaces(): string[] {
    return [spillPath(spillDirectory(runtime, home), home, process.pid), own(spillPath)];
  }

  function isSpillThere(): boolean {
    return spillPlaces().some(spill.isAt);
  }

  function keepSpill(): void {
    const [best, other] = spillPlaces() as [string, string];
    try {
      spill.keepAs(best);
    } catch {
      spill.keepAs(other);
    }
  }

  function renew(): void {
    if (!crashes?.isThere()) crashes?.renew();
    checkpoints?.renew();
    options.web?.renew();
  }

  /** What is in the new directory takes the place of what was in those. */
  function removeAbandoned(): void {
    for (const directory of abandoned.splice(0)) removeFilesOf(directory, home, process.pid);
  }

  function crashHandlerOf(): CrashHandler | null {
    if (!available || runtime === null) return null;
    return parts.createCrashHandler({
      ...{
        builds,
        canWatch,
        isWatched: image.reloaded,
        times: facts.crashes,
        now: Date.now,
        soon: setImmediate,
        exists: existsSync,
      },
      findAgain: script => findAgain(script, image.nodeOptions, runtime, image.running),
      setPlan: restart => available.setCrashPlan(planFor(available, restart, own(checkpointPath))),
      reload: next => reload(context(available), next),
      after: (delay, run) => void setTimeout(run, delay).unref(),
    });
  }

  function planFor(addon: Posix, restart: Restart, checkpoint: string): CrashPlan {
    const { args } = facts;
    planned = numbersOf(memories);
    const open = {
      descriptors: spill.descriptors(),
      links: openLinks(),
      listening: besides(),
      readBuffer: readBuffer.fd,
    };
    return crashPlan({ posix: addon, ...restart, ...open, args, ...terminalFacts(image), checkpoint });
  }

  /** Log files first: a checkpoint knows exactly how much of them is written. */
  function takeCheckpoint(): { bytes: Uint8Array; journal: number; besides: number } {
    // As an event, for the journal: this checkpoint may not get to the disk.
    dispatch({ type: 'flush logs' });
    // Only what lives in the proxy outlives this process.
    const isWanted = spill.path !== null || sessionsOf(state).length > 0;
    if (isWanted && !isSpillThere()) {
      keepSpill();
      // Whether this checkpoint gets to the disk or not, a crash finds its scrollback.
      crashes?.plan();
    }
    const kept = withMemories();
    const number = journal?.cut() ?? 0;
    const bytes = encodeSnapshot({
      ...image.unknown,
      facts,
      state: withoutPasswords(kept),
      // Connections are in the plan for a crash, which knows them as they are then.
      descriptors: available ? { [SCROLLBACK]: { fd: spill.fd, is: available.describe(spill.fd) } } : {},
      spillPath: spill.path && plainPath(spill.path),
      journal: number,
    });
    return { bytes, journal: number, besides: memories.written() };
  }

  /** The state as a checkpoint has it, whose scripts' memories a crash finds as well. */
  function withMemories(): State {
    if (!memories.isThere()) memories.renew();
    const kept = withoutPacked(memories.stored(state, runtime));
    checkpointed = memories.newest();
    if (planned !== numbersOf(memories)) crashes?.plan();
    return kept;
  }

  function context(addon: Posix): ReloadContext {
    return {
      ...{ facts, state, spill, memories, openLinks, openWeb, unknown: image.unknown },
      posix: addon,
      stateFile: stateFile(home),
      runtime,
      spare: () =>
        spareVariables(addon, journal?.isWhole() ? own(checkpointPath) : null, openLinks(), besides()),
      // What follows this snapshot is on the next file.
      journal: (journal?.number() ?? image.journal) + 1,
    };
  }

  return {
    builds,
    runtime: () => runtime,
    context,
    record(event) {
      if (UNRECORDED.has(event.type)) return;
      checkpoints?.hear(event);
      journal?.record(event, state.now);
    },
    handled() {
      journal?.mark();
      checkpoints?.changed();
    },
    linksChanged: () => crashes?.changed(),
    keepBuild: () => void builds.running().then(() => crashes?.changed()),
    save: () => checkpoints?.save(),
    saveFirst() {
      if (crashes?.phase() === 'unarmed') checkpoints?.save();
    },
    forget: () => checkpoints?.forget(),
    adopt(bytes) {
      checkpoints?.adopt(bytes);
      // These bytes are of a state file, which has the passwords of the settings, and is for the build that runs.
      if (withoutPasswords(state) !== state || withoutPacked(state) !== state) checkpoints?.forget();
    },
    restart: () => crashes?.restart() ?? fault('NO_RESTART', 'there is no way to restart in place'),
    stop() {
      caretaker?.stop();
      checkpoints?.stop();
    },
    remove(waits) {
      if (!waits) {
        checkpoints?.remove();
        spill.forget();
        memories.remove();
      }
      builds.remove();
      journal?.remove();
      removeAbandoned();
    },
  };
}

/** Differs where there is another file of them. */
function numbersOf(memories: Memories): string {
  return memories
    .carried()
    .map(({ name }) => name)
    .join();
}
