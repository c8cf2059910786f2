/**
 * What a client keeps so that another image can go on from it: its builds, checkpoints, the tape since the last of them,
 * and a plan for a crash that knows of all these.
 */
import type { Posix } from '../native/posix.ts';
import { type Fault, fault } from '../shared/fault.ts';
import { stateFile } from '../shared/paths.ts';
import { type Crashes, createCrashes } from './crashes.ts';
import { type Builds, createBuilds } from './host/builds.ts';
import type { Image } from './image.ts';
import { type Checkpoints, createCheckpoints, sessionsOf } from './reload/checkpoint.ts';
import type { Intake } from './reload/intake.ts';
import { checkpointPath, spillPath, tapePath } from './reload/recovery.ts';
import type { OpenLink, ReloadContext } from './reload/reload.ts';
import { encodeSnapshot } from './reload/snapshot.ts';
import { createTape, type Tape } from './reload/tape.ts';
import type { Event } from './state.ts';

export interface KeepingOptions {
  readonly image: Image;
  readonly intake: Intake;
  dispatch(event: Event): void;
  /** All bytes of the session before `offset` are in a checkpoint. */
  ack(session: string, offset: number): void;
  openLinks(): OpenLink[];
}

export interface Keeping {
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
  /** After an exception: this build once more, in place. Returns only if that cannot be: why. */
  restart(): Fault;
  /** Writes no more by itself. */
  stop(): void;
  /** The end of the process; `waits`: the last checkpoint is for the next start. */
  remove(waits: boolean): void;
}

export function createKeeping({ image, intake, dispatch, ack, openLinks }: KeepingOptions): Keeping {
  const { state, posix, spill, journal, home, runtime } = image;
  const available = 'unavailable' in posix ? null : posix;
  const checkpointFile = runtime === null ? null : checkpointPath(runtime, home, process.pid);
  const builds = createBuilds({
    ...{ home, runtime, journal },
    running: image.running,
    load: addon => process.dlopen({ exports: {} }, addon),
  });
  const tape = createTapeOf();
  const checkpoints = createCheckpointsOf();
  const crashes = createCrashesOf();

  function createTapeOf(): Tape | null {
    if (runtime === null || !available) return null;
    return createTape(tapePath(runtime, home, process.pid), image.tape, intake, () => crashes?.disarm());
  }

  function createCheckpointsOf(): Checkpoints | null {
    if (runtime === null || checkpointFile === null) return null;
    return createCheckpoints({
      ...{ state, tape, ack },
      path: () => checkpointFile,
      reloaded: image.reloaded,
      snapshot: () => takeCheckpoint(runtime),
      onWritten() {
        spill.settle();
        crashes?.arm();
      },
      onFault: error => journal('CHECKPOINT_FAILED', { error: String(error) }),
    });
  }

  function createCrashesOf(): Crashes | null {
    if (!available || checkpointFile === null) return null;
    return createCrashes({
      ...{ posix: available, builds, runtime, options: image.options, times: image.crashes },
      running: image.running,
      checkpoint: checkpointFile,
      scrollback: spill.descriptors,
      intake: intake.fd,
      context: () => context(available),
      now: Date.now,
    });
  }

  /** Log files first: a checkpoint knows exactly how much of them is written. */
  function takeCheckpoint(directory: string): { bytes: Uint8Array; tape: number } {
    // As an event, for the tape: this checkpoint may not get to the disk.
    dispatch({ type: 'flush logs' });
    // Only what lives in the proxy outlives this process.
    if (spill.path === null && sessionsOf(state).length > 0) {
      spill.keepAs(spillPath(directory, home, process.pid));
      // Whether this checkpoint gets to the disk or not, a crash finds its scrollback.
      crashes?.plan();
    }
    const number = tape?.cut() ?? 0;
    const { args, termios, identity, script, failures, unknown } = image;
    const place = {
      pid: process.pid,
      home,
      args,
      termios,
      identity,
      script,
      failures,
      crashes: image.crashes,
    };
    const scrollback = available && { fd: spill.fd, is: available.describe(spill.fd) };
    const files = { spill: scrollback, spillPath: spill.path, tape: number, links: {} };
    return { bytes: encodeSnapshot({ ...unknown, state, ...place, ...files }), tape: number };
  }

  function context(addon: Posix): ReloadContext {
    const { args, termios, identity, script, failures, unknown } = image;
    const its = { args, home, termios, identity, script, failures, crashes: image.crashes, unknown };
    return {
      ...{ state, spill, openLinks, ...its },
      posix: addon,
      stateFile: stateFile(home),
      checkpoint: tape?.isWhole() ? checkpointFile : null,
      // What follows this snapshot is on the next file.
      tape: (tape?.number() ?? image.tape) + 1,
    };
  }

  return {
    builds,
    context,
    record(event) {
      checkpoints?.hear(event);
      tape?.record(event, state.now);
    },
    handled() {
      tape?.mark();
      checkpoints?.changed();
    },
    linksChanged: () => crashes?.changed(),
    save: () => checkpoints?.save(),
    adopt: bytes => checkpoints?.adopt(bytes),
    restart: () => crashes?.restart() ?? fault('NO_RESTART', 'there is no way to restart in place'),
    stop: () => checkpoints?.stop(),
    remove(waits) {
      if (!waits) {
        checkpoints?.remove();
        spill.forget();
      }
      builds.remove();
      tape?.remove();
    },
  };
}
