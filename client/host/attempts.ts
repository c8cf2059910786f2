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

export function createAttempts(onFailed: (link: number, failed: Fault) => void): Attempts {
  const controllers = new Map<number, AbortController>();

  function phase(link: number): AttemptPhase {
    const controller = controllers.get(link);
    if (!controller) return 'none';
    return controller.signal.aborted ? 'called off' : 'under way';
  }

  function settle(link: number, controller: AbortController, failed: Fault | null): void {
    if (controllers.get(link) === controller) controllers.delete(link);
    if (failed && !controller.signal.aborted) onFailed(link, failed);
  }

  return {
    phase,
    begin(link, work) {
      const controller = new AbortController();
      controllers.set(link, controller);
      work(controller.signal).then(
        failed => settle(link, controller, failed),
        (error: unknown) => settle(link, controller, faultOf(error, 'CONNECT_FAILED')),
      );
    },
    callOff: link => controllers.get(link)?.abort(),
  };
}
