/** The running client: puts the loop, the shell, the terminal and the signals together, and knows how to end. */
import type { Posix, PosixUnavailable } from '../native/posix.ts';
import { stateFile } from '../shared/paths.ts';
import type { Journal } from './host/journal.ts';
import { handleSignals } from './host/signals.ts';
import type { Spill } from './host/spill.ts';
import { createHost } from './host.ts';
import { createLoop, type Loop } from './loop.ts';
import { reload } from './reload/reload.ts';
import type { Event, State } from './state.ts';
import { createTty } from './terminal/tty.ts';
import { flushLog } from './world/logfile.ts';

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
  /** The previous image has set the terminal up. */
  readonly reloaded: boolean;
}

export interface Client {
  readonly loop: Loop;
  readonly sockets: ReturnType<typeof createHost>['sockets'];
  dispatch(event: Event): void;
}

/** A terminal that does not take the last frame holds a reload up for no longer than this (ms). */
const DRAIN_LIMIT = 250;
/** Words that were sent just before /quit have this long (ms) to reach a slow server. */
const QUIT_LIMIT = 500;
/** So many faults of Clay's own in a row are no accident: better to end in order than to spin. */
const FAULT_LIMIT = 1000;

export function runClient(image: Image): Client {
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
    spill,
    journal,
    dispatch,
    bell: () => tty.write('\u0007'),
    redraw: () => loop.paint(true),
    suspend: () => process.kill(0, 'SIGTSTP'),
    reload: requestReload,
    quit: () => end(0),
  });
  const loop = createLoop({
    state,
    readChunk: spill.readChunk,
    now: Date.now,
    perform: host.perform,
    write: tty.write,
    isIdle: tty.isIdle,
    onFault,
  });

  /** One request at a time: those that come before execve() are answered by the same reload. */
  function requestReload(): void {
    if (reloading) return;
    if ('unavailable' in posix) {
      return dispatch({ type: 'notice', text: `Reload is not available: ${posix.unavailable}` });
    }
    reloading = true;
    // Not at once: effects of this turn come first, and the terminal gets the last frame whole.
    setImmediate(() => tty.drained(DRAIN_LIMIT, () => reloadNow(posix)));
  }

  function reloadNow(available: Posix): void {
    const failed = reload({
      state,
      posix: available,
      script: image.script,
      options: image.options,
      args: image.args,
      home: image.home,
      stateFile: stateFile(image.home),
      termios: image.termios,
      spill: spill.fd,
      openLinks: host.sockets.carried,
    });
    reloading = false;
    journal('RELOAD_FAILED', { ...failed });
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

  function suspend(): void {
    tty.leave();
    process.kill(process.pid, 'SIGSTOP');
  }

  function resume(): void {
    tty.enter();
    dispatch({ type: 'resize', ...tty.size() });
    loop.paint(true);
  }

  let ending = false;
  function end(status: number): void {
    if (ending) return;
    ending = true;
    finish();
    loop.stop();
    tty.leave();
    const open = host.sockets.carried();
    for (const { link } of open) host.sockets.close(link);
    const exit = () => {
      tty.close();
      process.exit(status);
    };
    if (open.some(({ unsent }) => unsent > 0)) setTimeout(exit, QUIT_LIMIT);
    else setImmediate(exit);
  }

  /** What must be on disk before the end. */
  function finish(): void {
    for (const world of Object.values(state.worlds)) {
      for (let at = -1; world.log.on && world.log.cursor > at; ) {
        at = world.log.cursor;
        const effects = [] as Parameters<typeof host.perform>[0][];
        flushLog({ state, effects, readChunk: spill.readChunk }, world);
        effects.forEach(host.perform);
      }
    }
    host.perform({ type: 'save history', entries: state.editor.history });
  }

  handleSignals({
    reload: requestReload,
    resize: () => dispatch({ type: 'resize', ...tty.size() }),
    suspend,
    resume,
    end: signal => end({ SIGHUP: 129, SIGINT: 130, SIGTERM: 143 }[signal as string] ?? 143),
  });
  process.on('uncaughtException', error => onFault(error, null));
  process.on('warning', warning => journal('WARNING', { warning: String(warning) }));

  tty.enter();
  return { loop, sockets: host.sockets, dispatch };
}
