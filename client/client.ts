/** The running client: puts the loop, the shell, the terminal and the signals together, and knows how to end. */
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Posix, PosixUnavailable } from '../native/posix.ts';
import { stateFile } from '../shared/paths.ts';
import { createCrashes } from './crashes.ts';
import { type Builds, createBuilds } from './host/builds.ts';
import type { Journal } from './host/journal.ts';
import { handleSignals } from './host/signals.ts';
import type { Spill } from './host/spill.ts';
import { createHost, type Host } from './host.ts';
import { createLoop, type Loop } from './loop.ts';
import { createCheckpoints, sessionsOf } from './reload/checkpoint.ts';
import { checkpointPath, spillPath, tapePath } from './reload/recovery.ts';
import type { ReloadContext } from './reload/reload.ts';
import { type Carried, encodeSnapshot, type Snapshot } from './reload/snapshot.ts';
import { createTape } from './reload/tape.ts';
import { createReloader } from './reloading.ts';
import type { Effect, Event, State, Turn } from './state.ts';
import { colorDepth, createTty } from './terminal/tty.ts';
import { flushWhole } from './world/logfile.ts';
import { pumpRest } from './world/outbox.ts';

/** What a client is made of, whether it has just been started or came through a reload. */
export interface Image {
  readonly state: State;
  readonly home: string;
  readonly posix: Posix | PosixUnavailable;
  readonly spill: Spill;
  readonly journal: Journal;
  /** The terminal's settings before Clay. */
  readonly termios: Uint8Array | null;
  /** The script as the user started it, and the one that this image was started from. */
  readonly script: string;
  readonly running: string;
  /** Where this build lies. */
  readonly directory: string;
  readonly options: readonly string[];
  readonly args: readonly string[];
  /** For sockets, checkpoints and the scrollback; null where it was refused. */
  readonly runtime: string | null;
  /** What tells this process from a later one of the same number. */
  readonly identity: string;
  readonly failures: Snapshot['failures'];
  /** When this process crashed lately (Unix ms). */
  readonly crashes: readonly number[];
  /** Number of the tape's last file. */
  readonly tape: number;
  /** Of the snapshot, what this build does not know. */
  readonly unknown: Readonly<Record<string, unknown>>;
  /** The previous image has set the terminal up. */
  readonly reloaded: boolean;
}

export interface Client {
  readonly loop: Loop;
  readonly sockets: Host['sockets'];
  readonly carriers: Host['carriers'];
  readonly builds: Builds;
  dispatch(event: Event): void;
  /** Writes the checkpoint now, and waits for it. */
  saveCheckpoint(): void;
  /** The state was decoded from `bytes`, and nothing has happened since: they are the first checkpoint. */
  adoptCheckpoint(bytes: Uint8Array): void;
}

/** Words that were sent just before /quit have this long (ms) to reach a slow server. */
const QUIT_LIMIT = 500;
/** The terminal as servers are told of it (MTTS). */
const TERMINAL_TYPE = { 16: 'XTERM', 256: 'XTERM-256COLOR', truecolor: 'XTERM-TRUECOLOR' } as const;
/** So many faults of Clay's own in a row are no accident: better to end in order than to spin. */
const FAULT_LIMIT = 1000;

