/** Attempts to connect: one for each link, which ends by itself or is called off. */

import { type Fault, faultOf } from '../../shared/fault.ts';

/** `called off`: it may still be working, but nobody waits for what comes of it. */
export type AttemptPhase = 'none' | 'under way' | 'called off';

export interface Attempts {
  phase(link: number): AttemptPhase;
  /** Begins one; `onFailed` is told why it failed, unless it was called off. What `work` still makes then is its own to put away. */
  begin(link: number, work: (signal: AbortSignal) => Promise<Fault | null>): void;
  callOff(link: number): void;
}

/** So many begin in one turn of the event loop, which takes some ms; of a thousand worlds the others follow (law 8). */
const BURST = 8;

/** `soon` calls back in another turn of the event loop. */
export function createAttempts(
  onFailed: (link: number, failed: Fault) => void,
  soon: (run: () => void) => void = setImmediate,
): Attempts {
  const controllers = new Map<number, AbortController>();
  /** Those that have not begun to work; who comes meanwhile waits behind them. */
  const waiting: (() => void)[] = [];
  let begun = 0;

  function phase(link: number): AttemptPhase {
    const controller = controllers.get(link);
    if (!controller) return 'none';
    return controller.signal.aborted ? 'called off' : 'under way';
  }

  function settle(link: number, controller: AbortController, failed: Fault | null): void {
    if (controllers.get(link) === controller) controllers.delete(link);
    if (failed && !controller.signal.aborted) onFailed(link, failed);
  }

  function inTurn(run: () => void): void {
    if (begun === 0) soon(turn);
    if (begun++ < BURST) run();
    else waiting.push(run);
  }

  function turn(): void {
    begun = 0;
    for (const run of waiting.splice(0, BURST)) inTurn(run);
  }

  return {
    phase,
    begin(link, work) {
      const controller = new AbortController();
      controllers.set(link, controller);
      inTurn(() => {
        if (controller.signal.aborted) return settle(link, controller, null);
        work(controller.signal).then(
          failed => settle(link, controller, failed),
          (error: unknown) => settle(link, controller, faultOf(error, 'CONNECT_FAILED')),
        );
      });
    },
    callOff: link => controllers.get(link)?.abort(),
  };
}
