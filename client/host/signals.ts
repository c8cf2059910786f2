/** Signals from outside, and SIGUSR1 kept from Node's debugger. */
import { ENDING_SIGNALS } from '../../shared/process/signals.ts';

export interface SignalHandlers {
  /** SIGUSR1: replace the code. */
  reload(): void;
  resize(): void;
  suspend(): void;
  resume(): void;
  /** One of ENDING_SIGNALS: the end. */
  end(signal: NodeJS.Signals): void;
}

/** Node 20 starts its debugger shortly after a SIGUSR1 that came before our handler; these are the times to look (ms). */
const INSPECTOR_CHECKS = [10, 100, 1000];

/** `signalled`: a request to reload may have come before the handlers, while the image before this one was left. */
export function handleSignals(signalled: boolean, handlers: SignalHandlers): void {
  process.on('SIGUSR1', handlers.reload);
  closeInspectorOf(handlers.reload, signalled);
  process.on('SIGWINCH', handlers.resize);
  process.on('SIGTSTP', handlers.suspend);
  process.on('SIGCONT', handlers.resume);
  for (const signal of ENDING_SIGNALS) {
    // Options of Node's own have one do something else, such as --heapsnapshot-signal.
    if (process.listenerCount(signal) === 0) process.on(signal, () => handlers.end(signal));
  }
}

/** A debugger that a SIGUSR1 has started is closed again; the signal was a request to reload. */
function closeInspectorOf(reload: () => void, atOnce: boolean): void {
  const check = () => {
    if (inspector().url() === undefined) return;
    inspector().close();
    reload();
  };
  const later = () => {
    for (const delay of INSPECTOR_CHECKS) setTimeout(check, delay).unref();
  };
  // A fresh start draws its first frame in its first turn of the loop, and may have taken longer until there than these wait.
  if (!atOnce) return void setImmediate(later);
  check();
  setTimeout(check, 0).unref();
  later();
}

/** A fresh start has it loaded behind its first frame, which it takes a twentieth of; the start-up snapshot holds it. */
export function inspector(): typeof import('node:inspector') {
  return process.getBuiltinModule('node:inspector');
}