export function runClient(image: Image): Client {
  const depth = colorDepth(process.env);
  image.state.terminal = TERMINAL_TYPE[depth];
  const { state, posix, spill, journal } = image;
  let faults = 0;

  const dispatch = (event: Event) => loop.dispatch(event);
  const tty = createTty({
    entered: image.reloaded,
    onInput: bytes => dispatch({ type: 'input', bytes }),
    onDrain: () => loop.drained(),
    onLost: () => end(129),
    restoreSettings() {
      if (!('unavailable' in posix) && image.termios) posix.tcsetattr(0, image.termios);
    },
  });
  const host = createHost({
    home: image.home,
    tlsproxyFile: tlsproxyFile(image),
    spill,
    journal,
    dispatch,
    linksChanged: () => crashes?.changed(),
    bell: () => tty.write('\u0007'),
    redraw: () => loop.paint(true),
    suspend: suspendJob,
    reload: force => reloader.request(force),
    quit: () => end(0),
  });
  const loop = createLoop({
    state,
    readChunk: spill.readChunk,
    depth,
    now: Date.now,
    after(delay, run) {
      const timer = setTimeout(run, delay);
      return () => clearTimeout(timer);
    },
    perform: host.perform,
    record(event) {
      checkpoints?.hear(event);
      tape?.record(event, state.now);
    },
    write: tty.write,
    isIdle: tty.isIdle,
    onFault,
    onHandled() {
      tty.setMouse(state.settings.mouse);
      tape?.mark();
      checkpoints?.changed();
    },
  });
  const tape =
    image.runtime === null || 'unavailable' in posix
      ? null
      : createTape(tapePath(image.runtime, image.home, process.pid), image.tape, () => crashes?.disarm());
  const checkpoints =
    image.runtime === null
      ? null
      : createCheckpoints({
          path: () => checkpointPath(image.runtime as string, image.home, process.pid),
          state,
          tape,
          reloaded: image.reloaded,
          snapshot: () => checkpoint(image.runtime as string),
          onWritten: () => crashes?.arm(),
          ack: host.carriers.ack,
          onFault: error => journal('CHECKPOINT_FAILED', { error: String(error) }),
        });

  /** Log files first: a checkpoint knows exactly how much of them is written. */
  function checkpoint(runtime: string): { bytes: Uint8Array; tape: number } {
    // As an event, for the tape: this checkpoint may not get to the disk.
    dispatch({ type: 'flush logs' });
    // Only what lives in the proxy outlives this process.
    if (spill.path === null && sessionsOf(state).length > 0)
      spill.keepAs(spillPath(runtime, image.home, process.pid));
    const number = tape?.cut() ?? 0;
    const { home, args, termios, identity, script, failures, unknown } = image;
    const its = { fd: spill.fd, is: 'unavailable' in posix ? null : posix.describe(spill.fd) };
    const place = { spill: its.is && (its as Carried), spillPath: spill.path, termios, args, home, identity };
    const snapshot = {
      ...unknown,
      state,
      pid: process.pid,
      links: {},
      ...place,
      script,
      failures,
      tape: number,
    };
    return { bytes: encodeSnapshot(snapshot), tape: number };
  }

  const builds = createBuilds({
    home: image.home,
    runtime: image.runtime,
    running: image.running,
    load: addon => process.dlopen({ exports: {} }, addon),
    journal,
  });
  const crashCheckpoint = checkpointPath(image.runtime ?? '', image.home, process.pid);
  const crashes =
    tape === null || 'unavailable' in posix
      ? null
      : createCrashes({
          ...{ posix, builds, options: image.options, runtime: image.runtime, times: image.crashes },
          checkpoint: crashCheckpoint,
          context: () => reloadContext(posix),
          now: Date.now,
        });
  const reloader = createReloader({
    ...{ posix, builds, journal, dispatch },
    ...{ script: image.script, options: image.options, runtime: image.runtime },
    context: reloadContext,
    drained: tty.drained,
    isEnding: () => ending,
    isSuspended: () => suspended,
  });

  function reloadContext(available: Posix): ReloadContext {
    const { args, home, termios, identity, script, failures, unknown } = image;
    // What follows this snapshot is on the next file.
    const next = (tape?.number() ?? image.tape) + 1;
    const place = { args, home, termios, identity, script, failures, unknown, tape: next };
    const checkpoint = tape?.isWhole() ? crashCheckpoint : null;
    return {
      checkpoint,
      state,
      posix: available,
      spill,
      openLinks: host.sockets.carried,
      ...place,
      stateFile: stateFile(home),
    };
  }

  function onFault(error: unknown, event: Event | null): void {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    journal('FAULT', { event: event?.type ?? null, error: text });
    faults++;
    if (faults > FAULT_LIMIT) return end(1);
    if (faults === 1) {
      const text = 'Something went wrong inside Clay; it goes on. The details are in clay.log.';
      setImmediate(() => dispatch({ type: 'notice', text }));
    }
  }

  /** Nobody knows what is broken now: the state is plain data, and everything else is made anew around it. */
  function onException(error: unknown): void {
    if (ending) return;
    onFault(error, null);
    const failed = crashes?.restart();
    if (failed?.code === 'CRASHED_AGAIN') end(1, `it ends: ${failed.sentence}; clay.log has the details.`);
  }

  let suspended = false;

  /** Ctrl+Z: the whole job stops, as the shell expects; us it would otherwise only tell (below). */
  function suspendJob(): void {
    suspended = true;
    // Before the others stop: when the first of them has, the shell takes the terminal back.
    tty.leave();
    process.kill(0, 'SIGTSTP');
    process.kill(process.pid, 'SIGSTOP');
  }

  /** SIGTSTP from outside; our own comes to light only when we go on. */
  function suspend(): void {
    if (suspended) return;
    suspended = true;
    tty.leave();
    process.kill(process.pid, 'SIGSTOP');
  }

  function resume(): void {
    suspended = false;
    tty.enterAgain();
    dispatch({ type: 'resize', ...tty.size() });
    loop.paint(true);
    reloader.resumed();
  }

  let ending = false;

  /** `/quit` hangs up everywhere; any other end leaves the proxy's sessions for the next client to take up. */
  function end(status: number, lastWords = ''): void {
    if (ending) return;
    ending = true;
    flushLogs();
    host.perform({ type: 'save history', entries: state.editor.history });
    const hangUp = status === 0;
    const sessions = sessionsOf(state).map(([id]) => id);
    if (!hangUp && sessions.length > 0) checkpoints?.save();
    loop.stop();
    checkpoints?.stop();
    tty.leave();
    // What still waits behind a write under way; that of a session goes on in the checkpoint.
    const links = Object.values(state.worlds).flatMap(({ link }) => link ?? []);
    performAll(turn => {
      for (const link of links) if (hangUp || !link.session) pumpRest(turn, link);
    });
    const open = host.sockets.carried();
    for (const { link } of open) host.sockets.close(link);
    const goodbyes = hangUp && sessions.length > 0 ? host.carriers.endSessions(sessions) : null;
    const exit = () => {
      if (hangUp || sessions.length === 0) {
        checkpoints?.remove();
        spill.forget();
      }
      builds.remove();
      tape?.remove();
      if (lastWords !== '') process.stderr.write(`clay: ${lastWords}\n`);
      tty.close();
      process.exit(status);
    };
    if (goodbyes || open.some(({ unsent }) => unsent > 0)) {
      setTimeout(exit, QUIT_LIMIT);
      void goodbyes?.then(exit);
    } else setImmediate(exit);
  }

  /** Everything that is to be in the log files, at once. */
  function flushLogs(): void {
    for (const world of Object.values(state.worlds)) performAll(turn => flushWhole(turn, world));
  }

  function performAll(act: (turn: Turn) => void): void {
    const effects: Effect[] = [];
    act({ state, effects, readChunk: spill.readChunk, touched: new Set() });
    effects.forEach(host.perform);
  }

  handleSignals({
    reload: () => dispatch({ type: 'reload requested' }),
    resize: () => dispatch({ type: 'resize', ...tty.size() }),
    suspend,
    resume,
    end: signal => end({ SIGHUP: 129, SIGINT: 130, SIGTERM: 143 }[signal as string] ?? 143),
  });
  process.on('uncaughtException', onException);
  // Node's own listener would write over the screen.
  process.removeAllListeners('warning');
  process.on('warning', warning => journal('WARNING', { warning: String(warning) }));

  // Nobody tells the first size, nor one that changed during execve(); asked for when changes are listened to.
  Object.assign(state, tty.size());
  tty.enter();
  // After a reload the first frame is drawn before anything is read: until then there is a way back.
  if (!image.reloaded) setImmediate(() => loop.paint());
  return {
    ...{ loop, sockets: host.sockets, carriers: host.carriers, builds, dispatch },
    saveCheckpoint: () => checkpoints?.save(),
    adoptCheckpoint: bytes => checkpoints?.adopt(bytes),
  };
}

/** Beside the script by the path it was started by, so that a newer build's proxy takes new sessions. */
function tlsproxyFile({ script, directory }: Image): string {
  const beside = `${dirname(script)}/tlsproxy.js`;
  return existsSync(beside) ? beside : `${directory}/tlsproxy.js`;
}
