/** The running client: puts the loop, the shell, the terminal and the signals together, and knows how to end. */
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname } from 'node:path';
import type { Builds } from './host/builds.ts';
import { handleSignals } from './host/signals.ts';
import { createHost, type Host } from './host.ts';
import type { Image } from './image.ts';
import { createKeeping } from './keeping.ts';
import { createLoop, type Loop } from './loop.ts';
import { sessionsOf } from './reload/checkpoint.ts';
import { createIntake } from './reload/intake.ts';
import { createReloader } from './reloading.ts';
import type { Effect, Event, Turn } from './state.ts';
import { colorDepth, createTty } from './terminal/tty.ts';
import { flushWhole } from './world/logfile.ts';
import { pumpRest } from './world/outbox.ts';

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
  const intake = createIntake(posix, error => journal('INTAKE_NOT_SHARED', { error: String(error) }));
  const tty = createTty({
    buffer: intake.terminal,
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
    readBuffer: intake.sockets,
    dispatch,
    linksChanged: () => keeping.linksChanged(),
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
    record: event => keeping.record(event),
    write: tty.write,
    isIdle: tty.isIdle,
    onFault,
    onHandled() {
      tty.setMouse(state.settings.mouse);
      keeping.handled();
    },
  });
  const keeping = createKeeping({
    ...{ image, intake, dispatch },
    ack: host.carriers.ack,
    openLinks: host.sockets.carried,
  });
  const reloader = createReloader({
    ...{ posix, builds: keeping.builds, journal, dispatch },
    ...{ script: image.script, running: image.running, options: image.options, runtime: image.runtime },
    context: keeping.context,
    drained: tty.drained,
    isEnding: () => ending,
    isSuspended: () => suspended,
  });

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
    // Nothing is to keep it from ending now.
    if (ending) process.exit(1);
    onFault(error, null);
    const failed = keeping.restart();
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
    const waits = !hangUp && sessions.length > 0;
    if (waits) keeping.save();
    loop.stop();
    keeping.stop();
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
      try {
        keeping.remove(waits);
      } catch (error) {
        // A build that is just being copied, say: what is left is cleared away by the next start.
        journal('CLEANUP_FAILED', { error: String(error) });
      }
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
    end: signal => end(128 + constants.signals[signal]),
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
    ...{ loop, sockets: host.sockets, carriers: host.carriers, builds: keeping.builds, dispatch },
    saveCheckpoint: keeping.save,
    adoptCheckpoint: keeping.adopt,
  };
}

/** Beside the script by the path it was started by, so that a newer build's proxy takes new sessions. */
function tlsproxyFile({ script, directory }: Image): string {
  const beside = `${dirname(script)}/tlsproxy.js`;
  return existsSync(beside) ? beside : `${directory}/tlsproxy.js`;
}
