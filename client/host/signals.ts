/** Signals from outside, and SIGUSR1 kept from Node's debugger. */
import { close as closeInspector, url as inspectorUrl } from 'node:inspector';

export interface SignalHandlers {
  /** SIGUSR1: replace the code. */
  reload(): void;
  resize(): void;
  suspend(): void;
  resume(): void;
  /** SIGTERM, SIGINT, SIGHUP, SIGQUIT: the end. */
  end(signal: NodeJS.Signals): void;
}

/** Node 20 starts its debugger shortly after a SIGUSR1 that came before our handler; these are the times to look (ms). */
const INSPECTOR_CHECKS = [0, 10, 100, 1000];

export function handleSignals(handlers: SignalHandlers): void {
  process.on('SIGUSR1', handlers.reload);
  closeInspectorOf(handlers.reload);
  process.on('SIGWINCH', handlers.resize);
  process.on('SIGTSTP', handlers.suspend);
  process.on('SIGCONT', handlers.resume);
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'] as const)
    process.on(signal, () => handlers.end(signal));
}

/** A debugger that a SIGUSR1 has started is closed again; the signal was a request to reload. */
function closeInspectorOf(reload: () => void): void {
  const check = () => {
    if (inspectorUrl() === undefined) return;
    closeInspector();
    reload();
  };
  check();
  for (const delay of INSPECTOR_CHECKS) setTimeout(check, delay).unref();
}
