/** The running client: puts the loop, the shell, the terminal and the signals together, and knows how to end. */
import { existsSync, realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Posix, PosixUnavailable } from '../native/posix.ts';
import { type Fault, faultOf, isFault } from '../shared/fault.ts';
import { stateFile } from '../shared/paths.ts';
import type { Journal } from './host/journal.ts';
import { handleSignals } from './host/signals.ts';
import type { Spill } from './host/spill.ts';
import { createHost, type Host } from './host.ts';
import { createLoop, type Loop } from './loop.ts';
import { type Build, findBuild } from './reload/build.ts';
import { createCheckpoints, sessionsOf } from './reload/checkpoint.ts';
import { checkpointPath, spillPath } from './reload/recovery.ts';
import { type ReloadContext, rehearseSnapshot, reload } from './reload/reload.ts';
import { encodeSnapshot } from './reload/snapshot.ts';
import type { Effect, Event, State, Turn } from './state.ts';
import { colorDepth, createTty } from './terminal/tty.ts';
import { flushWhole, markLog } from './world/logfile.ts';
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
  readonly script: string;
  readonly options: readonly string[];
  readonly args: readonly string[];
  /** For sockets, checkpoints and the scrollback; null where it was refused. */
  readonly runtime: string | null;
  /** What tells this process from a later one of the same number. */
  readonly identity: string;
  /** The previous image has set the terminal up. */
  readonly reloaded: boolean;
}

export interface Client {
  readonly loop: Loop;
  readonly sockets: Host['sockets'];
  readonly carriers: Host['carriers'];
  dispatch(event: Event): void;
  /** Writes the checkpoint now, and waits for it. */
  saveCheckpoint(): void;
}

/** A terminal that does not take the last frame holds a reload up for no longer than this (ms). */
const DRAIN_LIMIT = 250;
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
  let reloading = false;
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
    tlsproxyFile: tlsproxyFile(image.script),
    spill,
    journal,
    dispatch,
    bell: () => tty.write('\u0007'),
    redraw: () => loop.paint(true),
    suspend: suspendJob,
    reload: requestReload,
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
    write: tty.write,
    isIdle: tty.isIdle,
    onFault,
    onHandled() {
      tty.setMouse(state.settings.mouse);
      checkpoints?.changed();
    },
  });
  const checkpoints =
    image.runtime === null
      ? null
      : createCheckpoints({
          path: () => checkpointPath(image.runtime as string, image.home, process.pid),
          state,
          reloaded: image.reloaded,
          snapshot: () => checkpoint(image.runtime as string),
          ack: host.carriers.ack,
          onFault: error => journal('CHECKPOINT_FAILED', { error: String(error) }),
        });

  /** Log files first: a checkpoint knows exactly how much of them is written. */
  function checkpoint(runtime: string): Uint8Array {
    flushLogs();
    for (const world of Object.values(state.worlds)) performAll(turn => markLog(turn, world));
    if (spill.path === null) spill.keepAs(spillPath(runtime, image.home, process.pid));
    const { home, args, termios, identity } = image;
    const rest = { spill: null, spillPath: spill.path, termios, args, home, identity };
    return encodeSnapshot({ state, pid: process.pid, links: {}, ...rest });
  }

  /** One request at a time: those that come before execve() are answered by the same reload. */
  function requestReload(): void {
    if (reloading) return;
    if ('unavailable' in posix) {
      return dispatch({ type: 'notice', text: `Reload is not available: ${posix.unavailable}` });
    }
    reloading = true;
    // Not at once: effects of this turn come first.
    setImmediate(() => {
      const build = findBuild(image.script, image.options, image.runtime);
      if (isFault(build)) return notReloaded(build);
      const context = reloadContext(posix);
      const size = attempt(() => rehearseSnapshot(context));
      if (isFault(size)) return notReloaded(size);
      // The terminal gets the last frame whole; and what has come meanwhile is read by this image.
      tty.drained(DRAIN_LIMIT, () => setImmediate(() => reloadNow(context, build)));
    });
  }

  function reloadContext(available: Posix): ReloadContext {
    const { args, home, termios, identity } = image;
    const place = { args, home, termios, identity, stateFile: stateFile(home) };
    return { state, posix: available, spill, openLinks: host.sockets.carried, ...place };
  }

  function reloadNow(context: ReloadContext, build: Build): void {
    // The end was asked for meanwhile: it wins.
    if (ending) return;
    // Between Ctrl+Z and `fg` the terminal is the shell's; the next image would take it for its own.
    if (suspended) {
      reloading = false;
      reloadOnResume = true;
      return;
    }
    notReloaded(attempt(() => reload(context, build)));
  }

  function notReloaded(failed: Fault): void {
    reloading = false;
    journal('RELOAD_FAILED', { cause: failed.code, sentence: failed.sentence });
    dispatch({ type: 'notice', text: `Not reloaded: ${failed.sentence} Everything goes on as it was.` });
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

  let suspended = false;
  let reloadOnResume = false;

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
    if (reloadOnResume) requestReload();
    reloadOnResume = false;
  }

  let ending = false;

  /** `/quit` hangs up everywhere; any other end leaves the proxy's sessions for the next client to take up. */
  function end(status: number): void {
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
    act({ state, effects, readChunk: spill.readChunk });
    effects.forEach(host.perform);
  }

  handleSignals({
    reload: () => dispatch({ type: 'reload requested' }),
    resize: () => dispatch({ type: 'resize', ...tty.size() }),
    suspend,
    resume,
    end: signal => end({ SIGHUP: 129, SIGINT: 130, SIGTERM: 143 }[signal as string] ?? 143),
  });
  process.on('uncaughtException', error => onFault(error, null));
  // Node's own listener would write over the screen.
  process.removeAllListeners('warning');
  process.on('warning', warning => journal('WARNING', { warning: String(warning) }));

  // Nobody tells the first size, nor one that changed during execve(); asked for when changes are listened to.
  Object.assign(state, tty.size());
  tty.enter();
  // What the kernel holds is read and answered before the first frame: after a reload the last one is still shown.
  setImmediate(() => loop.paint());
  const saveCheckpoint = () => checkpoints?.save();
  return { loop, sockets: host.sockets, carriers: host.carriers, dispatch, saveCheckpoint };
}

/** Before execve() nothing is lost: whatever is thrown there is one more reason to stay. */
function attempt<T>(work: () => T): T | Fault {
  try {
    return work();
  } catch (error) {
    return faultOf(error, 'RELOAD_FAILED');
  }
}

/** Beside the script by the path it was started by, so that a newer build's proxy takes new sessions. */
function tlsproxyFile(script: string): string {
  const beside = `${dirname(script)}/tlsproxy.js`;
  return existsSync(beside) ? beside : `${dirname(realpathSync(script))}/tlsproxy.js`;
}
